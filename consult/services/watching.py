"""What others changed while an officer looks on: the newest event, and whose statements changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.audit import AuditEvent
from consult.models.consultations import Consultation
from consult.models.themes import Coding
from consult.services import audit

# After more than this, everything that is shown is told anew.
MOST_EVENTS = 200
# An event about one of these may change any statement's card.
_ABOUT_MANY = {"analysis_run", "candidate_theme", "codebook", "import", "repeat_group", "theme"}


@dataclass(frozen=True, slots=True)
class News:
    """What happened since an event.

    Attributes
    ----------
    statement_ids
        Which of the statements that are shown may have changed.
    names
        Who else changed one of them, by name.
    """

    newest: int
    statement_ids: tuple[int, ...]
    names: tuple[str, ...]


def newest(session: Session, consultation: Consultation) -> int:
    """Return the id of the consultation's newest event, or 0."""
    found = select(func.max(AuditEvent.id)).where(AuditEvent.consultation_id == consultation.id)
    return session.scalar(found) or 0


def since(session: Session, consultation: Consultation, seen: int, shown: Collection[int]) -> News:
    """Return what happened to the statements shown after an event that was seen."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.consultation_id == consultation.id, AuditEvent.id > seen)
        .options(joinedload(AuditEvent.user))
        .order_by(AuditEvent.id.desc())
        .limit(MOST_EVENTS + 1)
    ).all()
    changed: set[int] = set()
    names: dict[str, None] = {}
    me = audit.actor_of(session).user_id
    for event in reversed(events):
        touched = _touched(session, event, shown)
        changed |= touched
        if touched and event.user is not None and event.user_id != me:
            names[event.user.name] = None
    if len(events) > MOST_EVENTS:
        changed = set(shown)
    return News(events[0].id if events else seen, tuple(sorted(changed)), tuple(names))


def _touched(session: Session, event: AuditEvent, shown: Collection[int]) -> set[int]:
    """Return which of the statements shown an event may have changed."""
    detail = event.detail
    if "statement" in detail:
        told = {detail["statement"]}
    elif "statements" in detail and isinstance(detail["statements"], list):
        told = set(detail["statements"])
    elif event.subject_type == "statement":
        told = {event.subject_id}
    elif "changes" in detail:
        codings = [change["coding"] for change in detail["changes"] if "coding" in change]
        told = set(
            session.scalars(select(Coding.statement_id).where(Coding.id.in_(codings[:5_000])))
        )
    else:
        return set(shown) if event.subject_type in _ABOUT_MANY else set()
    return told & set(shown)
