"""The append-only trail: `record` is called by every door that changes something."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.orm import Session

from consult.models.audit import ActorKind, AuditEvent
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.services.prepared import Insertion, Prepared
from consult.services.transaction import connection_of

GENESIS = "0" * 64
# Any fixed number: PostgreSQL lets one transaction at a time append under it.
_CHAIN_LOCK = 7_240_811


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is at work in this session."""

    kind: ActorKind
    user_id: int | None = None
    table_id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
RESIDENT = Actor(ActorKind.RESIDENT)


def act_as(session: Session, actor: Actor) -> None:
    """Say who the session's coming changes are made by."""
    session.info["actor"] = actor


def actor_of(session: Session) -> Actor:
    """Return who the session's changes are made by; a command or a job where nobody said."""
    actor: Actor = session.info.get("actor", SYSTEM)
    return actor


def record(
    session: Session,
    event: str,
    subject: Base,
    *,
    consultation: Consultation | None = None,
    **detail: Any,
) -> AuditEvent:
    """Append one event to the chain, inside the caller's transaction.

    Parameters
    ----------
    event
        Past tense with its noun, such as ``statement.recorded``.
    subject
        The record that changed; it is flushed so that it has an id.
    detail
        Plain values that say what changed. Never personal data: ids instead.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    actor = actor_of(session)
    previous = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
    entry = AuditEvent(
        at=utc_now(),
        event=event,
        actor_kind=actor.kind,
        user_id=actor.user_id,
        table_id=actor.table_id,
        consultation_id=consultation.id if consultation is not None else None,
        subject_type=subject.__tablename__,
        subject_id=subject.id,  # type: ignore[attr-defined]
        detail=detail,
        previous_hash=previous or GENESIS,
    )
    entry.hash = chained_hash(entry)
    session.add(entry)
    session.flush()
    return entry


@dataclass(frozen=True, slots=True)
class Event:
    """One event that is recorded with others, in one go.

    Attributes
    ----------
    subject
        The table and the id of the record that changed.
    """

    event: str
    subject: tuple[str, int]
    detail: dict[str, Any]


_newest = Prepared(lambda _: select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
_lock = Prepared(lambda _: select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
_insertion = Insertion(cast(Table, AuditEvent.__table__))


@dataclass(frozen=True, slots=True)
class _Happened:
    """Events of one consultation, with who they were by and when."""

    consultation_id: int
    events: Sequence[Event]
    actor: Actor
    at: datetime


def record_all(session: Session, consultation_id: int, events: Sequence[Event]) -> None:
    """Append several events of a consultation to the chain, as `record` does one after another.

    Of writes that are committed together all events are appended at their end, in one go.
    """
    session.flush()
    happened = _Happened(consultation_id, events, actor_of(session), utc_now())
    at_end = session.info.get("at_end")
    if at_end is None:
        _append(connection_of(session), [happened])
    else:
        at_end.setdefault(_append, []).append(happened)


def _append(connection: Connection, happened: Sequence[_Happened]) -> None:
    if connection.dialect.name == "postgresql":
        _lock.run(connection, {})
    newest = _newest.run(connection, {})
    previous: str = newest[0][0] if newest else GENESIS
    rows = []
    for each in happened:
        for event in each.events:
            row = _row(each, event, previous)
            previous = row["hash"] = _hash(row)
            rows.append(row)
    _insertion.run_all(connection, rows)


def _row(happened: _Happened, event: Event, previous: str) -> dict[str, Any]:
    return {
        "at": happened.at,
        "event": event.event,
        "actor_kind": happened.actor.kind,
        "user_id": happened.actor.user_id,
        "table_id": happened.actor.table_id,
        "consultation_id": happened.consultation_id,
        "subject_type": event.subject[0],
        "subject_id": event.subject[1],
        "detail": event.detail,
        "previous_hash": previous,
    }


def chained_hash(entry: AuditEvent) -> str:
    """Return the SHA-256 of the event's content and the hash before it."""
    return _hash({name: getattr(entry, name) for name in _HASHED})


_HASHED = (
    *("at", "event", "actor_kind", "user_id", "table_id", "consultation_id", "subject_type"),
    *("subject_id", "detail", "previous_hash"),
)


_written = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def _hash(row: Mapping[str, Any]) -> str:
    content = {
        "at": _stamp(row["at"]),
        "event": row["event"],
        "actor": [row["actor_kind"].value, row["user_id"], row["table_id"]],
        "consultation": row["consultation_id"],
        "subject": [row["subject_type"], row["subject_id"]],
        "detail": row["detail"],
        "previous": row["previous_hash"],
    }
    return hashlib.sha256(_written(content).encode()).hexdigest()


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def broken_link(session: Session) -> int | None:
    """Return the id of the first event that does not follow from the one before, if any."""
    previous = GENESIS
    for entry in session.scalars(select(AuditEvent).order_by(AuditEvent.id)).yield_per(1000):
        if entry.previous_hash != previous or entry.hash != chained_hash(entry):
            return entry.id
        previous = entry.hash
    return None


def list_events(
    session: Session,
    *,
    consultation: Consultation | None = None,
    event: str = "",
    page: int = 1,
    per_page: int = 50,
) -> tuple[list[AuditEvent], int]:
    """Return one page of events, newest first, and how many there are in all."""
    wanted = select(AuditEvent)
    if consultation is not None:
        wanted = wanted.where(AuditEvent.consultation_id == consultation.id)
    if event:
        wanted = wanted.where(AuditEvent.event == event)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(AuditEvent.id.desc()).offset((page - 1) * per_page).limit(per_page)
    return list(session.scalars(newest)), total


def event_names(session: Session) -> list[str]:
    """Return the names of all events that have happened, sorted."""
    return list(session.scalars(select(AuditEvent.event).distinct().order_by(AuditEvent.event)))
