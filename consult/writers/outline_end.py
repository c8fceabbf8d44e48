"""The last pages: gaps, overlaps, what cannot be concluded, how it was done, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from consult.writers import barrier_summary as content
from consult.writers import listing, outline_attendance
from consult.writers.barrier_summary import BarrierSummary, Gap, Ledger, Method, Overlap, Route
from consult.writers.blocks import (
    Block,
    Cell,
    Heading,
    Items,
    Paragraph,
    Run,
    Table,
    Tone,
    number,
    says,
    words,
)
from consult.writers.figures import Figure, counted, dated, joined, period

LEDGER_ROWS = (
    ("themed", "Under at least one theme"),
    ("other", "Under no theme (other)"),
    ("empty", "Empty: nothing was said"),
    ("duplicate", "Duplicate: the same statement twice"),
    ("campaign", "Campaign: the same words sent by many"),
    ("withheld", "Withheld, with a reason on record"),
    ("waiting", "Waiting for review"),
)


def blocks(summary: BarrierSummary) -> Iterator[Block]:
    """Return the blocks that follow the themes."""
    yield from _gaps(summary)
    yield from _overlaps(summary.overlaps)
    if summary.cannot_conclude:
        yield Heading(1, "What we cannot conclude")
        yield Items(tuple((text, "") for text in summary.cannot_conclude))
    yield from _method(summary.method)
    yield from outline_attendance.blocks(summary.attendance)
    yield from _ledger(summary.ledger)
    yield from _short_names(summary.short_names)
    yield from _evidence(summary)


def _gaps(summary: BarrierSummary) -> Iterator[Block]:
    if not (summary.barriers_without_work or summary.work_without_barriers):
        return
    yield Heading(1, "Gaps")
    yield says("Where a barrier and the work against it did not meet in what people told us.")
    if summary.barriers_without_work:
        yield from _gap(
            "Barriers with no work against them", "Barriers", summary.barriers_without_work
        )
    if summary.work_without_barriers:
        yield from _gap("Work with no barrier named", "Work", summary.work_without_barriers)


def _gap(title: str, what: str, gaps: tuple[Gap, ...]) -> Iterator[Block]:
    yield Heading(2, title)
    rows = tuple((words(gap.outcome.text), number(gap.figure)) for gap in gaps)
    yield Table(f"{title}, by outcome", ("Outcome", what), rows, (0.82, 0.18))
    examples = tuple((quote.text, quote.source) for gap in gaps for quote in gap.examples)
    if examples:
        yield says("Some of them, in people’s own words:")
        yield Items(examples)


def _overlaps(overlaps: tuple[Overlap, ...]) -> Iterator[Block]:
    if not overlaps:
        return
    yield Heading(1, "Where partners overlap")
    confirmed = [each for each in overlaps if each.is_confirmed]
    if confirmed:
        yield says(
            "Similar work that two or more partners told us of, side by side. An officer read each"
            " pair and confirmed that it overlaps."
        )
        for overlap in confirmed:
            yield from _overlap(overlap)
    unconfirmed = [each for each in overlaps if not each.is_confirmed]
    if unconfirmed:
        yield says(
            "Work that may overlap: its words are alike, and nobody has said whether it does."
            " For staff; it is in no file and no paper."
        )
        for overlap in unconfirmed:
            yield from _overlap(overlap)


def _overlap(overlap: Overlap) -> Iterator[Block]:
    yield Heading(2, overlap.title)
    yield says(f"{joined(overlap.partners)}.", lead="Partners.")
    if overlap.reason:
        yield says(overlap.reason, lead="Why.")
    yield Items(tuple((quote.text, quote.source) for quote in overlap.statements))


def _method(method: Method) -> Iterator[Block]:
    if method == Method():
        return
    yield Heading(1, "How this was done")
    if method.routes:
        rows = tuple(_route(route) for route in method.routes)
        yield Table(
            "Ways to take part", ("Route", "What it was", "Dates"), rows, (0.24, 0.44, 0.32)
        )
    if method.decided_by_people is not None:
        yield _reviewed(method.decided_by_people)
    for note in method.notes:
        yield says(note)
    if method.run is not None:
        yield says(_run(method.run), Tone.NOTE)


def _route(route: Route) -> tuple[Cell, ...]:
    dates = period(route.first_day, route.last_day)
    return (words(route.name), words(route.detail), words(dates or "not recorded"))


def _reviewed(figure: Figure) -> Paragraph:
    share = Run(figure.text, evidence=figure.evidence)
    made = "" if figure.count == figure.base else "; a machine made the others"
    rest = Run(f" of the codings in this report{made}.")
    return Paragraph(
        (Run("Decided by people. ", strong=True), Run("A person decided "), share, rest)
    )


def _run(run: content.Run) -> str:
    day = f"run on {dated(run.run_on)}, " if run.run_on else ""
    versions = "; ".join(f"{name} {version}" for name, version in run.versions)
    return (
        f"To repeat the analysis: {day}seed {run.seed}, digest of the input {run.digest}"
        f"{f', versions {versions}' if versions else ''}."
    )


def _ledger(ledger: Ledger) -> Iterator[Block]:
    yield Heading(1, "Every barrier accounted for")
    received = counted(ledger.received.count, "barrier")
    yield says(f"{received} came in. Each is in exactly one line of this table.")
    rows = [
        (words(label), number(getattr(ledger, name)))
        for name, label in LEDGER_ROWS
        # Once the review is done nothing waits, and the line would only puzzle.
        if name != "waiting" or ledger.waiting.count
    ]
    rows.append((words("Received"), number(ledger.received)))
    yield Table(
        "Where each barrier is",
        ("Place", "Barriers"),
        tuple(rows),
        (0.46, 0.16),
        has_total=True,
    )
    yield says("The lines add up to what was received. Nothing was deleted.", Tone.NOTE)


def _short_names(names: tuple[tuple[str, str], ...]) -> Iterator[Block]:
    if not names:
        return
    yield Heading(1, "Short names")
    rows = tuple((words(short), words(meaning)) for short, meaning in names)
    header = ("As written", "What it stands for")
    yield Table("Short names in people’s own words", header, rows, (0.26, 0.74))


def _evidence(summary: BarrierSummary) -> Iterator[Block]:
    """Name what each figure was counted by, so that anyone can count again."""
    yield Heading(1, "Where the figures come from")
    yield says(
        "Each figure has a name, by which its statements can be looked up. The workbook of this"
        " report names those of every table as well."
    )
    rows = tuple(
        (words(f"{entry.part}: {entry.item}"), number(entry.figure), words(entry.figure.evidence))
        for entry in listing.headline_figures(summary)
    )
    header = ("Where it stands", "Figure", "Evidence")
    yield Table("Figures and their evidence", header, rows, (0.56, 0.12, 0.32))
