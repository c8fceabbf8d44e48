"""Taking back one's own last decision, found in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import AuditEvent
from consult.models.consultations import Consultation
from consult.models.themes import Coding, CodingState
from consult.services import audit, codings
from consult.services.refusals import Conflict
from consult.services.transaction import transaction

UNDONE = "decision.undone"
DECISIONS = (
    "coding.accepted",
    "coding.rejected",
    "coding.added",
    "coding.moved",
    "codings.accepted",
    "candidate.accepted",
)


def undoable(session: Session, consultation: Consultation) -> AuditEvent | None:
    """Return this person's newest decision that nobody has taken back or overtaken, if any."""
    return next(
        (event for event in _own_decisions(session, consultation) if _stands(session, event)), None
    )


def _own_decisions(session: Session, consultation: Consultation) -> Iterator[AuditEvent]:
    """Yield the person's decisions, newest first, without those that were undone."""
    user_id = audit.actor_of(session).user_id
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.consultation_id == consultation.id,
            AuditEvent.user_id == user_id,
            AuditEvent.event.in_((*DECISIONS, UNDONE)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1_000)
    )
    undone: set[int] = set()
    for event in events:
        if event.event == UNDONE:
            undone.add(event.detail["undoes"])
        elif event.id not in undone:
            yield event


def _stands(session: Session, event: AuditEvent) -> bool:
    return any(_still_mine(session, event, change) for change in event.detail["changes"])


def _still_mine(session: Session, event: AuditEvent, change: dict[str, Any]) -> Coding | None:
    coding = session.get(Coding, change["coding"])
    is_mine = coding is not None and coding.decided_by_id == event.user_id
    if not is_mine or coding is None or coding.decided_at is None:
        return None
    # The decision was stamped just before its event; a later one has a later stamp.
    return coding if coding.decided_at <= event.at else None


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
        back = [
            _restore(session, coding, change["was"])
            for change in event.detail["changes"]
            if (coding := _still_mine(session, event, change)) is not None
        ]
        audit.record(
            session,
            UNDONE,
            consultation,
            consultation=consultation,
            undoes=event.id,
            codings=[each.id for each in back],
        )
    return Undone(f"Undone: {_told(event, len(back))}", tuple(each.statement_id for each in back))


def _restore(session: Session, coding: Coding, was: dict[str, Any] | None) -> Coding:
    if was is None:
        codings.set_state(coding, CodingState.SUPERSEDED, None, None)
    else:
        at = datetime.fromisoformat(was["at"]) if was["at"] else None
        by = session.get(User, was["by"]) if was["by"] else None
        codings.set_state(coding, CodingState(was["state"]), by, at)
    return coding


def _told(event: AuditEvent, count: int) -> str:
    what = {
        "coding.accepted": "accepting a theme.",
        "coding.rejected": "rejecting a theme.",
        "coding.added": "adding a theme.",
        "coding.moved": "moving a statement.",
    }
    return what.get(event.event, f"accepting {count:,} codings at once.")
