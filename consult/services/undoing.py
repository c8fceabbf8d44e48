"""Taking back one's own last decision, found in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.candidates import CandidateState, CandidateTheme
from consult.models.consultations import Consultation
from consult.models.positions import StatementPosition
from consult.models.repeats import RepeatGroup
from consult.models.reviews import Bookmark, Passage, StatementNote
from consult.models.themes import Coding, CodingState
from consult.services import audit, codings, positions, repeat_groups
from consult.services.refusals import Conflict
from consult.services.transaction import transaction
from consult.writers.figures import counted

UNDONE = "decision.undone"
DECISIONS = (
    "coding.accepted",
    "coding.rejected",
    "coding.added",
    "coding.moved",
    "codings.accepted",
    "codings.imported",
    "candidate.accepted",
    "candidate.joined",
    "theme.made_from_statement",
    "passage.coded",
    "note.written",
    "note.taken_back",
    "bookmark.set",
    "bookmark.taken_back",
    "position.decided",
    "position.taken_back",
    repeat_groups.DECIDED,
)

AT_ONCE = 20
AT_A_TIME = 5_000
MOST = 1_000


def undoable(session: Session, consultation: Consultation) -> AuditEvent | None:
    """Return this person's newest decision that nobody has taken back or overtaken, if any."""
    return next(
        (event for event in _own_decisions(session, consultation) if _stands(session, event)), None
    )


def _own_decisions(session: Session, consultation: Consultation) -> Iterator[AuditEvent]:
    """Yield the person's decisions, newest first, without those that were undone."""
    undone: set[int] = set()
    for event in _events(session, consultation):
        if event.event == UNDONE:
            undone.add(event.detail["undoes"])
        elif event.id not in undone:
            yield event


def _events(session: Session, consultation: Consultation) -> Iterator[AuditEvent]:
    """Yield the person's newest decisions; a few at a time, for mostly the first will do."""
    mine = (
        select(AuditEvent)
        .where(
            AuditEvent.consultation_id == consultation.id,
            AuditEvent.user_id == audit.actor_of(session).user_id,
            AuditEvent.event.in_((*DECISIONS, UNDONE)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(AT_ONCE)
    )
    found = session.scalars(mine).all()
    for _ in range(MOST // AT_ONCE):
        yield from found
        if len(found) < AT_ONCE:
            return
        found = session.scalars(mine.where(AuditEvent.id < found[-1].id)).all()


def _stands(session: Session, event: AuditEvent) -> bool:
    # Positions that were decided before they could be undone say nothing of what changed.
    return any(_way_back(session, event, change) for change in event.detail.get("changes", ()))


Change = dict[str, Any]
# Takes a change back, and returns the statement that it was about, if it was about one.
WayBack = Callable[[], int | None]


def _way_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    """Return how to take one change back, or None where somebody has overtaken it."""
    kind = next(kind for kind in _WAYS if kind in change)
    return _WAYS[kind](session, event, change)


def _coding_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    coding = session.get(Coding, change["coding"])
    is_mine = coding is not None and coding.decided_by_id == event.user_id
    if not is_mine or coding is None or coding.decided_at is None:
        return None
    # The decision was stamped just before its event; a later one has a later stamp.
    if coding.decided_at > event.at:
        return None
    return lambda: _restore(session, coding, change["was"])


def _passage_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    passage = session.get(Passage, change["passage"])
    if passage is None or _is_standing(passage) is change["stood"]:
        return None
    return lambda: _stand(passage, passage.coding.statement_id, stood=change["stood"])


def _note_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    note = session.get(StatementNote, change["note"])
    if note is None or _is_standing(note) is change["stood"]:
        return None
    return lambda: _stand(note, note.statement_id, stood=change["stood"])


def _bookmark_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    mark = session.get(Bookmark, change["bookmark"])
    if mark is None or mark.set_by_id != event.user_id or mark.set_at > event.at:
        return None
    if _is_standing(mark) is change["stood"]:
        return None
    return lambda: _stand(mark, mark.statement_id, stood=change["stood"])


def _candidate_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    candidate = session.get(CandidateTheme, change["candidate"])
    if candidate is None or candidate.theme_id != change["theme"]:
        return None
    return lambda: _propose_again(candidate)


def _repeats_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    group = session.get(RepeatGroup, change["repeat_group"])
    if group is None or group.decided_by_id != event.user_id or group.decided_at is None:
        return None
    if group.decided_at > event.at:
        return None
    return lambda: repeat_groups.restore(session, group, change)


def _position_back(session: Session, event: AuditEvent, change: Change) -> WayBack | None:
    row = session.get(StatementPosition, change["position"])
    if row is None:
        return None
    if event.detail["position"] is None:
        is_mine = row.decided is None
    else:
        is_mine = row.decided_by_id == event.user_id and row.decided_at is not None
    if not is_mine or (row.decided_at is not None and row.decided_at > event.at):
        return None
    return lambda: positions.restore(session, row, change["was"])


_WAYS: dict[str, Callable[[Session, AuditEvent, Change], WayBack | None]] = {
    "coding": _coding_back,
    "passage": _passage_back,
    "note": _note_back,
    "bookmark": _bookmark_back,
    "candidate": _candidate_back,
    "repeat_group": _repeats_back,
    "position": _position_back,
}


def _is_standing(record: Passage | StatementNote | Bookmark) -> bool:
    return record.taken_back_at is None


def _propose_again(candidate: CandidateTheme) -> None:
    candidate.state = CandidateState.PROPOSED
    candidate.theme_id = None


def _stand(record: Passage | StatementNote | Bookmark, statement_id: int, *, stood: bool) -> int:
    record.taken_back_at = None if stood else utc_now()
    return statement_id


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: in words, and the statements that it was about."""

    text: str
    statement_ids: tuple[int, ...]


def undo(session: Session, consultation: Consultation) -> Undone:
    """Take back the person's last decision.

    What others have decided since stays as it is.

    Raises
    ------
    Conflict
        When there is nothing of theirs left to undo.
    """
    codings.decision(session)
    with transaction(session):
        event = undoable(session, consultation)
        if event is None:
            raise Conflict("There is no decision of yours left to undo.")
        # Held until the end: the session forgets what nothing else holds.
        held = _fetched(session, event.detail["changes"])
        ways = [_way_back(session, event, change) for change in event.detail["changes"]]
        back = [each() for each in ways if each is not None]
        session.flush()
        del held
        statement_ids = tuple(dict.fromkeys(each for each in back if each is not None))
        audit.record(
            session,
            UNDONE,
            consultation,
            consultation=consultation,
            undoes=event.id,
            statements=list(statement_ids),
        )
    return Undone(f"Undone: {_told(event, len(back))}", statement_ids)


def _fetched(session: Session, changes: Sequence[Change]) -> list[Coding]:
    """Return the codings that changed, read a few thousand at a time and not one by one."""
    ids = [change["coding"] for change in changes if "coding" in change]
    found: list[Coding] = []
    for start in range(0, len(ids), AT_A_TIME):
        wanted = select(Coding).where(Coding.id.in_(ids[start : start + AT_A_TIME]))
        found += session.scalars(wanted)
    return found


def _restore(session: Session, coding: Coding, was: Change | None) -> int:
    if was is None:
        codings.set_state(coding, CodingState.SUPERSEDED, None, None)
    else:
        at = datetime.fromisoformat(was["at"]) if was["at"] else None
        by = session.get(User, was["by"]) if was["by"] else None
        codings.set_state(coding, CodingState(was["state"]), by, at)
    return coding.statement_id


def _told(event: AuditEvent, count: int) -> str:
    what = {
        "coding.accepted": "accepting a theme.",
        "coding.rejected": "rejecting a theme.",
        "coding.added": "adding a theme.",
        "coding.moved": "moving a statement.",
        "theme.made_from_statement": "making a theme. It stays in the codebook.",
        "passage.coded": "coding a part.",
        "note.written": "writing a note.",
        "note.taken_back": "taking back a note.",
        repeat_groups.DECIDED: "deciding about repeats.",
        "position.decided": "deciding a position.",
        "position.taken_back": "taking back a position.",
        "bookmark.set": "setting a bookmark.",
        "bookmark.taken_back": "taking a bookmark away.",
    }
    if event.event == "codings.accepted":
        return f"accepting {counted(count, 'coding')} at once."
    if event.event == "codings.imported":
        return f"taking in {counted(count, 'coding')} from a file."
    return what.get(event.event, "coding a group. The theme stays in the codebook.")
