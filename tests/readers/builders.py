"""Small files in every format, with invented notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import docx
import openpyxl

from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading

Grid = Sequence[Sequence[str]]


def word(*blocks: str | tuple[str, str] | Grid) -> bytes:
    """Make a Word file: a string is a paragraph, a pair its style and text, a list a table.

    In a table, "<" goes on with the cell to the left and "^" with the cell above.
    """
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        elif isinstance(block, tuple):
            document.add_paragraph(block[1], style=block[0])
        else:
            _fill(document.add_table(len(block), len(block[0])), block)
    return saved(document)


def _fill(table, grid: Grid) -> None:
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            cell = table.cell(r, c)
            if text == "<":
                table.cell(r, c - 1).merge(cell)
            elif text == "^":
                table.cell(r - 1, c).merge(cell)
            else:
                first, *others = text.split("\n")
                cell.text = first
                for other in others:
                    cell.add_paragraph(other)
    # python-docx adds the blank paragraphs of merged cells; the reader ignores them.


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheets(merges: Iterable[str] = (), **by_name: Grid) -> bytes:
    """Make a spreadsheet of the named sheets, merging these ranges of the first."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, grid in by_name.items():
        sheet = workbook.create_sheet(name.replace("__", ".").replace("_", " "))
        for row in grid:
            sheet.append([value or None for value in row])
    for merged in merges:
        workbook.worksheets[0].merge_cells(merged)
    return saved(workbook)


def told(reading: NotesReading) -> list[tuple[str | None, str, str]]:
    """Return outcome, kind and text of every statement."""
    return [(s.outcome, s.kind, s.text) for s in reading.statements]


def read_text(text: str, name: str = "notes.txt") -> NotesReading:
    return read_notes(text.encode(), name)
