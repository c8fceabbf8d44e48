"""Bringing in the rescue file of a device that could not send."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from consult.db import db
from consult.models.accounts import Permission
from consult.services import audit, capture, consultations, workshops
from consult.services.capture import Restored
from consult.services.capture.rescue import MOST_BYTES
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.writers.figures import counted

bp = Blueprint("rescuing", __name__)


@bp.route("/staff/c/<slug>/workshops/<int:workshop_id>/rescue", methods=["POST"])
@requires(Permission.CAPTURE)
def bring_in(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Store what a rescue file has and the store has not."""
    consultation = consultations.get(db.session, slug)
    workshop = workshops.get(db.session, consultation, workshop_id)
    file, actor = request.files.get("rescue"), audit.actor_of(db.session)
    is_renamed = request.form.get("renamed") == "yes"
    try:
        rescue = capture.read_rescue(file.stream.read(MOST_BYTES + 1) if file else b"")

        def run(session: Session) -> Restored:
            audit.act_as(session, actor)
            here = consultations.get(session, slug)
            its_own = workshops.get(session, here, workshop.id)
            return capture.restore(session, its_own, rescue, is_renamed=is_renamed)

        flash(_sentence(db.write_public(run)), "success")
    except ServiceError as refusal:
        flash(str(refusal), "error")
    return redirect(url_for("workshops.show_workshop", slug=slug, workshop_id=workshop_id))


def _sentence(restored: Restored) -> str:
    """Say what came of the file, and what somebody still has to look at."""
    parts = [f"{restored.table.label}: {counted(restored.added, 'card')} added"]
    if restored.changed:
        parts.append(f"{counted(restored.changed, 'change')} made")
    if restored.known:
        parts.append(f"{restored.known:,} there already")
    sentences = [", ".join(parts) + "."]
    if restored.refusals:
        sentences.append(f"{len(restored.refusals):,} not taken: {restored.refusals[0]}")
    sentences += [f"Half-typed and not added: “{text}”." for text in restored.unfinished[:5]]
    return " ".join(sentences)
