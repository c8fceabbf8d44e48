"""What the wall shows: counts by outcome and kind, the newest cards, and themes as they form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.kinds import StatementKind
from consult.models.statements import Statement
from consult.models.strategy import Outcome
from consult.models.walls import Wall
from consult.models.workshops import WorkshopTable
from consult.services import themes
from consult.services.walls import showing
from consult.services.workshops import columns
from consult.services.workshops.columns import Column

NEWEST = 12
MOST_THEMES = 8
# What is counted beside the workshop's own columns.
DISCUSSED = Column("discussed", "Group discussion", StatementKind.DISCUSSION, is_discussion=True)
OTHER = Column("other", "Other", StatementKind.COMMENT)


@dataclass(frozen=True, slots=True)
class WallCard:
    """A card as the room reads it."""

    id: int
    text: str
    heading: str
    kind: StatementKind
    outcome: str
    table: int


@dataclass(frozen=True, slots=True)
class WallTheme:
    """A theme with how many of the shown cards are in it.

    Attributes
    ----------
    is_new
        Whether it is no theme of the codebook but was found among the rest.
    """

    name: str
    cards: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome, or what belongs to none, with its cards by column."""

    reference: str
    title: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return its cards of all columns."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class View:
    """The wall at one moment, for all tables or one.

    Attributes
    ----------
    columns
        Those that have a number in each row.
    base
        How many of the shown cards are of the kinds that themes are made of, which `themed` are.
    tables
        Every table of the workshop.
    """

    total: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    newest: tuple[WallCard, ...]
    themes: tuple[WallTheme, ...]
    base: int
    themed: tuple[StatementKind, ...]
    tables: tuple[WorkshopTable, ...]
    table: WorkshopTable | None
    is_held: bool
    is_forming: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the cards of each column, over all outcomes."""
        return tuple(
            sum(row.numbers[place] for row in self.rows) for place in range(len(self.columns))
        )


def mark(session: Session, wall: Wall) -> str:
    """Return a text that differs whenever the wall does."""
    return f"{wall.id}-{showing.cards_mark(session, wall)}-{wall.themes_of[:12]}"


def view(session: Session, wall: Wall, *, table: WorkshopTable | None = None) -> View:
    """Return the wall as it is now, narrowed to one table where asked."""
    here = showing.shown(wall)
    if table is not None:
        here &= Statement.table_id == table.id
    own = tuple(each for each in columns.of(wall.workshop) if not each.is_discussion)
    cells = _cells(session, own, here)
    used = (
        *own,
        *(each for each in (DISCUSSED, OTHER) if any(key == each.key for _, key in cells)),
    )
    kinds = themes.kinds_of(themes.find_codebook(session, wall.workshop.consultation))
    formed, base = _themes(session, wall, here, kinds)
    return View(
        total=sum(cells.values()),
        columns=used,
        rows=tuple(_rows(wall.workshop.asked_outcomes, used, cells)),
        newest=tuple(_newest(session, columns.of(wall.workshop), here)),
        themes=formed,
        base=base,
        themed=tuple(kinds),
        tables=tuple(wall.workshop.tables),
        table=table,
        is_held=wall.held_at is not None,
        is_forming=base > 0 and not wall.themes_of,
    )


def _cells(
    session: Session, own: tuple[Column, ...], here: ColumnElement[bool]
) -> Counter[tuple[int | None, str]]:
    """Return the cards by outcome and by the key of what they are counted under."""
    counted = session.execute(
        select(Statement.kind, Statement.heading, Statement.outcome_id, func.count())
        .where(here)
        .group_by(Statement.kind, Statement.heading, Statement.outcome_id)
    )
    cells: Counter[tuple[int | None, str]] = Counter()
    for kind, heading, outcome_id, number in counted:
        column = columns.holding(own, kind, heading)
        if column not in own:
            # A hall reads a few figures: all headings of the discussion are one of them.
            column = DISCUSSED if heading else OTHER
        cells[outcome_id, column.key] += number
    return cells


def _rows(
    asked: Iterable[Outcome], own: tuple[Column, ...], cells: Counter[tuple[int | None, str]]
) -> Iterable[Row]:
    known = set()
    for outcome in asked:
        known.add(outcome.id)
        numbers = tuple(cells[outcome.id, column.key] for column in own)
        yield Row(outcome.reference, outcome.title, numbers)
    others = tuple(
        sum(
            number
            for (outcome, key), number in cells.items()
            if key == c.key and outcome not in known
        )
        for c in own
    )
    if any(others):
        yield Row("", "Anything else", others)


def _newest(
    session: Session, own: tuple[Column, ...], here: ColumnElement[bool]
) -> Iterable[WallCard]:
    found = session.scalars(
        select(Statement)
        .where(here)
        .options(joinedload(Statement.outcome), joinedload(Statement.table))
        .order_by(Statement.id.desc())
        .limit(NEWEST)
    )
    for each in found:
        column = columns.holding(own, each.kind, each.heading)
        yield WallCard(
            id=each.id,
            text=each.quotable,
            heading=column.heading,
            kind=each.kind,
            outcome=each.outcome.reference if each.outcome else "",
            table=each.table.number if each.table else 0,
        )


def _themes(
    session: Session, wall: Wall, here: ColumnElement[bool], kinds: list[StatementKind]
) -> tuple[tuple[WallTheme, ...], int]:
    """Return the themes by how many of the shown cards they have, and the base of those numbers.

    A theme was named after cards that may have been held back, withheld or changed since. One of
    the codebook only loses them; one that was found goes with them, for its name is their words.
    """
    rows = session.execute(
        select(Statement.id, Statement.version).where(here, Statement.kind.in_(kinds))
    )
    versions = {statement_id: version for statement_id, version in rows}
    everywhere = versions
    if any(each["is_new"] for each in wall.themes):
        everywhere = {
            statement_id: version
            for statement_id, version in session.execute(
                select(Statement.id, Statement.version).where(showing.shown(wall))
            )
        }
    found = []
    for each in wall.themes:
        members = {(one, version) for one, version in each["cards"]}
        if each["is_new"] and not members <= set(everywhere.items()):
            continue
        number = len(members & set(versions.items()))
        if number:
            found.append(WallTheme(each["name"], number, each["is_new"]))
    found.sort(key=lambda each: (-each.cards, each.is_new, each.name))
    return tuple(found[:MOST_THEMES]), len(versions)
