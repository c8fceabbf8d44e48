"""Disclosure control of totals that overlap: A + B, B + C and A + C tell all three.

Every total that was told is an equation over counts, some of which are hidden. A hidden count is
given away where the equations leave it one value. That is looked for exactly, by elimination over
fractions; what follows besides from counts being whole and not below zero is left to the lines.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, section 4.2: linked tables.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, TypeVar

Name = TypeVar("Name", bound=Hashable)
Row: TypeAlias = "dict[Name, Fraction]"

MOST_WORK = 2_000_000
"""Steps for counts that hang together (sums, squared, times hidden counts), about two seconds.

Where it would take more, all of them are taken to be given away.
"""


def given_away(
    sums: Iterable[Mapping[Name, int]],
    hidden: Collection[Name],
    *,
    most: int = MOST_WORK,
    in_doubt: bool = True,
) -> set[Name]:
    """Return the hidden counts that sums leave but one value.

    Parameters
    ----------
    sums : iterable of mapping
        For each sum that is nought or was told: how often each count stands in it.
    hidden : collection
        The counts that are not known. All others are.
    most : int
        The most steps for hidden counts that hang together.
    in_doubt : bool
        Whether all are returned where it would take more, or none.

    Examples
    --------
    >>> sums = [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}]
    >>> sorted(given_away(sums, {"a", "b", "c"})), given_away(sums[:2], {"a", "b", "c"})
    (['a', 'b', 'c'], set())
    """
    unknown = set(hidden)
    distinct = {frozenset((n, c) for n, c in each.items() if n in unknown and c) for each in sums}
    rows = [{name: Fraction(c) for name, c in each} for each in distinct if each]
    found: set[Name] = set()
    for together in _apart(rows):
        names = set().union(*together)
        if len(together) ** 2 * len(names) <= most:
            found |= _pinned(together)
        elif in_doubt:
            found |= names
    return found


def _apart(rows: Sequence[Row[Name]]) -> Iterator[list[Row[Name]]]:
    """Yield rows that hang together by the counts that they share."""
    groups: list[tuple[set[Name], list[Row[Name]]]] = []
    for row in rows:
        names, members = set(row), [row]
        rest = []
        for group in groups:
            if names.isdisjoint(group[0]):
                rest.append(group)
            else:
                names |= group[0]
                members += group[1]
        groups = [*rest, (names, members)]
    yield from (members for _, members in groups)


def _pinned(rows: Sequence[Row[Name]]) -> set[Name]:
    """Return the names that stand alone in a row of the reduced echelon form."""
    solved: dict[Name, Row[Name]] = {}
    for row in rows:
        left = dict(row)
        for name in [each for each in row if each in solved]:
            _subtract(left, solved[name], left.get(name, Fraction(0)))
        if not left:
            continue
        pivot = next(iter(left))
        by = left[pivot]
        left = {name: value / by for name, value in left.items()}
        for other in solved.values():
            _subtract(other, left, other.get(pivot, Fraction(0)))
        solved[pivot] = left
    return {name for name, row in solved.items() if len(row) == 1}


def _subtract(row: Row[Name], other: Row[Name], times: Fraction) -> None:
    """Take a multiple of another row from a row, and drop what becomes nought."""
    if not times:
        return
    for name, value in other.items():
        left = row.get(name, Fraction(0)) - times * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def hide_together(
    counts: Mapping[Name, int],
    sums: Sequence[Mapping[Name, int]],
    hidden: Collection[Name],
    *,
    protected: Collection[Name],
    told: Collection[Name] = (),
    most: int = MOST_WORK,
) -> frozenset[Name]:
    """Hide as many counts more as it takes for the sums not to give a protected one away.

    The smallest are hidden first, for that loses the least; then what turns out not to be needed is
    shown again, the largest first. A total is a count like others, which can be hidden too. Where
    too many hang together to be solved, all that hangs together with them is hidden.

    Parameters
    ----------
    counts : mapping
        What is true, by name, of cells and of totals.
    sums : sequence of mapping
        Sums that are nought or known, such as cells less their total.
    hidden : collection
        What is hidden in any case.
    protected : collection
        The hidden counts that must stay open.
    told : collection
        What is known already, and cannot be hidden any longer.

    Examples
    --------
    >>> counts = {"a": 30, "b": 2, "all": 32}
    >>> sorted(hide_together(counts, [{"a": 1, "b": 1, "all": -1}], {"b"}, protected={"b"}))
    ['a', 'b']
    """
    now, added = set(hidden), list[Name]()
    while lost := given_away(sums, now, most=most) & set(protected):
        spare = [n for n in _around(sums, now, lost) if n not in now and n not in told]
        if not spare:
            break
        solved: set[Name] = given_away(sums, now, most=most, in_doubt=False)
        if lost - solved:
            return frozenset(now.union(spare))
        added.append(min(spare, key=lambda name: (counts[name] == 0, counts[name], repr(name))))
        now.add(added[-1])
    for name in sorted(added, key=lambda name: -counts[name]):
        if not given_away(sums, now - {name}, most=most) & set(protected):
            now.remove(name)
    return frozenset(now)


def _around(
    sums: Iterable[Mapping[Name, int]], hidden: Collection[Name], lost: set[Name]
) -> set[Name]:
    """Return all counts of the sums that hang together with what is lost by what is hidden."""
    found, grown = set(lost), True
    waiting = [set(each) for each in sums]
    while grown:
        near = [each for each in waiting if each & found & set(hidden)]
        waiting = [each for each in waiting if each not in near]
        found, grown = found.union(*near), bool(near)
    return found
