"""The pages of counts: which themes came up how often, and under which outcomes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from consult.writers.barrier_summary import BarrierSummary, Matrix, MatrixRow
from consult.writers.blocks import (
    Block,
    Cell,
    Chart,
    Heading,
    Sideways,
    Table,
    number,
    says,
    share,
    words,
)
from consult.writers.figures import Figure, counted, whole

UPRIGHT_THEMES = 12
"""As many theme columns as fit across an upright page; with more, the matrix lies on its side."""

WIDE_THEMES = 20
"""As many as fit across a page on its side; with more, the matrix comes in parts."""

CHART_THEMES = 16
"""Bars in one picture: with more, the names would be too small to read."""


HEADER_LETTERS = 48


def is_wide(matrix: Matrix) -> bool:
    """Tell whether the matrix needs a page on its side."""
    return len(matrix.themes) > UPRIGHT_THEMES


def blocks(summary: BarrierSummary) -> Iterator[Block]:
    """Return the chart of themes, the same numbers as a table, and the matrix."""
    yield Heading(1, "Barriers by theme")
    yield from _charts(summary)
    yield _themes_table(summary)
    if summary.matrix.rows and summary.matrix.themes:
        matrix = tuple(_matrix(summary.matrix))
        yield from (Sideways(matrix),) if is_wide(summary.matrix) else matrix


def _matrix(matrix: Matrix) -> Iterator[Block]:
    yield Heading(1, "Barriers by outcome and theme")
    yield says(
        "A statement can name several barriers, so it can count under several themes."
        " Each total counts a statement once; rows and columns can therefore add up to more"
        " than their total. A darker cell holds more barriers, and a dash stands for none."
    )
    yield from _matrix_tables(matrix)


def parts(matrix: Matrix) -> list[range]:
    """Return the theme columns of each part of the matrix, evenly shared out."""
    count = len(matrix.themes)
    pieces = -(-count // WIDE_THEMES) or 1
    size = -(-count // pieces) or 1
    return [range(start, min(start + size, count)) for start in range(0, count, size)] or [range(0)]


def shade(count: int, greatest: int) -> int:
    """Return how dark a cell is, from 0 for none to 5 for the fullest cell.

    >>> [shade(count, 10) for count in (0, 1, 5, 10)]
    [0, 1, 3, 5]
    """
    return -(-5 * count // greatest) if greatest else 0


def base_note(summary: BarrierSummary) -> str:
    """Return the base in the words that stand beside every chart and table of barriers."""
    return f"base: {counted(summary.base.of_shares.count, 'barrier')}"


def _charts(summary: BarrierSummary) -> Iterator[Block]:
    sections = summary.sections
    starts = range(0, len(sections), CHART_THEMES)
    for place, start in enumerate(starts, start=1):
        shown = sections[start : start + CHART_THEMES]
        part = f", part {place} of {len(starts)}" if len(starts) > 1 else ""
        names = ", ".join(f"{section.name} {whole(section.figure.count)}" for section in shown[:5])
        more = " and so on; the table below has every number" if len(shown) > 5 else ""
        yield Chart(
            f"themes-{place}",
            f"Barriers by theme{part} ({base_note(summary)})",
            f"Bar chart of barriers by theme{part}: {names}{more}.",
        )


def _themes_table(summary: BarrierSummary) -> Table:
    rows = tuple((words(s.name), number(s.figure), share(s.figure)) for s in summary.sections)
    header = ("Theme", "Barriers", "Share of barriers")
    return Table(
        f"The numbers behind the chart ({base_note(summary)})", header, rows, (0.46, 0.14, 0.22)
    )


def _matrix_tables(matrix: Matrix) -> Iterator[Table]:
    pieces = parts(matrix)
    greatest = max((f.count for row in matrix.rows for f in row.counts), default=0)
    for place, columns in enumerate(pieces, start=1):
        part = f", part {place} of {len(pieces)}" if len(pieces) > 1 else ""
        rows = [_row(row, columns, greatest) for row in matrix.rows]
        if matrix.total is not None:
            rows.append(_totals(matrix, matrix.total, columns))
        yield Table(
            f"Barriers by outcome and theme{part}{_of_themed(matrix)}",
            ("Outcome", *(_short(matrix.themes[column]) for column in columns), "Any theme"),
            tuple(rows),
            _widths(len(columns), is_wide=is_wide(matrix)),
            has_total=matrix.total is not None,
            is_matrix=True,
        )


def _of_themed(matrix: Matrix) -> str:
    return f" ({themed_note(matrix.total)})" if matrix.total is not None else ""


def themed_note(total: Figure) -> str:
    """Return the base of a table in which only barriers under a theme are counted."""
    return f"base: {counted(total.count, 'barrier')} under a theme"


def _short(name: str) -> str:
    """Return a theme's name as it fits above a narrow column; the table of themes has it whole."""
    return textwrap.shorten(name, HEADER_LETTERS, placeholder=" …") or name[:HEADER_LETTERS]


def _row(row: MatrixRow, columns: range, greatest: int) -> tuple[Cell, ...]:
    counts = (_count(row.counts[column], greatest) for column in columns)
    return (words(row.outcome.text), *counts, number(row.total))


def _count(figure: Figure, greatest: int) -> Cell:
    if figure.count == 0:
        return Cell("–", True, 0, figure.evidence)
    return number(figure, shade(figure.count, greatest))


def _totals(matrix: Matrix, total: Figure, columns: range) -> tuple[Cell, ...]:
    return (words("All outcomes"), *(number(matrix.totals[c]) for c in columns), number(total))


def _widths(themes: int, *, is_wide: bool) -> tuple[float, ...]:
    """Return column widths: equal for the themes, the rest for the outcome's title."""
    narrow = min(0.11, (0.74 if is_wide else 0.66) / (themes + 1))
    return (1 - narrow * (themes + 1), *(narrow for _ in range(themes + 1)))
