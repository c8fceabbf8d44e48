"""Word documents (.docx) to the neutral layout, straight from their XML.

Tracked changes are read as accepted; what they delete, comments, notes at the foot and page
headers stand aside, so that nothing is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from consult.readers.archive import Archive
from consult.readers.layout import (
    Block,
    Cell,
    Layout,
    Paragraph,
    Place,
    Table,
    number_paragraphs,
    split_paragraph,
    tidy,
)
from consult.readers.table_limits import refuse_long, refuse_wide
from consult.readers.word_styles import Styles, W

_ASIDES = (
    ("word/header", "a page header"),
    ("word/footer", "a page footer"),
    ("word/footnotes", "a footnote"),
    ("word/endnotes", "an endnote"),
    ("word/comments.xml", "a comment in the margin"),
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTAINERS = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")}
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "noBreakHyphen": "-"}
_REMOVED = {W + "del", W + "moveFrom"}


def read(content: bytes, filename: str, _answers: Mapping[str, str]) -> Layout:
    """Return the layout of a Word document."""
    archive = Archive(content, filename)
    body = archive.xml("word/document.xml").find(W + "body")
    if body is None:
        raise archive.damaged()
    reader = _Reader(Styles(archive), filename)
    blocks = tuple(reader.blocks(body))
    asides = (*_deleted(body), *_asides(archive))
    return Layout("Word", blocks, asides)


def _asides(archive: Archive) -> Iterator[Paragraph]:
    for prefix, why in _ASIDES:
        for name in sorted(archive.names):
            if name.startswith(prefix) and name.endswith(".xml") and "Extended" not in name:
                for element in archive.xml(name).iter(W + "p"):
                    text = tidy(_text(element))
                    if text:
                        yield Paragraph(text, {}, aside=why)


def _deleted(body: etree._Element) -> Iterator[Paragraph]:
    for removed in body.iter(*_REMOVED):
        text = tidy("".join(map(str, removed.itertext(W + "delText", W + "t"))))
        if text:
            why = "deleted in tracked changes"
            yield Paragraph(text, {}, aside=why)


def _text(paragraph: etree._Element) -> str:
    """Return what the paragraph says; line breaks stay, deleted words and text boxes do not."""
    pieces: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _REMOVED or element.tag in {_FALLBACK, W + "txbxContent", W + "pPr"}:
            continue
        if element.tag == W + "t":
            pieces.append(element.text or "")
        elif element.tag in _BREAKS:
            pieces.append(_BREAKS[element.tag])
        else:
            waiting.extend(reversed(element))
    return "".join(pieces)


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Go through the text boxes that hang on a paragraph, each once."""
    for box in paragraph.iter(W + "txbxContent"):
        if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            yield box


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Go through the children, stepping into content controls and accepted insertions."""
    for child in parent:
        if child.tag in _CONTAINERS:
            yield from _children(child)
        else:
            yield child


def _number(parent: etree._Element | None, path: str, otherwise: int) -> int:
    element = (
        parent.find("/".join(W + step for step in path.split("/"))) if parent is not None else None
    )
    value = element.get(W + "val", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 7 else otherwise


class _Reader:
    """Walks through one document, counting its paragraphs and tables."""

    def __init__(self, styles: Styles, filename: str) -> None:
        self.styles = styles
        self.filename = filename
        self.paragraph_count = 0
        self.table_count = 0

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        for element in _children(parent):
            if element.tag == W + "p":
                self.paragraph_count += 1
                yield from self.paragraphs(element, {"paragraph": self.paragraph_count})
                for box in _text_boxes(element):
                    yield from self.blocks(box)
            elif element.tag == W + "tbl":
                yield from self.tables(element, None)

    def paragraphs(
        self, element: etree._Element, place: Place, *, by_line: bool = False
    ) -> tuple[Paragraph, ...]:
        level = self.styles.level(element)
        listed = not level and self.styles.is_listed(element)
        return split_paragraph(
            _text(element), place, by_line=by_line,
            level=level, bold=self.styles.is_bold(element), marker="•" if listed else "",
        )  # fmt: skip

    def tables(
        self, element: etree._Element, within: tuple[int, int, int] | None
    ) -> Iterator[Table]:
        """Give a table, and after it the tables that lie in its cells."""
        self.table_count += 1
        number = self.table_count
        rows: list[tuple[Cell, ...]] = []
        nested: list[tuple[etree._Element, tuple[int, int, int]]] = []
        open_merges: dict[int, tuple[int, int]] = {}
        declared = 0
        for row_number, row in enumerate(self._rows(element), 1):
            if row.find(f"{W}trPr/{W}tblHeader") is not None and declared == row_number - 1:
                declared = row_number
            cells: list[Cell] = []
            for cell, element_, continues in self._cells(row, number, row_number):
                inner = [child for child in _children(element_) if child.tag == W + "tbl"]
                nested += [(table, (number, row_number, cell.column)) for table in inner]
                if continues and not cell.paragraphs and cell.column in open_merges:
                    at, index = open_merges[cell.column]
                    rows[at] = _taller(rows[at], index)
                    continue
                open_merges[cell.column] = (len(rows), len(cells))
                cells.append(cell)
            rows.append(tuple(cells))
        width = max((cell.column + cell.colspan - 1 for row in rows for cell in row), default=0)
        yield Table(number, tuple(rows), width, header_rows=declared, within=within)
        for table, place in nested:
            yield from self.tables(table, place)

    def _rows(self, table: etree._Element) -> list[etree._Element]:
        rows = [child for child in _children(table) if child.tag == W + "tr"]
        refuse_long(rows, self.filename)
        return rows

    def _cells(
        self, row: etree._Element, table: int, row_number: int
    ) -> Iterator[tuple[Cell, etree._Element, bool]]:
        column = 1 + _number(row.find(W + "trPr"), "gridBefore", 0)
        for element in _children(row):
            if element.tag != W + "tc":
                continue
            traits = element.find(W + "tcPr")
            span = max(1, _number(traits, "gridSpan", 1))
            refuse_wide(column + span, self.filename, table=table, row=row_number)
            merge = traits.find(W + "vMerge") if traits is not None else None
            continues = merge is not None and merge.get(W + "val", "continue") == "continue"
            place = {"table": table, "row": row_number, "column": column}
            yield (
                Cell(row_number, column, self._inside(element, place), 1, span),
                element,
                continues,
            )
            column += span

    def _inside(self, cell: etree._Element, place: Place) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        for element in _children(cell):
            if element.tag == W + "p":
                found += self.paragraphs(element, place, by_line=True)
                for box in _text_boxes(element):
                    for inner in box.iter(W + "p"):
                        found += self.paragraphs(inner, place)
        return number_paragraphs(found)


def _taller(row: tuple[Cell, ...], index: int) -> tuple[Cell, ...]:
    cell = row[index]
    grown = Cell(cell.row, cell.column, cell.paragraphs, cell.rowspan + 1, cell.colspan)
    return (*row[:index], grown, *row[index + 1 :])
