"""The rows of a Rich Text table, placed in one grid by the right edges of their cells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.readers.layout import Cell, Paragraph, Table

_NEAR = 40
"""Twentieths of a point: edges as near as that are one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a cell ends on the right, and whether it only goes on with a merged cell."""

    at: int
    continues: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The paragraphs of each cell of a row, and the edges that its definition gives."""

    cells: tuple[tuple[Paragraph, ...], ...]
    edges: tuple[Edge, ...]


def as_table(rows: Sequence[Row], number: int) -> Table:
    """Return the neutral table; rows whose definition does not fit are counted cell by cell."""
    grid = _grid(rows)
    placed: list[list[Cell]] = []
    for at, row in enumerate(rows):
        cells: list[Cell] = []
        start = 0
        for index, paragraphs in enumerate(row.cells):
            is_defined = len(row.edges) >= len(row.cells)
            end = _column(grid, row.edges[index].at) if is_defined else start + 1
            end = max(end, start + 1)
            goes_on = is_defined and row.edges[index].continues and not paragraphs
            if not (goes_on and _grown(placed, cells, start)):
                placed_in = _renumbered(paragraphs, start + 1)
                cells.append(Cell(at + 1, start + 1, placed_in, 1, end - start))
            start = end
        placed.append(cells)
    width = max((c.column + c.colspan - 1 for row in placed for c in row), default=0)
    return Table(number, tuple(map(tuple, placed)), width)


def _grid(rows: Sequence[Row]) -> list[int]:
    edges: list[int] = []
    for at in sorted({edge.at for row in rows for edge in row.edges}):
        if not edges or at - edges[-1] > _NEAR:
            edges.append(at)
    return edges


def _column(grid: Sequence[int], edge: int) -> int:
    return bisect_left(grid, edge - _NEAR) + 1


def _grown(placed: list[list[Cell]], cells: Sequence[Cell], start: int) -> bool:
    """Let the cell above, or the one to the left, reach over this one; return whether one does."""
    for row in reversed(placed):
        for index, cell in enumerate(row):
            if cell.column == start + 1:
                row[index] = replace(cell, rowspan=cell.rowspan + 1)
                return True
    return bool(cells)


def _renumbered(paragraphs: Sequence[Paragraph], column: int) -> tuple[Paragraph, ...]:
    return tuple(replace(each, place={**each.place, "column": column}) for each in paragraphs)
