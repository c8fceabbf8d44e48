"""The parts of a paper: adding, changing, moving and taking them out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.papers import BlockForm
from consult.models.accounts import Permission
from consult.models.papers import BlockKind, PaperBlock
from consult.models.statements import Statement
from consult.services import papers, remarks, statements
from consult.services.papers import Desk, reading, writing
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.views.access import requires
from consult.views.papers import back, found, render

bp = Blueprint("paper_blocks", __name__, url_prefix="/staff/c/<slug>/report/papers/<int:paper_id>")


@bp.route("/sections/<section>/new/<kind>", methods=["GET", "POST"])
@requires(Permission.REPORT)
def new_block(slug: str, paper_id: int, section: str, kind: str) -> ResponseReturnValue:
    """Add a part to a section."""
    desk = found(slug, paper_id)
    form = BlockForm.of(desk.menu, _kind(kind))
    if request.method == "GET" and request.args.get("statement"):
        form.statement.data = request.args["statement"]
    if _wants_to_be_stored(form):
        try:
            content = form.content(desk.menu, _statement(desk, form))
            block = writing.add_block(db.session, desk.paper, content, section=section, after=None)
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            return back(slug, paper_id, f"block-{block.id}")
    return _page(desk, form, section)


@bp.route("/blocks/<int:block_id>", methods=["GET", "POST"])
@requires(Permission.REPORT)
def edit_block(slug: str, paper_id: int, block_id: int) -> ResponseReturnValue:
    """Change a part."""
    desk = found(slug, paper_id)
    block = papers.get_block(desk.paper, block_id)
    form = BlockForm.of(desk.menu, block.kind, block)
    if _wants_to_be_stored(form):
        try:
            content = form.content(desk.menu, _statement(desk, form))
            writing.change_block(db.session, desk.paper, block, content, seen=form.seen.data)
        except Conflict as refusal:
            # What was typed stays below the sentence: saving again is then a choice.
            form.refuse(refusal)
            form.seen.data = block.version
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            return back(slug, paper_id, f"block-{block_id}")
    return _page(desk, form, block.section, block)


@bp.route("/blocks/<int:block_id>/move", methods=["POST"])
@requires(Permission.REPORT)
def move_block(slug: str, paper_id: int, block_id: int) -> ResponseReturnValue:
    """Move a part up or down in its section."""
    desk = found(slug, paper_id)
    block = papers.get_block(desk.paper, block_id)
    writing.move_block(db.session, desk.paper, block, up=request.form.get("to") == "up")
    return back(slug, paper_id, f"block-{block_id}")


@bp.route("/blocks/<int:block_id>/remove", methods=["GET", "POST"])
@requires(Permission.REPORT)
def remove_block(slug: str, paper_id: int, block_id: int) -> ResponseReturnValue:
    """Ask once more, then take a part out."""
    desk = found(slug, paper_id)
    block = papers.get_block(desk.paper, block_id)
    if request.method == "POST":
        writing.remove_block(db.session, desk.paper, block)
        flash("The part is taken out.")
        return redirect(url_for("papers.show_paper", slug=slug, paper_id=paper_id))
    return render("remove_block", desk.consultation, paper=desk.paper, block=block)


def _wants_to_be_stored(form: BlockForm) -> bool:
    """Return whether the form was sent to be stored; one sent for a figure gets it put in."""
    if not form.validate_on_submit():
        return False
    if request.form.get("act") == "insert":
        form.insert()
        return False
    return request.form.get("act") != "preview"


def _kind(kind: str) -> BlockKind:
    try:
        return BlockKind(kind)
    except ValueError as unknown:
        raise NotFound(
            "There is no such kind of part. Choose one on the report’s page."
        ) from unknown


def _statement(desk: Desk, form: BlockForm) -> Statement | None:
    """Return the statement whose number was written, for a quote."""
    written = (form.statement.data or "").strip()
    if form.kind is not BlockKind.QUOTE or not written:
        return None
    number = number_in(written)
    if number is None:
        raise InvalidInput("Write the statement’s number, such as 117.", field="statement")
    try:
        return statements.get(db.session, desk.consultation, number)
    except NotFound as missing:
        raise InvalidInput(
            f"There is no statement {number} in this consultation.", field="statement"
        ) from missing


def _page(
    desk: Desk, form: BlockForm, section: str, block: PaperBlock | None = None
) -> ResponseReturnValue:
    return render(
        "edit_block",
        desk.consultation,
        paper=desk.paper,
        form=form,
        kind=form.kind.value,
        section=section,
        block=block,
        preview=reading.preview(form.text.data or "", desk.menu),
        quoted=_quoted(desk, form),
        to_quote=_to_quote(desk, form),
    )


def _quoted(desk: Desk, form: BlockForm) -> Statement | None:
    """Return the statement whose number stands in the form, to read what can be quoted of it."""
    try:
        return _statement(desk, form)
    except InvalidInput:
        return None


def _to_quote(desk: Desk, form: BlockForm) -> list[Statement]:
    if form.kind is not BlockKind.QUOTE:
        return []
    return remarks.to_quote(db.session, desk.consultation)
