"""A report as a workbook: every figure with its evidence, the matrix, and each statement quoted."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from consult.writers import listing, palette, xlsx_paper
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.figures import dated, period
from consult.writers.glyphs import writable
from consult.writers.outline_matrix import shade
from consult.writers.paper import Paper
from consult.writers.xlsx_sheets import describe, fill, sheet_of, stable


def write(report: BarrierSummary | Paper) -> bytes:
    """Return the report as an `.xlsx` file without a formula in it."""
    if isinstance(report, Paper):
        return xlsx_paper.write(report)
    summary = writable(report)
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book, summary)
    _figures(book, summary)
    _matrix(book, summary)
    _statements(book, summary)
    describe(
        book, summary.title, summary.organisation, f"Barrier summary of {summary.consultation}"
    )
    return stable(book, summary.generated_on)


def _summary(book: Workbook, summary: BarrierSummary) -> None:
    sheet = sheet_of(book, "Summary", ("What", "Content"), (26, 100))
    asked = period(summary.opened_on, summary.closed_on)
    run = summary.method.run
    rows = [
        ("Title", summary.title),
        ("By", summary.organisation),
        ("Consultation", summary.consultation),
        ("Purpose", summary.purpose),
        ("Open", asked),
        ("Made on", dated(summary.generated_on)),
        *(summary.standing.lines if summary.standing else ()),
        *(
            (f"Line {number}", "".join(p if isinstance(p, str) else p.text for p in line.parts))
            for number, line in enumerate(summary.first_lines, start=1)
        ),
        *(("We cannot conclude", text) for text in summary.cannot_conclude),
        *(("How it was done", text) for text in summary.method.notes),
        *((("Seed", str(run.seed)), ("Digest of the input", run.digest)) if run else ()),
        *((name, f"version {version}") for name, version in (run.versions if run else ())),
    ]
    fill(sheet, rows)


def _figures(book: Workbook, summary: BarrierSummary) -> None:
    header = ("Part", "Item", "Theme", "Outcome", "Count", "Base", "Percentage", "Evidence")
    sheet = sheet_of(book, "Figures", header, (24, 48, 30, 10, 10, 10, 12, 40))
    fill(
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
    sheet = sheet_of(book, "Matrix", header, (10, 48, *(14 for _ in matrix.themes), 14))
    sheet.freeze_panes = "C2"
    rows: list[tuple[str | int | None, ...]] = [
        (row.outcome.reference, row.outcome.title, *(f.count for f in row.counts), row.total.count)
        for row in matrix.rows
    ]
    if matrix.total is not None:
        totals = (figure.count for figure in matrix.totals)
        rows.append(("", "All outcomes", *totals, matrix.total.count))
    fill(sheet, rows)
    greatest = max((f.count for row in matrix.rows for f in row.counts), default=0)
    for down, row in enumerate(matrix.rows, start=2):
        for across, figure in enumerate(row.counts, start=3):
            _tint(sheet.cell(down, across), palette.SHADES[shade(figure.count, greatest)])


def _statements(book: Workbook, summary: BarrierSummary) -> None:
    header = ("Statement", "Part", "Theme", "Outcome", "Text", "Route", "Place", "Partners")
    sheet = sheet_of(book, "Statements", header, (14, 22, 30, 10, 90, 14, 16, 20))
    for said in listing.statements(summary):
        quote = said.quote
        where = (quote.route, quote.place, ", ".join(quote.partners))
        row = (quote.statement_id, said.part, said.theme, quote.outcome, quote.text, *where)
        fill(sheet, [row], first=sheet.max_row + 1)


def _tint(cell: Any, colour: str) -> None:
    cell.fill = PatternFill("solid", fgColor=colour.lstrip("#"))
    cell.font = Font(color=palette.on(colour).lstrip("#"))
