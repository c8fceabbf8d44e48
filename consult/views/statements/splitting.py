"""Splitting statements that make several points: one by one, or a page of suggestions at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.statements import CHANGED, SplitForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.services import abbreviations, consultations, splitting, statements
from consult.services.refusals import ServiceError
from consult.services.statement_lists import source_label
from consult.services.statements import EditedMeanwhile
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.statements.blueprint import address, bp, found, show

PER_PAGE = 10


@bp.route("/<int:statement_id>/split", methods=["POST"])
@requires(Permission.CODE)
def split_statement(slug: str, statement_id: int) -> ResponseReturnValue:
    """Store the points of one statement in its place."""
    consultation, statement = found(slug, statement_id)
    form = SplitForm()
    if not form.validate_on_submit():
        return show(consultation, statement, form)
    try:
        parts = splitting.split(db.session, statement, form.lines(), seen_version=form.version.data)
    except ServiceError as refusal:
        form.refuse(refusal)
        return show(consultation, statement, form)
    flash(f"It is split into {len(parts)} statements, which count in its place.", "success")
    return redirect(address(statement))


@bp.route("/<int:statement_id>/split/undo", methods=["POST"])
@requires(Permission.CODE)
def undo_split(slug: str, statement_id: int) -> ResponseReturnValue:
    """Let a statement count as it was said."""
    _, statement = found(slug, statement_id)
    try:
        splitting.undo(db.session, statement)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash("The split is undone. The statement counts as it was said.", "success")
    return redirect(address(statement))


@bp.route("/<int:statement_id>/keep-whole", methods=["POST"])
@requires(Permission.CODE)
def keep_whole(slug: str, statement_id: int) -> ResponseReturnValue:
    """Remember that a statement makes one point."""
    _, statement = found(slug, statement_id)
    splitting.keep_whole(db.session, statement)
    flash("It stays one statement.", "success")
    return redirect(address(statement))


@bp.route("/to-split", methods=["GET", "POST"])
@requires(Permission.CODE)
def review_splits(slug: str) -> ResponseReturnValue:
    """Go through the statements that seem to make several points, a page at a time."""
    consultation = consultations.get(db.session, slug)
    after = _number("after")
    if request.method == "POST" and _decide(consultation):
        return redirect(url_for(".review_splits", slug=slug, after=_number("last") or None))
    found_here = splitting.suggested(db.session, consultation, after=after, most=PER_PAGE)
    return render_template(
        "statements/review_splits.html",
        consultation=consultation,
        tabs=tabs(consultation, "Statements"),
        suggestions=found_here,
        after=after,
        sent=request.form,
        source_label=source_label,
        short_names=abbreviations.directory(db.session),
    )


def _decide(consultation: Consultation) -> bool:
    """Do with each statement of the page what was chosen for it, and say what came of it.

    Returns
    -------
    bool
        Whether all of it could be done; else the page is shown again with what was typed.
    """
    split, kept, is_done = 0, 0, True
    for key, choice in request.form.items():
        name, _, sent = key.partition("-")
        number = number_in(sent)
        if name != "choice" or number is None:
            continue
        try:
            split += choice == "split" and _split(consultation, number)
            kept += choice == "keep" and _keep(consultation, number)
        except EditedMeanwhile:
            is_done = False
            flash(f"Statement {number}: {CHANGED}", "error")
        except ServiceError as refusal:
            is_done = False
            flash(f"Statement {number}: {refusal}", "error")
    if split or kept:
        flash(f"{split:,} split, {kept:,} kept as they are. Each can be undone on its page.")
    return is_done


def _split(consultation: Consultation, number: int) -> bool:
    statement = statements.get(db.session, consultation, number)
    lines = request.form.get(f"points-{number}", "").splitlines()
    seen = _number(f"version-{number}")
    splitting.split(db.session, statement, lines, seen_version=seen)
    return True


def _keep(consultation: Consultation, number: int) -> bool:
    splitting.keep_whole(db.session, statements.get(db.session, consultation, number))
    return True


def _number(name: str) -> int:
    return number_in(request.values.get(name)) or 0
