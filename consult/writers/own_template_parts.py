"""What in a council's own template is no line of text: tables, the numbers of charts, headings.

Each stands as a mark in a paragraph until the fields are filled in. A mark that is alone in its
paragraph becomes a table, or a heading of the template's own; elsewhere it becomes lines of text.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu
from docx.table import Table
from docx.text.paragraph import Paragraph

from consult.writers.own_template_marks import MARK, Marks

HEADING = "Heading 2"
GRID = "Table Grid"
NARROWEST, WIDEST = 12, 60
"""Letters of the longest cell of a column: what is longer makes it no wider."""


def put_in_place(document: Any, marks: Marks) -> None:
    """Put tables and headings where their marks are."""
    for element in list(document.element.body.iter(qn("w:p"))):
        paragraph = Paragraph(element, document)
        alone = MARK.fullmatch(paragraph.text.strip())
        if alone:
            _put(document, paragraph, *marks.parts[int(alone[1])])
        elif MARK.search(paragraph.text):
            for text in element.iter(qn("w:t")):
                text.text = MARK.sub(lambda found: marks.lines(int(found[1])), text.text or "")


def _put(document: Any, paragraph: Paragraph, words: str, rows: list[list[str]]) -> None:
    _say(paragraph, words)
    if rows:
        _under(document, paragraph, rows)
        for run in paragraph.runs:
            run.bold = True
    elif HEADING in {style.name for style in document.styles}:
        paragraph.style = HEADING
    paragraph.paragraph_format.keep_with_next = True


def _say(paragraph: Paragraph, words: str) -> None:
    """Put words in the place of a mark, in the look of the run that held it."""
    run = next(each for each in paragraph.runs if each.text.strip())
    for other in paragraph.runs:
        if other._r is not run._r:
            other.text = ""
    run.text = words


def _under(document: Any, caption: Paragraph, rows: list[list[str]]) -> None:
    """Add a table under its caption, with a header that is read as one, in the template's look."""
    table = document.add_table(rows=0, cols=max(len(row) for row in rows))
    if GRID in {style.name for style in document.styles}:
        table.style = GRID
    widths = _widths(document, rows)
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=False):
            cell.width = width
            cell.paragraphs[0].style = caption.style
            cell.paragraphs[0].paragraph_format.space_after = 0
            cell.paragraphs[0].add_run(text)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _head(table)
    # What follows a table begins a line below it.
    caption._p.addnext(OxmlElement("w:p"))
    caption._p.addnext(table._tbl)


def _widths(document: Any, rows: list[list[str]]) -> list[Emu]:
    """Return the widths of columns: the more their longest cell says, the wider."""
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    longest = [max(len(text) for text in column) for column in zip(*rows, strict=True)]
    wants = [min(max(each, NARROWEST), WIDEST) for each in longest]
    return [Emu(int(room * each / sum(wants))) for each in wants]


def _head(table: Table) -> None:
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in head.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
