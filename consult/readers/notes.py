"""Notes of a workshop, in whatever layout they were typed, as statements.

A file becomes the neutral layout of `consult.readers.layout`; one interpreter reads every layout,
so that what it understands of one format it understands of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consult.readers import personal
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
    Personal,
)
from consult.readers.scribe import Scribe


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
    layout = read_layout(content, filename, given)
    scribe = Scribe(layout, given)
    laid: list[LaidBlock] = []
    readers = []
    for part in layout.whole():
        for doubt in part.doubts:
            scribe.ask(doubt.id, doubt.about, doubt.ask, doubt.assumed, doubt.options)
        readers.append(ProseReader(part, scribe))
        readers[-1].read()
    statements, skipped = scribe.finish()
    for part, reader in zip(layout.whole(), readers, strict=True):
        laid += _lay(part, scribe, reader.columns)
    found = (
        Personal(number, piece.what, piece.start, piece.end)
        for number, statement in enumerate(statements)
        for piece in personal.find(statement.text)
    )
    questions = tuple(scribe.questions)
    return NotesReading(filename, statements, skipped, questions, tuple(laid), tuple(found))


def _lay(
    layout: Layout, scribe: Scribe, columns: Mapping[str, tuple[LaidColumn, ...]]
) -> Iterator[LaidBlock]:
    """Give the layout with what became of each part of it."""
    if layout.file:
        yield LaidParagraph(layout.file, "heading", {"file": layout.file})
    for block in layout.blocks:
        if isinstance(block, Table):
            rows = tuple(tuple(_lay_cell(cell, scribe) for cell in row) for row in block.rows)
            yield LaidTable(block.name, block.label, columns.get(block.name, ()), rows)
        else:
            fate = scribe.fates[block]
            yield LaidParagraph(block.text, fate.role, block.place, fate.statements)


def _lay_cell(cell: Cell, scribe: Scribe) -> LaidCell:
    fates = [scribe.fates[paragraph] for paragraph in cell.paragraphs]
    roles = [fate.role for fate in fates if fate.statements] or [fate.role for fate in fates]
    became = tuple(dict.fromkeys(index for fate in fates for index in fate.statements))
    text = "\n".join(paragraph.text for paragraph in cell.paragraphs)
    role = roles[0] if roles else "blank"
    return LaidCell(text, role, cell.row, cell.column, cell.rowspan, cell.colspan, became)
