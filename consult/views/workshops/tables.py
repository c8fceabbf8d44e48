"""A workshop's tables: their cards, their facilitators and their codes."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import capture, workshops
from consult.services.refusals import InvalidInput, NotFound
from consult.services.workshops import agenda, columns, printing
from consult.views.access import requires
from consult.views.workshops.blueprint import address, bp, found, page, secret


@bp.route("/<int:workshop_id>")
@requires(Permission.CAPTURE)
def show_workshop(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Show a workshop's tables, their cards, codes and links."""
    return _shown(found(slug, workshop_id)[1])


def _shown(workshop: Workshop, typed: dict[int, str] | None = None) -> str:
    """Show the tables, with what was typed for one and refused, by its number."""
    return page(
        "show_workshop",
        workshop,
        "Tables",
        rows=workshops.list_tables(db.session, workshop, secret=secret()),
        undecided=capture.undecided(db.session, workshop),
        columns=columns.of(workshop),
        rounds=agenda.of(workshop),
        now=agenda.current_round(workshop, utc_now()),
        spoken=workshops.spoken,
        typed=typed or {},
    )


@bp.route("/<int:workshop_id>/tables", methods=["POST"])
@requires(Permission.MANAGE)
def add_table(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Add one more table."""
    _, workshop = found(slug, workshop_id)
    try:
        table = workshops.add_table(db.session, workshop, secret=secret())
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{table.label} is added.", "success")
    return redirect(address(workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/facilitator", methods=["POST"])
@requires(Permission.CAPTURE)
def set_facilitator(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Write down who facilitates at a table."""
    table = _table(slug, workshop_id, number)
    typed = request.form.get("facilitator", "")
    try:
        workshops.set_facilitator(db.session, table, typed)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
        return _shown(table.workshop, {number: typed})
    flash(f"{table.label} is saved.", "success")
    return redirect(address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code", methods=["POST"])
@requires(Permission.CAPTURE)
def renew_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Give a table a new code."""
    table = _table(slug, workshop_id, number)
    workshops.renew_code(db.session, table, secret=secret())
    flash(f"{table.label} has a new code. Its devices have to join again.", "success")
    return redirect(address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code/end", methods=["POST"])
@requires(Permission.CAPTURE)
def end_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Let nobody in by a table's code any more."""
    table = _table(slug, workshop_id, number)
    workshops.end_code(db.session, table)
    flash(f"The code of {table.label.lower()} has ended.", "success")
    return redirect(address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code.svg")
@requires(Permission.CAPTURE)
def show_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Serve the QR code of a table's link."""
    table = _table(slug, workshop_id, number)
    if not workshops.takes_in(table):
        raise NotFound(f"The code of {table.label.lower()} has ended.")
    code = workshops.code_of(table, secret=secret())
    drawn = printing.square(url_for("capture.joining.show_joined", code=code, _external=True))
    return Response(drawn, mimetype="image/svg+xml")


def _table(slug: str, workshop_id: int, number: int) -> WorkshopTable:
    _, workshop = found(slug, workshop_id)
    return workshops.table_by_number(db.session, workshop, number)
