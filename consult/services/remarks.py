"""Notes to colleagues on a statement, and bookmarks that say: quote this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.reviews import Bookmark, StatementNote
from consult.models.statements import Statement, StatementState
from consult.services import audit, codings
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

LONGEST_NOTE = 1_000
# As many as can be read through before one is chosen.
MOST_TO_QUOTE = 50


def write(session: Session, statement: Statement, *, text: str) -> StatementNote:
    """Leave a note to colleagues on a statement.

    Raises
    ------
    InvalidInput
        For an empty or endless note.
    """
    words = text.strip()
    if not words:
        raise InvalidInput("The note is empty. Write what a colleague should know.", field="text")
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(
            f"That note has {len(words):,} characters; the most is {LONGEST_NOTE:,}. Shorten it.",
            field="text",
        )
    deciding = codings.decision(session)
    with transaction(session):
        note = StatementNote(statement=statement, text=words, author=deciding.by)
        session.add(note)
        session.flush()
        _record(session, "note.written", statement, {"note": note.id, "stood": False})
    return note


def take_back(session: Session, consultation: Consultation, note_id: int) -> StatementNote:
    """Take back a note of one's own; undo brings it again.

    Raises
    ------
    Conflict
        When it is somebody else's.
    """
    note = session.get(StatementNote, note_id)
    if note is None or note.statement.consultation_id != consultation.id:
        raise NotFound("There is no such note in this consultation.")
    deciding = codings.decision(session)
    if note.author_id != deciding.by.id:
        raise Conflict(f"Only {note.author.name} can take back this note.")
    with transaction(session):
        session.refresh(note, with_for_update={"of": StatementNote})
        if note.taken_back_at is None:
            note.taken_back_at = deciding.at
            _record(session, "note.taken_back", note.statement, {"note": note.id, "stood": True})
    return note


def notes_of(session: Session, statement_ids: Collection[int]) -> dict[int, list[StatementNote]]:
    """Return the notes on some statements, by statement, oldest first."""
    found: dict[int, list[StatementNote]] = defaultdict(list)
    notes = session.scalars(
        select(StatementNote)
        .where(StatementNote.statement_id.in_(statement_ids), StatementNote.taken_back_at.is_(None))
        .options(joinedload(StatementNote.author))
        .order_by(StatementNote.id)
    )
    for note in notes:
        found[note.statement_id].append(note)
    return found


def bookmark(session: Session, statement: Statement, *, is_set: bool) -> bool:
    """Say that a statement should be quoted, or that it need not; return whether that changed."""
    deciding = codings.decision(session)
    with transaction(session):
        session.refresh(statement, with_for_update={"of": Statement})
        mark = session.scalar(select(Bookmark).where(Bookmark.statement_id == statement.id))
        stood = mark is not None and mark.taken_back_at is None
        if stood is is_set:
            return False
        if mark is None:
            mark = Bookmark(statement=statement, set_by_id=deciding.by.id)
            session.add(mark)
        mark.set_by_id, mark.set_at = deciding.by.id, deciding.at
        mark.taken_back_at = None if is_set else utc_now()
        session.flush()
        event = "bookmark.set" if is_set else "bookmark.taken_back"
        _record(session, event, statement, {"bookmark": mark.id, "stood": stood})
    return True


def to_quote(session: Session, consultation: Consultation) -> list[Statement]:
    """Return the statements that count and that somebody wants quoted, the newest mark first."""
    wanted = (
        select(Statement)
        .join(Bookmark, Bookmark.statement_id == Statement.id)
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state == StatementState.LIVE,
            Bookmark.taken_back_at.is_(None),
        )
        .order_by(Bookmark.set_at.desc(), Statement.id.desc())
        .limit(MOST_TO_QUOTE)
    )
    return list(session.scalars(wanted))


def bookmarked(session: Session, statement_ids: Collection[int]) -> set[int]:
    """Return which of some statements somebody wants quoted."""
    wanted = select(Bookmark.statement_id).where(
        Bookmark.statement_id.in_(statement_ids), Bookmark.taken_back_at.is_(None)
    )
    return set(session.scalars(wanted))


def _record(session: Session, event: str, statement: Statement, change: dict[str, object]) -> None:
    audit.record(
        session,
        event,
        statement,
        consultation=statement.consultation,
        statement=statement.id,
        changes=[change],
    )
