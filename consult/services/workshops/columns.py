"""The columns of a workshop's sheets, and the headings of its group discussion.

Each has a heading for people and a kind for the statement store. They are written as lines:
“Weaknesses (barrier)”; a well-known heading needs no kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.models.kinds import StatementKind
from consult.models.workshops import Workshop, WorkshopColumn
from consult.services.refusals import InvalidInput

MOST_COLUMNS = 8
MOST_DISCUSSION_HEADINGS = 12
LONGEST_HEADING = 80
# The heading of each kind's usual column on a capture sheet.
HEADINGS = {
    StatementKind.WORK: "Work",
    StatementKind.BARRIER: "Barriers",
    StatementKind.SOLUTION: "Solutions",
    StatementKind.ASPIRATION: "Aspirations",
    StatementKind.DEFINITION: "Definitions",
    StatementKind.DISCUSSION: "Discussion points",
    StatementKind.COMMENT: "Comments",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or a discussion heading.

    Attributes
    ----------
    key
        By which devices name it.
    """

    key: str
    heading: str
    kind: StatementKind
    is_discussion: bool = False

    @property
    def card_heading(self) -> str:
        """Return the heading that its statements are stored under: none in a usual column."""
        is_usual = self.heading == HEADINGS[self.kind] and not self.is_discussion
        return "" if is_usual else self.heading


@dataclass(frozen=True, slots=True)
class Template:
    """A well-known set of columns."""

    key: str
    name: str
    columns: tuple[Column, ...]

    @property
    def told(self) -> str:
        """Return its headings, each with what its cards are."""
        return ", ".join(f"{each.heading} ({each.kind.value})" for each in self.columns)


def _columns(*pairs: tuple[str, StatementKind]) -> tuple[Column, ...]:
    return tuple(_keyed((Column("", heading, kind) for heading, kind in pairs), ()))


def _keyed(written: Iterable[Column], known: Sequence[Column]) -> list[Column]:
    """Give each column a key that no other has: the one that it had, or one of its own words."""
    found: list[Column] = []
    taken = {each.key for each in known}
    for each in written:
        same = next((old for old in known if _is_same(old, each)), None)
        key = same.key if same else _new_key(each, taken)
        taken.add(key)
        found.append(Column(key, each.heading, each.kind, each.is_discussion))
    return found


def _is_same(one: Column, other: Column) -> bool:
    return (
        one.heading.casefold() == other.heading.casefold()
        and one.is_discussion == other.is_discussion
    )


def _new_key(column: Column, taken: set[str]) -> str:
    if not column.card_heading and column.kind.value not in taken:
        return column.kind.value
    word = re.sub(r"[^a-z0-9]+", "-", column.heading.lower()).strip("-")[:40]
    stem = f"{column.kind.value}-{word or 'column'}"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


_KIND = StatementKind
WORK_AND_BARRIERS = _columns(("Work", _KIND.WORK), ("Barriers", _KIND.BARRIER))
TEMPLATES = (
    Template("work-barriers", "Work and Barriers", WORK_AND_BARRIERS),
    Template(
        "swot",
        "Strengths, Weaknesses, Opportunities, Threats",
        _columns(
            ("Strengths", _KIND.COMMENT),
            ("Weaknesses", _KIND.BARRIER),
            ("Opportunities", _KIND.SOLUTION),
            ("Threats", _KIND.BARRIER),
        ),
    ),
    Template(
        "keep-stop-start",
        "Keep, Stop, Start",
        _columns(("Keep", _KIND.WORK), ("Stop", _KIND.BARRIER), ("Start", _KIND.SOLUTION)),
    ),
    Template(
        "now-next-never",
        "Now, Next, Never",
        _columns(("Now", _KIND.SOLUTION), ("Next", _KIND.SOLUTION), ("Never", _KIND.COMMENT)),
    ),
)
OWN = "own"
"""What the form calls columns that are no template's."""

# What the groups of a conference usually talk about before they fill the columns, and after.
DISCUSSION = (
    ("Definitions", _KIND.DEFINITION),
    ("Empowerment", _KIND.DISCUSSION),
    ("Cohesion", _KIND.DISCUSSION),
    ("Confidence", _KIND.DISCUSSION),
    ("Aspirations", _KIND.ASPIRATION),
    ("Possible solutions", _KIND.SOLUTION),
)
_KNOWN = {
    **{heading.casefold(): kind for kind, heading in HEADINGS.items()},
    **{each.heading.casefold(): each.kind for kit in TEMPLATES for each in kit.columns},
    **{heading.casefold(): kind for heading, kind in DISCUSSION},
}
_LINE = re.compile(r"(?P<heading>.*?)\s*(?:\((?P<kind>[^()]*)\))?\s*$")


def template_of(columns: Sequence[Column]) -> str:
    """Return the key of the template that these columns are, or `OWN`."""
    pairs = [(each.heading, each.kind) for each in columns if not each.is_discussion]
    same = (
        kit.key for kit in TEMPLATES if pairs == [(each.heading, each.kind) for each in kit.columns]
    )
    return next(same, OWN)


def read(
    lines: str, *, field: str, is_discussion: bool = False, known: Sequence[Column] = ()
) -> tuple[Column, ...]:
    """Return the columns that somebody wrote, a line each.

    Parameters
    ----------
    field
        The form field that a refusal is about.
    known
        The workshop's present columns: one of the same heading keeps its key.

    Raises
    ------
    InvalidInput
        For a kind that there is not, a heading twice, one that is too long, or too many.
    """
    most = MOST_DISCUSSION_HEADINGS if is_discussion else MOST_COLUMNS
    written = [
        _read_line(line, number, field, is_discussion=is_discussion)
        for number, line in enumerate(lines.splitlines(), start=1)
        if line.strip()
    ]
    if len(written) > most:
        raise InvalidInput(f"These are {len(written)} headings; the most is {most}.", field=field)
    headings = [each.heading.casefold() for each in written]
    for each in written:
        if headings.count(each.heading.casefold()) > 1:
            raise InvalidInput(f"“{each.heading}” stands there twice.", field=field)
    return tuple(_keyed(written, known))


def _read_line(line: str, number: int, field: str, *, is_discussion: bool) -> Column:
    found = _LINE.fullmatch(line.strip())
    heading = " ".join((found["heading"] if found else line).split())
    word = (found["kind"] or "").strip().casefold() if found else ""
    if not heading:
        raise InvalidInput(f"Line {number} has no heading before the bracket.", field=field)
    if len(heading) > LONGEST_HEADING:
        raise InvalidInput(
            f"The heading in line {number} has {len(heading)} characters; "
            f"the most is {LONGEST_HEADING}.",
            field=field,
        )
    usual = StatementKind.DISCUSSION if is_discussion else StatementKind.COMMENT
    if not word:
        return Column("", heading, _KNOWN.get(heading.casefold(), usual), is_discussion)
    if word not in set(StatementKind):
        kinds = ", ".join(kind.value for kind in StatementKind)
        raise InvalidInput(
            f"“{word}” in line {number} is no kind of statement. Choose from: {kinds}.",
            field=field,
        )
    return Column("", heading, StatementKind(word), is_discussion)


def written(columns: Iterable[Column]) -> str:
    """Return columns as the lines that `read` takes."""
    return "\n".join(f"{each.heading} ({each.kind.value})" for each in columns)


def of(workshop: Workshop) -> tuple[Column, ...]:
    """Return the workshop's columns, then its discussion headings."""
    found = [
        Column(each.key, each.heading, each.kind, each.is_discussion) for each in workshop.columns
    ]
    return tuple(sorted(found, key=lambda each: each.is_discussion))


def by_key(workshop: Workshop, key: str) -> Column:
    """Return the column that a device names, also one that was taken away since.

    Raises
    ------
    InvalidInput
        Where the workshop has no such column and it is no kind's usual one.
    """
    found = next((each for each in of(workshop) if each.key == key), None)
    if found is not None:
        return found
    if key in set(StatementKind):
        kind = StatementKind(key)
        return Column(key, HEADINGS[kind], kind)
    raise InvalidInput("This workshop has no such column. Load the sheet again.", field="kind")


def holding(columns: Sequence[Column], kind: StatementKind, heading: str) -> Column:
    """Return the column in which a card stands; one of its own where it was taken away."""
    wanted = heading.casefold()
    same = (
        each for each in columns if each.kind is kind and each.card_heading.casefold() == wanted
    )
    gone = Column("", heading or HEADINGS[kind], kind)
    return next(same, None) or _keyed([gone], columns)[0]


def for_sheet(workshop: Workshop, cards: Iterable[tuple[StatementKind, str]]) -> tuple[Column, ...]:
    """Return the columns that a sheet shows: the workshop's, and any that still have cards.

    Parameters
    ----------
    cards
        Kind and heading of each of the table's statements.
    """
    found = list(of(workshop))
    for kind, heading in dict.fromkeys(cards):
        column = holding(found, kind, heading)
        if column not in found:
            found.append(column)
    return tuple(found)


def rows(columns: Sequence[Column]) -> list[WorkshopColumn]:
    """Return new records of the columns, in their order."""
    return [
        WorkshopColumn(
            key=each.key,
            position=position,
            heading=each.heading,
            kind=each.kind,
            is_discussion=each.is_discussion,
        )
        for position, each in enumerate(columns)
    ]
