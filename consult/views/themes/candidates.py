"""Making a candidate theme a theme, or dismissing it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.services import candidates, consultations, themes
from consult.services.refusals import InvalidInput
from consult.views.access import requires
from consult.views.themes.blueprint import back, bp


@bp.route("/candidates/<int:candidate_id>/accept", methods=["POST"])
@requires(Permission.CODE)
def accept_candidate(slug: str, candidate_id: int) -> ResponseReturnValue:
    """Make a candidate a theme and code its statements with it, then show it."""
    consultation = consultations.get(db.session, slug)
    candidate = candidates.get(db.session, consultation, candidate_id)
    try:
        theme = candidates.accept(
            db.session, consultation, candidate, name=request.form.get("name", "")
        )
    except InvalidInput as refusal:
        return back(slug, str(refusal), "error")
    flash(f"“{theme.name}” is a theme now. Give it a definition when you are ready.", "success")
    return redirect(url_for(".show_themes", slug=slug, theme=theme.id, state="accepted"))


@bp.route("/candidates/<int:candidate_id>/join", methods=["POST"])
@requires(Permission.CODE)
def join_candidate(slug: str, candidate_id: int) -> ResponseReturnValue:
    """Put a candidate's statements under a theme that there is already."""
    consultation = consultations.get(db.session, slug)
    candidate = candidates.get(db.session, consultation, candidate_id)
    asked = number_in(request.form.get("to"))
    if asked is None:
        return back(slug, "Choose which theme the group joins.", "error")
    theme = themes.get(db.session, consultation, asked)
    count = candidates.join(db.session, consultation, candidate, theme)
    noun = "statement" if count == 1 else "statements"
    return back(slug, f"{count:,} {noun} joined “{theme.name}”. Undo takes them back in one step.")


@bp.route("/candidates/<int:candidate_id>/accept-parts", methods=["POST"])
@requires(Permission.CODE)
def accept_candidate_parts(slug: str, candidate_id: int) -> ResponseReturnValue:
    """Make each sub-theme of a candidate a theme of its own."""
    consultation = consultations.get(db.session, slug)
    candidate = candidates.get(db.session, consultation, candidate_id)
    try:
        made = candidates.accept_parts(db.session, consultation, candidate)
    except InvalidInput as refusal:
        return back(slug, str(refusal), "error")
    names = ", ".join(f"“{theme.name}”" for theme in made)
    return back(slug, f"{names} are themes now. Give them definitions when you are ready.")


@bp.route("/candidates/<int:candidate_id>/dismiss", methods=["POST"])
@requires(Permission.CODE)
def dismiss_candidate(slug: str, candidate_id: int) -> ResponseReturnValue:
    """Say that a candidate is no theme."""
    consultation = consultations.get(db.session, slug)
    candidate = candidates.get(db.session, consultation, candidate_id)
    candidates.dismiss(db.session, consultation, candidate)
    return back(slug, "Dismissed. Its statements stay under Other.")
