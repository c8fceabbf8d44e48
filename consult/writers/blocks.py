"""The parts that any report is made of; each document format draws all of them, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from consult.writers.figures import Figure, quoted, whole


class Tone(StrEnum):
    """How a paragraph is spoken: its style in every format."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    NOTICE = "notice"
    PROMPT = "prompt"


@dataclass(frozen=True)
class Run:
    """Some words of a sentence; strong ones stand out, and a figure names its evidence."""

    text: str
    strong: bool = False
    evidence: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the highest below the title. A numbered one has a number: "3.0"."""

    level: int
    text: str
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words in one tone; a numbered paragraph has a number such as "3.2"."""

    runs: tuple[Run, ...]
    tone: Tone = Tone.BODY
    number: str = ""

    @property
    def text(self) -> str:
        """The words without their weight."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Findings:
    """Numbered sentences, each with its figures standing out."""

    items: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Items:
    """A list of statements, each with its source."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quotation:
    """A statement in its speaker's own words; the source is "" where it stands just above."""

    text: str
    source: str
    statement_id: str

    @property
    def marked(self) -> str:
        """Return the words in quotation marks."""
        return quoted(self.text)


@dataclass(frozen=True)
class Cell:
    """One cell of a table. `shade` from 0 to 5 tells how much, beside the number that says it."""

    text: str
    is_number: bool = False
    shade: int = 0
    evidence: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """A few large numbers with their names."""

    items: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Particulars:
    """What stands at the head of a paper: names and what they are, in pairs."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table whose first row and first column are headers.

    Parameters
    ----------
    caption
        What it shows, with its base.
    header
        One text for each column.
    rows
        Cells, as many as there are headers.
    widths
        Share of the page's width for each column.
    has_total
        Whether the last row sums up the others.
    is_matrix
        Whether its columns are many and narrow, with headers that need turning.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    has_total: bool = False
    is_matrix: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture drawn by `charts`: which of its pictures, and the same in words."""

    name: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Sideways:
    """Blocks that need the breadth of a page on its side."""

    blocks: tuple[Block, ...]


Block: TypeAlias = (
    Heading
    | Paragraph
    | Findings
    | Items
    | KeyFigures
    | Particulars
    | Quotation
    | Table
    | Chart
    | Sideways
)


@dataclass(frozen=True)
class Document:
    """A report ready to be drawn: its cover, and its blocks in reading order.

    One that is large is set in type for those who read large type only.
    """

    title: str
    organisation: str
    subtitle: str
    subject: str
    made_on: date
    blocks: tuple[Block, ...]
    is_large: bool = False


def says(text: str, tone: Tone = Tone.BODY, *, lead: str = "") -> Paragraph:
    """Return a paragraph of plain words, after a strong lead-in if it has one."""
    runs = (Run(f"{lead} ", strong=True),) if lead else ()
    return Paragraph((*runs, Run(text)), tone)


def words(text: str) -> Cell:
    """Return a table cell of words."""
    return Cell(text)


def number(figure: Figure, shade: int = 0) -> Cell:
    """Return a table cell of a count."""
    return Cell(whole(figure.count), True, shade, figure.evidence)


def share(figure: Figure) -> Cell:
    """Return a table cell of a percentage, a dash where the base is too small for one."""
    return Cell(figure.percentage or "–", True, 0, figure.evidence)


def leading(blocks: tuple[Block, ...]) -> frozenset[int]:
    """Return the places of the paragraphs that lead to what follows, and must not part from it.

    They are the words between a heading and its first table, list, quote or lower heading.
    """
    found = set()
    opening: Heading | None = None
    for place, (block, follower) in enumerate(pairwise(blocks)):
        if isinstance(block, Heading):
            opening = block
        elif not isinstance(block, Paragraph):
            opening = None
        elif opening and _belongs(follower, opening) and not _goes_on(block, follower):
            found.add(place)
    return frozenset(found)


def _goes_on(block: Paragraph, follower: Block) -> bool:
    """Return whether a numbered paragraph is followed by another: they may part, one by one."""
    return bool(block.number) and isinstance(follower, Paragraph)


def _belongs(follower: Block, opening: Heading) -> bool:
    if isinstance(follower, Heading):
        return follower.level > opening.level
    return isinstance(follower, Paragraph | Table | Items | Quotation)
