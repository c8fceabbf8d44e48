"""The codes by which a table's devices join, made of the secret and never stored."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.walls import Wall
from consult.models.workshops import WorkshopTable
from consult.services import audit, join_codes
from consult.services.refusals import NotFound, ServiceError
from consult.services.transaction import transaction

CODE_LENGTH = 10


class CodeUnknown(NotFound):
    """No table has this code."""


class CodeEnded(ServiceError):
    """The code was right once; its table takes nobody in by it any more."""


def new_table(number: int, *, secret: str, held_on: date | None) -> WorkshopTable:
    """Return a table with a code of its own, not yet stored."""
    table = WorkshopTable(number=number)
    _give_code(table, secret, held_on)
    return table


def renew_code(session: Session, table: WorkshopTable, *, secret: str) -> WorkshopTable:
    """Give a table a new code; whoever joined by the old one has to join again."""
    with transaction(session):
        _give_code(table, secret, table.workshop.held_on)
        audit.record(
            session, "workshop.code_renewed", table, consultation=table.workshop.consultation
        )
    return table


def end_code(session: Session, table: WorkshopTable) -> WorkshopTable:
    """Let nobody work at a table by its code any more."""
    with transaction(session):
        table.code_expires_at = utc_now()
        audit.record(
            session, "workshop.code_ended", table, consultation=table.workshop.consultation
        )
    return table


def takes_in(table: WorkshopTable) -> bool:
    """Return whether the table's code works now."""
    return utc_now() < table.code_expires_at


def code_of(table: WorkshopTable, *, secret: str) -> str:
    """Return the table's code: ten characters made of the secret and the table's salt."""
    return join_codes.derived("table code", table.code_salt, secret=secret, length=CODE_LENGTH)


def spoken(code: str) -> str:
    """Return a code in two groups, as it is read out: “7K3QX-9ABCD”."""
    return f"{code[:5]}-{code[5:]}"


def find_table(session: Session, code: str, *, secret: str) -> WorkshopTable:
    """Return the table whose code this is, however it was typed.

    Raises
    ------
    CodeUnknown
        When no table has it.
    CodeEnded
        When its time is over.
    """
    typed = join_codes.as_typed(code)
    wanted = select(WorkshopTable).where(WorkshopTable.code_hash == join_codes.hashed(typed))
    table = session.scalar(wanted)
    if table is None or not join_codes.is_same(typed, code_of(table, secret=secret)):
        raise CodeUnknown(
            "No table or vote has this code. Check it with the organiser of the event."
        )
    if not takes_in(table):
        raise CodeEnded("This code has ended. Ask the organiser of the event for a new one.")
    return table


def last_until(holder: WorkshopTable | Wall, held_on: date | None) -> None:
    """Let a code that still works do so until the day after a workshop that was put off."""
    if utc_now() < holder.code_expires_at:
        holder.code_expires_at = join_codes.end_of_code(held_on)


def _give_code(table: WorkshopTable, secret: str, held_on: date | None) -> None:
    table.code_salt = secrets.token_hex(16)
    table.code_hash = join_codes.hashed(code_of(table, secret=secret))
    table.code_expires_at = join_codes.end_of_code(held_on)
