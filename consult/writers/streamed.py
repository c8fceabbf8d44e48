"""Plain tables as a workbook, written row by row: it takes no more memory for more rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from consult.writers.glyphs import writable
from consult.writers.plain import NotAReport
from consult.writers.worksheets import END, Sheets
from consult.writers.xlsx_rows import Rows


def write(given: Iterable[bytes]) -> bytes:
    """Return the workbook of which `worksheets.lines` tell.

    Raises
    ------
    NotAReport
        The lines are no workbook, or end too early.
    """
    read = map(_read, given)
    heads: Sheets = writable(Sheets.from_dict(next(read, {})))
    book = Rows(heads)
    try:
        _fill(book, read)
    except NotAReport:
        book.abandon()
        raise
    return book.save()


def _fill(book: Rows, read: Iterable[Any]) -> None:
    for each in read:
        if each == END:
            return
        number, row = each
        book.add(number, writable(tuple(row)))
    raise NotAReport("The rows end before their end. Try again.")


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as refusal:
        raise NotAReport(f"A line is not JSON ({refusal}).") from refusal
