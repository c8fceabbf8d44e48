"""A summary of a coded file without the app: Markdown, HTML, and figures with their tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from analysis.chapters import Chapter, chapters
from analysis.codebook import Codebook
from analysis.coding import CodingResult
from analysis.comparing import compare_columns
from analysis.findings import Count, difference_lines, first_lines
from analysis.gathering import Gathered, gathered, group_columns
from analysis.pages import STYLES, Page, as_html, as_markdown, cells
from analysis.tables import Table

THRESHOLD = 5


def write_summary(
    folder: Path,
    title: str,
    table: Table,
    codebook: Codebook,
    result: CodingResult,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    days: Sequence[date | None] = (),
    threshold: int = THRESHOLD,
) -> None:
    """Write summary.md, summary.html and their figures (SVG) and tables (CSV) into a folder.

    Parameters
    ----------
    folder : Path
        Made where it is not there.
    title : str
    table : Table
    codebook : Codebook
    result : CodingResult
        The codings of the table, row by row.
    groups : mapping of str to sequences of str, optional
        The groups to compare, by column; the columns of few values where not given.
    days : sequence of date or None, optional
        When each statement came.
    threshold : int
        The least count of a group that may be shown, at least 3; 0 hides nothing.

    Raises
    ------
    TooFewGroups
        When a column that was asked for has fewer than two groups.
    ValueError
        When the threshold is below 3.
    """
    given = gathered(table, codebook, result)
    says = [row for row, coded in enumerate(result.codings) if not coded.is_empty]
    columns = group_columns(table, says) if groups is None else groups
    compared = compare_columns(
        [{applied.theme for applied in result.codings[row].themes} for row in says],
        {name: [values[row] for row in says] for name, values in columns.items()},
        threshold=threshold,
    )
    found = chapters(given, compared, days)
    lines = _first_lines(given) + difference_lines(compared, given.names)
    page = Page(title, tuple(lines), tuple(chapter.part for chapter in found))
    _write(folder, page, found)


def _first_lines(given: Gathered) -> list[str]:
    counts = [Count(theme.name, len(given.using[theme.id])) for theme in given.themes]
    return first_lines(counts, given.base, given.unfitting)


def _write(folder: Path, page: Page, found: Sequence[Chapter]) -> None:
    written = {
        "summary.md": as_markdown(page).encode("utf-8", "replace"),
        "summary.html": as_html(page).encode("utf-8", "replace"),
        "summary.css": STYLES.read_bytes(),
    }
    for chapter in found:
        if chapter.drawing is not None:
            written[f"{chapter.name}.svg"] = chapter.drawing
        if chapter.name and chapter.part.table is not None:
            written[f"{chapter.name}.csv"] = _csv(cells(chapter.part.table))
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in written.items():
        (folder / name).write_bytes(data)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [_harmless(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
