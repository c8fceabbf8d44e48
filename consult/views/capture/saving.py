"""The one way by which the sheet's views write: durable, and once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.db import db
from consult.models.workshops import WorkshopTable
from consult.services import audit, workshops

Result = TypeVar("Result")


def saved(table: WorkshopTable, work: Callable[[Session, WorkshopTable], Result]) -> Result:
    """Run one write on the table, as whoever the request is by, and return when it is durable."""
    actor, table_id = audit.actor_of(db.session), table.id

    def run(session: Session) -> Result:
        audit.act_as(session, actor)
        return work(session, workshops.get_table(session, table_id))

    # What was read gives its connection back: a writer that waits for a second one could starve.
    db.session.commit()
    try:
        return db.write_public(run)
    except IntegrityError:
        # The same card came twice at once and the other was first: by now this is a replay.
        return db.write_public(run)
