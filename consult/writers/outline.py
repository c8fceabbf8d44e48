"""A barrier summary in reading order: the one content of the page, the Word file and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from consult.writers import outline_end, outline_matrix, standing
from consult.writers.barrier_summary import (
    BarrierSummary,
    Count,
    FirstLine,
    Proposal,
    Quote,
    ThemeSection,
    TiedSolution,
)
from consult.writers.blocks import (
    Block,
    Cell,
    Document,
    Findings,
    Heading,
    Items,
    KeyFigures,
    Paragraph,
    Quotation,
    Run,
    Table,
    Tone,
    number,
    says,
    share,
    words,
)
from consult.writers.figures import Figure, counted, dated, joined, period, whole

NUMBER_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
NOTHING_ACCEPTED = (
    "No barrier has been accepted yet. This summary fills in as statements are put under themes"
    " and people accept them."
)
HIDDEN = (
    "Not shown: so few took part in this way, or in another way whose number could be worked out"
    " from it, that a person could be known."
)


def outline(summary: BarrierSummary) -> Document:
    """Return the report's blocks, from the key figures to the ledger."""
    return Document(
        title=summary.title,
        organisation=summary.organisation,
        subtitle=summary.consultation,
        subject=f"Barrier summary of {summary.consultation}",
        made_on=summary.generated_on,
        blocks=tuple(_blocks(summary)),
    )


def _blocks(summary: BarrierSummary) -> Iterator[Block]:
    yield from standing.head(summary.standing)
    if summary.purpose:
        yield says(summary.purpose, Tone.LEAD)
    yield says(_dates(summary), Tone.NOTE)
    yield from _waiting(summary)
    yield KeyFigures(_key_figures(summary))
    yield from _first_lines(summary)
    yield from _base(summary)
    yield from _proposal(summary.proposal)
    if summary.sections:
        yield from outline_matrix.blocks(summary)
        yield Heading(1, "The themes, one by one")
        for section in summary.sections:
            yield from _theme(section)
    yield from outline_end.blocks(summary)
    if summary.standing is not None:
        yield from standing.signatures(summary.standing.signatures)
        yield from standing.foot(replace(summary.standing, signatures=()))


def _dates(summary: BarrierSummary) -> str:
    asked = period(summary.opened_on, summary.closed_on)
    made = f"Summary made on {dated(summary.generated_on)}."
    return f"Consultation: {asked}. {made}" if asked else made


def _waiting(summary: BarrierSummary) -> Iterator[Paragraph]:
    """Say before anything else that the figures are not yet the last ones."""
    figure = summary.base.counted
    if figure is None or not summary.base.waiting:
        return
    wait = "waits" if summary.base.waiting == 1 else "wait"
    part = f"{whole(summary.base.waiting)} of {counted(figure.base or 0, 'barrier')}"
    yield Paragraph(
        (
            Run("Not finished: ", strong=True),
            Run(f"{part} {wait} for review, and count under no theme yet."),
            Run(" Every share is of the other "),
            Run(whole(figure.count), evidence=figure.evidence),
            Run("."),
        )
    )


def _key_figures(summary: BarrierSummary) -> tuple[tuple[str, Cell], ...]:
    """Return at most four numbers: more would not be key."""
    people = [(count.label, number(count.figure)) for count in summary.base.people]
    return (
        ("Statements", number(summary.base.statements)),
        ("Barriers", number(summary.base.barriers)),
        *people[:2],
    )


def _first_lines(summary: BarrierSummary) -> Iterator[Block]:
    if not summary.sections:
        yield Heading(1, "In brief")
        yield says(NOTHING_ACCEPTED)
        return
    if not summary.first_lines:
        return
    count = len(summary.first_lines)
    word = NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else whole(count)
    yield Heading(1, f"{word} line{'' if count == 1 else 's'} to remember")
    yield Findings(tuple(_sentence(line) for line in summary.first_lines))


def _sentence(line: FirstLine) -> tuple[Run, ...]:
    return tuple(
        Run(part) if isinstance(part, str) else Run(part.text, True, part.evidence)
        for part in line.parts
    )


def _base(summary: BarrierSummary) -> Iterator[Block]:
    yield Heading(1, "Who answered, and how much they said")
    base = summary.base
    yield says(
        f"{counted(base.statements.count, 'statement')} came in;"
        f" {counted(base.barriers.count, 'of them names', 'of them name')} a barrier."
    )
    if base.people or base.not_shown:
        rows = (
            *((words(c.label), number(c.figure)) for c in base.people),
            *((words(label), Cell("not shown", is_number=True)) for label in base.not_shown),
        )
        yield Table("Who took part, by route", ("Route", "How many"), rows, (0.42, 0.16))
    if base.not_shown:
        yield says(HIDDEN, Tone.NOTE)


def _proposal(proposal: Proposal | None) -> Iterator[Block]:
    if proposal is None:
        return
    yield Heading(1, "Where statements stand on the proposal")
    yield says(proposal.text, lead="The proposal.")
    decided = proposal.decided
    yield Paragraph(
        (
            Run(decided.text, evidence=decided.evidence),
            Run(" of the statements that count have a position that somebody decided."),
            Run(" Positions are counted apart from themes."),
        )
    )
    rows = tuple((words(c.label), number(c.figure), share(c.figure)) for c in proposal.stands)
    yield Table(
        f"Position on the proposal, of {counted(decided.count, 'statement')}",
        ("Position", "Statements", "Share"),
        rows,
        (0.42, 0.16, 0.16),
    )


def _theme(section: ThemeSection) -> Iterator[Block]:
    yield Heading(2, section.name)
    if section.definition:
        yield says(section.definition)
    yield _how_often(section.figure)
    yield from _where(section)
    yield from _quotes(section.quotes)
    yield from _tied(section.tied_solutions)
    yield from _named("What people suggested under the same outcomes", section.solutions)
    yield from _named("Work under way under the same outcomes", section.work)


def _how_often(figure: Figure) -> Paragraph:
    noun = "barrier" if figure.base is None and figure.count == 1 else "barriers"
    count = Run(figure.text, evidence=figure.evidence)
    return Paragraph((Run("How often. ", strong=True), count, Run(f" {noun}.")))


def _where(section: ThemeSection) -> Iterator[Block]:
    if section.by_part:
        yield Paragraph(tuple(_in_a_row("Sub-themes.", section.by_part)))
    if section.by_partner:
        yield Paragraph(tuple(_in_a_row("Partners named.", section.by_partner)))
    if section.partners_uncounted:
        lead = "Also named, too seldom for a number."
        yield says(f"{joined(section.partners_uncounted)}.", lead=lead)
    if section.by_outcome:
        yield _by_outcome(section.name, section.by_outcome)


def _in_a_row(lead: str, counts: tuple[Count, ...]) -> Iterator[Run]:
    yield Run(f"{lead} ", strong=True)
    for place, count in enumerate(counts, start=1):
        yield Run(f"{count.label} ")
        yield Run(whole(count.figure.count), evidence=count.figure.evidence)
        yield Run("; " if place < len(counts) else ".")


def _by_outcome(name: str, counts: tuple[Count, ...]) -> Table:
    caption = f"{name}, by outcome"
    if not any(count.figure.percentage for count in counts):
        plain = tuple((words(c.label), number(c.figure)) for c in counts)
        return Table(caption, ("Outcome", "Barriers"), plain, (0.64, 0.14))
    rows = tuple((words(c.label), number(c.figure), share(c.figure)) for c in counts)
    header = ("Outcome", "Barriers", "Share of the theme")
    return Table(caption, header, rows, (0.64, 0.14, 0.22))


def _quotes(quotes: Iterable[Quote]) -> Iterator[Block]:
    for place, quote in enumerate(quotes):
        if place == 0:
            yield Heading(3, "In people’s own words")
        yield Quotation(quote.text, quote.source, quote.statement_id)


def _tied(solutions: tuple[TiedSolution, ...]) -> Iterator[Block]:
    if solutions:
        yield Heading(3, "Possible solutions to these barriers")
        yield Items(tuple((solution.quote.text, solution.source) for solution in solutions))


def _named(title: str, statements: tuple[Quote, ...]) -> Iterator[Block]:
    if statements:
        yield Heading(3, title)
        yield Items(tuple((quote.text, quote.source) for quote in statements))
