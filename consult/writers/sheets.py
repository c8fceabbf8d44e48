"""Plain tables as a workbook: every cell typed as text, so that nothing in it is worked out."""

from __future__ import annotations

from openpyxl import Workbook

from consult.writers.glyphs import writable
from consult.writers.worksheets import Sheets
from consult.writers.xlsx_sheets import describe, fill, sheet_of, stable

WIDEST = 60


def write(sheets: Sheets) -> bytes:
    """Return the tables as an `.xlsx` file without a formula in it."""
    shown: Sheets = writable(sheets)
    book = Workbook()
    book.remove(book.worksheets[0])
    for each in shown.sheets:
        widths = each.widths or tuple(min(WIDEST, max(12, len(name) + 2)) for name in each.header)
        fill(sheet_of(book, each.name, each.header, widths), each.rows)
    describe(book, shown.title, shown.organisation, shown.title)
    return stable(book, shown.made_on)
