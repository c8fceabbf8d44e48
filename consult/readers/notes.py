"""Notes of a workshop, in whatever layout they were typed, as statements.

A file becomes the neutral layout of `consult.readers.layout`; one interpreter reads every layout,
so that what it understands of one format it understands of all.
"""

from __future__ import annotations

from collections.abc import Mapping

from consult.readers import encodings
from consult.readers.formats import read_layout
from consult.readers.layout import Cell, Layout, Table
from consult.readers.prose import ProseReader
from consult.readers.readings import (
    LaidBlock,
    LaidCell,
    LaidColumn,
    LaidParagraph,
    LaidTable,
    NotesReading,
)
from consult.readers.scribe import Scribe

_ENCODING = "file.encoding"


def read_notes(
    content: bytes, filename: str, *, answers: Mapping[str, str] | None = None
) -> NotesReading:
    """Return every statement of a notes file, what was skipped, and what to confirm.

    Parameters
    ----------
    content
        The bytes of the file.
    filename
        Its name: the ending says what it claims to be; none means pasted text.
    answers
        Answers to the questions of an earlier reading, by their ids. A key such as
        `table1.column4` sets the meaning of any column.

    Raises
    ------
    UnreadableFile
        When the file cannot be read; the text says why and what to do.
    """
    given = answers or {}
    layout = read_layout(content, filename, encoding=given.get(_ENCODING, encodings.FALLBACK))
    scribe = Scribe(layout, given)
    _ask_about_letters(layout, scribe)
    prose = ProseReader(layout, scribe)
    prose.read()
    statements, skipped = scribe.finish()
    laid = _lay(layout, scribe, prose.columns)
    return NotesReading(filename, statements, skipped, tuple(scribe.questions), laid)


def _ask_about_letters(layout: Layout, scribe: Scribe) -> None:
    """Ask whether a text was decoded rightly, where it did not say how."""
    if layout.encoding in encodings.CHOICES:
        scribe.ask(
            _ENCODING, "the file’s letters",
            "The file does not say how its letters are coded. "
            "Do signs such as “£” and “–” look right?",
            encodings.FALLBACK, encodings.CHOICES,
        )  # fmt: skip


def _lay(
    layout: Layout, scribe: Scribe, columns: Mapping[int, tuple[LaidColumn, ...]]
) -> tuple[LaidBlock, ...]:
    """Return the layout with what became of each part of it."""
    laid: list[LaidBlock] = []
    for block in layout.blocks:
        if isinstance(block, Table):
            rows = tuple(tuple(_lay_cell(cell, scribe) for cell in row) for row in block.rows)
            laid.append(LaidTable(block.name, block.label, columns.get(block.number, ()), rows))
        else:
            fate = scribe.fates[block]
            laid.append(LaidParagraph(block.text, fate.role, block.place, fate.statements))
    return tuple(laid)


def _lay_cell(cell: Cell, scribe: Scribe) -> LaidCell:
    fates = [scribe.fates[paragraph] for paragraph in cell.paragraphs]
    roles = [fate.role for fate in fates if fate.statements] or [fate.role for fate in fates]
    became = tuple(dict.fromkeys(index for fate in fates for index in fate.statements))
    text = "\n".join(paragraph.text for paragraph in cell.paragraphs)
    role = roles[0] if roles else "blank"
    return LaidCell(text, role, cell.row, cell.column, cell.rowspan, cell.colspan, became)
