"""Opening a workshop's wall, and who may see it: whoever has its code, and staff."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.walls import Wall
from consult.models.workshops import Workshop
from consult.services import audit, join_codes, workshops
from consult.services.refusals import NotFound, ServiceError
from consult.services.transaction import transaction

CODE_LENGTH = 10
UNKNOWN = "No wall has this code, or the code has ended. Ask the organiser of the event."


class CodeUnknown(NotFound):
    """No wall is seen by this code."""


class NotForTables(ServiceError):
    """The code is a table's, and the organiser keeps the wall to the hall's own screen."""


def of(session: Session, workshop: Workshop) -> Wall | None:
    """Return the workshop's wall, if it has been opened."""
    return session.scalar(select(Wall).where(Wall.workshop_id == workshop.id))


def get(session: Session, workshop: Workshop) -> Wall:
    """Return the workshop's wall, or raise NotFound."""
    wall = of(session, workshop)
    if wall is None:
        raise NotFound(f"“{workshop.title}” has no wall yet. Open it on the workshop’s Wall page.")
    return wall


def open_wall(session: Session, workshop: Workshop, *, secret: str) -> Wall:
    """Give the workshop a wall; the one that it has stays as it is."""
    with transaction(session):
        # Whoever asks for the same at this moment waits, and finds what this one made.
        session.refresh(workshop, with_for_update={"of": Workshop})
        wall = of(session, workshop)
        if wall is None:
            wall = Wall(workshop=workshop)
            _give_code(wall, secret)
            session.add(wall)
            audit.record(session, "wall.opened", wall, consultation=workshop.consultation)
    return wall


def renew_code(session: Session, wall: Wall, *, secret: str) -> None:
    """Give the wall a new code: screens that showed it by the old one stop."""
    with transaction(session):
        _give_code(wall, secret)
        wall.version += 1
        audit.record(session, "wall.code_renewed", wall, consultation=wall.workshop.consultation)


def end_code(session: Session, wall: Wall) -> None:
    """Let nobody but staff see the wall any more."""
    with transaction(session):
        wall.code_expires_at = utc_now()
        wall.is_open_to_tables = False
        wall.version += 1
        audit.record(session, "wall.code_ended", wall, consultation=wall.workshop.consultation)


def allow_tables(session: Session, wall: Wall, *, is_allowed: bool) -> None:
    """Let the tables see the wall by their own codes, or keep it from them."""
    with transaction(session):
        wall.is_open_to_tables = is_allowed
        wall.version += 1
        event = "wall.opened_to_tables" if is_allowed else "wall.kept_from_tables"
        audit.record(session, event, wall, consultation=wall.workshop.consultation)


def takes_in(wall: Wall) -> bool:
    """Return whether the wall's code works now."""
    return utc_now() < wall.code_expires_at


def code_of(wall: Wall, *, secret: str) -> str:
    """Return the wall's code: ten characters made of the secret and the wall's salt."""
    return join_codes.derived("wall code", wall.code_salt, secret=secret, length=CODE_LENGTH)


def find(session: Session, code: str, *, secret: str) -> Wall:
    """Return the wall that a code shows: its own, or a table's where the organiser allows it.

    Raises
    ------
    CodeUnknown
        When no wall has it, or its time is over.
    NotForTables
        When it is a table's, which shows no more than its own sheet.
    """
    typed = join_codes.as_typed(code)
    wall = session.scalar(select(Wall).where(Wall.code_hash == join_codes.hashed(typed)))
    if wall is not None and join_codes.is_same(typed, code_of(wall, secret=secret)):
        if not takes_in(wall):
            raise CodeUnknown(UNKNOWN)
        return wall
    return _by_table(session, code, secret)


def _by_table(session: Session, code: str, secret: str) -> Wall:
    try:
        table = workshops.find_table(session, code, secret=secret)
    except ServiceError as refusal:
        raise CodeUnknown(UNKNOWN) from refusal
    wall = of(session, table.workshop)
    if wall is None or not wall.is_open_to_tables:
        raise NotForTables(
            f"This is the code of {table.label.lower()}, and the wall shows what every table "
            "wrote. It is on the screen in the hall; the organiser can open it to tables."
        )
    return wall


def _give_code(wall: Wall, secret: str) -> None:
    wall.code_salt = secrets.token_hex(16)
    wall.code_hash = join_codes.hashed(code_of(wall, secret=secret))
    wall.code_expires_at = join_codes.end_of_code(wall.workshop.held_on)
