"""Setting a workshop up, changing it, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.strategy import Outcome
from consult.models.walls import Wall
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction
from consult.services.workshops import agenda, attendance, codes
from consult.services.workshops import columns as sheet_columns
from consult.services.workshops.agenda import Round
from consult.services.workshops.columns import WORK_AND_BARRIERS, Column
from consult.services.workshops.quorum import NO_QUORUM, Quorum

MOST_TABLES = 60
MOST_RULES = 20
LONGEST_RULE = 200
LONGEST_FACILITATOR = 100
USUAL_RULES = (
    "Everybody speaks, and one person speaks at a time.",
    "We write down what was said, in the words of whoever said it.",
    "Disagree with what is said, not with who says it.",
    "What somebody tells about themselves stays in the room.",
    "We begin and end on time.",
)


class Fields(TypedDict, total=False):
    """What `create` and `change` take of a set-up; what is left out is as in `SetUp`."""

    title: str
    held_on: date | None
    place: str
    columns: Sequence[Column]
    outcomes: Sequence[Outcome]
    rounds: Sequence[Round]
    ground_rules: Sequence[str]
    quorum: Quorum


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """All that is decided about a workshop before its tables sit down.

    Attributes
    ----------
    columns
        Those of the sheets, with the headings of the group discussion.
    outcomes
        Those that its sheets ask about; none means all of the consultation's.
    """

    title: str
    held_on: date | None = None
    place: str = ""
    columns: Sequence[Column] = WORK_AND_BARRIERS
    outcomes: Sequence[Outcome] = ()
    rounds: Sequence[Round] = ()
    ground_rules: Sequence[str] = ()
    quorum: Quorum = NO_QUORUM

    def check(self, consultation: Consultation) -> None:
        """Raise InvalidInput for what is no workshop of this consultation."""
        if not self.title.strip():
            raise InvalidInput("Enter a title.", field="title")
        if not any(not column.is_discussion for column in self.columns):
            raise InvalidInput("Give the sheet at least one column.", field="columns")
        if len(self.outcomes) and not set(self.outcomes) <= set(consultation.outcomes):
            raise InvalidInput(
                "Choose from the outcomes that this consultation is about.", field="outcomes"
            )
        _check_rules(self.ground_rules)
        self.quorum.check()


def _check_rules(rules: Sequence[str]) -> None:
    if len(rules) > MOST_RULES:
        raise InvalidInput(
            f"These are {len(rules)} ground rules; the most is {MOST_RULES}.", field="ground_rules"
        )
    for number, rule in enumerate(rules, start=1):
        if len(rule) > LONGEST_RULE:
            raise InvalidInput(
                f"Ground rule {number} has {len(rule)} characters; the most is {LONGEST_RULE}.",
                field="ground_rules",
            )


def create(
    session: Session,
    consultation: Consultation,
    *,
    secret: str,
    tables: int = 1,
    facilitators: Sequence[str] = (),
    invite_as: Workshop | None = None,
    **fields: Unpack[Fields],
) -> Workshop:
    """Store a new workshop with its tables, each with a join code of its own.

    Parameters
    ----------
    secret
        The installation's secret key, of which the codes are made.
    facilitators
        Who runs the tables, the first table's first; there may be fewer than tables.
    invite_as
        An earlier workshop: whoever was invited there is invited to this one.

    Raises
    ------
    InvalidInput
        For an empty title, no column, an outcome that is not the consultation's, more facilitators
        than tables, a name that is too long, or a number of tables that no room holds.
    """
    set_up = SetUp(**fields)
    set_up.check(consultation)
    if not 1 <= tables <= MOST_TABLES:
        raise InvalidInput(f"Enter a number of tables from 1 to {MOST_TABLES}.", field="tables")
    names = [_facilitator(name, "facilitators") for name in facilitators]
    if len(names) > tables:
        raise InvalidInput(
            f"There are {len(names)} facilitators, but only {tables} "
            f"{'table' if tables == 1 else 'tables'}. Add tables, or take names away.",
            field="facilitators",
        )
    with transaction(session):
        workshop = Workshop(consultation=consultation)
        _fill(workshop, set_up)
        for number in range(1, tables + 1):
            table = codes.new_table(number, secret=secret, held_on=workshop.held_on)
            table.facilitator = names[number - 1] if number <= len(names) else ""
            workshop.tables.append(table)
        session.add(workshop)
        audit.record(
            session, "workshop.created", workshop, consultation=consultation, tables=tables
        )
        if invite_as is not None:
            attendance.invite_again(session, workshop, invite_as)
    return workshop


def change(
    session: Session, workshop: Workshop, *, seen_version: int, **fields: Unpack[Fields]
) -> Workshop:
    """Change the set-up that somebody saw at `seen_version`; its cards and codes stay.

    Raises
    ------
    Conflict
        When somebody else changed it since.
    InvalidInput
        For what `create` refuses, and for a column with cards that would be taken away.
    """
    set_up = SetUp(**fields)
    set_up.check(workshop.consultation)
    with transaction(session):
        session.refresh(workshop, with_for_update={"of": Workshop})
        if workshop.version != seen_version:
            raise Conflict(
                "Somebody else changed this workshop while you wrote. What you wrote is still "
                "below; compare it with theirs, then save again."
            )
        _refuse_to_lose_columns(session, workshop, set_up.columns)
        is_moved = workshop.held_on != set_up.held_on
        workshop.columns.clear()
        workshop.rounds.clear()
        session.flush()
        _fill(workshop, set_up)
        workshop.version += 1
        for holder in _code_holders(session, workshop) if is_moved else []:
            codes.last_until(holder, workshop.held_on)
        audit.record(session, "workshop.changed", workshop, consultation=workshop.consultation)
    return workshop


def _code_holders(session: Session, workshop: Workshop) -> list[WorkshopTable | Wall]:
    """Return what has a code that ends with the workshop."""
    return [
        *workshop.tables,
        *session.scalars(select(Wall).where(Wall.workshop_id == workshop.id)),
    ]


def _fill(workshop: Workshop, set_up: SetUp) -> None:
    workshop.title = set_up.title.strip()
    workshop.held_on = set_up.held_on
    workshop.place = set_up.place.strip()
    workshop.columns.extend(sheet_columns.rows(set_up.columns))
    workshop.outcomes = list(set_up.outcomes)
    workshop.rounds.extend(agenda.rows(set_up.rounds))
    workshop.ground_rules = list(set_up.ground_rules)
    workshop.quorum_rule = set_up.quorum.rule
    workshop.quorum_size = set_up.quorum.size


def _refuse_to_lose_columns(session: Session, workshop: Workshop, wanted: Sequence[Column]) -> None:
    kept = {(each.kind, each.card_heading, each.is_discussion) for each in wanted}
    counts = _cards_by_heading(session, workshop)
    for column in sheet_columns.of(workshop):
        cards = counts.get((column.kind.value, column.card_heading), 0)
        if cards and (column.kind, column.card_heading, column.is_discussion) not in kept:
            raise InvalidInput(
                f"“{column.heading}” has {cards:,} {'card' if cards == 1 else 'cards'}, so it "
                "stays as it is. Move them at their tables first.",
                field="discussion" if column.is_discussion else "columns",
            )


def _cards_by_heading(session: Session, workshop: Workshop) -> dict[tuple[str, str], int]:
    found = session.execute(
        select(Statement.kind, Statement.heading, func.count())
        .join(WorkshopTable, Statement.table_id == WorkshopTable.id)
        .where(WorkshopTable.workshop_id == workshop.id)
        .group_by(Statement.kind, Statement.heading)
    )
    return {(kind, heading): number for kind, heading, number in found}


def _facilitator(written: str, field: str) -> str:
    name = written.strip()
    if len(name) > LONGEST_FACILITATOR:
        raise InvalidInput(
            f"“{name[:30]}…” has {len(name)} characters; the most is {LONGEST_FACILITATOR}. "
            "Shorten it.",
            field=field,
        )
    return name


def add_table(session: Session, workshop: Workshop, *, secret: str) -> WorkshopTable:
    """Add one more table, numbered after the last.

    Raises
    ------
    InvalidInput
        When the workshop has as many as it can.
    """
    with transaction(session):
        # Whoever adds another at this moment waits, so that each gets a number of its own.
        session.refresh(workshop, with_for_update={"of": Workshop})
        last = session.scalar(
            select(func.max(WorkshopTable.number)).where(WorkshopTable.workshop_id == workshop.id)
        )
        number = (last or 0) + 1
        if number > MOST_TABLES:
            raise InvalidInput(f"A workshop has at most {MOST_TABLES} tables.", field="tables")
        table = codes.new_table(number, secret=secret, held_on=workshop.held_on)
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
    """Write down who facilitates at a table.

    Raises
    ------
    InvalidInput
        For a name that is too long to be kept whole.
    """
    name = _facilitator(facilitator, "facilitator")
    with transaction(session):
        table.facilitator = name
        audit.record(
            session, "workshop.table_changed", table, consultation=table.workshop.consultation
        )
    return table
