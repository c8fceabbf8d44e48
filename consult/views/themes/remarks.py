"""Notes to colleagues, bookmarks, positions, and whether the machine's suggestions are shown."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services import consultations, positions, remarks, statements
from consult.views.access import requires
from consult.views.themes.blueprint import back, bp
from consult.views.themes.telling import once, told
from consult.views.themes.workbench import BLIND_COOKIE

A_YEAR = 365 * 24 * 3_600


@bp.route("/statements/<int:statement_id>/notes", methods=["POST"])
@requires(Permission.CODE)
def write_note(slug: str, statement_id: int) -> ResponseReturnValue:
    """Leave a note to colleagues on a statement."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    text = request.form.get("text", "")
    once(lambda: remarks.write(db.session, statement, text=text))
    return told(consultation, "Your note is there for colleagues.", [statement.id])


@bp.route("/notes/<int:note_id>/take-back", methods=["POST"])
@requires(Permission.CODE)
def take_back_note(slug: str, note_id: int) -> ResponseReturnValue:
    """Take back a note of one's own."""
    consultation = consultations.get(db.session, slug)
    note = remarks.take_back(db.session, consultation, note_id)
    return told(consultation, "Your note is taken back.", [note.statement_id])


@bp.route("/statements/<int:statement_id>/bookmark", methods=["POST"])
@requires(Permission.CODE)
def bookmark(slug: str, statement_id: int) -> ResponseReturnValue:
    """Say that a statement should be quoted, or that it need not."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    is_set = request.form.get("is_set") == "yes"
    remarks.bookmark(db.session, statement, is_set=is_set)
    message = "Reports will quote this first." if is_set else "No longer marked to be quoted."
    return told(consultation, message, [statement.id])


@bp.route("/statements/<int:statement_id>/position", methods=["POST"])
@requires(Permission.CODE)
def decide_position(slug: str, statement_id: int) -> ResponseReturnValue:
    """Say where a statement stands on the proposal, or take that back."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    position = positions.named(request.form.get("position", ""))
    seen = positions.named(request.form.get("seen", ""))
    once(lambda: positions.decide(db.session, statement, position, seen=seen))
    message = f"Position: {position.value}." if position else "The position is undecided again."
    return told(consultation, message, [statement.id])


@bp.route("/suggestions", methods=["POST"])
@requires(Permission.VIEW)
def show_suggestions(slug: str) -> ResponseReturnValue:
    """Hide the machine's suggestions from oneself, or show them; this browser remembers it."""
    consultations.get(db.session, slug)
    is_blind = request.form.get("shown") == "no"
    reply = make_response(back(slug))
    reply.set_cookie(
        BLIND_COOKIE,
        "yes" if is_blind else "no",
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return reply
