"""The screen in the hall: a page that asks every three seconds whether anything is new."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.votes import Vote
from consult.models.walls import Wall
from consult.models.workshops import WorkshopTable
from consult.services import votes, walls
from consult.services.walls import CodeUnknown, NotForTables
from consult.services.workshops import agenda
from consult.views import qr_codes
from consult.views.access import public, requires
from consult.views.walls.blueprint import bp
from consult.views.walls.moderating import wall_at

# What the screen shows, by the word in its address; the first is the whole wall.
PANELS = (
    ("all", "Everything"),
    ("cards", "Newest"),
    ("themes", "Themes"),
    ("counts", "Counts"),
    ("vote", "Vote"),
)


@bp.route("/w/<code>/wall")
@public
def show_wall(code: str) -> ResponseReturnValue:
    """Show a workshop's wall to whoever has its code."""
    try:
        wall = walls.find(db.session, code, secret=current_app.config["SECRET_KEY"])
    except NotForTables as refusal:
        return make_response(render_template("walls/no_wall.html", sentence=str(refusal)), 403)
    except CodeUnknown as refusal:
        return make_response(render_template("walls/no_wall.html", sentence=str(refusal)), 404)
    return _shown(wall, url_for(".show_wall", code=code.upper()))


@bp.route("/staff/c/<slug>/workshops/<int:workshop_id>/wall/screen")
@requires(Permission.CAPTURE)
def show_staff_wall(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Show the same wall to staff, whose sign-in is enough, also when the code has ended."""
    wall = wall_at(slug, workshop_id)
    return _shown(wall, url_for(".show_staff_wall", slug=slug, workshop_id=workshop_id))


def _shown(wall: Wall, address: str) -> ResponseReturnValue:
    """Return the page, or only what changes on it; 304 where nothing did."""
    _keep_themes_forming(wall)
    panel = request.args.get("show", "")
    panel = panel if panel in dict(PANELS) else "all"
    table = _asked_table(wall)
    now = agenda.current_round(wall.workshop, utc_now())
    etag = _etag(walls.mark(db.session, wall), votes.mark(db.session, wall.workshop), now)
    is_part = request.args.get("part") == "live"
    if is_part and request.if_none_match.contains(etag):
        unchanged = Response(status=304)
        unchanged.set_etag(etag)
        return unchanged
    page = render_template(
        "walls/_live.html" if is_part else "walls/show_wall.html",
        wall=wall,
        workshop=wall.workshop,
        consultation=wall.workshop.consultation,
        view=walls.view(db.session, wall, table=table),
        now=now,
        panel=panel,
        panels=PANELS,
        address=address,
        etag=etag,
        **_vote(wall),
    )
    reply = make_response(page)
    if is_part:
        reply.set_etag(etag)
    return reply


def _keep_themes_forming(wall: Wall) -> None:
    """Let the worker look at the cards anew where they changed; this process never does."""
    job_id = walls.ask(db.session, wall)
    if job_id is not None:
        jobs.put(job_id)


def _asked_table(wall: Wall) -> WorkshopTable | None:
    asked = request.args.get("table", "")
    return next((each for each in wall.workshop.tables if str(each.number) == asked), None)


def _vote(wall: Wall) -> dict[str, Any]:
    """Return what the screen says of the vote that is open, or was closed last."""
    vote = votes.current(db.session, wall.workshop)
    if vote is None:
        return {"vote": None}
    code = votes.code_of(vote, secret=current_app.config["SECRET_KEY"])
    address = url_for("votes.show_ballot", code=code, _external=True)
    is_open = votes.takes_dots(vote)
    return {
        "vote": vote,
        "is_voting": is_open,
        "is_news": votes.is_news(vote),
        "turnout": votes.turnout(db.session, vote),
        "vote_code": code,
        "vote_address": address,
        "vote_picture": qr_codes.picture(address, scale=8) if is_open else "",
        "results": _results(vote) if not is_open else [],
    }


def _results(vote: Vote) -> list[votes.Result]:
    # While dots are given nobody is told who leads: people would follow.
    return votes.results(db.session, vote)


def _etag(*marks: object) -> str:
    # The address has the panel and the table, so they need not be in it.
    return hashlib.sha256(repr(marks).encode()).hexdigest()[:32]
