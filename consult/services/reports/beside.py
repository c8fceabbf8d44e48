"""What stands beside a theme: the solutions that people named, and the work that is under way.

The rule is in `RULE`, in the words in which every report says it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from consult.services.reports.facts import Facts, Said, ThemeFacts
from consult.services.reports.stems import stems

MOST = 5
FEWEST = 3
RULE = (
    "A solution that somebody tied to a barrier stands under every theme of that barrier. Other"
    " suggestions, and work, stand beside a theme by rule, not by judgement. First come those"
    " that were said under an outcome where the theme is named and that share a word with it,"
    f" by the number of such words; then, up to {FEWEST} in all, those said under the outcome where"
    " it is named most often. A word is shared where it stands in the theme’s name, or in two"
    " of its barriers and more often there than elsewhere."
)


@dataclass(frozen=True)
class Neighbours:
    """What stands beside each theme, by its key.

    Attributes
    ----------
    stems
        The words of each statement, by its id.
    tied
        The solutions that people tied to a barrier of the theme; `solutions` are found by rule.
    """

    stems: dict[int, frozenset[str]]
    tied: dict[str, list[Said]]
    solutions: dict[str, list[Said]]
    work: dict[str, list[Said]]
    unplaced_solutions: int


def neighbours(facts: Facts) -> Neighbours:
    """Take every statement apart into its words, once, and find what stands beside each theme."""
    said = (*facts.barriers.values(), *facts.solutions, *facts.work)
    found = {each.id: stems(each.text) for each in said}
    everywhere = Counter(stem for barrier in facts.barriers for stem in found[barrier])
    own = {theme.key: _vocabulary(facts, theme, found, everywhere) for theme in facts.themes}
    tied = {theme.key: _tied(facts, theme) for theme in facts.themes}
    solutions = _beside(facts, facts.solutions, found, own)
    for key, chosen in tied.items():
        solutions[key] = [each for each in solutions[key] if each not in chosen]
    work = _beside(facts, facts.work, found, own)
    both = (*tied.values(), *solutions.values())
    placed = {each.id for beside in both for each in beside}
    return Neighbours(found, tied, solutions, work, len(facts.solutions) - len(placed))


def _tied(facts: Facts, theme: ThemeFacts) -> list[Said]:
    """Return the solutions tied to a barrier of the theme; to the most barriers first."""
    tied = Counter(solution for member in theme.members for solution in facts.ties.get(member, ()))
    found = [each for each in facts.solutions if each.id in tied]
    return sorted(found, key=lambda each: (-tied[each.id], each.id))


def _vocabulary(
    facts: Facts,
    theme: ThemeFacts,
    found: dict[int, frozenset[str]],
    everywhere: Counter[str],
) -> frozenset[str]:
    """Return the words that belong to the theme rather than to barriers at large."""
    here = Counter(stem for member in theme.members for stem in found[member])
    share = len(theme.members) / max(1, facts.counting)
    own = (stem for stem, count in here.items() if count > 1 and count > share * everywhere[stem])
    return stems(theme.name).union(own)


def _beside(
    facts: Facts,
    candidates: tuple[Said, ...],
    found: dict[int, frozenset[str]],
    own: dict[str, frozenset[str]],
) -> dict[str, list[Said]]:
    """Return for each theme what stands beside it; what stands beside others comes later."""
    shown: Counter[int] = Counter()
    placed = {}
    for theme in facts.themes:
        outcomes = Counter(facts.barriers[member].outcome_id for member in theme.members)
        here = [each for each in candidates if each.outcome_id and each.outcome_id in outcomes]
        shared = {each.id: len(found[each.id] & own[theme.key]) for each in here}
        close = sorted((e for e in here if shared[e.id]), key=lambda e: (-shared[e.id], e.id))
        chief = _chief(outcomes)
        near = sorted(
            (each for each in here if not shared[each.id] and each.outcome_id == chief),
            key=lambda each: (shown[each.id], each.id not in facts.partners, each.id),
        )
        chosen = close[:MOST] + near[: max(0, FEWEST - len(close))]
        shown.update(each.id for each in chosen)
        placed[theme.key] = chosen
    return placed


def _chief(outcomes: Counter[int | None]) -> int | None:
    """Return the outcome that was named most often, the first of several."""
    named = [each for each in outcomes if each is not None]
    return min(named, key=lambda each: (-outcomes[each], each), default=None)
