"""What stands beside a theme: the solutions that people named, and the work that is under way.

The rule is in `RULE`, in the words in which every report says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consult.services.reports.facts import Facts, Said, ThemeFacts
from consult.services.reports.stems import stems

MOST = 5
FEWEST = 3
RULE = (
    "Suggestions and work stand beside a theme by rule, not by judgement. First come those"
    " that were said under an outcome where the theme is named and that share a word with it,"
    f" by the number of such words; then, up to {FEWEST} in all, those said under the outcome where"
    " it is named most often. A word is shared where it stands in the theme’s name, or in two"
    " of its barriers and more often there than elsewhere."
)


@dataclass(frozen=True)
class Neighbours:
    """Finds the statements that stand beside a theme."""

    facts: Facts
    stems: dict[int, frozenset[str]]
    everywhere: Counter[str]

    def solutions(self, theme: ThemeFacts) -> list[Said]:
        """Return solutions, the closest in words first."""
        return self._beside(theme, self.facts.solutions)

    def work(self, theme: ThemeFacts) -> list[Said]:
        """Return work under way, the closest in words first."""
        return self._beside(theme, self.facts.work)

    @cached_property
    def unplaced_solutions(self) -> int:
        """Return how many solutions stand beside no theme."""
        shown = {said.id for theme in self.facts.themes for said in self.solutions(theme)}
        return len(self.facts.solutions) - len(shown)

    def _beside(self, theme: ThemeFacts, candidates: Iterable[Said]) -> list[Said]:
        outcomes = Counter(self.facts.barriers[member].outcome_id for member in theme.members)
        del outcomes[None]
        chief = max(outcomes, key=lambda each: (outcomes[each], -(each or 0)), default=None)
        vocabulary = self._vocabulary(theme)
        ranked = sorted(
            (-len(self.stems[said.id] & vocabulary), said.id not in self.facts.partners, said.id)
            for said in candidates
            if said.outcome_id in outcomes
        )
        by_id = {said.id: said for said in candidates}
        close = [by_id[said_id] for shared, _, said_id in ranked if shared][:MOST]
        others = [by_id[said_id] for shared, _, said_id in ranked if not shared]
        near = [said for said in others if said.outcome_id == chief]
        return close + near[: max(0, FEWEST - len(close))]

    def _vocabulary(self, theme: ThemeFacts) -> frozenset[str]:
        """Return the words that belong to the theme rather than to barriers at large."""
        here = Counter(stem for member in theme.members for stem in self.stems[member])
        share = len(theme.members) / max(1, self.facts.counting)
        own = {
            stem
            for stem, count in here.items()
            if count > 1 and count > share * self.everywhere[stem]
        }
        return stems(theme.name) | own


def neighbours(facts: Facts) -> Neighbours:
    """Take every statement apart into its words, once."""
    said = (*facts.barriers.values(), *facts.solutions, *facts.work)
    found = {each.id: stems(each.text) for each in said}
    everywhere = Counter(stem for barrier in facts.barriers for stem in found[barrier])
    return Neighbours(facts, found, everywhere)
