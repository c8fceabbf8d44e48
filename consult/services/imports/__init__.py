"""Files and pastes: read, shown, added as statements, corrected, and taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.consultations import Consultation
from consult.models.imports import Import, NotesFile
from consult.models.statements import Statement
from consult.models.workshops import Workshop
from consult.readers.readings import NotesReading, Skipped
from consult.services import audit, paging
from consult.services.imports import storing
from consult.services.imports.choosing import choose
from consult.services.imports.reading import (
    MEANINGS,
    FileRefused,
    counts_by_kind,
    is_picture,
    read_notes,
    read_strategy,
    safe_name,
)
from consult.services.imports.storing import digest_of
from consult.services.imports.undoing import CannotUndo, can_undo, undo
from consult.services.imports.windows import LeftOut, left_out
from consult.services.refusals import NotFound, ServiceError
from consult.services.transaction import transaction

__all__ = [
    "MEANINGS",
    "Added",
    "CannotUndo",
    "FileRefused",
    "NothingToAdd",
    "add",
    "can_undo",
    "correction_of",
    "counts_by_kind",
    "earlier",
    "get",
    "is_picture",
    "left_out_of",
    "list_imports",
    "new_outcomes",
    "page_of_statements",
    "read_notes",
    "read_strategy",
    "safe_name",
    "statements_of",
    "undo",
]


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
    choice = choose(reading, answers or {})
    if not choice.chosen:
        raise NothingToAdd(f"No statement was found in {filename}, so there is nothing to add.")
    with transaction(session):
        record = storing.keep_file(
            session, consultation, content, filename, reading, choice, answers or {}
        )
        record.workshop = workshop
        outcomes = storing.outcomes_for(session, consultation, record, choice.chosen)
        storing.store(session, consultation, record, choice.chosen, outcomes)
        audit.record(
            session,
            "import.added",
            record,
            consultation=consultation,
            statements=len(choice.chosen),
            skipped=len(record.skipped),
        )
    return Added(record, len(choice.chosen), is_new=True)


def new_outcomes(consultation: Consultation, reading: NotesReading) -> list[str]:
    """Return the references of outcomes that adding the reading would bring in."""
    known = {outcome.reference for outcome in consultation.outcomes}
    named = dict.fromkeys(each.outcome for each in reading.statements if each.outcome)
    return [reference for reference in named if reference not in known]


def get(session: Session, consultation: Consultation, import_id: int) -> Import:
    """Return one import of the consultation, or raise NotFound."""
    record = session.get(Import, import_id)
    if record is None or record.consultation_id != consultation.id:
        raise NotFound("There is no such import in this consultation.")
    return record


def list_imports(
    session: Session,
    consultation: Consultation,
    *,
    search: str = "",
    page: int = 1,
    per_page: int = 20,
) -> tuple[list[tuple[Import, int]], int]:
    """Return a page of the imports, newest first, each with its statements, and how many match."""
    escaped = re.sub(r"([\\%_])", r"\\\1", search.replace("\0", "").strip())
    wanted = (
        Import.consultation_id == consultation.id,
        NotesFile.filename.ilike(f"%{escaped}%", escape="\\"),
    )
    total = session.scalar(select(func.count(Import.id)).join(NotesFile).where(*wanted)) or 0
    start = paging.start(page, total, per_page)
    held = (
        select(func.count(Statement.id))
        .where(Statement.import_id == Import.id)
        .correlate(Import)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Import, held)
        .join(NotesFile)
        .where(*wanted)
        .options(joinedload(Import.notes_file), joinedload(Import.imported_by))
        .order_by(Import.id.desc())
        .offset(start)
        .limit(per_page)
    )
    return [(record, number) for record, number in rows], total


def correction_of(session: Session, record: Import) -> Import | None:
    """Return the import that corrects this one and still stands, if any."""
    return session.scalar(
        select(Import).where(Import.corrects_id == record.id, Import.undone_at.is_(None))
    )


def left_out_of(record: Import) -> list[LeftOut]:
    """Return what the file of an import held besides its statements, by reason."""
    return left_out([Skipped(each["text"], each["why"], {}) for each in record.skipped])


def statements_of(session: Session, record: Import) -> list[Statement]:
    """Return the import's statements in the order of the file."""
    return list(
        session.scalars(
            select(Statement).where(Statement.import_id == record.id).order_by(Statement.sequence)
        )
    )


def page_of_statements(
    session: Session, record: Import, *, page: int, per_page: int
) -> tuple[list[Statement], int]:
    """Return one page of the import's statements in the order of the file, and how many it has."""
    own = select(Statement).where(Statement.import_id == record.id)
    total = session.scalar(select(func.count()).select_from(own.subquery())) or 0
    start = paging.start(page, total, per_page)
    found = session.scalars(own.order_by(Statement.sequence).offset(start).limit(per_page))
    return list(found), total
