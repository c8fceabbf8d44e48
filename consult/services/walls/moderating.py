"""The moderator's hand: holding the wall, and holding back or releasing one card."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.statements import Statement, StatementState
from consult.models.walls import Wall, WallRuling
from consult.services import audit
from consult.services.refusals import InvalidInput, NotFound
from consult.services.transaction import transaction
from consult.services.walls import showing


def hold(session: Session, wall: Wall) -> None:
    """Keep the wall as it is: what is written from now on waits. Holding it again does nothing."""
    with transaction(session):
        session.refresh(wall)
        if wall.held_at is None:
            wall.held_at = utc_now()
            wall.version += 1
            audit.record(session, "wall.held", wall, consultation=wall.workshop.consultation)


def let_go(session: Session, wall: Wall) -> None:
    """Let everything that waits appear, except cards that are held back one by one."""
    with transaction(session):
        session.refresh(wall)
        if wall.held_at is not None:
            wall.held_at = None
            wall.version += 1
            audit.record(session, "wall.released", wall, consultation=wall.workshop.consultation)


def rule(
    session: Session, wall: Wall, statement_id: int, *, is_shown: bool, seen_version: int
) -> Statement:
    """Hold one card back from the wall, or release it.

    Raises
    ------
    NotFound
        When the workshop's tables have no such card.
    InvalidInput
        When a card is to be released that does not count, or in other words than were read.
    """
    with transaction(session):
        statement = session.scalar(
            select(Statement).where(Statement.id == statement_id, showing.at_tables(wall))
        )
        if statement is None:
            raise NotFound("There is no such card at the tables of this workshop.")
        if is_shown:
            _refuse_release(statement, seen_version)
        ruling = session.get(WallRuling, statement.id) or WallRuling(statement_id=statement.id)
        ruling.is_shown, ruling.version = is_shown, statement.version
        ruling.ruled_by_id, ruling.ruled_at = audit.actor_of(session).user_id, utc_now()
        session.add(ruling)
        wall.version = Wall.version + 1
        event = "wall.card_released" if is_shown else "wall.card_held_back"
        audit.record(session, event, statement, consultation=wall.workshop.consultation)
    session.refresh(wall)
    return statement


def _refuse_release(statement: Statement, seen_version: int) -> None:
    if statement.state is not StatementState.LIVE:
        raise InvalidInput(
            f"This card is {statement.state.value}, so no wall shows it. "
            "Bring it back on its own page first."
        )
    if statement.version != seen_version:
        raise InvalidInput(
            "The table changed this card after you read it. Read it again, then release it."
        )
