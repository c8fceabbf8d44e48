"""OpenDocument texts (.odt) to the neutral layout, straight from their XML.

Tracked changes are read as accepted, as in `consult.readers.word`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from consult.readers.archive import Archive
from consult.readers.layout import (
    MAX_COLUMNS,
    MAX_ROWS,
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

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE, STYLE, DRAW = (
    _NS % name for name in ("office", "text", "table", "style", "drawing")
)
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_ASIDES = {
    OFFICE + "annotation": "a comment in the margin",
    TEXT + "note": "a footnote",
    TEXT + "ruby-text": "small letters over the text",
}
_NOT_SAID = {TEXT + "tracked-changes", TEXT + "bookmark", TEXT + "note-citation", *_ASIDES}
_BOX = DRAW + "text-box"
_CONTAINERS = {
    TEXT + name
    for name in (
        "section", "index-body", "index-title", "table-of-content", "alphabetical-index",
        "illustration-index", "bibliography", "user-index", "numbered-paragraph",
    )
} | {TABLE + "table-rows", TABLE + "table-header-rows", TABLE + "table-row-group"}  # fmt: skip
_TITLES = {"title", "subtitle"}


def read(content: bytes, filename: str, _answers: Mapping[str, str]) -> Layout:
    """Return the layout of an OpenDocument text.

    Raises
    ------
    UnreadableFile
        When it is damaged, protected, or has more rows or columns than notes can have.
    """
    archive = Archive(content, filename)
    archive.refuse_encryption()
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise archive.damaged()
    reader = _Reader(_Styles(archive, root), filename)
    blocks = tuple(reader.blocks(body))
    return Layout("OpenDocument", blocks, (*_asides(body), *_headers(archive)))


def _asides(body: etree._Element) -> Iterator[Paragraph]:
    for element in body.iter(*_ASIDES):
        for paragraph in _words_of(element):
            yield Paragraph(paragraph, {}, aside=_ASIDES[str(element.tag)])
    for removed in body.iter(TEXT + "deletion"):
        for paragraph in _words_of(removed):
            yield Paragraph(paragraph, {}, aside="deleted in tracked changes")


def _words_of(element: etree._Element) -> Iterator[str]:
    for paragraph in element.iter(TEXT + "p", TEXT + "h"):
        if text := tidy(_text(paragraph)):
            yield text


def _headers(archive: Archive) -> Iterator[Paragraph]:
    if "styles.xml" not in archive.names:
        return
    for page in archive.xml("styles.xml").iter(STYLE + "master-page"):
        for part in page:
            name = etree.QName(part).localname
            if name.startswith(("header", "footer")):
                why = "a page header" if name.startswith("header") else "a page footer"
                yield from (Paragraph(text, {}, aside=why) for text in _words_of(part))


def _text(element: etree._Element) -> str:
    """Return what a paragraph says; comments, notes and text boxes in it do not count."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == TEXT + "s":
            pieces.append(" ")
        elif child.tag == TEXT + "tab":
            pieces.append("\t")
        elif child.tag == TEXT + "line-break":
            pieces.append("\n")
        elif child.tag not in _NOT_SAID and child.tag != _BOX and isinstance(child.tag, str):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _number(element: etree._Element, name: str, most: int) -> int:
    value = element.get(name, "")
    return min(max(1, int(value)), most) if value.isdecimal() and len(value) < 8 else 1


class _Styles:
    """The paragraph and letter styles of one document, with what they inherit."""

    def __init__(self, archive: Archive, root: etree._Element) -> None:
        roots = [root]
        if "styles.xml" in archive.names:
            roots.append(archive.xml("styles.xml"))
        self._styles = {
            style.get(STYLE + "name", ""): style
            for each in reversed(roots)
            for style in each.iter(STYLE + "style")
        }

    def level(self, element: etree._Element) -> int:
        """Return the level of a heading; 0 for none."""
        if element.tag == TEXT + "h":
            return _number(element, TEXT + "outline-level", 9)
        chain = self._chain(element)
        names = {style.get(STYLE + "display-name", "").casefold() for style in chain}
        names |= {style.get(STYLE + "name", "").casefold() for style in chain}
        return 1 if names & _TITLES else 0

    def is_bold(self, paragraph: etree._Element) -> bool:
        """Whether every word of a paragraph stands in bold type."""
        inherited = self._is_bold(paragraph)
        own = [paragraph.text or "", *(child.tail or "" for child in paragraph)]
        if any(piece.strip() for piece in own) and not inherited:
            return False
        spans = [span for span in paragraph if span.tag == TEXT + "span" and tidy(_text(span))]
        return inherited or (bool(spans) and all(map(self._is_bold, spans)))

    def _is_bold(self, element: etree._Element) -> bool:
        for style in self._chain(element):
            properties = style.find(STYLE + "text-properties")
            if properties is not None and (weight := properties.get(_FO + "font-weight")):
                return weight == "bold"
        return False

    def _chain(self, element: etree._Element) -> list[etree._Element]:
        name = element.get(TEXT + "style-name", "")
        chain: list[etree._Element] = []
        while (style := self._styles.get(name)) is not None and style not in chain:
            chain.append(style)
            name = style.get(STYLE + "parent-style-name", "")
        return chain


class _Reader:
    """Walks through one document, counting its paragraphs and tables."""

    def __init__(self, styles: _Styles, filename: str) -> None:
        self.styles = styles
        self.filename = filename
        self.paragraph_count = 0
        self.table_count = 0

    def blocks(self, parent: etree._Element, marker: str = "") -> Iterator[Block]:
        for element in _children(parent):
            if element.tag in {TEXT + "p", TEXT + "h"}:
                self.paragraph_count += 1
                place = {"paragraph": self.paragraph_count}
                yield from self._paragraphs(element, place, marker)
                for box in element.iter(_BOX):
                    yield from self.blocks(box)
            elif element.tag == TABLE + "table":
                yield from self._tables(element, None)
            else:
                is_list = element.tag == TEXT + "list"
                for inner in element if is_list else element.iter(_BOX):
                    yield from self.blocks(inner, "•" if is_list else "")

    def _paragraphs(
        self, element: etree._Element, place: Place, marker: str = "", *, by_line: bool = False
    ) -> tuple[Paragraph, ...]:
        level = self.styles.level(element)
        return split_paragraph(
            _text(element), place, by_line=by_line,
            level=level, bold=self.styles.is_bold(element), marker="" if level else marker,
        )  # fmt: skip

    def _tables(
        self, element: etree._Element, within: tuple[int, int, int] | None
    ) -> Iterator[Table]:
        """Give a table, and after it the tables that lie in its cells."""
        self.table_count += 1
        number = self.table_count
        rows: list[tuple[Cell, ...]] = []
        nested: list[tuple[etree._Element, tuple[int, int, int]]] = []
        declared = 0
        for row_number, row in enumerate(self._rows(element), 1):
            parent = row.getparent()
            if parent is not None and parent.tag == TABLE + "table-header-rows":
                declared = row_number
            cells: list[Cell] = []
            for cell, source in self._cells(row, number, row_number):
                cells.append(cell)
                inner = (child for child in _children(source) if child.tag == TABLE + "table")
                nested += [(table, (number, row_number, cell.column)) for table in inner]
            rows.append(tuple(cells))
        width = max((cell.column + cell.colspan - 1 for row in rows for cell in row), default=0)
        yield Table(number, tuple(rows), width, header_rows=declared, within=within)
        for table, place in nested:
            yield from self._tables(table, place)

    def _rows(self, table: etree._Element) -> list[etree._Element]:
        rows = [child for child in _children(table) if child.tag == TABLE + "table-row"]
        refuse_long(rows, self.filename)
        return rows

    def _cells(
        self, row: etree._Element, table: int, row_number: int
    ) -> Iterator[tuple[Cell, etree._Element]]:
        column = 1
        for source in row:
            repeated = _number(source, TABLE + "number-columns-repeated", MAX_COLUMNS)
            if source.tag == TABLE + "table-cell":
                wide = _number(source, TABLE + "number-columns-spanned", MAX_COLUMNS)
                high = _number(source, TABLE + "number-rows-spanned", MAX_ROWS)
                place = {"table": table, "row": row_number, "column": column}
                yield Cell(row_number, column, self._inside(source, place), high, wide), source
            elif source.tag != TABLE + "covered-table-cell":
                continue
            column += repeated
            refuse_wide(column, self.filename, table=table, row=row_number)

    def _inside(self, cell: etree._Element, place: Place) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        for element, marker in _lines_in(cell):
            found += self._paragraphs(element, place, marker, by_line=True)
            for box in element.iter(_BOX):
                for inner, mark in _lines_in(box):
                    found += self._paragraphs(inner, place, mark)
        return number_paragraphs(found)


def _lines_in(parent: etree._Element, marker: str = "") -> Iterator[tuple[etree._Element, str]]:
    """Go through the paragraphs of a cell, those of its lists with a marker."""
    for element in _children(parent):
        if element.tag in {TEXT + "p", TEXT + "h"}:
            yield element, marker
        elif element.tag == TEXT + "list":
            for item in element:
                yield from _lines_in(item, "•")


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Go through the children, stepping into sections and groups of rows."""
    for child in parent:
        if child.tag in _CONTAINERS:
            yield from _children(child)
        else:
            yield child
