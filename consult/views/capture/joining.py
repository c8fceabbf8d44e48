"""Joining a table by its code, and leaving it."""

from __future__ import annotations

from contextlib import suppress

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.errors import problem, wants_json
from consult.models.workshops import WorkshopTable
from consult.services import votes, walls, workshops
from consult.services.join_codes import as_typed
from consult.services.refusals import ServiceError
from consult.services.workshops import CodeEnded, CodeUnknown
from consult.views import access
from consult.views.access import at_table, public
from consult.views.capture.showing import render_sheet
from consult.views.guessing import slow_down

bp = Blueprint("joining", __name__)


@bp.route("/w", strict_slashes=False)
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the code of a table or a vote, for those who cannot follow its link."""
    sent = request.args.get("code")
    code = (sent or "").strip()
    if code:
        return redirect(url_for(".show_joined", code=code))
    sentence = "Type the code of your table or of the vote." if sent is not None else None
    return render_template("capture/ask_code.html", sentence=sentence)


@bp.route("/w/<code>")
@public
def show_joined(code: str) -> ResponseReturnValue:
    """Join a table by its code and show its sheet, or tell a script that it has joined."""
    try:
        table = workshops.find_table(db.session, code, secret=current_app.config["SECRET_KEY"])
    except (CodeUnknown, CodeEnded) as refusal:
        elsewhere = _other_door(code)
        if elsewhere:
            return redirect(elsewhere)
        if wants_json():
            return problem(404, str(refusal))
        page = render_template("capture/ask_code.html", sentence=str(refusal), code=code)
        return make_response(page, 404)
    access.join(table)
    made = as_typed(code)
    if wants_json():
        return jsonify(table=table.id, address=url_for(".show_joined", code=made))
    if code != made:
        # A device keeps the sheet by its address: one that was typed must be the one of the link,
        # or the link opens nothing where there is no network.
        outcome = request.args.get("outcome")
        return redirect(url_for(".show_joined", code=made, outcome=outcome))
    return render_sheet(table, outcome=request.args.get("outcome", ""))


@bp.route("/tables/<int:table_id>/leave", methods=["POST"])
@at_table
def leave(table: WorkshopTable) -> ResponseReturnValue:
    """Take this device from the table, so that the next person to hold it sees nothing of it."""
    access.leave(table)
    flash(f"This device has left {table.label.lower()}.", "success")
    return redirect(url_for(".ask_code"))


def _other_door(code: str) -> str:
    """Return where a code leads that is no table's: to a vote, or a wall; "" where nowhere."""
    secret = current_app.config["SECRET_KEY"]
    with suppress(ServiceError):
        votes.find(db.session, code, secret=secret)
        return url_for("votes.show_ballot", code=code.strip().upper())
    with suppress(ServiceError):
        walls.find(db.session, code, secret=secret)
        return url_for("walls.show_wall", code=code.strip().upper())
    return ""


@bp.record
def limit_guesses(state: BlueprintSetupState) -> None:
    """Slow down whoever tries codes."""
    slow_down(state, "capture.joining.show_joined")
