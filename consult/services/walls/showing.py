"""Which cards the wall shows: those that count, unless a moderator holds them or the wall."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from consult.models.statements import Statement, StatementState, StatementVersion
from consult.models.walls import Wall, WallRuling
from consult.models.workshops import WorkshopTable


def at_tables(wall: Wall) -> ColumnElement[bool]:
    """Return the condition that a statement was written at a table of the wall's workshop."""
    tables = select(WorkshopTable.id).where(WorkshopTable.workshop_id == wall.workshop_id)
    return Statement.table_id.in_(tables)


def counting(wall: Wall) -> ColumnElement[bool]:
    """Return the condition that a card could be shown: neither struck, withheld nor replaced."""
    return and_(at_tables(wall), Statement.state == StatementState.LIVE)


def shown(wall: Wall) -> ColumnElement[bool]:
    """Return the condition that a card is on the wall now."""
    held_back = exists().where(
        WallRuling.statement_id == Statement.id, WallRuling.is_shown.is_(False)
    )
    if wall.held_at is None:
        return and_(counting(wall), ~held_back)
    released = exists().where(
        WallRuling.statement_id == Statement.id,
        WallRuling.is_shown.is_(True),
        WallRuling.version == Statement.version,
    )
    before = exists().where(
        StatementVersion.statement_id == Statement.id,
        StatementVersion.number == Statement.version,
        StatementVersion.changed_at <= wall.held_at,
    )
    return and_(counting(wall), ~held_back, or_(before, released))


def cards_mark(session: Session, wall: Wall) -> str:
    """Return a text that differs whenever a card of the workshop, or a ruling, does."""
    # Cards are never deleted and every change raises a version, so number and sum tell.
    number, versions = session.execute(
        select(func.count(), func.coalesce(func.sum(Statement.version), 0)).where(at_tables(wall))
    ).one()
    rulings = session.scalar(
        select(func.count())
        .select_from(WallRuling)
        .join(Statement, WallRuling.statement_id == Statement.id)
        .where(at_tables(wall))
    )
    held = wall.held_at.isoformat() if wall.held_at else ""
    return f"{number}-{versions}-{rulings}-{wall.version}-{held}"
