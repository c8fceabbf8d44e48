"""A workbook that is written row by row: a row is on the disk before the next one comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from consult.writers import palette
from consult.writers.worksheets import Sheet, Sheets
from consult.writers.xlsx_sheets import NUMBER, WRAPPED, describe, fitting, laid_out, stable

WIDEST = 60


class Rows:
    """A workbook with its headings, to which rows are added.

    Parameters
    ----------
    heads
        The sheets; rows that they have already are not added.
    """

    def __init__(self, heads: Sheets) -> None:
        self._heads = heads
        self._book = Workbook(write_only=True)
        self._sheets = [_OneSheet(self._book, each) for each in heads.sheets]
        describe(self._book, heads.title, heads.organisation, heads.title)

    def add(self, number: int, row: tuple[str | int, ...]) -> None:
        """Write a row at the end of a sheet, the first of which has the number 0."""
        self._sheets[number].add(row)

    def save(self) -> bytes:
        """Return the workbook; nothing can be added any more."""
        return stable(self._book, self._heads.made_on)

    def abandon(self) -> None:
        """End the sheets of a workbook that is not to be."""
        for each in self._sheets:
            each.end()


class _OneSheet:
    """One sheet, with the cells that are written over and over."""

    def __init__(self, book: Workbook, head: Sheet) -> None:
        widths = head.widths or tuple(min(WIDEST, max(12, len(name) + 2)) for name in head.header)
        self._sheet = laid_out(book.create_sheet(head.name), widths)
        self._text, self._number = _cell(self._sheet), _cell(self._sheet)
        self._number.quotePrefix = False
        self._number.number_format = NUMBER
        self._number.data_type = "n"
        heading = _cell(self._sheet)
        heading.font = Font(bold=True, color=palette.PAPER.lstrip("#"))
        heading.fill = PatternFill("solid", fgColor=palette.TEAL.lstrip("#"))
        self._sheet.append(_said(heading, head.header))

    def add(self, row: tuple[str | int, ...]) -> None:
        self._sheet.append(self._cells(row))

    def end(self) -> None:
        self._sheet.close()

    def _cells(self, row: tuple[str | int, ...]) -> Iterator[Any]:
        # A cell is written before the next one is asked for, so that one of a kind is enough.
        for value in row:
            if isinstance(value, int):
                self._number._value = value
                yield self._number
            else:
                yield from _said(self._text, (value,))


def _cell(sheet: Any) -> Any:
    """Return a cell of text: nothing in it is ever worked out."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = WRAPPED
    cell.quotePrefix = True
    cell.data_type = "s"
    return cell


def _said(cell: Any, texts: tuple[str, ...]) -> Iterator[Any]:
    for text in texts:
        cell._value = fitting(text)
        yield cell if text else None
