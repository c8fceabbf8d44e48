"""Tables of a Word file: repeated header rows, captions above, numbers right-aligned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.enum.table import (
    WD_CELL_VERTICAL_ALIGNMENT,
    WD_ROW_HEIGHT_RULE,
    WD_TABLE_ALIGNMENT,
)
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, RGBColor

from consult.writers import palette
from consult.writers.blocks import Cell, KeyFigures, Particulars, Table
from consult.writers.docx_styles import border, shading
from consult.writers.glyphs import is_right_to_left

TURNED_HEADER = Cm(4.6)
CELL_MARGIN = Cm(0.19)
NARROW_MARGIN = Cm(0.08)

WHOLE_ROWS = 14
"""A table of up to so many rows is never split over two pages."""


def add_table(body: Any, table: Table, width: int) -> None:
    """Add a table of `width` EMU, with its caption before it."""
    body.add_paragraph(table.caption, style="Caption")
    grid = _grid(body, len(table.rows) + 1, [int(width * part) for part in table.widths])
    _describe(grid, table.caption)
    if table.is_matrix:
        _squeeze(grid)
    _header(grid.rows[0], table)
    for place, cells in enumerate(table.rows, start=1):
        row = grid.rows[place]
        _keep_whole(row)
        is_total = table.has_total and place == len(table.rows)
        for column, (box, cell) in enumerate(zip(row.cells, cells, strict=True)):
            _fill(box, cell, strong=is_total or (column == 0 and table.is_matrix))
            if table.is_matrix:
                box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            if is_total:
                _shade(box, palette.WASH)
        if place in _tied(len(table.rows)):
            _stay(row)


def _tied(rows: int) -> set[int]:
    """Return the rows, from 1, that stay with the next: all of a short table, else its ends."""
    return set(range(1, rows)) if rows <= WHOLE_ROWS else {1, 2, rows - 1}


def add_key_figures(body: Any, figures: KeyFigures, width: int) -> None:
    """Add a few large numbers, side by side, under their names."""
    count = len(figures.items)
    grid = _grid(body, 2, [width // count] * count, is_ruled=False)
    _describe(grid, "Key figures: " + ", ".join(name for name, _ in figures.items))
    _repeat(grid.rows[0])
    for box, (name, _) in zip(grid.rows[0].cells, figures.items, strict=True):
        _write(box, name, "Key name")
    for box, (_, cell) in zip(grid.rows[1].cells, figures.items, strict=True):
        _write(box, cell.text, "Key number")
    for row in grid.rows:
        for box in row.cells:
            _shade(box, palette.WASH)


def add_particulars(body: Any, particulars: Particulars, width: int) -> None:
    """Add the head of a paper: a name at the left, what it is at the right."""
    names = 0.28
    grid = _grid(body, len(particulars.items), [int(width * names), int(width * (1 - names))])
    _describe(grid, "Particulars of this report")
    for row, (name, text) in zip(grid.rows, particulars.items, strict=True):
        _keep_whole(row)
        _write(row.cells[0], name, "Table header")
        _write(row.cells[1], text, "Table words")
        _shade(row.cells[0], palette.WASH)


def _grid(body: Any, rows: int, widths: list[int], *, is_ruled: bool = True) -> Any:
    """Return an empty table with fixed columns, and a first row that repeats on each page."""
    grid = body.add_table(rows, len(widths))
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, column_width in zip(grid.columns, widths, strict=True):
        column.width = Emu(column_width)
    for row in grid.rows:
        for box, column_width in zip(row.cells, widths, strict=True):
            box.width = Emu(column_width)
    _indent(grid)
    if is_ruled:
        edges = OxmlElement("w:tblBorders")
        border(edges, "top", palette.TEAL, 8)
        border(edges, "bottom", palette.TEAL, 8)
        border(edges, "insideH", palette.LINE, 4)
        _insert(grid._tbl.tblPr, edges)
    return grid


def _indent(grid: Any) -> None:
    """Let the table begin at the margin: Word hangs its cells' own margin out to the left."""
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(CELL_MARGIN.twips))
    indent.set(qn("w:type"), "dxa")
    grid._tbl.tblPr.insert_element_before(indent, "w:tblBorders", "w:tblLayout", "w:tblLook")


def _squeeze(grid: Any) -> None:
    """Narrow the margins of all cells, so that many columns fit."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(NARROW_MARGIN.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")
    grid._tbl.tblPr.find(qn("w:tblInd")).set(qn("w:w"), str(NARROW_MARGIN.twips))


def _insert(properties: Any, edges: Any) -> None:
    """Put the borders where Word's schema wants them: before the layout."""
    properties.insert_element_before(edges, "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _describe(grid: Any, text: str) -> None:
    """Give the table its alt text, and say that its first row and column are headers."""
    properties = grid._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)  # The template's own, which names no first column.
    look = OxmlElement("w:tblLook")
    for name, value in {"val": "04A0", "firstRow": "1", "firstColumn": "1", "noVBand": "1"}.items():
        look.set(qn(f"w:{name}"), value)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), text)
    properties.extend((look, caption))


def _header(row: Any, table: Table) -> None:
    _repeat(row)
    turned = table.is_matrix
    if turned:
        row.height, row.height_rule = TURNED_HEADER, WD_ROW_HEIGHT_RULE.EXACTLY
    for column, (box, text) in enumerate(zip(row.cells, table.header, strict=True)):
        paragraph = _write(box, text, "Table header")
        paragraph.paragraph_format.keep_with_next = True
        is_number = bool(table.rows) and table.rows[0][column].is_number
        # LibreOffice draws turned Arabic and Hebrew over the numbers below, so they stay level.
        if turned and column and not is_right_to_left(text):
            _turn(box)
        elif is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _fill(box: Any, cell: Cell, *, strong: bool) -> None:
    paragraph = _write(box, cell.text, "Table number" if cell.is_number else "Table words")
    for run in paragraph.runs:
        run.bold = strong or None
    if cell.shade:
        colour = palette.SHADES[cell.shade]
        _shade(box, colour)
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(palette.on(colour).lstrip("#"))


def _write(box: Any, text: str, style: str) -> Any:
    paragraph = box.paragraphs[0]
    paragraph._p.style = style.replace(" ", "")  # By id: a look-up by name costs 1 ms a cell.
    paragraph.add_run(text)
    return paragraph


def _shade(box: Any, colour: str) -> None:
    properties = box._tc.get_or_add_tcPr()
    properties.insert_element_before(shading(colour), "w:textDirection", "w:vAlign")


def _turn(box: Any) -> None:
    """Let the words of a cell run upward."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    box._tc.get_or_add_tcPr().insert_element_before(direction, "w:vAlign")


def _repeat(row: Any) -> None:
    _mark(row, ("w:cantSplit", "w:tblHeader"))


def _keep_whole(row: Any) -> None:
    _mark(row, ("w:cantSplit",))


def _mark(row: Any, names: Iterable[str]) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(name))


def _stay(row: Any) -> None:
    """Keep the row on the page of the next one, so that no row is left alone."""
    for box in row.cells:
        for paragraph in box.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
