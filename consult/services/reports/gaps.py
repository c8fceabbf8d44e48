"""Where barriers and work did not meet, and where two partners may do the same."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from consult.models.overlaps import Verdict
from consult.services.reports import evidence, quotes
from consult.services.reports.beside import Neighbours
from consult.services.reports.facts import Facts, Said
from consult.services.reports.quotes import Quoter
from consult.services.reports.stems import SHARED_WORDS, are_alike, stems, words
from consult.services.reports.themes import outcome_of
from consult.writers.barrier_summary import Gap, Overlap
from consult.writers.figures import Figure, joined

EXAMPLES = 2
MOST_OVERLAPS = 10
COMMON_WORD = 40
"""A word in more pieces of work than this, under one outcome, tells no two of them together."""

NAMES = {Verdict.CONFIRMED: "Overlap", Verdict.REJECTED: "No overlap"}

RULE = (
    f"Work of two partners under one outcome may overlap where it shares at least {SHARED_WORDS}"
    " words and half of the shorter text; whether it does is for people to say."
)


def barriers_without_work(facts: Facts, quoter: Quoter, neighbours: Neighbours) -> tuple[Gap, ...]:
    """Return the outcomes under which barriers were named, and no work at all."""
    worked = {said.outcome_id for said in facts.work}
    return tuple(
        _gap(facts, quoter, neighbours, outcome_id, [facts.barriers[each] for each in sorted(here)])
        for outcome_id in facts.outcomes
        if (here := facts.under(outcome_id)) and outcome_id not in worked
    )


def work_without_barriers(facts: Facts, quoter: Quoter, neighbours: Neighbours) -> tuple[Gap, ...]:
    """Return the outcomes under which work was told of, and no barrier at all."""
    by_outcome = _by_outcome(facts)
    return tuple(
        _gap(facts, quoter, neighbours, outcome_id, by_outcome[outcome_id])
        for outcome_id in facts.outcomes
        if by_outcome.get(outcome_id) and not facts.under(outcome_id)
    )


def _by_outcome(facts: Facts) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for said in facts.work:
        if said.outcome_id is not None:
            found[said.outcome_id].append(said)
    return found


def _gap(
    facts: Facts, quoter: Quoter, neighbours: Neighbours, outcome_id: int, said: list[Said]
) -> Gap:
    outcome = outcome_of(facts, outcome_id)
    counted = evidence.name(kind=said[0].kind.value, outcome=outcome.reference, state="live")
    examples = quotes.choose(said, neighbours.stems, most=EXAMPLES)
    return Gap(outcome, Figure(len(said), counted), quoter.quotes(examples))


def overlaps(facts: Facts, quoter: Quoter, neighbours: Neighbours) -> tuple[Overlap, ...]:
    """Return the pairs of work that are most alike, and of which nobody has said anything.

    No piece of work stands in two of them.
    """
    pairs = sorted(
        (pair for work in _by_outcome(facts).values() for pair in _alike(facts, neighbours, work)),
        key=lambda pair: (-pair[0], pair[1].id, pair[2].id),
    )
    shown: set[int] = set()
    found: list[Overlap] = []
    for _, one, other in pairs:
        is_new = not shown & {one.id, other.id} and (one.id, other.id) not in facts.overlaps
        if len(found) < MOST_OVERLAPS and is_new:
            shown |= {one.id, other.id}
            found.append(_overlap(facts, quoter, one, other))
    return tuple(found)


def judged_overlaps(facts: Facts, quoter: Quoter, *, verdict: Verdict) -> tuple[Overlap, ...]:
    """Return the pairs of work of which a person said this, with the reason."""
    return tuple(
        replace(
            _overlap(facts, quoter, one, other, NAMES[verdict]),
            standing=verdict.value,
            reason=reason,
        )
        for one, other, reason in facts.judged(verdict)
    )


def _alike(
    facts: Facts, neighbours: Neighbours, work: list[Said]
) -> Iterator[tuple[float, Said, Said]]:
    """Yield pairs of different partners' work with the share of words that they have in common."""
    named = {said.id: set(facts.partners_of(said)) for said in work}
    by_id = {said.id: said for said in work if named[said.id]}
    for (one, other), shared in _shared(neighbours, by_id).items():
        words_of = neighbours.stems[one], neighbours.stems[other]
        if are_alike(*words_of) and not named[one] & named[other]:
            yield shared / min(map(len, words_of)), by_id[one], by_id[other]


def _shared(neighbours: Neighbours, by_id: dict[int, Said]) -> Counter[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for said_id in sorted(by_id):
        for stem in neighbours.stems[said_id]:
            holders[stem].append(said_id)
    return Counter(
        pair
        for ids in holders.values()
        if len(ids) <= COMMON_WORD
        for pair in itertools.combinations(ids, 2)
    )


def _overlap(
    facts: Facts, quoter: Quoter, one: Said, other: Said, what: str = "May overlap"
) -> Overlap:
    outcomes = dict.fromkeys(
        outcome_of(facts, said.outcome_id).reference
        for said in (one, other)
        if said.outcome_id is not None
    )
    names = dict.fromkeys([*facts.partners_of(one), *facts.partners_of(other)])
    alike = _shared_words(one.text, other.text)
    about = f": {joined(alike)}" if alike else ""
    return Overlap(
        title=what + (f", outcome {joined(list(outcomes))}" if outcomes else "") + about,
        partners=tuple(names),
        statements=quoter.quotes((one, other)),
    )


def _shared_words(text: str, other: str) -> list[str]:
    """Return the words that both share, as the first of them writes them."""
    wanted = stems(other)
    return list(dict.fromkeys(word for word in words(text) if stems(word) & wanted))
