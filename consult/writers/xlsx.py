"""A report as a workbook: every figure with its evidence, the matrix, and each statement quoted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from consult.writers import listing, palette
from consult.writers.archive import pack, unpack
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.figures import dated, period
from consult.writers.glyphs import writable
from consult.writers.outline_matrix import shade

LONGEST_CELL = 32_767
CUT = " … (cut here: a cell holds no more; the CSV and JSON files have the whole text)"
PROPERTIES = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(summary: BarrierSummary) -> bytes:
    """Return the barrier summary as an `.xlsx` file without a formula in it."""
    summary = writable(summary)
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book, summary)
    _figures(book, summary)
    _matrix(book, summary)
    _statements(book, summary)
    _properties(book, summary)
    return _stable(book, summary)


def _summary(book: Workbook, summary: BarrierSummary) -> None:
    sheet = _sheet(book, "Summary", ("What", "Content"), (26, 100))
    asked = period(summary.opened_on, summary.closed_on)
    run = summary.method.run
    rows = [
        ("Title", summary.title),
        ("By", summary.organisation),
        ("Consultation", summary.consultation),
        ("Purpose", summary.purpose),
        ("Open", asked),
        ("Made on", dated(summary.generated_on)),
        *(
            (f"Line {number}", "".join(p if isinstance(p, str) else p.text for p in line.parts))
            for number, line in enumerate(summary.first_lines, start=1)
        ),
        *(("We cannot conclude", text) for text in summary.cannot_conclude),
        *(("How it was done", text) for text in summary.method.notes),
        *((("Seed", str(run.seed)), ("Digest of the input", run.digest)) if run else ()),
        *((name, f"version {version}") for name, version in (run.versions if run else ())),
    ]
    _fill(sheet, rows)


def _figures(book: Workbook, summary: BarrierSummary) -> None:
    header = ("Part", "Item", "Theme", "Outcome", "Count", "Base", "Percentage", "Evidence")
    sheet = _sheet(book, "Figures", header, (24, 48, 30, 10, 10, 10, 12, 40))
    _fill(
        sheet,
        (
            (
                *(entry.part, entry.item, entry.theme, entry.outcome),
                *(entry.figure.count, entry.figure.base),
                *(entry.figure.percentage, entry.figure.evidence),
            )
            for entry in listing.figures(summary)
        ),
    )


def _matrix(book: Workbook, summary: BarrierSummary) -> None:
    matrix = summary.matrix
    header = ("Outcome", "Title", *matrix.themes, "Any theme")
    sheet = _sheet(book, "Matrix", header, (10, 48, *(14 for _ in matrix.themes), 14))
    sheet.freeze_panes = "C2"
    rows: list[tuple[str | int | None, ...]] = [
        (row.outcome.reference, row.outcome.title, *(f.count for f in row.counts), row.total.count)
        for row in matrix.rows
    ]
    if matrix.total is not None:
        totals = (figure.count for figure in matrix.totals)
        rows.append(("", "All outcomes", *totals, matrix.total.count))
    _fill(sheet, rows)
    greatest = max((f.count for row in matrix.rows for f in row.counts), default=0)
    for down, row in enumerate(matrix.rows, start=2):
        for across, figure in enumerate(row.counts, start=3):
            _tint(sheet.cell(down, across), palette.SHADES[shade(figure.count, greatest)])


def _statements(book: Workbook, summary: BarrierSummary) -> None:
    header = ("Statement", "Part", "Theme", "Outcome", "Text", "Route", "Place", "Partners")
    sheet = _sheet(book, "Statements", header, (14, 22, 30, 10, 90, 14, 16, 20))
    for said in listing.statements(summary):
        quote = said.quote
        where = (quote.route, quote.place, ", ".join(quote.partners))
        row = (quote.statement_id, said.part, said.theme, quote.outcome, quote.text, *where)
        _fill(sheet, [row], first=sheet.max_row + 1)


def _sheet(book: Workbook, title: str, header: tuple[str, ...], widths: tuple[int, ...]) -> Any:
    """Return a new sheet whose header stands out, stays in view, and repeats in print."""
    sheet = book.create_sheet(title)
    _fill(sheet, [header], first=1)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        head = sheet.cell(1, column)
        head.font = Font(bold=True, color=palette.PAPER.lstrip("#"))
        head.fill = PatternFill("solid", fgColor=palette.TEAL.lstrip("#"))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _fill(sheet: Any, rows: Iterable[tuple[str | int | None, ...]], first: int = 2) -> None:
    """Write rows; a text is typed as text, so that nothing in it is ever worked out."""
    for down, row in enumerate(rows, start=first):
        for across, value in enumerate(row, start=1):
            cell = sheet.cell(down, across)
            cell.alignment = WRAPPED
            if isinstance(value, int):
                cell.value = value
                cell.number_format = "#,##0"
            elif value:
                cell.value = _fitting(value)
                cell.data_type = "s"
                cell.quotePrefix = True


def _fitting(text: str) -> str:
    """Return a text as long as a cell can be; a cut is marked, and says where the whole text is."""
    if len(text) <= LONGEST_CELL:
        return text
    return text[: LONGEST_CELL - len(CUT)] + CUT


def _tint(cell: Any, colour: str) -> None:
    cell.fill = PatternFill("solid", fgColor=colour.lstrip("#"))
    cell.font = Font(color=palette.on(colour).lstrip("#"))


def _properties(book: Workbook, summary: BarrierSummary) -> None:
    book.properties.title = summary.title
    book.properties.creator = summary.organisation
    book.properties.subject = f"Barrier summary of {summary.consultation}"
    book.properties.language = "en-GB"
    book.properties.created = datetime.combine(summary.generated_on, time())


def _stable(book: Workbook, summary: BarrierSummary) -> bytes:
    """Return the workbook with the report's own day in place of the clock's."""
    held = io.BytesIO()
    book.save(held)
    members = unpack(held.getvalue())
    day = f"{summary.generated_on.isoformat()}T00:00:00Z".encode()
    members[PROPERTIES] = MODIFIED.sub(rb"\g<1>" + day, members[PROPERTIES])
    return pack(members)
