"""The blueprint of the results, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.services import consultations
from consult.services.responses import audiences, scopes
from consult.services.responses import results as came_back
from consult.services.responses.audiences import Audience
from consult.services.responses.scopes import Scope
from consult.views.consultations import tabs

bp = Blueprint("results", __name__, url_prefix="/staff/c/<slug>/survey")


def numeric(label: str) -> dict[str, str | bool]:
    """Return a column of numbers, as the table macro takes it."""
    return {"label": label, "numeric": True}


def render(template: str, consultation: Consultation, **values: object) -> str:
    """Return a page of the survey tab."""
    return render_template(
        f"responses/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        **values,
    )


def audience_asked() -> Audience:
    """Return whose answers the address asks for."""
    return audiences.named(request.args.get("of", ""))


def scope_asked(slug: str) -> tuple[Consultation, Scope]:
    """Return a consultation with the versions of its survey that the address asks for."""
    consultation = consultations.get(db.session, slug)
    return consultation, scopes.chosen(db.session, consultation, request.args.get("version", ""))


def response_asked(slug: str, response_id: int) -> tuple[Consultation, Scope, Response]:
    """Return a response to whichever version, in the scope of all versions."""
    consultation = consultations.get(db.session, slug)
    scope = scopes.chosen(db.session, consultation, scopes.ALL)
    return consultation, scope, came_back.get(db.session, scope, response_id)


def number_asked(name: str) -> int:
    """Return the record's number that the address gives under a name, or 0."""
    return number_in(request.args.get(name)) or 0
