"""The sheet as plain pages and forms: all of it works without a script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.workshops import AddCardForm, CardForm
from consult.models.accounts import Permission
from consult.models.workshops import WorkshopTable
from consult.services import capture, consultations, workshops
from consult.services.capture import Card
from consult.services.refusals import ServiceError
from consult.services.statements import EditedMeanwhile
from consult.services.workshops import columns
from consult.views.access import at_table, requires
from consult.views.capture.saving import saved
from consult.views.capture.showing import address_of, asked, render_sheet

bp = Blueprint("sheet", __name__)


@bp.route("/staff/c/<slug>/workshops/<int:workshop_id>/tables/<int:number>")
@requires(Permission.CAPTURE)
def show_sheet(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Show a table's sheet to a signed-in facilitator."""
    consultation = consultations.get(db.session, slug)
    workshop = workshops.get(db.session, consultation, workshop_id)
    table = workshops.table_by_number(db.session, workshop, number)
    return render_sheet(table, outcome=request.args.get("outcome", ""))


@bp.route("/tables/<int:table_id>/add", methods=["POST"])
@at_table
def add_card(table: WorkshopTable) -> ResponseReturnValue:
    """Add a card from the form at the foot of a column."""
    form = AddCardForm()
    if not form.validate_on_submit():
        flash("That card could not be read. Go back and try again.", "error")
        return redirect(address_of(table))
    fields = form.fields()
    try:
        column = columns.by_key(table.workshop, fields["kind"])
        saved(table, lambda session, here: capture.record(session, here, **fields))
    except ServiceError as refusal:
        return _as_typed(table, fields, refusal), 400
    outcome = asked(fields["outcome_id"], column)
    return redirect(address_of(table, outcome=outcome, _anchor=f"column-{column.key}"))


def _as_typed(table: WorkshopTable, fields: dict[str, Any], refusal: ServiceError) -> str:
    """Return the sheet with the refused words in their box, or the first where that is gone."""
    flash(str(refusal), "error")
    boxes = columns.of(table.workshop)
    box = next((each for each in boxes if each.key == fields["kind"]), boxes[0])
    outcome = asked(fields["outcome_id"], box)
    return render_sheet(table, outcome=outcome, typed={box.key: fields["text"]})


@bp.route("/tables/<int:table_id>/cards/<uuid:uuid>", methods=["GET", "POST"])
@at_table
def edit_card(table: WorkshopTable, uuid: UUID) -> ResponseReturnValue:
    """Change a card's words, its column and its outcome."""
    card = capture.get(db.session, table, uuid)
    form = CardForm.of(capture.sheet(db.session, table), card)
    if form.validate_on_submit():
        fields = form.fields()
        try:
            saved(table, lambda session, here: capture.change(session, here, uuid, **fields))
        except EditedMeanwhile as refusal:
            form.show_both(refusal)
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            column = columns.by_key(table.workshop, fields["kind"])
            return redirect(address_of(table, outcome=asked(fields["outcome_id"], column)))
    return render_template(
        "capture/edit_card.html",
        table=table,
        card=card,
        form=form,
        back_url=address_of(table, outcome=_tab(table, card)),
    )


@bp.route("/tables/<int:table_id>/cards/<uuid:uuid>/struck", methods=["POST"])
@at_table
def strike_card(table: WorkshopTable, uuid: UUID) -> ResponseReturnValue:
    """Strike a card through, or bring it back."""
    is_struck = request.form.get("struck") == "yes"
    card = saved(
        table,
        lambda session, here: capture.set_struck(session, here, uuid, is_struck=is_struck),
    )
    flash("The card is struck through." if is_struck else "The card is back.", "success")
    return redirect(address_of(table, outcome=_tab(table, card)))


def _tab(table: WorkshopTable, card: Card) -> str:
    own = capture.sheet(db.session, table).columns
    return asked(card.outcome_id, next(each for each in own if each.key == card.column))
