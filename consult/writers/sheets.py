"""Plain tables as a workbook: every cell typed as text, so that nothing in it is worked out."""

from __future__ import annotations

from consult.writers.glyphs import writable
from consult.writers.worksheets import Sheets
from consult.writers.xlsx_rows import Rows


def write(sheets: Sheets) -> bytes:
    """Return the tables as an `.xlsx` file without a formula in it."""
    book = Rows(writable(sheets.without_rows))
    for number, each in enumerate(sheets.sheets):
        for row in each.rows:
            book.add(number, writable(row))
    return book.save()
