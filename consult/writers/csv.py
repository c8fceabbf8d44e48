"""A report's figures and statements as one CSV file that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.glyphs import writable

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


def write(summary: BarrierSummary) -> bytes:
    """Return all figures, then all statements, as UTF-8 with the mark that Excel looks for."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(HEADER)
    for row in _rows(writable(summary)):
        lines.writerow([safe_cell(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def _rows(summary: BarrierSummary) -> Iterator[tuple[str, ...]]:
    for entry in listing.figures(summary):
        figure = entry.figure
        base = "" if figure.base is None else str(figure.base)
        counts = (str(figure.count), base, figure.percentage, "", "", figure.evidence)
        yield (entry.part, entry.item, entry.theme, entry.outcome, *counts)
    for said in listing.statements(summary):
        quote = said.quote
        words = (quote.text, quote.source, quote.statement_id)
        yield (said.part, "", said.theme, quote.outcome, "", "", "", *words)
