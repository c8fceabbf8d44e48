"""A report's figures and statements as one CSV file that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.glyphs import writable
from consult.writers.outline_paper import notices
from consult.writers.paper import Paper

HEADER = (
    "part",
    "item",
    "theme",
    "outcome",
    "count",
    "base",
    "percentage",
    "text",
    "source",
    "evidence",
)
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Return a text that a spreadsheet shows, and never runs.

    A text that would start a formula, also after spaces, gets an apostrophe before it.

    >>> safe_cell("=1+1"), safe_cell("  @SUM(A1)"), safe_cell("Fewer cars")
    ("'=1+1", "'  @SUM(A1)", 'Fewer cars')
    """
    is_risky = text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{text}" if is_risky else text


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows under a header, as UTF-8 with the mark that Excel looks for."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    for row in (header, *rows):
        lines.writerow([safe_cell(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def write(report: BarrierSummary | Paper) -> bytes:
    """Return all figures, then all statements, as UTF-8 with the mark that Excel looks for."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(HEADER)
    report = writable(report)
    rows = _paper_rows(report) if isinstance(report, Paper) else _rows(report)
    for row in rows:
        lines.writerow([safe_cell(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def _paper_rows(paper: Paper) -> Iterator[tuple[str, ...]]:
    for notice in notices(paper):
        yield ("notice", "", "", "", "", "", "", notice, "", "")
    for bound in paper.figures:
        figure = bound.figure
        base = "" if figure.base is None else str(figure.base)
        counts = str(figure.count), base, figure.percentage
        yield (bound.where, bound.label, "", "", *counts, "", "", figure.evidence)
    for quote in paper.quotes:
        words = quote.text, quote.source, quote.statement_id
        yield ("quote", "", "", "", "", "", "", *words)
    for change in paper.changes:
        said = f"{change.was} in this report; {change.now} in the record now"
        yield ("changed since", change.what, "", "", "", "", "", said, change.where, "")


def _rows(summary: BarrierSummary) -> Iterator[tuple[str, ...]]:
    for name, text in summary.standing.lines if summary.standing else ():
        yield (name.lower(), "", "", "", "", "", "", text, "", "")
    for entry in listing.figures(summary):
        figure = entry.figure
        base = "" if figure.base is None else str(figure.base)
        counts = (str(figure.count), base, figure.percentage, "", "", figure.evidence)
        yield (entry.part, entry.item, entry.theme, entry.outcome, *counts)
    for said in listing.statements(summary):
        quote = said.quote
        words = (quote.text, quote.source, quote.statement_id)
        yield (said.part, "", said.theme, quote.outcome, "", "", "", *words)
