"""The matrix of outcomes and themes, and a section for each theme."""

from __future__ import annotations

from consult.services.reports import evidence, quotes
from consult.services.reports.beside import Neighbours
from consult.services.reports.facts import Facts, ThemeFacts
from consult.services.reports.grouping import Counted
from consult.services.reports.quotes import Quoter
from consult.writers.barrier_summary import (
    Count,
    Matrix,
    MatrixRow,
    Outcome,
    ThemeSection,
    TiedSolution,
)
from consult.writers.figures import Figure

NO_OUTCOME = Outcome("", "No outcome named")


def outcome_of(facts: Facts, outcome_id: int | None) -> Outcome:
    """Return an outcome as the report names it."""
    if outcome_id is None:
        return NO_OUTCOME
    found = facts.outcomes[outcome_id]
    return Outcome(found.reference, found.title)


def rows_of(facts: Facts) -> list[int | None]:
    """Return the rows of the matrix: every outcome, then, where there is need, none."""
    loose = facts.under(None) & facts.themed
    return [*facts.outcomes, *([None] if loose else [])]


def matrix(facts: Facts) -> Matrix:
    """Count each barrier once in a cell, in its row's total and in all."""
    if not facts.themes:
        return Matrix()
    return Matrix(
        themes=tuple(theme.name for theme in facts.themes),
        rows=tuple(_row(facts, outcome_id) for outcome_id in rows_of(facts)),
        totals=tuple(
            Figure(len(theme.members), evidence.name(theme=theme.key)) for theme in facts.themes
        ),
        total=Figure(len(facts.themed), evidence.name(theme=evidence.ANY)),
    )


def _row(facts: Facts, outcome_id: int | None) -> MatrixRow:
    outcome = outcome_of(facts, outcome_id)
    here = facts.under(outcome_id)
    reference = outcome.reference or evidence.NONE
    return MatrixRow(
        outcome=outcome,
        counts=tuple(
            Figure(len(theme.members & here), evidence.name(theme=theme.key, outcome=reference))
            for theme in facts.themes
        ),
        total=Figure(
            len(facts.themed & here), evidence.name(theme=evidence.ANY, outcome=reference)
        ),
    )


def sections(
    facts: Facts, quoter: Quoter, neighbours: Neighbours, by_partner: Counted
) -> tuple[ThemeSection, ...]:
    """Return a section for each theme, the largest first; no barrier is quoted twice in vain.

    Parameters
    ----------
    by_partner
        The table of partners, so that a section tells no count that the table hides.
    """
    quoted: set[int] = set()
    found = []
    for theme in facts.themes:
        members = [facts.barriers[member] for member in sorted(theme.members)]
        chosen = quotes.choose(members, neighbours.stems, besides=quoted)
        quoted.update(said.id for said in chosen)
        found.append(
            ThemeSection(
                key=theme.key,
                name=theme.name,
                definition=theme.definition,
                figure=Figure(len(members), evidence.name(theme=theme.key), facts.settled),
                by_part=_by_part(theme),
                by_outcome=_by_outcome(facts, theme),
                by_partner=_by_partner(theme, by_partner),
                partners_uncounted=_uncounted(theme, by_partner),
                quotes=quoter.quotes(chosen),
                tied_solutions=_tied_solutions(facts, theme, quoter, neighbours),
                solutions=quoter.quotes(neighbours.solutions[theme.key]),
                work=quoter.quotes(neighbours.work[theme.key]),
            )
        )
    return tuple(found)


def _by_part(theme: ThemeFacts) -> tuple[Count, ...]:
    """Return the sub-themes, the largest first; a barrier can stand under several of them."""
    return tuple(
        Count(part.name, Figure(len(part.members), evidence.name(theme=part.key)))
        for part in theme.parts
    )


def _tied_solutions(
    facts: Facts, theme: ThemeFacts, quoter: Quoter, neighbours: Neighbours
) -> tuple[TiedSolution, ...]:
    """Return the tied solutions, each with the theme's barriers that it answers."""
    return tuple(
        TiedSolution(
            quoter.quote(said),
            tuple(
                str(member)
                for member in sorted(theme.members)
                if said.id in facts.ties.get(member, ())
            ),
        )
        for said in neighbours.tied[theme.key]
    )


def _by_outcome(facts: Facts, theme: ThemeFacts) -> tuple[Count, ...]:
    """Return the outcomes under which the theme was named, in the strategy's order."""
    found = []
    for outcome_id in rows_of(facts):
        count = len(theme.members & facts.under(outcome_id))
        if count:
            outcome = outcome_of(facts, outcome_id)
            name = evidence.name(theme=theme.key, outcome=outcome.reference or evidence.NONE)
            found.append(Count(outcome.text, Figure(count, name, len(theme.members))))
    return tuple(found)


def _by_partner(theme: ThemeFacts, found: Counted) -> tuple[Count, ...]:
    """Return the partners that the theme's barriers name, the one named most often first."""
    named = [(name, count) for name, count, is_shown in found.under(theme) if is_shown]
    return tuple(
        Count(name, Figure(count, evidence.name(theme=theme.key, partner=name)))
        for name, count in sorted(named, key=lambda item: (-item[1], item[0]))
    )


def _uncounted(theme: ThemeFacts, found: Counted) -> tuple[str, ...]:
    """Return the partners that are named too seldom for a number, or hidden to protect those."""
    return tuple(sorted(name for name, _, is_shown in found.under(theme) if not is_shown))
