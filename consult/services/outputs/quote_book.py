"""The quote book: what people said under each theme, in their own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.readers import identifying
from consult.services import disclosure
from consult.services.reports import beside, evidence, gathering, quotes
from consult.services.reports.facts import Facts, Said, ThemeFacts
from consult.services.reports.quotes import Quoter
from consult.writers.booklet import Booklet, Part, Quoted
from consult.writers.figures import Figure, counted

MOST = 12
"""Quotes under one theme; its page says out of how many they were chosen."""

RULE = (
    f"Up to {MOST} statements stand under each theme, each once. Those that officers bookmarked"
    " come first; then the rule takes statements that are unlike each other, from the route, the"
    " outcome and the source that has been heard least. Every quote is whole and in the speaker’s"
    " own words, with its number. Where personal data was taken out by a person, [square brackets]"
    " say what stood there."
)


def build(
    session: Session, consultation: Consultation, *, made_on: date, organisation: str
) -> Booklet:
    """Return the quotes by theme, the largest theme first.

    A statement by which a person could be known is not in it.
    """
    facts = gathering.gather(session, consultation)
    safe = {key: said for key, said in facts.barriers.items() if not identifying.find(said.text)}
    return Booklet(
        title="What people said",
        organisation=organisation,
        subtitle=consultation.title,
        subject=f"Quotes by theme from {consultation.title}",
        made_on=made_on,
        parts=tuple(_parts(session, consultation, facts, safe)),
    )


def _parts(
    session: Session, consultation: Consultation, facts: Facts, safe: dict[int, Said]
) -> Iterator[Part]:
    left_out = len(facts.themed - safe.keys())
    said = [("How they were chosen.", RULE)]
    if left_out:
        told = f"{counted(left_out, 'statement')} by which a person could be known"
        said.append(("Left out.", f"{told} {'is' if left_out == 1 else 'are'} not quoted here."))
    if not facts.themes:
        said = [("", "No barrier is under an accepted theme yet, so nothing is quoted.")]
    yield Part(said=tuple(said))
    quoter = quotes.quoter(session, consultation, facts)
    stems = beside.neighbours(facts).stems
    quoted: set[int] = set()
    for theme in facts.themes:
        here = [safe[each] for each in sorted(theme.members & safe.keys() - quoted)]
        is_shown = _is_shown(theme, consultation)
        chosen = quotes.choose(here, stems, most=MOST) if is_shown else []
        quoted.update(each.id for each in chosen)
        yield _part(theme, chosen, quoter, facts, is_shown=is_shown)


def _is_shown(theme: ThemeFacts, consultation: Consultation) -> bool:
    """Return whether so many named the theme that their words do not tell who they are."""
    kept = disclosure.line([len(theme.members)], consultation.fewest_shown)
    return kept.counts[0] is not None


def _part(
    theme: ThemeFacts, chosen: list[Said], quoter: Quoter, facts: Facts, *, is_shown: bool
) -> Part:
    figure = Figure(len(theme.members), evidence.name(theme=theme.key), facts.settled)
    how_often = (
        f"{figure.text} barriers." if is_shown else "Too seldom to show a number or a quote."
    )
    nothing = "Nothing can be quoted here that is not quoted above."
    return Part(
        theme.name,
        said=(
            *([("", theme.definition)] if theme.definition else []),
            ("How often.", how_often),
            *([("", nothing)] if is_shown and not chosen else []),
        ),
        quotes=tuple(
            Quoted(quote.text, quote.source, quote.statement_id) for quote in quoter.quotes(chosen)
        ),
    )
