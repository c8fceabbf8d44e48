"""Files and pastes: read, shown, added as statements, and taken back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementPartner, StatementVersion
from consult.models.strategy import Outcome, Strategy
from consult.models.themes import CandidateMember, Coding
from consult.models.workshops import Workshop
from consult.readers import columns
from consult.readers.isolation import read_in_child
from consult.readers.readings import NotesReading
from consult.readers.readings import Statement as ReadStatement
from consult.readers.refusals import UnreadableFile
from consult.services import audit, statements, strategy
from consult.services.refusals import NotFound, ServiceError
from consult.services.statements import Source
from consult.services.transaction import transaction

# What a column can be said to mean, in the reader's word and in a person's.
MEANINGS = columns.MEANINGS

_NAMESPACE = UUID("6f1c2d7e-5a7b-4d0e-9a0c-6a1f0b8f2b11")


class FileRefused(ServiceError):
    """The file cannot be read; the sentence says what it is and what to do."""


class NothingToAdd(ServiceError):
    """The file was read, and holds no statement."""


class CannotUndo(ServiceError):
    """The import's statements are in use."""


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


def read_notes(
    content: bytes, filename: str, *, answers: Mapping[str, str] | None = None
) -> NotesReading:
    """Read a notes file in a process of its own; store nothing.

    Raises
    ------
    FileRefused
        With one sentence that says what is wrong and what to do.
    """
    try:
        return NotesReading.from_dict(
            read_in_child("notes", content, safe_name(filename), answers=answers)
        )
    except UnreadableFile as refusal:
        raise FileRefused(str(refusal)) from refusal


def read_strategy(content: bytes, filename: str) -> dict[str, Any]:
    """Read a strategy's file in a process of its own; store nothing.

    Returns
    -------
    dict
        The JSON form of `consult strategy read`.

    Raises
    ------
    FileRefused
        With one sentence that says what is wrong and what to do.
    """
    try:
        return read_in_child("strategy", content, safe_name(filename))
    except UnreadableFile as refusal:
        raise FileRefused(str(refusal)) from refusal


def safe_name(filename: str) -> str:
    """Return the file's own name without folders, at most 200 characters."""
    return PurePath(filename.replace("\\", "/")).name[-200:] or "notes.txt"


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


def can_undo(session: Session, record: Import) -> bool:
    """Return whether the import stands and none of its statements is coded or changed."""
    return record.undone_at is None and _in_use(session, record) is None


def _in_use(session: Session, record: Import) -> str | None:
    own = select(Statement.id).where(Statement.import_id == record.id)
    if session.scalar(select(Coding.id).where(Coding.statement_id.in_(own)).limit(1)):
        return "some of its statements are coded"
    if session.scalar(
        select(CandidateMember.id).where(CandidateMember.statement_id.in_(own)).limit(1)
    ):
        return "an analysis run has used its statements"
    changed = select(Statement.id).where(Statement.import_id == record.id, Statement.version > 1)
    if session.scalar(changed.limit(1)):
        return "some of its statements were changed since"
    return None


def undo(session: Session, record: Import) -> int:
    """Take an import's statements out again and return how many they were.

    The file, and the fact that it was added and taken back, stay.

    Raises
    ------
    CannotUndo
        When it is undone already, or its statements are in use.
    """
    if record.undone_at is not None:
        raise CannotUndo("This import was undone already.")
    with transaction(session):
        use = _in_use(session, record)
        if use is not None:
            raise CannotUndo(
                f"This import can no longer be undone: {use}. Withhold single statements instead."
            )
        own = list(session.scalars(select(Statement.id).where(Statement.import_id == record.id)))
        for child in (StatementVersion, StatementPartner):
            session.execute(delete(child).where(child.statement_id.in_(own)))
        session.execute(delete(Statement).where(Statement.id.in_(own)))
        record.undone_at = utc_now()
        audit.record(
            session,
            "import.undone",
            record,
            consultation=record.notes_file.consultation,
            statements=len(own),
        )
    session.expire_all()
    return len(own)


def counts_by_kind(reading: NotesReading) -> dict[str, int]:
    """Return how many statements a reading has of each kind."""
    return dict(Counter(each.kind for each in reading.statements))


def by_outcome(reading: NotesReading) -> dict[str, list[ReadStatement]]:
    """Return a reading's statements under their outcomes' references, "" for none."""
    groups: dict[str, list[ReadStatement]] = {}
    for each in reading.statements:
        groups.setdefault(each.outcome or "", []).append(each)
    return groups
