"""Every statement with its accepted codings, a batch at a time, as plain rows of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import SourceKind, Statement, StatementPartner, StatementState
from consult.models.strategy import Outcome
from consult.models.themes import CoderKind, Coding, CodingState
from consult.models.workshops import Workshop, WorkshopTable

BATCH = 2_000
Stored: TypeAlias = Row[*tuple[Any, ...]]


class Told(NamedTuple):
    """A statement: its words as they may be quoted, and where it came from."""

    id: int
    quotable: str
    is_redacted: bool
    kind: StatementKind
    state: StatementState
    source_kind: SourceKind
    # The reference and the title of its outcome.
    outcome: tuple[str, str]
    partners: tuple[str, ...]
    place: str


class Accepted(NamedTuple):
    """A coding that was accepted."""

    statement_id: int
    theme_id: int
    coder_kind: CoderKind
    decided_by_id: int | None


@dataclass(frozen=True)
class _Around:
    """What many statements share, by its id."""

    outcomes: Mapping[int, tuple[str, str]]
    tables: Mapping[int, str]
    imports: Mapping[int, str]

    def place(self, row: Stored) -> str:
        """Return in words where a statement came from."""
        if row.table_id is not None:
            return self.tables[row.table_id]
        return "Survey" if row.import_id is None else self.imports[row.import_id]


def each(
    session: Session, consultation: Consultation, *, batch: int = BATCH
) -> Iterator[tuple[Told, list[Accepted]]]:
    """Yield every statement, oldest first, with what is accepted for it, the likeliest first."""
    around = _around(session, consultation)
    wanted = _wanted(consultation).limit(batch)
    last = 0
    while rows := session.execute(wanted.where(Statement.id > last)).all():
        partners = _partners(session, rows)
        codings = _codings(session, rows)
        for row in rows:
            told = Told(
                *(row.id, row.quotable, bool(row.public_text), row.kind, row.state),
                *(row.source_kind, around.outcomes.get(row.outcome_id, ("", ""))),
                *(tuple(partners[row.id]), around.place(row)),
            )
            yield told, codings[row.id]
        last = rows[-1].id


def _wanted(consultation: Consultation) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Statement.id, Statement.quotable.label("quotable"), Statement.public_text),
            *(Statement.kind, Statement.state, Statement.source_kind, Statement.outcome_id),
            *(Statement.table_id, Statement.import_id),
        )
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state != StatementState.REPLACED,
        )
        .order_by(Statement.id)
    )


def _around(session: Session, consultation: Consultation) -> _Around:
    outcomes = session.execute(
        select(Outcome.id, Outcome.reference, Outcome.title).where(
            Outcome.id.in_(
                select(Statement.outcome_id).where(Statement.consultation_id == consultation.id)
            )
        )
    )
    tables = session.execute(
        select(WorkshopTable.id, Workshop.title, WorkshopTable.number)
        .join(Workshop)
        .where(Workshop.consultation_id == consultation.id)
    )
    imports = session.execute(
        select(Import.id, NotesFile.filename)
        .join(NotesFile, Import.notes_file)
        .where(Import.consultation_id == consultation.id)
    )
    return _Around(
        {outcome_id: (reference, title) for outcome_id, reference, title in outcomes},
        {table_id: f"{title}, table {number}" for table_id, title, number in tables},
        {import_id: filename for import_id, filename in imports},
    )


def _partners(session: Session, rows: Sequence[Stored]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for statement_id, label in session.execute(
        select(StatementPartner.statement_id, StatementPartner.label)
        .where(StatementPartner.statement_id.between(rows[0].id, rows[-1].id))
        .order_by(StatementPartner.id)
    ):
        found[statement_id].append(label)
    return found


def _codings(session: Session, rows: Sequence[Stored]) -> Mapping[int, list[Accepted]]:
    found: dict[int, list[Accepted]] = defaultdict(list)
    for row in session.execute(
        select(Coding.statement_id, Coding.theme_id, Coding.coder_kind, Coding.decided_by_id)
        .where(
            Coding.statement_id.between(rows[0].id, rows[-1].id),
            Coding.state == CodingState.ACCEPTED,
        )
        .order_by(Coding.score.desc().nulls_last(), Coding.id)
    ):
        found[row.statement_id].append(Accepted(*row))
    return found
