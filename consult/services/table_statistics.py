"""What the database goes by when it plans how to answer."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def refresh(session: Session) -> None:
    """Have PostgreSQL count what its tables hold, which it does by itself only after a minute.

    Until then it plans for tables as they were, and pages that read what a job has just stored
    take three times as long.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()
