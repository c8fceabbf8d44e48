"""A barrier summary as flat rows: each figure and each statement with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from consult.writers.barrier_summary import BarrierSummary, Count, Gap, Quote, ThemeSection
from consult.writers.figures import Figure


@dataclass(frozen=True)
class Entry:
    """One figure and where in the report it stands."""

    part: str
    item: str
    figure: Figure
    theme: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Said:
    """One statement that the report quotes, and as what."""

    part: str
    quote: Quote
    theme: str = ""


def figures(summary: BarrierSummary) -> Iterator[Entry]:
    """Return every figure of the report, in its order."""
    yield from headline_figures(summary)
    for section in summary.sections:
        yield from _counts("Theme by sub-theme", section.by_part, section)
        yield from _counts("Theme by outcome", section.by_outcome, section)
        yield from _counts("Theme by partner", section.by_partner, section)
    yield from _matrix(summary)


def headline_figures(summary: BarrierSummary) -> Iterator[Entry]:
    """Return the figures that stand in sentences and short tables, in their order."""
    yield Entry("Base", "Statements", summary.base.statements)
    yield Entry("Base", "Barriers", summary.base.barriers)
    if summary.base.counted is not None:
        yield Entry("Base", "Barriers counted", summary.base.counted)
    for count in summary.base.people:
        yield Entry("Base", count.label, count.figure)
    yield from _attendance(summary)
    for number, line in enumerate(summary.first_lines, start=1):
        for figure in line.figures:
            yield Entry("First lines", f"Line {number}", figure)
    for section in summary.sections:
        yield Entry("Themes", section.name, section.figure, theme=section.name)
    yield from _gaps("Barriers without work", summary.barriers_without_work)
    yield from _gaps("Work without barriers", summary.work_without_barriers)
    if summary.method.decided_by_people is not None:
        yield Entry("Method", "Codings decided by people", summary.method.decided_by_people)
    for field in fields(summary.ledger):
        yield Entry("Ledger", field.name.capitalize(), getattr(summary.ledger, field.name))


def _attendance(summary: BarrierSummary) -> Iterator[Entry]:
    for held in summary.attendance:
        yield Entry("Attendance", f"{held.workshop}: people there", held.present)
        yield Entry("Attendance", f"{held.workshop}: people invited", held.invited)
        yield Entry("Attendance", f"{held.workshop}: apologies", held.apologies)
        yield Entry("Attendance", f"{held.workshop}: substitutes", held.substitutes)
        for count in held.organisations:
            yield Entry("Attendance", f"{held.workshop}: from {count.label}", count.figure)


def statements(summary: BarrierSummary) -> Iterator[Said]:
    """Return every statement that the report quotes, in its order."""
    for section in summary.sections:
        tied = tuple(solution.quote for solution in section.tied_solutions)
        for part, quotes in (
            ("Quote", section.quotes),
            ("Solution to a barrier", tied),
            ("Solution", section.solutions),
            ("Work under way", section.work),
        ):
            for quote in quotes:
                yield Said(part, quote, section.name)
    for gap in summary.barriers_without_work:
        yield from (Said("Barrier without work", quote) for quote in gap.examples)
    for gap in summary.work_without_barriers:
        yield from (Said("Work without barrier", quote) for quote in gap.examples)
    for overlap in summary.overlaps:
        yield from (Said(f"Overlap: {overlap.title}", quote) for quote in overlap.statements)


def _counts(part: str, counts: Iterable[Count], section: ThemeSection) -> Iterator[Entry]:
    for count in counts:
        yield Entry(part, count.label, count.figure, theme=section.name)


def _gaps(part: str, gaps: Iterable[Gap]) -> Iterator[Entry]:
    for gap in gaps:
        yield Entry(part, gap.outcome.text, gap.figure, outcome=gap.outcome.reference)


def _matrix(summary: BarrierSummary) -> Iterator[Entry]:
    matrix = summary.matrix
    for row in matrix.rows:
        name, reference = row.outcome.text, row.outcome.reference
        for theme, figure in zip(matrix.themes, row.counts, strict=True):
            yield Entry("Matrix", name, figure, theme=theme, outcome=reference)
        yield Entry("Matrix", name, row.total, theme="Any theme", outcome=reference)
    for theme, figure in zip(matrix.themes, matrix.totals, strict=True):
        yield Entry("Matrix", "All outcomes", figure, theme=theme)
    if matrix.total is not None:
        yield Entry("Matrix", "All outcomes", matrix.total, theme="Any theme")
