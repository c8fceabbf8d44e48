"""What a table's page is made of: columns, outcomes, cards and the partners it knows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.partners import Organisation
from consult.models.strategy import Outcome
from consult.models.workshops import WorkshopTable
from consult.services import partners
from consult.services.capture.cards import Card, cards, mark, written_under
from consult.services.workshops import columns
from consult.services.workshops.columns import Column


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table's page is made of."""

    columns: tuple[Column, ...]
    outcomes: tuple[Outcome, ...]
    cards: tuple[Card, ...]
    partners: tuple[Organisation, ...]
    etag: str


def sheet(session: Session, table: WorkshopTable) -> Sheet:
    """Return the table's sheet.

    A column or an outcome that was taken away since stays for as long as it has cards.
    """
    etag = mark(session, table)
    found = cards(session, table)
    outcomes = table.workshop.asked_outcomes
    missing = {card.outcome_id for card in found} - {each.id for each in outcomes} - {None}
    if missing:
        outcomes += session.scalars(
            select(Outcome).where(Outcome.id.in_(missing)).order_by(Outcome.position)
        )
    return Sheet(
        columns=columns.for_sheet(table.workshop, written_under(session, table)),
        outcomes=tuple(outcomes),
        cards=tuple(found),
        partners=tuple(partners.list_organisations(session)),
        etag=etag,
    )
