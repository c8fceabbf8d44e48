"""Making a candidate theme a theme, or dismissing it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services import candidates, consultations
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


@bp.route("/candidates/<int:candidate_id>/dismiss", methods=["POST"])
@requires(Permission.CODE)
def dismiss_candidate(slug: str, candidate_id: int) -> ResponseReturnValue:
    """Say that a candidate is no theme."""
    consultation = consultations.get(db.session, slug)
    candidate = candidates.get(db.session, consultation, candidate_id)
    candidates.dismiss(db.session, consultation, candidate)
    return back(slug, "Dismissed. Its statements stay under Other.")
