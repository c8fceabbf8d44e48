"""What a change of the codebook makes of the figures: sets of statements, and nothing stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from consult.models.themes import Theme

OTHER = "Other"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which statements that count stand under which theme, accepted, to review and refused."""

    names: dict[int, str]
    parents: dict[int, int | None]
    accepted: dict[int, frozenset[int]]
    proposed: dict[int, frozenset[int]]
    refused: dict[int, frozenset[int]]

    def own(self, theme_id: int) -> frozenset[int]:
        """Return the statements under a theme itself, accepted or to review."""
        return self._of(self.accepted, theme_id) | self._of(self.proposed, theme_id)

    def total(self, theme_id: int) -> frozenset[int]:
        """Return the accepted statements of a theme and its sub-themes: what the report counts."""
        below = [each for each, parent in self.parents.items() if parent == theme_id]
        return self._of(self.accepted, theme_id).union(
            *(self._of(self.accepted, each) for each in below)
        )

    @staticmethod
    def _of(sets: Mapping[int, frozenset[int]], theme_id: int) -> frozenset[int]:
        return sets.get(theme_id, frozenset())

    @property
    def themed(self) -> frozenset[int]:
        """Return the statements with an accepted theme."""
        return frozenset().union(*(self.accepted.get(each, frozenset()) for each in self.names))

    @property
    def to_review(self) -> frozenset[int]:
        """Return the statements with nothing but suggestions."""
        proposed = (self.proposed.get(each, frozenset()) for each in self.names)
        return frozenset().union(*proposed) - self.themed


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report before and after."""

    name: str
    before: int
    after: int


def merged(before: Standing, theme: Theme, into: Theme) -> Standing:
    """Return how the themes stand once one is merged into another."""
    parents = _without(before.parents, theme.id)
    if parents.get(into.id) == theme.id:
        parents[into.id] = None
    above = parents.get(into.id) or into.id
    parents = {each: above if p == theme.id else p for each, p in parents.items()}
    accepted = _of(before.accepted, into.id) | _of(before.accepted, theme.id)
    # What somebody refused of the heir is not suggested for it again.
    brought = _of(before.proposed, theme.id) - _of(before.refused, into.id)
    proposed = (_of(before.proposed, into.id) | brought) - accepted
    return Standing(
        _without(before.names, theme.id),
        parents,
        {**_without(before.accepted, theme.id), into.id: accepted},
        {**_without(before.proposed, theme.id), into.id: proposed},
        _without(before.refused, theme.id),
    )


def deleted(before: Standing, theme: Theme) -> Standing:
    """Return how the themes stand once one is deleted."""
    parents = _without(before.parents, theme.id)
    return Standing(
        _without(before.names, theme.id),
        {each: None if parent == theme.id else parent for each, parent in parents.items()},
        _without(before.accepted, theme.id),
        _without(before.proposed, theme.id),
        _without(before.refused, theme.id),
    )


def moved(before: Standing, theme: Theme, parent: Theme | None) -> Standing:
    """Return how the themes stand once one is put under another, or by itself."""
    parents = {**before.parents, theme.id: parent.id if parent else None}
    return replace(before, parents=parents)


def split(
    before: Standing,
    theme: Theme,
    parts: Sequence[tuple[str, frozenset[int]]],
    *,
    keeps_theme: bool,
) -> Standing:
    """Return how the themes stand once one is split; new themes have negative ids.

    Parameters
    ----------
    keeps_theme
        Whether it stays above its parts; else they take its place, and what is in none of them
        goes to Other.
    """
    above = theme.id if keeps_theme else before.parents.get(theme.id)
    after = before if keeps_theme else deleted(before, theme)
    accepted, proposed = (
        _handed_out(now, _of(was, theme.id), theme.id if keeps_theme else None, parts)
        for now, was in ((after.accepted, before.accepted), (after.proposed, before.proposed))
    )
    numbers = range(1, len(parts) + 1)
    return Standing(
        {**after.names, **{-n: name for n, (name, _) in zip(numbers, parts, strict=True)}},
        {**after.parents, **{-n: above for n in numbers}},
        accepted,
        proposed,
        after.refused,
    )


def _handed_out(
    now: Mapping[int, frozenset[int]],
    mine: frozenset[int],
    kept_by: int | None,
    parts: Sequence[tuple[str, frozenset[int]]],
) -> dict[int, frozenset[int]]:
    """Return sets in which the parts hold their share of a theme's statements."""
    gone = frozenset().union(*(ids for _, ids in parts))
    kept = {} if kept_by is None else {kept_by: mine - gone}
    new = {-number: ids & mine for number, (_, ids) in enumerate(parts, start=1)}
    return {**now, **kept, **new}


def _without(mapping: Mapping[int, Value], theme_id: int) -> dict[int, Value]:
    return {each: value for each, value in mapping.items() if each != theme_id}


def _of(sets: Mapping[int, frozenset[int]], theme_id: int) -> frozenset[int]:
    return sets.get(theme_id, frozenset())


def figures(before: Standing, after: Standing, *, other: int) -> tuple[Figure, ...]:
    """Return the figures that a change touches.

    Parameters
    ----------
    other
        How many statements are under Other now.
    """
    ids = list(dict.fromkeys([*before.names, *after.names]))
    rows = [
        Figure(
            after.names.get(each) or before.names[each],
            len(before.total(each)) if each in before.names else 0,
            len(after.total(each)) if each in after.names else 0,
        )
        for each in ids
    ]
    lost = (before.themed | before.to_review) - (after.themed | after.to_review)
    return (
        *(row for row in rows if row.before != row.after),
        Figure("All themed statements", len(before.themed), len(after.themed)),
        Figure("To review", len(before.to_review), len(after.to_review)),
        Figure(OTHER, other, other + len(lost)),
    )
