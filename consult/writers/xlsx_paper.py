"""A paper as a workbook: its words, every figure with its evidence, its quotes, what changed."""

from __future__ import annotations

from openpyxl import Workbook

from consult.writers.glyphs import writable
from consult.writers.outline_paper import notices
from consult.writers.paper import Paper
from consult.writers.xlsx_sheets import describe, fill, sheet_of, stable


def write(paper: Paper) -> bytes:
    """Return the paper as an `.xlsx` file without a formula in it."""
    paper = writable(paper)
    book = Workbook()
    book.remove(book.worksheets[0])
    _words(book, paper)
    _figures(book, paper)
    _quotes(book, paper)
    _changes(book, paper)
    describe(book, paper.title, paper.organisation, paper.consultation)
    return stable(book, paper.made_on)


def _words(book: Workbook, paper: Paper) -> None:
    sheet = sheet_of(book, "Report", ("Number", "What", "Words"), (14, 28, 110))
    fill(
        sheet,
        [
            ("", "title", paper.title),
            *(("", "notice", notice) for notice in notices(paper)),
            *(("", name, text) for name, text in paper.particulars),
            *((part.number, part.kind, part.text or part.caption) for part in paper.parts),
            *(
                ("", each.done, f"{each.name}, {each.on.isoformat()}" if each.on else "nobody yet")
                for each in paper.signatures
            ),
        ],
    )


def _figures(book: Workbook, paper: Paper) -> None:
    header = ("Where", "What", "Count", "Base", "Percentage", "As shown", "Reference", "Evidence")
    sheet = sheet_of(book, "Figures", header, (30, 48, 10, 10, 12, 20, 40, 40))
    fill(
        sheet,
        (
            (
                *(bound.where, bound.label, bound.figure.count, bound.figure.base),
                *(bound.figure.percentage, bound.text, bound.reference, bound.figure.evidence),
            )
            for bound in paper.figures
        ),
    )


def _quotes(book: Workbook, paper: Paper) -> None:
    sheet = sheet_of(book, "Quotes", ("Statement", "Words", "Source"), (14, 100, 50))
    fill(sheet, ((quote.statement_id, quote.text, quote.source) for quote in paper.quotes))


def _changes(book: Workbook, paper: Paper) -> None:
    header = ("Where", "What", "In this report", "In the record now")
    sheet = sheet_of(book, "Changed since", header, (30, 60, 24, 24))
    fill(sheet, ((each.where, each.what, each.was, each.now) for each in paper.changes))
