"""Two consultations side by side, as a file of data."""

from __future__ import annotations

import csv
import io

from consult.services.reports.over_time import OverTime
from consult.writers.csv import safe_cell

HEADER = (
    "what", "question", "name", "count earlier", "base earlier", "count now", "base now",
    "difference", "verdict",
)  # fmt: skip


def as_csv(found: OverTime) -> str:
    """Return every line as CSV; a cell that a spreadsheet would take for a formula is made text."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(HEADER)
    for kind, question, line in found.rows():
        counts = [
            "" if number is None else str(number)
            for share in (line.before, line.now)
            for number in (share.count, share.base)
        ]
        texts = (kind, question, line.name, *counts, line.difference, line.verdict)
        lines.writerow([safe_cell(text) for text in texts])
    return f"\ufeff{held.getvalue()}"
