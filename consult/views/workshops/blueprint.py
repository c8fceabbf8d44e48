"""Where a workshop's pages are registered, and what all of them are given."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask_login import current_user

from consult.db import db
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.workshops import Workshop
from consult.services import consultations, workshops
from consult.views.consultations import tabs

bp = Blueprint("workshops", __name__, url_prefix="/staff/c/<slug>/workshops")

PARTS = (
    ("Tables", "workshops.show_workshop", Permission.CAPTURE),
    ("Wall", "walls.moderate", Permission.CAPTURE),
    ("Votes", "votes.list_votes", Permission.CAPTURE),
    ("Attendance", "workshops.show_attendance", Permission.CAPTURE),
    ("Print", "workshops.list_prints", Permission.CAPTURE),
    ("Set-up", "workshops.change_workshop", Permission.MANAGE),
)


def secret() -> str:
    """Return the installation's secret key, of which codes are made."""
    key: str = current_app.config["SECRET_KEY"]
    return key


def found(slug: str, workshop_id: int) -> tuple[Consultation, Workshop]:
    """Return the workshop that an address names, with its consultation, or raise NotFound."""
    consultation = consultations.get(db.session, slug)
    return consultation, workshops.get(db.session, consultation, workshop_id)


def page(
    template: str, workshop: Workshop, current: str, *, folder: str = "workshops", **values: Any
) -> str:
    """Return a page of one workshop.

    Parameters
    ----------
    current
        The label of the part that is open, such as “Tables”.
    folder
        That of the template: walls and votes have their own.
    """
    consultation = workshop.consultation
    return render_template(
        f"{folder}/{template}.html",
        consultation=consultation,
        workshop=workshop,
        tabs=tabs(consultation, "Workshops"),
        parts=[
            {
                "label": label,
                "url": url_for(endpoint, slug=consultation.slug, workshop_id=workshop.id),
                "current": label == current,
            }
            for label, endpoint, permission in PARTS
            if current_user.may(permission)
        ],
        **values,
    )


def address(workshop: Workshop, endpoint: str = "workshops.show_workshop", **query: Any) -> str:
    """Return the address of one of a workshop's pages."""
    return url_for(endpoint, slug=workshop.consultation.slug, workshop_id=workshop.id, **query)
