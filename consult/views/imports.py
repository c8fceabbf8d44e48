"""Notes in: choose a file or paste, look at what became what, add, take back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.imports import NotesForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.workshops import Workshop
from consult.services import consultations, imports, workshops
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import counted
from consult.views.waiting import staging

bp = Blueprint("imports", __name__, url_prefix="/staff/c/<slug>/imports")

TAB = "Statements"
ANSWER = "answer."


def answers_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to a reader's questions among a form's values."""
    return {
        key.removeprefix(ANSWER): value for key, value in values.items() if key.startswith(ANSWER)
    }


@bp.route("/")
@requires(Permission.VIEW)
def list_imports(slug: str) -> ResponseReturnValue:
    """List all files that were added."""
    consultation = consultations.get(db.session, slug)
    return render_template(
        "imports/list_imports.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        rows=imports.list_imports(db.session, consultation),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def new_import(slug: str) -> ResponseReturnValue:
    """Take a file or a paste, read it, and lead to its preview; nothing is stored."""
    consultation = consultations.get(db.session, slug)
    form = NotesForm()
    sent = form.sent() if form.validate_on_submit() else None
    if sent is not None:
        content, filename = sent
        try:
            imports.read_notes(content, filename)
        except ServiceError as refusal:
            field = form.file if form.file.data else form.pasted
            field.errors = [*field.errors, str(refusal)]
        else:
            token = staging().put(filename=filename, content=content, owner=current_user.id)
            return redirect(url_for(".preview", slug=slug, token=token))
    return render_template(
        "imports/new_import.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        form=form,
    )


@bp.route("/preview/<token>")
@requires(Permission.CAPTURE)
def preview(slug: str, token: str) -> ResponseReturnValue:
    """Show what became what; answers in the address change the reading."""
    consultation = consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    answers = answers_in(request.args)
    reading = imports.read_notes(waiting.content, waiting.filename, answers=answers)
    return render_template(
        "imports/preview.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        token=token,
        reading=reading,
        answers=answers,
        counts=imports.counts_by_kind(reading),
        groups=imports.by_outcome(reading),
        new_outcomes=imports.new_outcomes(consultation, reading),
        earlier=imports.earlier(db.session, consultation, waiting.content),
        workshops=[row.workshop for row in workshops.list_workshops(db.session, consultation)],
        meanings=imports.MEANINGS,
        asked={question.id for question in reading.questions},
    )


@bp.route("/preview/<token>", methods=["POST"])
@requires(Permission.CAPTURE)
def add(slug: str, token: str) -> ResponseReturnValue:
    """Store the statements as previewed."""
    consultation = consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    answers = answers_in(request.form)
    added = imports.add(
        db.session,
        consultation,
        content=waiting.content,
        filename=waiting.filename,
        reading=imports.read_notes(waiting.content, waiting.filename, answers=answers),
        answers=answers,
        workshop=_workshop_named(consultation, request.form.get("workshop", "")),
    )
    staging().drop(token)
    if added.is_new:
        were = "was" if added.statements == 1 else "were"
        flash(
            f"{counted(added.statements, 'statement')} {were} added from {waiting.filename}.",
            "success",
        )
    else:
        flash("This very file was added before, so nothing was added now.", "important")
    return redirect(url_for(".show_import", slug=slug, import_id=added.import_.id))


def _workshop_named(consultation: Consultation, value: str) -> Workshop | None:
    if not value.isdigit():
        return None
    return workshops.get(db.session, consultation, int(value))


@bp.route("/<int:import_id>")
@requires(Permission.VIEW)
def show_import(slug: str, import_id: int) -> ResponseReturnValue:
    """Show one import: its statements with their places, what was skipped, and undo."""
    consultation = consultations.get(db.session, slug)
    record = imports.get(db.session, consultation, import_id)
    return render_template(
        "imports/show_import.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        record=record,
        statements=imports.statements_of(db.session, record),
        can_undo=imports.can_undo(db.session, record),
    )


@bp.route("/<int:import_id>/undo", methods=["POST"])
@requires(Permission.CAPTURE)
def undo(slug: str, import_id: int) -> ResponseReturnValue:
    """Take an import back."""
    consultation = consultations.get(db.session, slug)
    record = imports.get(db.session, consultation, import_id)
    number = imports.undo(db.session, record)
    taken = f"{counted(number, 'statement')} {'was' if number == 1 else 'were'} taken out again"
    flash(f"The import is undone: {taken}.", "success")
    return redirect(url_for(".list_imports", slug=slug))


@bp.route("/<int:import_id>/original")
@requires(Permission.VIEW)
def original(slug: str, import_id: int) -> ResponseReturnValue:
    """Hand out the file as it came, as a download and never as a page."""
    consultation = consultations.get(db.session, slug)
    kept = imports.get(db.session, consultation, import_id).notes_file
    return send_file(
        BytesIO(kept.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.filename,
    )
