"""Sentences for the head of a summary, each bound to the figures that it states.

They come from templates over counts: nothing is said that a table below does not show, no word of
quantity stands without its number, and no percentage without its base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.comparing import NOT_GIVEN, Cell, Comparison

PERCENT_FROM = 20
_MOST_DIFFERENCES = 3


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements carry a theme."""

    name: str
    count: int


def first_lines(counts: Sequence[Count], base: int, unfitting: int) -> list[str]:
    """Return what a reader should know first.

    Parameters
    ----------
    counts : sequence of Count
        The most frequent first.
    base : int
        Statements that say something.
    unfitting : int
        Those of them that fit no theme.
    """
    named = [one for one in counts if one.count]
    if not base:
        return ["No statement says anything."]
    if not named:
        return [f"None of the {_statements(base)} fits a theme of the codebook."]
    lines = [f"{_statements(base)} {'says' if base == 1 else 'say'} something.", _top(named, base)]
    second = [one for one in named if one.count < named[0].count][:2]
    if second:
        follow = ", and ".join(f"{one.name}, {share(one.count, base)}" for one in second)
        lines.append(f"{'Next come' if len(second) > 1 else 'Next comes'} {follow}.")
    if unfitting:
        verb = "fits" if unfitting == 1 else "fit"
        lines.append(f"{share(unfitting, base)} of the {base:,} {verb} no theme of the codebook.")
    return lines


def _top(named: Sequence[Count], base: int) -> str:
    most = [one for one in named if one.count == named[0].count]
    count = share(most[0].count, base)
    if len(most) == 1:
        return f"The most frequent theme is {most[0].name}: {count} of {base:,}."
    if len(most) > 3:
        return f"{len(most)} themes come first alike, each with {count} of {base:,}."
    names = ", ".join(one.name for one in most[:-1]) + f" and {most[-1].name}"
    return f"{names} come first alike, each with {count} of {base:,}."


def difference_lines(found: Mapping[str, Comparison], names: Mapping[str, str]) -> list[str]:
    """Return the surest differences between groups, where a group says more than all others.

    `names` are those of the themes by their ids.
    """
    lines = []
    for column, comparison in found.items():
        more = [
            cell
            for cell in comparison.differences()
            if (cell.z or 0) > 0 and cell.group != NOT_GIVEN
        ]
        for cell in more[:_MOST_DIFFERENCES]:
            line = _difference(column, cell, comparison, names[cell.theme])
            lines += [line] if line else []
    return lines


def _difference(column: str, cell: Cell, comparison: Comparison, name: str) -> str:
    total = comparison.totals[cell.theme]
    if None in (cell.count, cell.base, total, comparison.n):
        return ""
    count, base = cell.count or 0, cell.base or 0
    rest = (total or 0) - count, (comparison.n or 0) - base
    return (
        f"By {column}, {cell.group} speaks of {name} more often than the others: "
        f"{share(count, base)} of {base:,}, against {share(rest[0], rest[1])} of {rest[1]:,}. "
        f"Chance alone would seldom give this (adjusted p {_chance(cell.q or 0)})."
    )


def time_line(periods: Sequence[str], counts: Sequence[int]) -> str:
    """Return in which period the most statements came."""
    most = max(counts)
    best = [period for period, count in zip(periods, counts, strict=True) if count == most]
    if len(best) > 1:
        return f"{_statements(sum(counts))} have a date, from {periods[0]} to {periods[-1]}."
    return (
        f"{share(most, sum(counts))} of {_statements(sum(counts))} with a date came in {best[0]}."
    )


def share(count: int, base: int) -> str:
    """Return a count, with its percentage where the base is at least 20.

    Examples
    --------
    >>> share(9, 36), share(3, 7)
    ('9 (25%)', '3')
    """
    if base < PERCENT_FROM:
        return f"{count:,}"
    percent = "under 1%" if 0 < count / base < 0.005 else f"{count / base:.0%}"
    return f"{count:,} ({percent})"


def _statements(count: int) -> str:
    return f"{count:,} statement{'' if count == 1 else 's'}"


def _chance(q: float) -> str:
    return "under 0.001" if q < 0.001 else f"{q:.3f}"
