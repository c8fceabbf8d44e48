"""Spreadsheets (.xlsx, .xls, .ods) to the neutral layout: a sheet is a heading and a table."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from consult.readers import workbooks
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
    split_lines,
    tidy,
)
from consult.readers.refusals import UnreadableFile
from consult.readers.separated import check_grid

_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_UNNAMED = re.compile(r"(sheet|table|tabelle|feuil)\s*\d*", re.IGNORECASE)
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="([0-9]+)"')
_MAX_CELLS_OF_A_SHEET = 2_000_000
_BESIDE = re.compile(r"xl/(comments|threadedComments/|drawings/drawing).*\.xml$")


def read(content: bytes, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a spreadsheet, its sheets in order.

    Raises
    ------
    UnreadableFile
        When it is damaged, protected, or has more rows or columns than notes can have.
    """
    asides: tuple[Paragraph, ...] = ()
    if content.startswith(b"PK"):
        archive = Archive(content, filename)
        refuse_spread(archive)
        asides = _beside(archive)
    blocks: list[Block] = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        template = workbooks.template_of(workbook)
        doubts = (template.doubt,) if template else ()
        if template and not template.is_wanted(answers):
            template = None
        for number, sheet in enumerate(workbook.sheets_metadata, 1):
            why = workbooks.reason_to_leave(sheet, template)
            found = workbook.get_sheet_by_name(sheet.name)
            if why:
                asides = (*asides, *_set_aside(found, why))
            else:
                meanings = template.meanings if template else {}
                blocks += _blocks(found, number, filename, meanings)
    except (CalamineError, OSError, ValueError):
        raise UnreadableFile(
            f"“{filename}” is damaged or protected; open it in a spreadsheet program, "
            "save it again without a password and try the new copy."
        ) from None
    return Layout("spreadsheet", tuple(blocks), asides, doubts)


def _set_aside(sheet: CalamineSheet, why: str) -> Iterator[Paragraph]:
    """Give the rows of a sheet that is not read as notes, the cells of each in one line."""
    for number, record in enumerate(sheet.to_python(skip_empty_area=False), 1):
        text = tidy(" | ".join(as_text(value) for value in record if value != ""))
        if text:
            place: Place = {"sheet": str(sheet.name), "row": number}
            yield Paragraph(text, place, aside=why)


def refuse_spread(archive: Archive) -> None:
    """Refuse a sheet whose cells lie so far apart that the grid between them would fill memory."""
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            content = archive.read(name)
            archive.refuse_entities(content)
            if name.startswith("xl/worksheets/"):
                _check_sheet(content, archive)
            elif name == "content.xml":
                _check_repeats(content, archive)


def _check_sheet(content: bytes, archive: Archive) -> None:
    cells = widest = lowest = 0
    for reference in _REFERENCE.finditer(content):
        cells += 1
        widest = max(widest, _column_number(reference[1]))
        lowest = max(lowest, int(reference[2]))
    if widest > MAX_COLUMNS:
        raise _too_wide(archive.filename, widest)
    if lowest > MAX_ROWS * 5 or cells > _MAX_CELLS_OF_A_SHEET:
        raise _too_long(archive.filename, lowest)


def _check_repeats(content: bytes, archive: Archive) -> None:
    """Count what an OpenDocument sheet repeats; the blank rest of the sheet does not matter."""
    for cell in re.finditer(rb"<table:table-cell[^>]*[^/]>", content):
        repeated = _REPEATED.search(cell[0])
        if repeated and int(repeated[2]) > MAX_COLUMNS:
            raise _too_wide(archive.filename, int(repeated[2]))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_wide(filename: str, columns: int, sheet: str = "") -> UnreadableFile:
    where = f" in sheet “{sheet}”" if sheet else ""
    return UnreadableFile(
        f"“{filename}” has {columns:,} columns{where}; take out those that are not notes, "
        f"so that at most {MAX_COLUMNS} are left."
    )


def _too_long(filename: str, rows: int, sheet: str = "") -> UnreadableFile:
    where = f" in sheet “{sheet}”" if sheet else ""
    return UnreadableFile(
        f"“{filename}” has {rows:,} rows{where}; split it into files of at most {MAX_ROWS:,}."
    )


def _beside(archive: Archive) -> tuple[Paragraph, ...]:
    """Return the text of comments and text boxes, which lie over the cells."""
    found = []
    for name in sorted(filter(_BESIDE.match, archive.names)):
        why = "a text box" if "drawing" in name else "a comment on a cell"
        text = tidy(" ".join(str(piece) for piece in archive.xml(name).itertext()))
        if text:
            found.append(Paragraph(text, {}, aside=why))
    return tuple(found)


def _blocks(
    sheet: CalamineSheet, number: int, filename: str, meanings: Mapping[int, str]
) -> list[Block]:
    name = str(sheet.name)
    values = sheet.to_python(skip_empty_area=False)
    filled = [row for row, record in enumerate(values, 1) if any(v != "" for v in record)]
    if not filled:
        return []
    if filled[-1] > MAX_ROWS:
        raise _too_long(filename, filled[-1], name)
    width = max(c for record in values for c, value in enumerate(record, 1) if value != "")
    if width > MAX_COLUMNS:
        raise _too_wide(filename, width, name)
    check_grid(filled[-1], width, filename)
    spans, covered = _merges(sheet)
    rows = []
    for r, record in enumerate(values[: filled[-1]], 1):
        place: Place = {"sheet": name, "row": r}
        rows.append(
            tuple(
                _cell(as_text(record[c - 1]) if c <= len(record) else "", r, c, place, spans)
                for c in range(1, width + 1)
                if (r, c) not in covered
            )
        )
    table = Table(number, tuple(rows), width, sheet=name, meanings=meanings)
    if _UNNAMED.fullmatch(name.strip()):
        return [table]
    return [Paragraph(tidy(name), {"sheet": name}, level=1), table]


def _cell(
    text: str, row: int, column: int, place: Place, spans: dict[tuple[int, int], tuple[int, int]]
) -> Cell:
    high, wide = spans.get((row, column), (1, 1))
    return Cell(row, column, split_lines(text, {**place, "column": column}), high, wide)


def _merges(
    sheet: CalamineSheet,
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Return how far each merged cell reaches, and the places that it covers."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > MAX_ROWS or right > MAX_COLUMNS:
            continue
        spans[top + 1, left + 1] = (bottom - top + 1, right - left + 1)
        covered |= {(r, c) for r in range(top + 1, bottom + 2) for c in range(left + 1, right + 2)}
        covered.discard((top + 1, left + 1))
    return spans, covered


def as_text(value: object) -> str:
    """Return a cell's value as a person sees it.

    >>> as_text(3.0), as_text(2.1), as_text(True)
    ('3', '2.1', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return str(value.date())
    return str(value)
