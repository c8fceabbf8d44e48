"""Finding workshops and their tables."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.workshops import Workshop, WorkshopTable
from consult.services.refusals import NotFound
from consult.services.workshops.codes import code_of, takes_in

MOST_EARLIER = 50


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """One workshop in the list, with how many tables it has and cards they filled."""

    workshop: Workshop
    tables: int
    cards: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table of a workshop, with its cards that count and its code while it works."""

    table: WorkshopTable
    cards: int
    code: str | None


def list_workshops(session: Session, consultation: Consultation) -> list[WorkshopRow]:
    """Return the consultation's workshops, the latest first."""
    tables = func.count(WorkshopTable.id.distinct())
    cards = func.count(Statement.id)
    counted = (
        select(Workshop.id, tables.label("tables"), cards.label("cards"))
        .outerjoin(WorkshopTable, WorkshopTable.workshop_id == Workshop.id)
        .outerjoin(
            Statement,
            (Statement.table_id == WorkshopTable.id) & (Statement.state == StatementState.LIVE),
        )
        .where(Workshop.consultation_id == consultation.id)
        .group_by(Workshop.id)
        .subquery()
    )
    # A JSON column has no equality in PostgreSQL, so that whole rows cannot be grouped by.
    found = session.execute(
        select(Workshop, counted.c.tables, counted.c.cards)
        .join(counted, counted.c.id == Workshop.id)
        .order_by(Workshop.held_on.desc().nulls_last(), Workshop.id.desc())
    )
    return [WorkshopRow(workshop, tables, cards) for workshop, tables, cards in found]


def earlier(session: Session) -> list[Workshop]:
    """Return the latest workshops of every consultation: those whose set-up can be copied."""
    found = session.scalars(
        select(Workshop)
        .options(selectinload(Workshop.consultation), selectinload(Workshop.tables))
        .order_by(Workshop.held_on.desc().nulls_last(), Workshop.id.desc())
        .limit(MOST_EARLIER)
    )
    return list(found)


def get(session: Session, consultation: Consultation, workshop_id: int) -> Workshop:
    """Return one workshop of the consultation, or raise NotFound."""
    workshop = session.get(Workshop, workshop_id)
    if workshop is None or workshop.consultation_id != consultation.id:
        raise NotFound("There is no such workshop in this consultation.")
    return workshop


def get_table(session: Session, table_id: int) -> WorkshopTable:
    """Return one table with its workshop and consultation, or raise NotFound."""
    table = session.get(
        WorkshopTable,
        table_id,
        options=[joinedload(WorkshopTable.workshop).joinedload(Workshop.consultation)],
    )
    if table is None:
        raise NotFound("There is no such table.")
    return table


def table_by_number(session: Session, workshop: Workshop, number: int) -> WorkshopTable:
    """Return the workshop's table of that number, or raise NotFound."""
    table = session.scalar(
        select(WorkshopTable).where(
            WorkshopTable.workshop_id == workshop.id, WorkshopTable.number == number
        )
    )
    if table is None:
        raise NotFound(f"“{workshop.title}” has no table {number}.")
    return table


def list_tables(session: Session, workshop: Workshop, *, secret: str) -> list[TableRow]:
    """Return the workshop's tables in order, each with its cards and its code."""
    found = session.execute(
        select(WorkshopTable, func.count(Statement.id))
        .outerjoin(
            Statement,
            (Statement.table_id == WorkshopTable.id) & (Statement.state == StatementState.LIVE),
        )
        .where(WorkshopTable.workshop_id == workshop.id)
        .group_by(WorkshopTable.id)
        .order_by(WorkshopTable.number)
    )
    return [
        TableRow(table, cards, code_of(table, secret=secret) if takes_in(table) else None)
        for table, cards in found
    ]
