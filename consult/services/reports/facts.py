"""What a report rests on: the statements that count, and the codings that people accepted.

`gathering` reads them; everything that a report says is worked out from them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from consult.models.kinds import StatementKind
from consult.models.overlaps import Verdict
from consult.models.statements import SourceKind
from consult.models.strategy import Outcome
from consult.services.ledger import Place
from consult.services.overlaps import Judged, Pair


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that counts, in its newest version, and where it came from."""

    id: int
    kind: StatementKind
    outcome_id: int | None
    text: str
    source_kind: SourceKind
    table_id: int | None
    import_id: int | None
    answer_id: int | None
    question_id: int | None
    # Whether an officer wants it quoted.
    is_bookmarked: bool = False

    @property
    def source(self) -> tuple[str, int | None]:
        """Return what tells one speaker, or one table of speakers, from another."""
        return self.source_kind.value, self.table_id or self.import_id or self.answer_id


@dataclass(frozen=True, slots=True)
class Named:
    """A partner named in a statement: as written, and by its name in the directory if known."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """A theme in use, with the barriers put under it, or under what was merged into it.

    Attributes
    ----------
    members
        Those of its sub-themes are among them.
    parts
        Its sub-themes that have barriers, the largest first.
    """

    key: str
    name: str
    definition: str
    position: int
    members: frozenset[int]
    parts: tuple[ThemeFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class CodingCounts:
    """How the accepted codings of barriers came about."""

    accepted: int
    decided_by_people: int
    proposed_by_machine: int


@dataclass(frozen=True)
class Facts:
    """What the store says of one consultation, at one moment.

    Attributes
    ----------
    received
        Statements of every kind, in every state.
    places
        How many of the barriers stand in each place of the ledger.
    unseen
        Barriers for which an analysis found no theme, and which nobody has looked at.
    outcomes
        By id, in the strategy's order: those that were consulted on, and those that were named.
    themes
        Those with a barrier, the largest first.
    unused_themes
        Names of the others.
    partners
        The partners that each statement names.
    ties
        The solutions that people tied to each barrier, by their ids.
    splits
        How many statements made several points, and the points that count in their place.
    overlaps
        What people said of pairs of work, by their ids.
    """

    received: int
    places: dict[Place, int]
    unseen: int
    outcomes: dict[int, Outcome]
    barriers: dict[int, Said]
    work: tuple[Said, ...]
    solutions: tuple[Said, ...]
    themes: tuple[ThemeFacts, ...]
    unused_themes: tuple[str, ...]
    partners: dict[int, tuple[Named, ...]]
    codings: CodingCounts
    respondents: int
    respondents_without_barrier: int
    ties: dict[int, list[int]] = field(default_factory=dict)
    splits: tuple[int, int] = (0, 0)
    overlaps: dict[Pair, Judged] = field(default_factory=dict)

    @property
    def counting(self) -> int:
        """Return how many barriers count: all that are live."""
        return len(self.barriers)

    @property
    def waiting(self) -> int:
        """Return how many of them wait for review."""
        return self.places[Place.TO_REVIEW]

    @property
    def settled(self) -> int:
        """Return the base of every share: the barriers that do not wait for review."""
        return self.places[Place.THEMED] + self.places[Place.OTHER]

    @cached_property
    def themed(self) -> frozenset[int]:
        """Return the barriers under at least one theme."""
        return frozenset().union(*(theme.members for theme in self.themes))

    def partners_of(self, said: Said) -> list[str]:
        """Return the names of the partners that a statement names, each once."""
        return list(dict.fromkeys(each.name for each in self.partners.get(said.id, ())))

    def judged(self, verdict: Verdict) -> list[tuple[Said, Said, str]]:
        """Return the pairs of work of which a person said this, where both count, and why."""
        work = {said.id: said for said in self.work}
        return [
            (work[one], work[other], judged.reason)
            for (one, other), judged in self.overlaps.items()
            if judged.verdict is verdict and one in work and other in work
        ]

    @property
    def confirmed_overlaps(self) -> list[tuple[Said, Said, str]]:
        """Return the pairs of work of which a person said that they overlap, and why."""
        return self.judged(Verdict.CONFIRMED)

    def under(self, outcome_id: int | None) -> frozenset[int]:
        """Return the barriers of one outcome, or of none."""
        return self._by_outcome.get(outcome_id, frozenset())

    @cached_property
    def _by_outcome(self) -> dict[int | None, frozenset[int]]:
        found: dict[int | None, set[int]] = defaultdict(set)
        for barrier in self.barriers.values():
            found[barrier.outcome_id].add(barrier.id)
        return {outcome_id: frozenset(ids) for outcome_id, ids in found.items()}
