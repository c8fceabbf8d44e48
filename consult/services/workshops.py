"""Workshops and their tables, and the codes by which a table's devices join."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import audit
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.transaction import transaction

MOST_TABLES = 60
DEFAULT_KINDS = (StatementKind.WORK, StatementKind.BARRIER)
# The heading of each kind's column on a capture sheet.
HEADINGS = {
    StatementKind.WORK: "Work",
    StatementKind.BARRIER: "Barriers",
    StatementKind.SOLUTION: "Solutions",
    StatementKind.ASPIRATION: "Aspirations",
    StatementKind.DEFINITION: "Definitions",
    StatementKind.DISCUSSION: "Discussion points",
    StatementKind.COMMENT: "Comments",
}
CODE_LENGTH = 10
CODE_LIFE = timedelta(days=2)
# Crockford's alphabet: no I, L, O or U, so that a code can be read out across a room.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class CodeUnknown(NotFound):
    """No table has this code."""


class CodeEnded(ServiceError):
    """The code was right once; its table takes nobody in by it any more."""


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """One workshop in the list, with how many tables it has and cards they filled."""

    workshop: Workshop
    tables: int
    cards: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table of a workshop, with its cards that count and its code while it works."""

    table: WorkshopTable
    cards: int
    code: str | None


def list_workshops(session: Session, consultation: Consultation) -> list[WorkshopRow]:
    """Return the consultation's workshops, the latest first."""
    tables = func.count(WorkshopTable.id.distinct())
    cards = func.count(Statement.id)
    found = session.execute(
        select(Workshop, tables, cards)
        .outerjoin(WorkshopTable, WorkshopTable.workshop_id == Workshop.id)
        .outerjoin(
            Statement,
            (Statement.table_id == WorkshopTable.id) & (Statement.state == StatementState.LIVE),
        )
        .where(Workshop.consultation_id == consultation.id)
        .group_by(Workshop.id)
        .order_by(Workshop.held_on.desc().nulls_last(), Workshop.id.desc())
    )
    return [WorkshopRow(workshop, tables, cards) for workshop, tables, cards in found]


def get(session: Session, consultation: Consultation, workshop_id: int) -> Workshop:
    """Return one workshop of the consultation, or raise NotFound."""
    workshop = session.get(Workshop, workshop_id)
    if workshop is None or workshop.consultation_id != consultation.id:
        raise NotFound("There is no such workshop in this consultation.")
    return workshop


def get_table(session: Session, table_id: int) -> WorkshopTable:
    """Return one table with its workshop and consultation, or raise NotFound."""
    table = session.get(
        WorkshopTable,
        table_id,
        options=[selectinload(WorkshopTable.workshop).selectinload(Workshop.consultation)],
    )
    if table is None:
        raise NotFound("There is no such table.")
    return table


def table_by_number(session: Session, workshop: Workshop, number: int) -> WorkshopTable:
    """Return the workshop's table of that number, or raise NotFound."""
    table = session.scalar(
        select(WorkshopTable).where(
            WorkshopTable.workshop_id == workshop.id, WorkshopTable.number == number
        )
    )
    if table is None:
        raise NotFound(f"“{workshop.title}” has no table {number}.")
    return table


def list_tables(session: Session, workshop: Workshop, *, secret: str) -> list[TableRow]:
    """Return the workshop's tables in order, each with its cards and its code."""
    found = session.execute(
        select(WorkshopTable, func.count(Statement.id))
        .outerjoin(
            Statement,
            (Statement.table_id == WorkshopTable.id) & (Statement.state == StatementState.LIVE),
        )
        .where(WorkshopTable.workshop_id == workshop.id)
        .group_by(WorkshopTable.id)
        .order_by(WorkshopTable.number)
    )
    return [
        TableRow(table, cards, code_of(table, secret=secret) if takes_in(table) else None)
        for table, cards in found
    ]


def create(
    session: Session,
    consultation: Consultation,
    *,
    title: str,
    secret: str,
    held_on: date | None = None,
    place: str = "",
    tables: int = 1,
    kinds: Sequence[StatementKind] = DEFAULT_KINDS,
) -> Workshop:
    """Store a new workshop with its tables, each with a join code of its own.

    Parameters
    ----------
    secret
        The installation's secret key, of which the codes are made.

    Raises
    ------
    InvalidInput
        For an empty title, no kind of statement, or a number of tables that no room holds.
    """
    heading = title.strip()
    if not heading:
        raise InvalidInput("Enter a title.", field="title")
    if not kinds:
        raise InvalidInput("Choose at least one kind of statement.", field="kinds")
    if not 1 <= tables <= MOST_TABLES:
        raise InvalidInput(f"Enter a number of tables from 1 to {MOST_TABLES}.", field="tables")
    with transaction(session):
        workshop = Workshop(
            consultation=consultation,
            title=heading,
            held_on=held_on,
            place=place.strip(),
            kinds=[kind.value for kind in dict.fromkeys(kinds)],
            tables=[_new_table(number, secret, held_on) for number in range(1, tables + 1)],
        )
        session.add(workshop)
        audit.record(
            session, "workshop.created", workshop, consultation=consultation, tables=tables
        )
    return workshop


def add_table(session: Session, workshop: Workshop, *, secret: str) -> WorkshopTable:
    """Add one more table, numbered after the last.

    Raises
    ------
    InvalidInput
        When the workshop has as many as it can.
    """
    with transaction(session):
        last = session.scalar(
            select(func.max(WorkshopTable.number)).where(WorkshopTable.workshop_id == workshop.id)
        )
        number = (last or 0) + 1
        if number > MOST_TABLES:
            raise InvalidInput(f"A workshop has at most {MOST_TABLES} tables.", field="tables")
        table = _new_table(number, secret, workshop.held_on)
        workshop.tables.append(table)
        audit.record(
            session,
            "workshop.table_added",
            table,
            consultation=workshop.consultation,
            number=table.number,
        )
    return table


def set_facilitator(session: Session, table: WorkshopTable, facilitator: str) -> WorkshopTable:
    """Write down who facilitates at a table."""
    with transaction(session):
        table.facilitator = facilitator.strip()[:100]
        audit.record(
            session, "workshop.table_changed", table, consultation=table.workshop.consultation
        )
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
    digest = hmac.new(secret.encode(), f"table code {table.code_salt}".encode(), hashlib.sha256)
    number = int.from_bytes(digest.digest()[:8]) >> (64 - 5 * CODE_LENGTH)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


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
    typed = code.strip().upper().translate(_MISREAD)
    table = session.scalar(select(WorkshopTable).where(WorkshopTable.code_hash == _hashed(typed)))
    if table is None or not hmac.compare_digest(
        typed.encode(), code_of(table, secret=secret).encode()
    ):
        raise CodeUnknown("No table has this code. Check it with your facilitator.")
    if not takes_in(table):
        raise CodeEnded("This code has ended. Ask your facilitator for a new one.")
    return table


def _new_table(number: int, secret: str, held_on: date | None) -> WorkshopTable:
    table = WorkshopTable(number=number)
    _give_code(table, secret, held_on)
    return table


def _give_code(table: WorkshopTable, secret: str, held_on: date | None) -> None:
    table.code_salt = secrets.token_hex(16)
    table.code_hash = _hashed(code_of(table, secret=secret))
    table.code_expires_at = _end_of_code(held_on)


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _end_of_code(held_on: date | None) -> datetime:
    """Return the end of the day after the workshop; two days from now where that is past."""
    now = utc_now()
    if held_on is None or held_on < now.astimezone(UK_TIME).date():
        return now + CODE_LIFE
    return datetime.combine(held_on + timedelta(days=2), time(), UK_TIME)
