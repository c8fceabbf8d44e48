"""Web pages, and what Word, Excel and mail programs put on the clipboard, to the neutral layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from consult.readers import encodings, quoting
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
from consult.readers.refusals import UnreadableFile

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option",
    "p", "pre", "section", "select", "summary", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "template", "object", "embed", "iframe", "svg", "math"})
_HEADING = re.compile(r"h([1-6])|Mso(?:Heading|Title)(\d?)")
_LISTED = re.compile(r"\bMsoList|mso-list:(?!\s*Ignore)")
_IGNORED = re.compile(r"mso-list:\s*Ignore", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.IGNORECASE)
_DEEPEST = 150
_TALLEST = 1_000
_MOST_TAKEN = 1_000_000


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the text inside an element stands: as a heading, in a list, in bold type."""

    level: int = 0
    marker: str = ""
    bold: bool = False
    is_verbatim: bool = False


def read(content: bytes, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a web page."""
    found = encodings.decode(content, filename, answers)
    layout = replace(layout_of(found.text, filename), doubts=found.doubts)
    return quoting.set_apart(layout, answers)


def layout_of(text: str, filename: str) -> Layout:
    """Return the layout of markup: its paragraphs, lists and tables as a person sees them."""
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    # A declaration of an encoding would make the parser refuse a text that is decoded already.
    root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text) or "<p></p>", parser)
    if root is None:
        return Layout("web page", ())
    reader = _Reader(filename)
    flow = _Flow(reader)
    flow.take(root, _Manner())
    flow.end_paragraph()
    return Layout("web page", tuple(flow.blocks), tuple(reader.asides))


class _Reader:
    """What a page's parts share: how many paragraphs and tables there were, and what is hidden."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.paragraphs = 0
        self.tables = 0
        self.asides: list[Paragraph] = []


class _Flow:
    """Collects the blocks of the page, or those of one cell, which have the cell's place."""

    def __init__(self, reader: _Reader, place: Place | None = None) -> None:
        self.reader = reader
        self.place = place
        self.blocks: list[Block] = []
        self.nested: list[etree._Element] = []
        self._pieces: list[tuple[str, bool]] = []
        self._manner = _Manner()

    def take(self, element: etree._Element, manner: _Manner, depth: int = 0) -> None:
        """Take an element's text and, in order, its children."""
        self._say(element.text or "", manner)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, manner, depth + 1)
            self._say(child.tail or "", manner)

    def _child(self, child: etree._Element, manner: _Manner, depth: int) -> None:
        tag = str(child.tag).lower()
        if tag in _SILENT or _IGNORED.search(child.get("style", "")):
            return
        if tag == "title" or _HIDDEN.search(child.get("style", "")):
            self._set_aside(child, "the title of the page" if tag == "title" else "hidden text")
        elif tag == "br":
            self._pieces.append(("\n", False))
        elif depth > _DEEPEST:
            self._say(" ".join(map(str, child.itertext())), manner)
        elif tag == "table" and not _only_lays_out(child):
            self.end_paragraph()
            self._table(child)
        elif tag in _BLOCKS or tag == "table":
            self.end_paragraph()
            self._manner = _manner_of(child, tag, manner)
            self.take(child, self._manner, depth)
            self.end_paragraph()
            self._manner = manner
        else:
            self.take(child, replace(manner, bold=manner.bold or tag in {"b", "strong"}), depth)

    def _say(self, text: str, manner: _Manner) -> None:
        # White space of the source only parts words; a line ends where the page says so.
        spoken = text if manner.is_verbatim else re.sub(r"[ \t\r\n\f]+", " ", text)
        self._pieces.append((spoken, manner.bold))

    def _set_aside(self, element: etree._Element, why: str) -> None:
        if text := tidy(" ".join(map(str, element.itertext()))):
            self.reader.asides.append(Paragraph(text, {}, aside=why))

    def end_paragraph(self) -> None:
        """Close the paragraph that is being written."""
        pieces, self._pieces = self._pieces, []
        text = "".join(piece for piece, _ in pieces)
        if not tidy(text):
            return
        bold = all(is_bold for piece, is_bold in pieces if piece.strip())
        if self.place is None:
            self.reader.paragraphs += 1
        place = self.place if self.place is not None else {"paragraph": self.reader.paragraphs}
        manner = self._manner
        self.blocks += split_paragraph(
            text, place, by_line=True, level=manner.level, bold=bold, marker=manner.marker
        )

    def _table(self, element: etree._Element) -> None:
        if self.place is None:
            self.blocks += _tables(element, self.reader, None)
        else:
            self.nested.append(element)


def _manner_of(element: etree._Element, tag: str, manner: _Manner) -> _Manner:
    names, style = element.get("class", ""), element.get("style", "")
    if heading := _HEADING.fullmatch(tag) or _HEADING.search(names):
        return _Manner(level=int(heading[1] or heading[2] or 1), bold=manner.bold)
    is_item = tag == "li" or bool(_LISTED.search(names) or _LISTED.search(style))
    return _Manner(
        marker="•" if is_item else manner.marker,
        level=manner.level,
        bold=manner.bold or tag == "th",
        is_verbatim=manner.is_verbatim or tag == "pre",
    )


def _only_lays_out(table: etree._Element) -> bool:
    """Whether a table has one cell, or says itself that it only arranges the page."""
    if table.get("role") == "presentation":
        return True
    return sum(1 for row in _rows_of(table) for _ in _cells_of(row)) <= 1


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _cells_of(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in row if cell.tag in {"td", "th"})


def _span(cell: etree._Element, name: str, most: int) -> int:
    value = cell.get(name, "")
    return min(max(1, int(value)), most) if value.isdecimal() and len(value) < 6 else 1


def _tables(
    element: etree._Element, reader: _Reader, within: tuple[int, int, int] | None
) -> Iterator[Block]:
    """Give the caption of a table, the table, and after it those that lie in its cells."""
    reader.tables += 1
    number = reader.tables
    for caption in element.findall("caption"):
        if text := tidy(" ".join(map(str, caption.itertext()))):
            reader.paragraphs += 1
            yield Paragraph(text, {"paragraph": reader.paragraphs})
    rows: list[tuple[Cell, ...]] = []
    nested: list[tuple[etree._Element, tuple[int, int, int]]] = []
    taken: set[tuple[int, int]] = set()
    header = 0
    for r, row in enumerate(_rows_of(element), 1):
        if r > MAX_ROWS:
            raise _too_large(reader.filename, f"more than {MAX_ROWS:,} rows")
        cells: list[Cell] = []
        for cell, inside in _placed(row, reader, number, r, taken):
            cells.append(cell)
            nested += [(inner, (number, r, cell.column)) for inner in inside]
        if header == r - 1 and _heads(row):
            header = r
        rows.append(tuple(cells))
    width = max((cell.column + cell.colspan - 1 for row in rows for cell in row), default=0)
    yield Table(number, tuple(rows), width, header_rows=header, within=within)
    for inner, place in nested:
        yield from _tables(inner, reader, place)


def _placed(
    row: etree._Element, reader: _Reader, table: int, number: int, taken: set[tuple[int, int]]
) -> Iterator[tuple[Cell, list[etree._Element]]]:
    """Give the cells of a row where merged cells above leave room, with the tables in each."""
    column = 1
    for source in _cells_of(row):
        while (number, column) in taken:
            column += 1
        wide = _span(source, "colspan", MAX_COLUMNS)
        high = _span(source, "rowspan", _TALLEST)
        if column + wide > MAX_COLUMNS or len(taken) > _MOST_TAKEN:
            raise _too_large(reader.filename, f"more than {MAX_COLUMNS} columns")
        if high > 1:
            taken |= {(number + d, column + r) for d in range(1, high) for r in range(wide)}
        place = {"table": table, "row": number, "column": column}
        flow = _cell_flow(source, reader, place)
        said = [block for block in flow.blocks if isinstance(block, Paragraph)]
        yield Cell(number, column, number_paragraphs(said), high, wide), flow.nested
        column += wide


def _heads(row: etree._Element) -> bool:
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return in_head or all(cell.tag == "th" for cell in _cells_of(row))


def _cell_flow(source: etree._Element, reader: _Reader, place: Place) -> _Flow:
    flow = _Flow(reader, place)
    flow.take(source, _Manner(bold=source.tag == "th"))
    flow.end_paragraph()
    return flow


def _too_large(filename: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{filename}” has a table of {what}; take out what is not notes, or split it."
    )
