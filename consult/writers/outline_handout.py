"""A summary for residents in reading order: two pages, or Easy Read with one idea a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.writers import standing
from consult.writers.barrier_summary import Count, Quote, ThemeSection
from consult.writers.blocks import (
    Block,
    Chart,
    Document,
    Heading,
    Items,
    Paragraph,
    Quotation,
    Run,
    Tone,
    says,
)
from consult.writers.figures import Figure, period, whole
from consult.writers.handout import EASY_READ, Handout
from consult.writers.outline_matrix import base_note

CHART = "themes-shown"
MOST_LINES = 3
MOST_QUOTES = 3
MOST_SOLUTIONS = 3
MOST_DECIDED = 3
LONGEST_QUOTE = 180
LONGEST_PURPOSE = 400
LONGEST_LINE = 260
LONGEST_MEANING = 130
STATEMENTS_NOT_PEOPLE = (
    "The numbers count statements, not people. One person can make several, and one note from a"
    " table can speak for several people. Those who took part are not a sample of everybody."
)


def outline(handout: Handout) -> Document:
    """Return the handout's blocks."""
    summary = handout.summary
    is_easy = handout.manner == EASY_READ
    return Document(
        title=handout.title,
        organisation=summary.organisation,
        subtitle=summary.consultation,
        subject=f"Summary for residents of {summary.consultation}",
        made_on=summary.generated_on,
        blocks=(
            *standing.head(summary.standing),
            *(_easy(handout) if is_easy else _plain(handout)),
            *standing.foot(summary.standing),
        ),
        is_large=is_easy,
    )


def alt(handout: Handout) -> str:
    """Return the chart in words, with all that it shows."""
    named = "; ".join(f"{each.name}: {each.figure.text}" for each in handout.themes)
    return f"Bar chart of how many barriers stand under each theme. {named}."


def quotes(handout: Handout) -> tuple[tuple[ThemeSection, Quote], ...]:
    """Return one short quote of each of the largest themes that has one, none twice."""
    found: dict[str, tuple[ThemeSection, Quote]] = {}
    for section in handout.themes:
        short = [q for q in section.quotes if len(q.text) <= LONGEST_QUOTE]
        for quote in [q for q in short if q.statement_id not in found][:1]:
            found[quote.statement_id] = section, quote
    return tuple(found.values())


def solutions(handout: Handout) -> tuple[Quote, ...]:
    """Return what people said would help: first what somebody tied to a barrier."""
    every = [
        *(tied.quote for section in handout.themes for tied in section.tied_solutions),
        *(quote for section in handout.themes for quote in section.solutions),
    ]
    found = {quote.text: quote for quote in reversed(every) if len(quote.text) <= LONGEST_QUOTE}
    return tuple(found.values())[::-1][:MOST_SOLUTIONS]


def _plain(handout: Handout) -> Iterator[Block]:
    summary = handout.summary
    if summary.purpose and len(summary.purpose) <= LONGEST_PURPOSE:
        yield says(summary.purpose, Tone.LEAD)
    asked = period(summary.opened_on, summary.closed_on)
    if asked:
        yield says(f"You could take part: {asked}.", Tone.NOTE)
    yield _came_in(handout)
    yield from _people(handout)
    if not handout.themes:
        yield says("What was said has not been sorted into themes yet.")
        return
    yield Heading(1, "What gets in the way")
    for line in [each for each in handout.lines if len(each.text) <= LONGEST_LINE][:MOST_LINES]:
        yield Paragraph(
            tuple(
                Run(part) if isinstance(part, str) else Run(part.text, True, part.evidence)
                for part in line.parts
            )
        )
    yield Chart(CHART, f"The barriers that were named most often{_of_all(handout)}", alt(handout))
    yield from _meanings(handout)
    yield from _said(handout)
    yield from _decided(handout)
    yield says(STATEMENTS_NOT_PEOPLE, lead="How to read this.")
    yield from _contact(handout)


def _of_all(handout: Handout) -> str:
    base = handout.summary.base.of_shares
    return f" ({base_note(handout.summary)})" if handout.may_show(base) else ""


def _bound(figure: Figure, text: str = "") -> Run:
    return Run(text or figure.text, True, figure.evidence)


def _came_in(handout: Handout) -> Paragraph:
    base = handout.summary.base
    if not (handout.may_show(base.statements) and handout.may_show(base.barriers)):
        return says("Too few statements came in to show how many.")
    return Paragraph(
        (
            Run("We received "),
            _bound(base.statements),
            Run(" statements. "),
            _bound(base.barriers),
            Run(" of them name a barrier: something that gets in the way."),
            *_sorted(handout, " The numbers below are of the ", " that were sorted into themes."),
        )
    )


def _sorted(handout: Handout, before: str, after: str) -> tuple[Run, ...]:
    """Return of how many the shares are, where that is not all barriers."""
    base = handout.summary.base
    if not base.waiting or not handout.may_show(base.of_shares):
        return ()
    count = base.of_shares
    return Run(before), Run(whole(count.count), True, count.evidence), Run(after)


def _people(handout: Handout) -> Iterator[Paragraph]:
    shown = [each for each in handout.summary.base.people if handout.may_show(each.figure)]
    if shown:
        yield Paragraph(tuple(_in_a_row(shown)))


def _in_a_row(counts: list[Count]) -> Iterator[Run]:
    yield Run("Who took part. ", strong=True)
    for place, count in enumerate(counts, start=1):
        yield Run(f"{count.label}: ")
        yield Run(whole(count.figure.count), evidence=count.figure.evidence)
        yield Run("; " if place < len(counts) else ".")


def _meanings(handout: Handout) -> Iterator[Block]:
    for section in handout.themes:
        meaning = section.definition if len(section.definition) <= LONGEST_MEANING else ""
        if meaning:
            yield says(meaning, lead=f"{section.name}.")
    if handout.others:
        yield says("Other barriers were named less often. The full report has them all.", Tone.NOTE)


def _said(handout: Handout) -> Iterator[Block]:
    found = quotes(handout)[:MOST_QUOTES]
    if found:
        yield Heading(1, "In people’s own words")
    for section, quote in found:
        yield Quotation(quote.text, section.name, quote.statement_id)
    helped = solutions(handout)
    if helped:
        yield Heading(1, "What people said would help")
        yield Items(tuple((quote.text, "") for quote in helped))


def _decided(handout: Handout) -> Iterator[Block]:
    yield Heading(1, "What happens next")
    if not handout.decided:
        yield says("No decision has been published yet. Each will be, with its reason.")
    for each in handout.decided[:MOST_DECIDED]:
        yield Paragraph(
            (
                Run("You said: ", strong=True),
                Run(f"{each.said} "),
                Run("Decided: ", strong=True),
                Run(each.decided),
            )
        )


def _contact(handout: Handout) -> Iterator[Paragraph]:
    if handout.contact:
        yield says(handout.contact, lead="Questions, or another format:")


def _easy(handout: Handout) -> Iterator[Block]:
    yield Heading(1, "What this is about")
    for sentence in sentences(handout.summary.purpose):
        yield says(sentence)
    yield from _easy_numbers(handout)
    if handout.themes:
        yield Heading(1, "What gets in the way")
        yield says("Some things were said more often than others.")
        yield says("These are the things that were said most often.")
    for section in handout.themes:
        yield Heading(2, section.name)
        yield Paragraph((_bound(section.figure, out_of(section.figure)), Run(" barriers.")))
        for _, quote in (found for found in quotes(handout) if found[0] is section):
            yield says("Somebody said:")
            # The theme is the heading just above.
            yield Quotation(quote.text, "", quote.statement_id)
    yield Heading(1, "What happens next")
    if not handout.decided:
        yield says("Nothing has been decided yet.")
        yield says("We will tell you what is decided, and why.")
    for each in handout.decided[:MOST_DECIDED]:
        yield Heading(2, "You said")
        yield from map(says, sentences(each.said))
        yield Paragraph((Run("This was decided:", True),))
        yield from map(says, sentences(each.decided))
    yield Heading(1, "More information")
    yield says("One person can say several things.")
    yield says("So the numbers do not tell how many people think so.")
    yield from _contact(handout)


def _easy_numbers(handout: Handout) -> Iterator[Block]:
    base = handout.summary.base
    yield Heading(1, "What people told us")
    if not (handout.may_show(base.statements) and handout.may_show(base.barriers)):
        yield says("Only few people told us something.")
        return
    yield Paragraph((Run("People told us "), _bound(base.statements), Run(" things.")))
    yield Paragraph((_bound(base.barriers), Run(" of them are barriers.")))
    yield says("A barrier is something that gets in the way.")
    runs = _sorted(handout, "We have sorted ", " barriers so far.")
    if runs:
        yield Paragraph(runs)


def out_of(figure: Figure) -> str:
    """Return a figure without its percentage, which few read easily."""
    if figure.base is None:
        return whole(figure.count)
    return f"{whole(figure.count)} out of {whole(figure.base)}"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, one a line.

    >>> sentences("Come by bus. There is a ramp!")
    ['Come by bus.', 'There is a ramp!']
    """
    return [each.strip() for each in re.split(r"(?<=[.!?])\s+|\n+", text) if each.strip()]
