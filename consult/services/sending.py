"""Decisions that are sent again after a failure: each is taken in once, by its sender's key."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.reviews import DecisionKey
from consult.services import audit
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction


def read_key(written: str) -> UUID | None:
    """Return the key that came with a form, if one did."""
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise InvalidInput("We could not read what was sent. Reload the page.") from None


def once(session: Session, key: UUID | None, act: Callable[[], object]) -> bool:
    """Do something once: where its key was taken in before, do nothing and return False.

    The key and what it did are stored together or not at all. A refusal stores neither, so what
    was refused may be sent again under the same key.
    """
    user_id = audit.actor_of(session).user_id
    if key is None or user_id is None:
        act()
        return True
    with transaction(session):
        if _is_known(session, key, user_id):
            return False
        act()
    return True


def _is_known(session: Session, key: UUID, user_id: int) -> bool:
    """Store the key unless it stands already; a sender of the same key waits for the first."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    stored = session.scalar(
        insert(DecisionKey)
        .values(key=key, user_id=user_id, taken_in_at=utc_now())
        .on_conflict_do_nothing(index_elements=[DecisionKey.key])
        .returning(DecisionKey.id)
    )
    return stored is None
