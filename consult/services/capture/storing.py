"""How a new card is written: a statement, its partners, its first version, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.statements import SourceKind, Statement, StatementPartner, StatementVersion
from consult.services import audit
from consult.services.audit import Event
from consult.services.prepared import Insertion
from consult.services.transaction import connection_of

_statements = Insertion(cast(Table, Statement.__table__), unless="uuid")
_partners = Insertion(cast(Table, StatementPartner.__table__))
_versions = Insertion(cast(Table, StatementVersion.__table__))
# What the first version of a statement says again.
_COPIED = ("text", "kind", "heading", "outcome_id", "state")


def insert(
    session: Session, card: dict[str, Any], partners: Sequence[tuple[str, int | None]]
) -> bool:
    """Store a card inside the caller's transaction; return whether its UUID was not there yet.

    Parameters
    ----------
    card
        The columns of its statement, with everything in `_COPIED`.
    partners
        Each label with the id of the partner that it names, where that is known.
    """
    session.flush()
    connection, now = connection_of(session), utc_now()
    row = {**card, "source_kind": SourceKind.TABLE, "recorded_at": now}
    stored = _statements.run(connection, row)
    if not stored:
        return False
    statement_id: int = stored[0][0]
    _partners.run_all(
        connection,
        [
            {"statement_id": statement_id, "label": label, "organisation_id": organisation_id}
            for label, organisation_id in partners
        ],
    )
    version = {name: card[name] for name in _COPIED}
    changed = {"changed_by_id": audit.actor_of(session).user_id, "changed_at": now}
    _versions.run(connection, {"statement_id": statement_id, "number": 1, **version, **changed})
    recorded = Event(
        "statement.recorded", (Statement.__tablename__, statement_id), {"kind": card["kind"].value}
    )
    audit.record_all(session, card["consultation_id"], [recorded])
    return True


def known(session: Session, uuid: UUID) -> tuple[int | None, str] | None:
    """Return the table and the first words of what was stored under a UUID, if anything was."""
    found = session.execute(
        select(Statement.table_id, StatementVersion.text)
        .join(StatementVersion, StatementVersion.statement_id == Statement.id)
        .where(Statement.uuid == uuid, StatementVersion.number == 1)
    ).one_or_none()
    return None if found is None else (found.table_id, found.text)
