"""The cards of a table as its sheet shows them; every device asks for them every two seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.models.kinds import StatementKind
from consult.models.partners import Organisation
from consult.models.sheets import SheetChange
from consult.models.statements import (
    Statement,
    StatementPart,
    StatementPartner,
    StatementState,
)
from consult.models.workshops import Workshop, WorkshopTable
from consult.services.refusals import NotFound
from consult.services.workshops import columns

# A point into which an officer split a card is a statement, but nobody at the table wrote it.
IS_CARD = Statement.id.not_in(select(StatementPart.part_id))


@dataclass(frozen=True, slots=True)
class Rival:
    """Words that a device gave a card which another device had changed first."""

    uuid: UUID
    text: str
    device: str


@dataclass(frozen=True, slots=True)
class Card:
    """A statement as a capture sheet shows it.

    Attributes
    ----------
    partners
        Pairs of the name as written and the partner's whole name, "" where it is not known.
    rivals
        Other words for it that wait for somebody to choose.
    column
        The key of the column that it stands in.
    is_withheld
        Whether an officer withheld it; its words are then not here.
    is_split
        Whether an officer split it into its points, which count in its place.
    """

    uuid: UUID
    text: str
    column: str
    outcome_id: int | None
    version: int
    is_struck: bool
    is_withheld: bool
    is_split: bool
    partners: tuple[tuple[str, str], ...]
    rivals: tuple[Rival, ...]
    device: str
    sequence: int


class Written:
    """What stands on a card, whatever column it is shown in."""

    __slots__ = ("_card", "partners", "rivals", "row")

    def __init__(
        self, row: Any, partners: tuple[tuple[str, str], ...], rivals: tuple[Rival, ...]
    ) -> None:
        self.row, self.partners, self.rivals = row, partners, rivals
        self._card: Card | None = None

    def card(self, column: str) -> Card:
        """Return it as a card in a column."""
        if self._card is None or self._card.column != column:
            self._card = _card(self.row, column, self.partners, self.rivals)
        return self._card


def mark(session: Session, table: WorkshopTable) -> str:
    """Return a text that differs whenever the cards, or whether they may change, do.

    Cards are never deleted and every change raises a version, so number and sum tell.
    """
    number, versions = session.execute(
        select(func.count(), func.sum(Statement.version)).where(Statement.table_id == table.id)
    ).one()
    return f"{table.id}-{number}-{versions or 0}-{table.workshop.consultation.version}"


def cards(
    session: Session, table: WorkshopTable, *, uuids: Iterable[UUID] | None = None
) -> list[Card]:
    """Return the table's cards in order: every one, or those of the given UUIDs."""
    here = Statement.table_id == table.id
    if uuids is not None:
        here &= Statement.uuid.in_(list(uuids))
    return shown(table, read(session, here))


def read(session: Session, here: ColumnElement[bool]) -> list[Written]:
    """Return what stands on some cards, in the order in which they came."""
    # Columns, not objects: a full sheet has hundreds.
    rows = session.execute(
        select(
            Statement.id,
            Statement.uuid,
            Statement.text,
            Statement.kind,
            Statement.heading,
            Statement.outcome_id,
            Statement.version,
            Statement.state,
            Statement.device,
            Statement.sequence,
        )
        .where(here, IS_CARD)
        .order_by(Statement.id)
    ).all()
    partners, rivals = _partners(session, here), _rivals(session, here)
    return [Written(row, tuple(partners[row.id]), tuple(rivals[row.id])) for row in rows]


def shown(table: WorkshopTable, found: Sequence[Written]) -> list[Card]:
    """Return cards as the table's sheet shows them: in order, each in its column."""
    places = dict.fromkeys((each.row.kind, each.row.heading) for each in found)
    own = columns.for_sheet(table.workshop, places)
    holding = {place: columns.holding(own, *place) for place in places}
    return [each.card(holding[each.row.kind, each.row.heading].key) for each in _in_order(found)]


def written_under(session: Session, table: WorkshopTable) -> list[tuple[StatementKind, str]]:
    """Return kind and heading of the table's cards, each pair once."""
    found = session.execute(
        select(Statement.kind, Statement.heading)
        .where(Statement.table_id == table.id)
        .group_by(Statement.kind, Statement.heading)
        .order_by(func.min(Statement.id))
    )
    return [(kind, heading) for kind, heading in found]


def get(session: Session, table: WorkshopTable, uuid: UUID) -> Card:
    """Return one card of the table, or raise NotFound."""
    found = cards(session, table, uuids=[uuid])
    if not found:
        raise NotFound("There is no such card at this table.")
    return found[0]


def undecided(session: Session, workshop: Workshop) -> dict[int, int]:
    """Return by table how many cards of a workshop have two versions that nobody chose between."""
    found = session.execute(
        select(Statement.table_id, func.count(Statement.id.distinct()))
        .join(SheetChange, SheetChange.statement_id == Statement.id)
        .join(WorkshopTable, Statement.table_id == WorkshopTable.id)
        .where(
            WorkshopTable.workshop_id == workshop.id,
            SheetChange.rival_text.is_not(None),
            SheetChange.is_settled.is_(False),
        )
        .group_by(Statement.table_id)
    )
    return {table_id: number for table_id, number in found if table_id is not None}


def statement_of(session: Session, table: WorkshopTable, uuid: UUID) -> Statement:
    """Return the statement that a card of the table is, or raise NotFound."""
    statement = session.scalar(
        select(Statement).where(Statement.uuid == uuid, Statement.table_id == table.id)
    )
    if statement is None:
        raise NotFound("There is no such card at this table.")
    return statement


def _card(
    row: Any,
    column: str,
    partners: tuple[tuple[str, str], ...],
    rivals: tuple[Rival, ...],
) -> Card:
    withheld = row.state is StatementState.WITHHELD
    return Card(
        uuid=row.uuid,
        text="" if withheld else row.text,
        column=column,
        outcome_id=row.outcome_id,
        version=row.version,
        is_struck=row.state is StatementState.STRUCK,
        is_withheld=withheld,
        is_split=row.state is StatementState.REPLACED,
        partners=() if withheld else partners,
        rivals=() if withheld else rivals,
        device=row.device,
        sequence=row.sequence,
    )


def _in_order(arrived: Sequence[Written]) -> Iterator[Written]:
    """Yield cards as they arrived, but each device's own ones in its own order."""
    own_order: dict[str, list[Written]] = defaultdict(list)
    for each in sorted(arrived, key=lambda each: (each.row.sequence, each.row.id), reverse=True):
        own_order[each.row.device].append(each)
    return (own_order[each.row.device].pop() for each in arrived)


def _partners(session: Session, here: ColumnElement[bool]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for statement_id, label, name in session.execute(
        select(StatementPartner.statement_id, StatementPartner.label, Organisation.name)
        .join(Statement, StatementPartner.statement_id == Statement.id)
        .outerjoin(Organisation, StatementPartner.organisation_id == Organisation.id)
        .where(here)
        .order_by(StatementPartner.id)
    ):
        found[statement_id].append((label, name or ""))
    return found


def _rivals(session: Session, here: ColumnElement[bool]) -> dict[int, list[Rival]]:
    found: dict[int, list[Rival]] = defaultdict(list)
    for statement_id, uuid, text, device in session.execute(
        select(
            SheetChange.statement_id, SheetChange.uuid, SheetChange.rival_text, SheetChange.device
        )
        .join(Statement, SheetChange.statement_id == Statement.id)
        .where(here, SheetChange.rival_text.is_not(None), SheetChange.is_settled.is_(False))
        .order_by(SheetChange.id)
    ):
        found[statement_id].append(Rival(uuid, text or "", device))
    return found
