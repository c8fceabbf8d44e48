"""Taking an import back, for as long as nobody has built on its statements."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.imports import Import
from consult.models.statements import Statement, StatementPartner, StatementVersion
from consult.models.themes import CandidateMember, Coding
from consult.services import audit
from consult.services.refusals import ServiceError
from consult.services.transaction import transaction


class CannotUndo(ServiceError):
    """The import's statements are in use."""


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
