"""Files and pastes: read, shown, added as statements, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import Statement
from consult.models.strategy import Outcome, Strategy
from consult.models.workshops import Workshop
from consult.readers.readings import NotesReading
from consult.services import audit, statements, strategy
from consult.services.imports.reading import (
    MEANINGS,
    FileRefused,
    by_outcome,
    counts_by_kind,
    read_notes,
    read_strategy,
    safe_name,
)
from consult.services.imports.undoing import CannotUndo, can_undo, undo
from consult.services.refusals import NotFound, ServiceError
from consult.services.statements import Source
from consult.services.transaction import transaction

__all__ = [
    "MEANINGS",
    "Added",
    "CannotUndo",
    "FileRefused",
    "NothingToAdd",
    "add",
    "by_outcome",
    "can_undo",
    "counts_by_kind",
    "earlier",
    "get",
    "list_imports",
    "new_outcomes",
    "read_notes",
    "read_strategy",
    "safe_name",
    "statements_of",
    "undo",
]

_NAMESPACE = UUID("6f1c2d7e-5a7b-4d0e-9a0c-6a1f0b8f2b11")


class NothingToAdd(ServiceError):
    """The file was read, and holds no statement."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a file came to.

    Attributes
    ----------
    is_new
        False where the same file had been added before, and nothing was added now.
    """

    import_: Import
    statements: int
    is_new: bool


def digest_of(content: bytes) -> str:
    """Return the SHA-256 by which the same file is known again."""
    return hashlib.sha256(content).hexdigest()


def earlier(session: Session, consultation: Consultation, content: bytes) -> Import | None:
    """Return the import of the very same file that still stands, if any."""
    return session.scalar(
        select(Import).where(
            Import.consultation_id == consultation.id,
            Import.digest == digest_of(content),
            Import.undone_at.is_(None),
        )
    )


def add(
    session: Session,
    consultation: Consultation,
    *,
    content: bytes,
    filename: str,
    reading: NotesReading,
    answers: Mapping[str, str] | None = None,
    workshop: Workshop | None = None,
) -> Added:
    """Store a reading's statements and the file as it came; the same file twice adds nothing.

    Raises
    ------
    NothingToAdd
        When the reading has no statement.
    """
    standing = earlier(session, consultation, content)
    if standing is not None:
        return Added(standing, 0, is_new=False)
    if not reading.statements:
        raise NothingToAdd(f"No statement was found in {filename}, so there is nothing to add.")
    with transaction(session):
        record = _record_of(session, consultation, content, filename)
        record.answers = dict(answers or {})
        record.skipped = [
            {"text": each.text, "why": each.why, "place": each.place} for each in reading.skipped
        ]
        record.workshop = workshop
        _store_statements(session, consultation, record, reading)
        audit.record(
            session,
            "import.added",
            record,
            consultation=consultation,
            statements=len(reading.statements),
            skipped=len(reading.skipped),
        )
    return Added(record, len(reading.statements), is_new=True)


def _record_of(
    session: Session, consultation: Consultation, content: bytes, filename: str
) -> Import:
    who = audit.actor_of(session).user_id
    digest = digest_of(content)
    kept = NotesFile(
        consultation=consultation,
        filename=safe_name(filename),
        digest=digest,
        content=content,
        received_by_id=who,
    )
    record = Import(
        consultation_id=consultation.id, notes_file=kept, digest=digest, imported_by_id=who
    )
    session.add(record)
    session.flush()
    return record


def _store_statements(
    session: Session, consultation: Consultation, record: Import, reading: NotesReading
) -> None:
    outcomes = _outcomes(session, consultation, reading)
    for number, found in enumerate(reading.statements):
        statements.record(
            session,
            consultation,
            kind=StatementKind(found.kind),
            text=found.text,
            source=Source(import_=record),
            outcome=outcomes.get(found.outcome or ""),
            uuid=uuid5(_NAMESPACE, f"{record.id}:{record.digest}:{number}"),
            heading=found.heading or "",
            place=dict(found.place),
            partner_labels=found.partners,
            sequence=number,
        )


def new_outcomes(consultation: Consultation, reading: NotesReading) -> list[str]:
    """Return the references of outcomes that adding the reading would bring in."""
    known = {outcome.reference for outcome in consultation.outcomes}
    named = dict.fromkeys(each.outcome for each in reading.statements if each.outcome)
    return [reference for reference in named if reference not in known]


def _outcomes(
    session: Session, consultation: Consultation, reading: NotesReading
) -> dict[str, Outcome]:
    titles = {each.outcome: each.outcome_title for each in reading.statements if each.outcome}
    if titles and consultation.strategy is None:
        consultation.strategy = Strategy(title=f"Outcomes of {consultation.title}")
        session.flush()
    found = {}
    for reference, title in titles.items():
        assert consultation.strategy is not None  # noqa: S101 - made above where it was missing
        found[reference] = strategy.ensure_outcome(
            session,
            consultation.strategy,
            reference=reference,
            title=" ".join((title or "").split()),
        )
        if found[reference] not in consultation.outcomes:
            consultation.outcomes.append(found[reference])
    return found


def get(session: Session, consultation: Consultation, import_id: int) -> Import:
    """Return one import of the consultation, or raise NotFound."""
    record = session.get(Import, import_id)
    if record is None or record.consultation_id != consultation.id:
        raise NotFound("There is no such import in this consultation.")
    return record


def list_imports(session: Session, consultation: Consultation) -> list[tuple[Import, int]]:
    """Return all imports, newest first, each with the statements that it holds."""
    rows = session.execute(
        select(Import, func.count(Statement.id))
        .outerjoin(Statement, Statement.import_id == Import.id)
        .where(Import.consultation_id == consultation.id)
        .group_by(Import.id)
        .order_by(Import.id.desc())
    )
    return [(record, number) for record, number in rows]


def statements_of(session: Session, record: Import) -> list[Statement]:
    """Return the import's statements in the order of the file."""
    return list(
        session.scalars(
            select(Statement).where(Statement.import_id == record.id).order_by(Statement.sequence)
        )
    )
