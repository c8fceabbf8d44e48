"""The moderator's page: opening the wall, holding it, and holding back or releasing a card."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.models.walls import Wall
from consult.services import paging, walls
from consult.services.refusals import InvalidInput
from consult.services.walls import Show
from consult.views import qr_codes
from consult.views.access import requires
from consult.views.furniture import page_number
from consult.views.walls.blueprint import bp
from consult.views.workshops.blueprint import address, found, page, secret

PLACE = "/staff/c/<slug>/workshops/<int:workshop_id>/wall"
HERE = "walls.moderate"
PER_PAGE = 50


def wall_at(slug: str, workshop_id: int) -> Wall:
    """Return the wall of the workshop that an address names, or raise NotFound."""
    _, workshop = found(slug, workshop_id)
    return walls.get(db.session, workshop)


@bp.route(PLACE)
@requires(Permission.CAPTURE)
def moderate(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Show the wall's code and every card with whether it is on the wall."""
    _, workshop = found(slug, workshop_id)
    wall = walls.of(db.session, workshop)
    if wall is None:
        return page("moderate", workshop, "Wall", folder="walls", wall=None)
    asked, number = _asked(), page_number()
    listed, total = walls.list_cards(
        db.session,
        wall,
        show=asked["show"],
        words=asked["words"],
        table_id=next((each.id for each in workshop.tables if each.number == asked["table"]), None),
        page=number,
        per_page=PER_PAGE,
    )
    code = walls.code_of(wall, secret=secret()) if walls.takes_in(wall) else ""
    link = url_for("walls.show_wall", code=code, _external=True) if code else ""
    return page(
        "moderate",
        workshop,
        "Wall",
        folder="walls",
        wall=wall,
        listed=listed,
        total=total,
        page=number,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        counts=walls.counts(db.session, wall),
        code=code,
        link=link,
        picture=qr_codes.picture(link) if link else "",
        is_narrowed=bool(asked["words"] or asked["table"]),
        **asked,
    )


@bp.route(f"{PLACE}/open", methods=["POST"])
@requires(Permission.CAPTURE)
def open_wall(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Give the workshop a wall."""
    _, workshop = found(slug, workshop_id)
    walls.open_wall(db.session, workshop, secret=secret())
    flash("The wall is open. Show it by its link on the hall’s screen.", "success")
    return redirect(address(workshop, HERE))


@bp.route(f"{PLACE}/hold", methods=["POST"])
@requires(Permission.CAPTURE)
def hold(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Hold the whole wall, or let it go."""
    wall = wall_at(slug, workshop_id)
    if request.form.get("held") == "yes":
        walls.hold(db.session, wall)
        flash("The wall is held. What the tables write from now on waits.", "success")
    else:
        walls.let_go(db.session, wall)
        flash("The wall is released. Only cards that you held back are missing.", "success")
    return _back(wall)


@bp.route(f"{PLACE}/cards/<int:statement_id>", methods=["POST"])
@requires(Permission.CAPTURE)
def rule(slug: str, workshop_id: int, statement_id: int) -> ResponseReturnValue:
    """Hold one card back from the wall, or release it."""
    wall = wall_at(slug, workshop_id)
    is_shown = request.form.get("shown") == "yes"
    try:
        walls.rule(
            db.session,
            wall,
            statement_id,
            is_shown=is_shown,
            seen_version=number_in(request.form.get("version")) or 0,
        )
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash("The card is released." if is_shown else "The card is held back.", "success")
    return _back(wall)


@bp.route(f"{PLACE}/code", methods=["POST"])
@requires(Permission.CAPTURE)
def change_code(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Give the wall a new code, or end the one that it has."""
    wall = wall_at(slug, workshop_id)
    if request.form.get("code") == "end":
        walls.end_code(db.session, wall)
        flash("The wall’s code has ended. Staff still see the wall.", "success")
    else:
        walls.renew_code(db.session, wall, secret=secret())
        flash("The wall has a new code. Open it by its new link.", "success")
    return _back(wall)


@bp.route(f"{PLACE}/tables", methods=["POST"])
@requires(Permission.MANAGE)
def allow_tables(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Let tables see the wall by their own codes, or keep it from them."""
    wall = wall_at(slug, workshop_id)
    is_allowed = request.form.get("allowed") == "yes"
    walls.allow_tables(db.session, wall, is_allowed=is_allowed)
    flash(
        "Every table sees the wall by its own code now."
        if is_allowed
        else "Tables see only their own sheet by their code.",
        "success",
    )
    return _back(wall)


def _asked() -> dict[str, Any]:
    wanted = request.values.get("show", "")
    return {
        "show": next((each for each in Show if each.value == wanted), Show.ALL),
        "words": request.values.get("q", "")[:100].strip(),
        "table": number_in(request.values.get("table")) or 0,
    }


def _back(wall: Wall) -> ResponseReturnValue:
    """Return to the list as it was narrowed."""
    asked = _asked()
    query = {
        "show": asked["show"].value if asked["show"] is not Show.ALL else None,
        "q": asked["words"] or None,
        "table": asked["table"] or None,
        "page": request.form.get("page") or None,
    }
    return redirect(address(wall.workshop, HERE, **query))
