"""The sheet's page: what its template and its script are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import render_template, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from consult.db import db
from consult.models.accounts import Permission
from consult.models.workshops import WorkshopTable
from consult.services import capture
from consult.services.capture import Card, Sheet
from consult.services.workshops import HEADINGS

# The tab for what belongs to no outcome; its cards have none.
ANYTHING_ELSE = "none"


def render_sheet(
    table: WorkshopTable, *, outcome: str = "", typed: Mapping[str, str] | None = None
) -> str:
    """Return the table's page, open at an outcome.

    Parameters
    ----------
    outcome
        The outcome's id, or `ANYTHING_ELSE`; the first one is shown where there is no such.
    typed
        What a box that could not be stored holds, by its column's kind.
    """
    sheet = capture.sheet(db.session, table)
    outcome_id = _chosen(sheet, outcome)
    return render_template(
        "capture/sheet.html",
        table=table,
        workshop=table.workshop,
        consultation=table.workshop.consultation,
        sheet=sheet,
        outcome_id=outcome_id,
        typed=typed or {},
        headings=HEADINGS,
        fresh_uuid=uuid4,
        is_staff=is_staff(),
        for_script=_for_script(table, sheet, outcome_id),
    )


def is_staff() -> bool:
    """Return whether a signed-in facilitator is looking."""
    return bool(current_user.is_authenticated and current_user.may(Permission.CAPTURE))


def _chosen(sheet: Sheet, asked: str) -> int | None:
    known = {str(outcome.id): outcome.id for outcome in sheet.outcomes}
    if asked == ANYTHING_ELSE or not known:
        return None
    return known.get(asked, sheet.outcomes[0].id)


def as_json(card: Card) -> dict[str, Any]:
    """Return a card as the script and the interface know it."""
    return {
        "uuid": str(card.uuid),
        "text": card.text,
        "kind": card.kind.value,
        "outcome": card.outcome_id,
        "version": card.version,
        "struck": card.is_struck,
        "withheld": card.is_withheld,
        "partners": [{"label": label, "name": name} for label, name in card.partners],
        "device": card.device,
        "sequence": card.sequence,
    }


def _for_script(table: WorkshopTable, sheet: Sheet, outcome_id: int | None) -> dict[str, Any]:
    return {
        "table": table.id,
        "cardsUrl": url_for("capture.cards.list_cards", table_id=table.id),
        "statementsUrl": url_for("capture.cards.record", table_id=table.id),
        "tokenUrl": url_for("capture.cards.token", table_id=table.id),
        "token": generate_csrf(),
        "etag": sheet.etag,
        "open": table.workshop.consultation.is_open,
        "outcome": outcome_id,
        "kinds": [{"value": kind.value, "heading": HEADINGS[kind]} for kind in sheet.kinds],
        "outcomes": [
            {"id": outcome.id, "reference": outcome.reference, "title": outcome.title}
            for outcome in sheet.outcomes
        ],
        "cards": [as_json(card) for card in sheet.cards],
    }
