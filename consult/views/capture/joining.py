"""Joining a table by its code, and leaving it."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.workshops import WorkshopTable
from consult.services import workshops
from consult.services.workshops import CodeEnded, CodeUnknown
from consult.views import access
from consult.views.access import at_table, public
from consult.views.capture.showing import render_sheet

bp = Blueprint("joining", __name__)

# A room of people shares one address, so only codes that were wrong count.
WRONG_CODES = "20 per minute; 100 per hour"


@bp.route("/w")
@public
def ask_code() -> ResponseReturnValue:
    """Ask for a table's code, for those who cannot follow its link."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for(".show_joined", code=code))
    return render_template("capture/ask_code.html")


@bp.route("/w/<code>")
@public
def show_joined(code: str) -> ResponseReturnValue:
    """Join a table by its code and show its sheet."""
    try:
        table = workshops.find_table(db.session, code, secret=current_app.config["SECRET_KEY"])
    except (CodeUnknown, CodeEnded) as refusal:
        page = render_template("capture/ask_code.html", sentence=str(refusal), code=code)
        return make_response(page, 404)
    access.join(table)
    return render_sheet(table, outcome=request.args.get("outcome", ""))


@bp.route("/tables/<int:table_id>/leave", methods=["POST"])
@at_table
def leave(table: WorkshopTable) -> ResponseReturnValue:
    """Take this device from the table, so that the next person to hold it sees nothing of it."""
    access.leave(table)
    flash(f"This device has left {table.label.lower()}.", "success")
    return redirect(url_for(".ask_code"))


def _is_wrong(reply: Response) -> bool:
    return reply.status_code == 404


@bp.record
def limit_guesses(state: BlueprintSetupState) -> None:
    """Slow down whoever tries codes."""
    limited = state.app.extensions["limiter_of_sign_in"].limit(WRONG_CODES, deduct_when=_is_wrong)
    views = state.app.view_functions
    views["capture.joining.show_joined"] = limited(views["capture.joining.show_joined"])
