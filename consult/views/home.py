"""The front door for residents, and the working home for staff."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.models.accounts import Permission
from consult.services import consultations, workshop_lists
from consult.views import languages
from consult.views.access import public, requires

bp = Blueprint("home", __name__)


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    """List what residents can take part in, and what came of the rest."""
    front = consultations.front_page(db.session)
    languages.speak_of_several([*front.open, *front.past])
    return render_template("home/home.html", front=front)


@bp.route("/staff")
@requires(Permission.VIEW)
def staff_home() -> ResponseReturnValue:
    """Show a person's consultations and what waits in each."""
    is_at_tables = current_user.may(Permission.CAPTURE)
    return render_template(
        "home/staff_home.html",
        rows=consultations.worklist(db.session),
        events=workshop_lists.open_workshops(db.session, facilitator=current_user.name)
        if is_at_tables
        else [],
    )


@bp.route("/health")
@public
def health() -> ResponseReturnValue:
    """Tell a monitor whether the app and its database answer."""
    consultations.ping(db.session)
    return {"status": "ok"}
