"""The sheet's page: what its template and its script are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import current_app, render_template, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.workshops import WorkshopTable
from consult.services import capture, workshops
from consult.services.capture import Card, Sheet
from consult.services.workshops import agenda
from consult.services.workshops.columns import Column
from consult.views import qr_codes
from consult.views.capture.keeping import for_keeping

# The tab for what belongs to no outcome; its cards have none.
ANYTHING_ELSE = "none"
# The tab for the headings of the group discussion; their cards have no outcome either.
DISCUSSION = "discussion"


def render_sheet(
    table: WorkshopTable, *, outcome: str = "", typed: Mapping[str, str] | None = None
) -> str:
    """Return the table's page, open at an outcome.

    Parameters
    ----------
    outcome
        The outcome's id, or `ANYTHING_ELSE`; the first one is shown where there is no such.
    typed
        What a box that could not be stored holds, by its column's key.
    """
    return _page(table, capture.sheet(db.session, table), outcome=outcome, typed=typed)


def render_shell(table: WorkshopTable) -> str:
    """Return the table's page without its cards, and without what only one session may hold."""
    sheet = capture.sheet(db.session, table)
    return _page(table, replace(sheet, cards=(), etag=""), is_shell=True)


def _page(
    table: WorkshopTable,
    sheet: Sheet,
    *,
    outcome: str = "",
    typed: Mapping[str, str] | None = None,
    is_shell: bool = False,
) -> str:
    outcome_id = _chosen(sheet, outcome)
    code = _code(table)
    return render_template(
        "capture/sheet.html",
        table=table,
        workshop=table.workshop,
        consultation=table.workshop.consultation,
        sheet=sheet,
        outcome_id=outcome_id,
        typed=typed or {},
        now=None if is_shell else agenda.current_round(table.workshop, utc_now()),
        fresh_uuid=uuid4,
        is_staff=is_staff(),
        here=address_of(table),
        code=code,
        code_picture=_drawn(code) if code else "",
        for_script={
            **_for_script(table, sheet, outcome_id),
            **for_keeping(table),
            "scope": _scope(table),
            "shell": is_shell,
            "token": "" if is_shell else generate_csrf(),
        },
    )


def is_staff() -> bool:
    """Return whether a signed-in facilitator is looking."""
    return bool(current_user.is_authenticated and current_user.may(Permission.CAPTURE))


def asked(outcome_id: int | None, column: Column) -> str:
    """Return the tab of a card as the sheet's address names it."""
    if column.is_discussion:
        return DISCUSSION
    return ANYTHING_ELSE if outcome_id is None else str(outcome_id)


def address_of(table: WorkshopTable, **query: Any) -> str:
    """Return where the sheet is for whoever is looking."""
    if not is_staff():
        code = workshops.code_of(table, secret=current_app.config["SECRET_KEY"])
        return url_for("capture.joining.show_joined", code=code, **query)
    return url_for(
        "capture.sheet.show_sheet",
        slug=table.workshop.consultation.slug,
        workshop_id=table.workshop_id,
        number=table.number,
        **query,
    )


def _code(table: WorkshopTable) -> str:
    """Return the table's code while it takes devices in, and "" afterwards."""
    if not workshops.takes_in(table):
        return ""
    return workshops.code_of(table, secret=current_app.config["SECRET_KEY"])


def _drawn(code: str) -> str:
    """Return the QR code of a table's address, inside the page so that it needs no network."""
    address = url_for("capture.joining.show_joined", code=code, _external=True)
    return qr_codes.picture(address)


def _scope(table: WorkshopTable) -> str:
    """Return the part of the site that the sheet's worker looks after: sheets, and no more."""
    return address_of(table).rpartition("/")[0] + "/"


def _chosen(sheet: Sheet, asked: str) -> int | str | None:
    if asked == DISCUSSION and any(column.is_discussion for column in sheet.columns):
        return DISCUSSION
    known = {str(outcome.id): outcome.id for outcome in sheet.outcomes}
    if asked == ANYTHING_ELSE or not known:
        return None
    return known.get(asked, sheet.outcomes[0].id)


def as_json(card: Card) -> dict[str, Any]:
    """Return a card as the script and the interface know it."""
    return {
        "uuid": str(card.uuid),
        "text": card.text,
        "kind": card.column,
        "outcome": card.outcome_id,
        "version": card.version,
        "struck": card.is_struck,
        "withheld": card.is_withheld,
        "split": card.is_split,
        "partners": [{"label": label, "name": name} for label, name in card.partners],
        "rivals": [
            {"uuid": str(rival.uuid), "text": rival.text, "device": rival.device}
            for rival in card.rivals
        ],
        "device": card.device,
        "sequence": card.sequence,
    }


def _for_script(table: WorkshopTable, sheet: Sheet, outcome_id: int | str | None) -> dict[str, Any]:
    return {
        "table": table.id,
        "label": table.label,
        "workshop": table.workshop.title,
        "cardsUrl": url_for("capture.cards.list_cards", table_id=table.id),
        "changesUrl": url_for("capture.cards.take_changes", table_id=table.id),
        "tokenUrl": url_for("capture.cards.token", table_id=table.id),
        "joinUrl": url_for("capture.joining.ask_code") + "/",
        "etag": sheet.etag,
        "open": table.workshop.consultation.is_open,
        "day": _day(table),
        "outcome": outcome_id,
        "kinds": [
            {"value": each.key, "heading": each.heading, "discussion": each.is_discussion}
            for each in sheet.columns
        ],
        "outcomes": [
            {"id": outcome.id, "reference": outcome.reference, "title": outcome.title}
            for outcome in sheet.outcomes
        ],
        "partners": [
            {
                "label": partner.label,
                "name": partner.name,
                "names": [short.name for short in partner.short_names],
            }
            for partner in sheet.partners
        ],
        "cards": [as_json(card) for card in sheet.cards],
    }


def _day(table: WorkshopTable) -> dict[str, Any] | None:
    """Return the rounds of the workshop's day, for the line that says which one is on."""
    held_on = table.workshop.held_on
    if held_on is None:
        return None
    rounds = [
        {"starts": f"{each.starts_at:%H:%M}", "ends": f"{each.ends_at:%H:%M}", "asks": each.asks}
        for each in agenda.of(table.workshop)
    ]
    return {"on": held_on.isoformat(), "rounds": rounds}
