"""A decision of a person: what it changes, by whom and when, so that it can be told and undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.base import utc_now
from consult.models.themes import CoderKind, Coding, CodingState
from consult.services import audit
from consult.services.refusals import InvalidInput


class NotAPerson(InvalidInput):
    """A machine or an unnamed person tried to decide."""


@dataclass(slots=True)
class Decision:
    """What one act changes, so that the audit event can say it and undo can take it back."""

    by: User
    at: datetime = field(default_factory=utc_now)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def apply(self, coding: Coding, state: CodingState, *, was_there: bool = True) -> None:
        """Set a coding's state, and remember what it was."""
        self.changes.append({"coding": coding.id, "was": _facts(coding) if was_there else None})
        set_state(coding, state, self.by, self.at)

    def coding(self, **of: Any) -> Coding:
        """Return a new coding that was accepted; give its `statement` and `theme`, or their ids."""
        return Coding(
            **of,
            coder_kind=CoderKind.PERSON,
            coder_id=self.by.id,
            state=CodingState.ACCEPTED,
            decided_by=self.by,
            decided_at=self.at,
        )


def _facts(coding: Coding) -> dict[str, Any]:
    at = coding.decided_at
    return {
        "state": coding.state.value,
        "by": coding.decided_by_id,
        "at": at.isoformat() if at else None,
    }


def set_state(coding: Coding, state: CodingState, by: User | None, at: datetime | None) -> None:
    """Set where a coding stands; only a decided one says by whom and when."""
    decided = state in {CodingState.ACCEPTED, CodingState.REJECTED}
    coding.state = state
    coding.decided_by = by if decided else None
    coding.decided_at = at if decided else None


def decision(session: Session) -> Decision:
    """Return an empty decision of whoever is at work.

    Raises
    ------
    NotAPerson
        When nobody is signed in: a machine proposes, it never decides.
    """
    person = session.get(User, audit.actor_of(session).user_id or 0)
    if person is None:
        raise NotAPerson("Only somebody who is signed in can decide a coding.")
    return Decision(by=person)
