"""Lines of counts that overlap, such as the rows and the columns of a table: solved together.

A count that stands in several lines by the same evidence, and was the same then as now, is one
count to whoever reads everything that was released.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from consult.models.disclosure import FigureRelease

if TYPE_CHECKING:
    from consult.services.disclosure import Line

# The line that it is of, where no other line has it; its key; how many it counts.
Name: TypeAlias = tuple[str, str, int]
EVIDENCE = re.compile(r"[a-z]+:\S")
TOTAL = "total of"


@dataclass(frozen=True, slots=True)
class _Released:
    """A line as an equation: its counts, those that are hidden, and its total."""

    line: str
    counts: Mapping[str, int]
    hidden: frozenset[str]

    def name(self, key: str) -> Name:
        """Return what a count is known by in all lines."""
        return "" if EVIDENCE.match(key) else self.line, key, self.counts[key]

    @property
    def names(self) -> list[Name]:
        """Return all that it counts."""
        return [self.name(key) for key in self.counts]

    @property
    def not_shown(self) -> set[Name]:
        """Return what is hidden in it."""
        return {self.name(key) for key in self.hidden if key in self.counts}

    @property
    def shown(self) -> set[Name]:
        """Return what it tells."""
        return {self.name(key) for key in self.counts if key not in self.hidden}

    @property
    def total(self) -> Name:
        """Return its total, as a count like others."""
        return TOTAL, self.line, sum(self.counts.values())

    @property
    def equation(self) -> dict[Name, int]:
        """Return it as a sum that is nought."""
        return {**dict.fromkeys(self.names, 1), self.total: -1}


def held_together(lines: Iterable[Line], earlier: Sequence[FigureRelease]) -> Iterator[Line]:
    """Yield lines with as much more hidden as it takes, given all that was released before.

    A line whose total must not be told is hidden whole.
    """
    lines = list(lines)
    before = [_Released(e.line, e.counts, frozenset(e.hidden)) for e in earlier]
    now = [_Released(e.name, e.counts, frozenset(e.hidden)) for e in lines if e.total is not None]
    hidden = _hidden(before, now)
    for line in lines:
        if line.total is None:
            yield line
            continue
        released = _Released(line.name, line.counts, frozenset(line.hidden))
        yield _less(line, released, hidden)


def _less(line: Line, released: _Released, hidden: frozenset[Name]) -> Line:
    if released.total in hidden:
        return replace(line, shown=dict.fromkeys(line.shown, None), total=None)
    shown = {k: None if released.name(k) in hidden else n for k, n in line.shown.items()}
    return replace(line, shown=shown)


def _hidden(before: Sequence[_Released], now: Sequence[_Released]) -> frozenset[Name]:
    """Return what must be hidden of the lines of now, so that nothing hidden is given away."""
    from analysis.disclosure_system import given_away, hide_together

    told = {name for each in before for name in (*each.shown, each.total)}
    hidden = {name for each in (*before, *now) for name in each.not_shown} - told
    sums = [each.equation for each in (*before, *now)]
    # What left before and gave something away cannot be taken back.
    lost = given_away([each.equation for each in before], hidden, in_doubt=False)
    open_still = {name for name in hidden - lost if name[2]}
    counts = {name: name[2] for each in sums for name in each}
    return hide_together(counts, sums, hidden, protected=open_still, told=told)
