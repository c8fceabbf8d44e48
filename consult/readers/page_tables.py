"""Tables that are ruled on pages, also where they go on over a page break."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from consult.readers.layout import Cell, Paragraph, Table, number_paragraphs, split_paragraph
from consult.readers.page_words import Word, joined, lines_of, paragraphs_of

_NEAR = 3.0
_PADDING = 0.5
"""Of the size of a letter: so far from the rule, lines of a cell end."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class RuledCell:
    """A cell with its words, its place in the grid, and the page on which it stands."""

    row: int
    column: int
    rowspan: int
    colspan: int
    words: tuple[Word, ...]
    page: int
    right: float


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """A table as it is ruled; `top` is where it begins on its page."""

    top: float
    columns: int
    rows: int
    last_page: int
    cells: tuple[RuledCell, ...]

    def words(self) -> Iterator[Word]:
        """Go through the words in its cells."""
        for cell in self.cells:
            yield from cell.words

    def goes_on_with(self, other: Ruled) -> bool:
        """Whether a table at the top of the next page is the rest of this one."""
        return other.columns == self.columns and other.last_page == self.last_page + 1

    def with_rows_of(self, other: Ruled) -> Ruled:
        """Return the table with the rows of its rest, the first of them joined if it broke off."""
        above = {cell.column: cell for cell in self.cells if cell.row == self.rows}
        below = {cell.column: cell for cell in other.cells if cell.row == 1}
        is_parted = any(_breaks_off(above.get(column), cell) for column, cell in below.items())
        kept, moved, down = self.cells, other.cells, self.rows
        if is_parted:
            kept = tuple(
                _longer(cell, below.get(cell.column)) if cell.row == self.rows else cell
                for cell in self.cells
            )
            moved = tuple(cell for cell in other.cells if cell.row > 1)
            down -= 1
        return replace(
            self,
            rows=down + other.rows,
            last_page=other.last_page,
            cells=(*kept, *(replace(cell, row=cell.row + down) for cell in moved)),
        )


def _breaks_off(above: RuledCell | None, below: RuledCell) -> bool:
    """Whether a cell goes on below the page break in the middle of a sentence."""
    if above is None or not above.words or not below.words:
        return False
    first = min(below.words, key=lambda word: (word.top, word.x0))
    last = max(above.words, key=lambda word: (word.top, word.x0))
    return first.text[0].islower() and not last.text.endswith((".", "?", "!", ":", ";"))


def _longer(cell: RuledCell, rest: RuledCell | None) -> RuledCell:
    """Return a cell with the words of its rest right below its own."""
    if rest is None or not rest.words or not cell.words:
        return replace(cell, words=(rest or cell).words if not cell.words else cell.words)
    height = max(word.bottom - word.top for word in cell.words)
    shift = max(w.top for w in cell.words) + height * 1.15 - min(w.top for w in rest.words)
    lower = (replace(word, top=word.top + shift, bottom=word.bottom + shift) for word in rest.words)
    return replace(cell, words=(*cell.words, *lower))


def ruled_tables(
    tables: Sequence[Sequence[Box]], words: Sequence[Word], page: int
) -> Iterator[Ruled]:
    """Give the tables of a page, from the edges of their cells, that have words in several."""
    taken: set[int] = set()
    for boxes in tables:
        found = _ruled(boxes, [word for word in words if id(word) not in taken], page)
        if found is not None:
            taken |= {id(word) for word in found.words()}
            yield found


def _ruled(boxes: Sequence[Box], words: Sequence[Word], page: int) -> Ruled | None:
    lefts = _edges([box[0] for box in boxes])
    tops = _edges([box[1] for box in boxes])
    cells = []
    taken: set[int] = set()
    for x0, top, x1, bottom in sorted(boxes, key=lambda box: (box[1], box[0])):
        own = [
            word
            for word in words
            if id(word) not in taken
            and x0 - 1 <= (word.x0 + word.x1) / 2 <= x1 + 1
            and top - 1 <= word.middle <= bottom + 1
        ]
        taken |= {id(word) for word in own}
        high = sum(top + _NEAR < edge < bottom - _NEAR for edge in tops) + 1
        wide = sum(x0 + _NEAR < edge < x1 - _NEAR for edge in lefts) + 1
        cells.append(RuledCell(_at(tops, top), _at(lefts, x0), high, wide, tuple(own), page, x1))
    if sum(bool(cell.words) for cell in cells) < 2:
        return None
    return Ruled(tops[0], len(lefts), len(tops), page, tuple(cells))


def _edges(values: Sequence[float]) -> list[float]:
    """Return the distinct edges; rulings a hair's breadth apart are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _at(edges: Sequence[float], value: float) -> int:
    return bisect_left(edges, value - _NEAR) + 1


def as_table(ruled: Ruled, number: int) -> Table:
    """Return the neutral table."""
    rows: list[list[Cell]] = [[] for _ in range(ruled.rows)]
    for cell in sorted(ruled.cells, key=lambda cell: (cell.row, cell.column)):
        place = {"page": cell.page, "table": number, "row": cell.row, "column": cell.column}
        found: list[Paragraph] = []
        # A cell is read as a page of its own; columns within a cell are not looked for.
        padding = _PADDING * (cell.words[0].size if cell.words else 0)
        for lines in paragraphs_of(lines_of(cell.words, 0), cell.right - padding):
            text = joined(lines)
            found += split_paragraph(text, place, bold=all(line.is_bold for line in lines))
        rows[cell.row - 1].append(
            Cell(cell.row, cell.column, number_paragraphs(found), cell.rowspan, cell.colspan)
        )
    return Table(number, tuple(map(tuple, rows)), ruled.columns)
