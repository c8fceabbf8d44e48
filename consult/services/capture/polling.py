"""A full sheet, asked for every two seconds by each device: what stands is not read again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.statements import Statement
from consult.models.workshops import WorkshopTable
from consult.services.capture.cards import IS_CARD, Card, Written, read, shown

# A partner's name can change without its cards: for so long a device may see the old one.
FRESH_SECONDS = 60.0
MOST_TABLES = 200
# Past this many new ones it is quicker to read the whole table than to name each.
MOST_NAMED = 200


@dataclass(slots=True)
class Kept:
    """What stood on a table's cards when it was last asked for."""

    cards: dict[int, Written] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)

    @property
    def is_fresh(self) -> bool:
        """Return whether it may still be shown."""
        return time.monotonic() - self.since < FRESH_SECONDS


class Memory:
    """What this process read of the sheets, by table; the database says what has changed."""

    def __init__(self) -> None:
        self._tables: dict[int, Kept] = {}

    def cards(self, session: Session, table: WorkshopTable) -> list[Card]:
        """Return every card of the table, in order, as `cards` does."""
        here = Statement.table_id == table.id
        # Every change of a card raises its version, so that an equal one is the same card.
        standing = session.execute(
            select(Statement.id, Statement.version).where(here, IS_CARD).order_by(Statement.id)
        ).all()
        kept = self._tables.get(table.id)
        if kept is None or not kept.is_fresh:
            kept = Kept()
        known = kept.cards
        changed = [
            number
            for number, version in standing
            if number not in known or known[number].row.version != version
        ]
        if changed:
            wanted = Statement.id.in_(changed) if len(changed) <= MOST_NAMED else here
            news = {each.row.id: each for each in read(session, wanted)}
            found = ((number, news.get(number) or known.get(number)) for number, _ in standing)
            known = {number: written for number, written in found if written is not None}
        self._keep(table.id, Kept(known, kept.since))
        return shown(table, list(known.values()))

    def _keep(self, table_id: int, kept: Kept) -> None:
        self._tables.pop(table_id, None)
        while len(self._tables) >= MOST_TABLES:
            # Several threads may make room at once.
            self._tables.pop(next(iter(self._tables)), None)
        self._tables[table_id] = kept
