"""Lists of statements: narrowed, sorted and in pages; and where each came from, in words."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.kinds import StatementKind
from consult.models.statements import SourceKind, Statement, StatementPartner, StatementState
from consult.models.strategy import Outcome
from consult.models.themes import Coding, CodingState, Theme
from consult.models.workshops import WorkshopTable
from consult.services import ledger
from consult.services.double_coding import blinding
from consult.services.ledger import Place


class Sort(enum.StrEnum):
    """What a list of statements can be sorted by."""

    RECORDED = "recorded"
    TEXT = "text"
    KIND = "kind"
    OUTCOME = "outcome"
    STATE = "state"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of statements is narrowed to; None or "" leaves a thing open."""

    kind: StatementKind | None = None
    outcome_id: int | None = None
    state: StatementState | None = None
    theme_id: int | None = None
    source: SourceKind | None = None
    organisation_id: int | None = None
    # Where it stands in the ledger, which is about the kinds that are coded.
    place: Place | None = None
    words: str = ""


def find(
    session: Session,
    consultation: Consultation,
    filters: Filters | None = None,
    *,
    page: int = 1,
    per_page: int = 50,
    sort: Sort = Sort.RECORDED,
    descending: bool = False,
) -> tuple[list[Statement], int]:
    """Return one page of the consultation's statements, and how many there are."""
    wanted = _narrowed(session, consultation, filters or Filters())
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    order = _ORDERS[sort]
    listed = (
        wanted.options(*_told())
        .outerjoin(Statement.outcome)
        .order_by(order.desc() if descending else order.asc(), Statement.id)
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return list(session.scalars(listed)), total


# The only columns that a list is sorted by, whatever an address asks for.
_ORDERS: dict[Sort, InstrumentedAttribute[Any]] = {
    Sort.RECORDED: Statement.id,
    Sort.TEXT: Statement.text,
    Sort.KIND: Statement.kind,
    Sort.OUTCOME: Outcome.position,
    Sort.STATE: Statement.state,
    Sort.SOURCE: Statement.source_kind,
}


def _narrowed(session: Session, consultation: Consultation, filters: Filters) -> Select[Statement]:
    conditions = [Statement.consultation_id == consultation.id, *_equalities(filters)]
    if filters.state is None:
        # A replaced one is an earlier form of others, as an earlier version is of its newest.
        conditions.append(Statement.state != StatementState.REPLACED)
    if filters.organisation_id is not None:
        conditions.append(
            Statement.partners.any(StatementPartner.organisation_id == filters.organisation_id)
        )
    if filters.theme_id is not None:
        # A theme's statements are those of its sub-themes as well.
        themes = select(Theme.id).where(
            or_(Theme.id == filters.theme_id, Theme.parent_id == filters.theme_id)
        )
        coded = select(Coding.statement_id).where(
            Coding.theme_id.in_(themes),
            Coding.state.in_(_shown_states(filters)),
        )
        conditions.append(Statement.id.in_(coded))
    if filters.place is not None:
        conditions += ledger.counted_in(session, consultation)
        conditions.append(ledger.place_of(consultation.id) == filters.place.value)
    if filters.theme_id is not None or filters.place is not None:
        conditions += blinding.visible(session)
    if filters.words.strip():
        conditions.append(words_match(filters.words))
    return select(Statement).where(*conditions)


def each(
    session: Session, consultation: Consultation, filters: Filters, *, batch: int = 500
) -> Iterator[list[Statement]]:
    """Yield all statements that the filters let through, oldest first, a batch at a time."""
    wanted = _narrowed(session, consultation, filters).options(*_told()).order_by(Statement.id)
    last = 0
    while listed := list(session.scalars(wanted.where(Statement.id > last).limit(batch))):
        yield listed
        last = listed[-1].id


def _told() -> tuple[ExecutableOption, ...]:
    """Return what is loaded beside each statement of a list."""
    return (
        selectinload(Statement.partners),
        selectinload(Statement.outcome),
        selectinload(Statement.table).selectinload(WorkshopTable.workshop),
        selectinload(Statement.import_).selectinload(Import.notes_file),
    )


def _shown_states(filters: Filters) -> tuple[CodingState, ...]:
    """Return which codings put a statement under a theme: among themed ones only accepted ones."""
    if filters.place is Place.THEMED:
        return (CodingState.ACCEPTED,)
    return (CodingState.PROPOSED, CodingState.ACCEPTED)


def _equalities(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[tuple[InstrumentedAttribute[Any], Any]] = [
        (Statement.kind, filters.kind),
        (Statement.outcome_id, filters.outcome_id),
        (Statement.state, filters.state),
        (Statement.source_kind, filters.source),
    ]
    return [column == value for column, value in wanted if value is not None]


def words_match(words: str) -> ColumnElement[bool]:
    """Return the condition that a statement or its heading holds these words, as they stand."""
    # No database stores a null character, and one of them refuses to be asked for it.
    escaped = re.sub(r"([\\%_])", r"\\\1", words.replace("\x00", "").strip())
    pattern = f"%{escaped}%"
    return or_(
        Statement.text.ilike(pattern, escape="\\"),
        Statement.heading.ilike(pattern, escape="\\"),
    )


def source_label(statement: Statement) -> str:
    """Return in words where a statement came from."""
    if statement.table is not None:
        return f"{statement.table.workshop.title}, table {statement.table.number}"
    if statement.import_ is not None:
        return statement.import_.notes_file.filename
    return "Survey"
