"""The neutral layout into which every format is turned before anything is interpreted.

A layout is what a person sees in the file: paragraphs and tables, in order. It knows nothing of
outcomes or kinds. Places count from 1, as people do, and rows from the top of their table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from consult.readers import markers

Place = Mapping[str, int | str]

MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """One paragraph, without the bullet or number that opened it.

    `level` is that of a declared heading (0: not declared). A `soft` paragraph is parted from the
    one above by a line break inside a spreadsheet cell only. An `aside` is text beside the notes,
    such as a page header, with its reason for standing aside.
    """

    text: str
    place: Place
    level: int = 0
    marker: str = ""
    bold: bool = False
    aside: str = ""
    soft: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell at its first row and column, with the rows and columns that it covers."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...] = ()
    rowspan: int = 1
    colspan: int = 1

    @property
    def text(self) -> str:
        """Return all its words as one line."""
        return " ".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def is_bold(self) -> bool:
        """Whether everything in it stands in bold type."""
        return bool(self.paragraphs) and all(paragraph.bold for paragraph in self.paragraphs)

    def covers(self, column: int) -> bool:
        """Whether the cell reaches over the column."""
        return self.column <= column < self.column + self.colspan


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as rows of cells; a merged cell stands once, where it begins.

    `within` is the number of the table and the row and column of the cell in which it lies;
    `file` is the attachment of a mail that holds it; `meanings` are what the file itself says of
    its columns, the others being nothing to take over.
    """

    number: int
    rows: tuple[tuple[Cell, ...], ...]
    width: int
    sheet: str = ""
    header_rows: int = 0
    within: tuple[int, int, int] | None = None
    file: str = ""
    meanings: Mapping[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name by which questions and answers call it."""
        return f"{self.file}:table{self.number}" if self.file else f"table{self.number}"

    @property
    def label(self) -> str:
        """Return how a sentence calls it."""
        name = f"sheet “{self.sheet}”" if self.sheet else f"table {self.number}"
        return f"{name} of “{self.file}”" if self.file else name

    def paragraphs(self) -> Iterator[Paragraph]:
        """Go through every paragraph of every cell, in reading order."""
        for row in self.rows:
            for cell in row:
                yield from cell.paragraphs


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should confirm about how a file was laid out, before it was interpreted."""

    id: str
    about: str
    ask: str
    assumed: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole file: its blocks in reading order, and the text that stands beside them.

    `parts` are the files that it holds, as a mail its attachments; each is read for itself.
    """

    format: str
    blocks: tuple[Block, ...]
    asides: tuple[Paragraph, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Layout, ...] = ()
    file: str = ""

    def whole(self) -> Iterator[Layout]:
        """Go through the layout itself and every layout that it holds."""
        yield self
        for part in self.parts:
            yield from part.whole()

    def paragraphs(self) -> Iterator[Paragraph]:
        """Go through every paragraph of the file, those of the tables and parts included."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from block.paragraphs()
            else:
                yield block
        yield from self.asides
        for part in self.parts:
            yield from part.paragraphs()


def below_header(place: Place, header_end: int) -> Place:
    """Return a place with its row counted from the first row under the table's header.

    A document's table has no row numbers on the page, and people count the rows of notes. What
    stands in the header or above it has no row. Sheets keep the numbers that the program shows.

    >>> below_header({"table": 1, "row": 6, "column": 4}, 1)
    {'table': 1, 'row': 5, 'column': 4}
    """
    row = place.get("row")
    if not header_end or "table" not in place or not isinstance(row, int):
        return place
    if row <= header_end:
        return {name: number for name, number in place.items() if name != "row"}
    return {**place, "row": row - header_end}


def tidy(text: str) -> str:
    r"""Return the text with every run of white space as one space.

    >>> tidy(" Lack of\n money ")
    'Lack of money'
    """
    return " ".join(text.replace("\ufeff", "").split())


def split_paragraph(
    text: str, place: Place, *, by_line: bool = False, **traits: Any
) -> tuple[Paragraph, ...]:
    """Return the paragraphs that one stretch of text holds, each without its marker.

    Line breaks inside a paragraph only wrap it, unless several of its lines open with a bullet or
    a number: then a line without one goes on with the item above it. With `by_line`, as in the
    cells of a table, lines that each begin afresh are soft paragraphs.
    """
    lines = _lines(text)
    bulleted = sum(bool(markers.split(line)[0]) for line in lines)
    if bulleted < 2 and by_line and _begin_afresh(lines):
        first = _paragraphs(lines[:1], place, traits)
        return (*first, *_paragraphs(lines[1:], place, {**traits, "soft": True}))
    if bulleted < 2:
        lines = [" ".join(lines)]
    joined: list[str] = []
    for line in lines:
        if joined and not markers.split(line)[0]:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return _paragraphs(joined, place, traits)


_BREAK = re.compile(r"[\n\v\x85\u2028]")


def split_lines(text: str, place: Place) -> tuple[Paragraph, ...]:
    """Return the lines of a spreadsheet's cell as paragraphs, those after the first as soft."""
    if not _BREAK.search(text):
        return _paragraphs([text], {**place, "paragraph": 1}, {})
    first, *others = _lines(text) or [""]
    opening = _paragraphs([first], place, {})
    return number_paragraphs((*opening, *_paragraphs(others, place, {"soft": bool(opening)})))


def _begin_afresh(lines: Sequence[str]) -> bool:
    """Whether each line begins like a note of its own, and none breaks off in a sentence."""
    whole = not any(line.rstrip().endswith(",") for line in lines[:-1])
    return whole and not any(markers.split(tidy(line))[1][:1].islower() for line in lines[1:])


def _lines(text: str) -> list[str]:
    return [line for line in _BREAK.split(text) if tidy(line)]


def _paragraphs(
    lines: Sequence[str], place: Place, traits: Mapping[str, Any]
) -> tuple[Paragraph, ...]:
    found = []
    for line in lines:
        marker, rest = markers.split(line)
        kept = {**traits, "marker": marker or traits.get("marker", "")}
        if words := tidy(rest) or tidy(marker):
            found.append(Paragraph(words, place, **kept))
    return tuple(found)


def number_paragraphs(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of one cell with their number in it as part of their place."""
    return tuple(
        replace(paragraph, place={**paragraph.place, "paragraph": n})
        for n, paragraph in enumerate(paragraphs, 1)
    )
