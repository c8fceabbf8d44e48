"""The sheets of a workbook: headers that stay, cells of text that nothing works out, same bytes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, time
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from consult.writers import palette
from consult.writers.archive import repack

LONGEST_CELL = 32_767
CUT = " … (cut here: a cell holds no more; the CSV and JSON files have the whole text)"
PROPERTIES = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
NUMBER = "#,##0"
WRAPPED = Alignment(wrap_text=True, vertical="top")


def sheet_of(book: Workbook, title: str, header: tuple[str, ...], widths: tuple[int, ...]) -> Any:
    """Return a new sheet whose header stands out, stays in view, and repeats in print."""
    sheet = laid_out(book.create_sheet(title), widths)
    fill(sheet, [header], first=1)
    for column in range(1, 1 + len(widths)):
        head = sheet.cell(1, column)
        head.font = Font(bold=True, color=palette.PAPER.lstrip("#"))
        head.fill = PatternFill("solid", fgColor=palette.TEAL.lstrip("#"))
    return sheet


def laid_out(sheet: Any, widths: tuple[int, ...]) -> Any:
    """Give a sheet its columns' widths, a header that stays in view, and its manner of printing."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def fill(sheet: Any, rows: Iterable[tuple[str | int | None, ...]], first: int = 2) -> None:
    """Write rows; a text is typed as text, so that nothing in it is ever worked out."""
    # The library looks a style up for each cell anew: copying one of the same kind is faster.
    styles: dict[tuple[bool, bool], Any] = {}
    for down, row in enumerate(rows, start=first):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across)
            kind = isinstance(value, int), value in {None, ""}
            if kind not in styles:
                styles[kind] = _styled(cell, *kind)
            cell._style = copy(styles[kind])
            if isinstance(value, int):
                cell.value = value
            elif value:
                cell.value = fitting(value)
                cell.data_type = "s"


def _styled(cell: Any, is_number: bool, is_empty: bool) -> Any:
    """Return how a cell of a kind looks."""
    cell.alignment = WRAPPED
    if is_number:
        cell.number_format = NUMBER
    elif not is_empty:
        cell.quotePrefix = True
    return copy(cell._style)


def fitting(text: str) -> str:
    """Return a text as long as a cell can be; a cut is marked, and says where the whole text is."""
    if len(text) <= LONGEST_CELL:
        return text
    return text[: LONGEST_CELL - len(CUT)] + CUT


def describe(book: Workbook, title: str, organisation: str, subject: str) -> None:
    """Give the workbook its properties."""
    book.properties.title = title
    book.properties.creator = organisation
    book.properties.subject = subject
    book.properties.language = "en-GB"


def stable(book: Workbook, made_on: date) -> bytes:
    """Return the workbook with the report's own day in place of the clock's."""
    book.properties.created = datetime.combine(made_on, time())
    day = f"{made_on.isoformat()}T00:00:00Z".encode()
    with tempfile.TemporaryFile() as held:
        # What is packed only once is not packed here.
        ExcelWriter(book, ZipFile(held, "w", ZIP_STORED, allowZip64=True)).save()
        return repack(held, {PROPERTIES: lambda text: MODIFIED.sub(rb"\g<1>" + day, text)})
