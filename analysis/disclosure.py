"""Disclosure control: no count so small that a person could be known by it.

A small count is hidden. Where its line has a total, a second count is hidden with it, or
subtraction would bring the first one back. Zero is not hidden: it is about nobody.

References
----------
Willenborg and de Waal (2001), Elements of Statistical Disclosure Control, chapter 4.
Hundepool et al. (2012), Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LEAST_THRESHOLD = 3


@dataclass(frozen=True, slots=True)
class Released:
    """The counts of a line and their total, as they may be shown; None is hidden."""

    counts: tuple[int | None, ...]
    total: int | None


def release(
    counts: Sequence[int],
    threshold: int,
    *,
    most: Sequence[int] | None = None,
    withheld: Collection[int] = (),
) -> Released:
    """Hide the counts of 1 to `threshold` - 1, and as many others as it takes to protect them.

    Whoever knows the total, what is shown, the threshold, and that what is hidden is above zero,
    is still left with two or more values for each hidden count. Where that cannot be reached, or
    the total is itself small, the whole line is hidden, with its total. Nothing is promised against
    somebody who also knows in which order counts are chosen for protection.

    Parameters
    ----------
    counts : sequence of int
        The line, such as how often a theme was named in each group; 0 or more.
    threshold : int
        The least count above zero that may be shown, at least 3; 0 hides nothing.
    most : sequence of int, optional
        What each count can be at most, such as its group's base; the total where not given.
    withheld : collection of int
        The places whose counts must be hidden, however large, unless they are 0.

    Raises
    ------
    ValueError
        When the threshold protects nobody, or a count is below 0.
    """
    _refuse(counts, threshold)
    total = sum(counts)
    hidden = [at for at, n in enumerate(counts) if 0 < n < threshold or (n and at in withheld)]
    if not threshold or not hidden:
        return Released(tuple(counts), total)
    tops = [total] * len(counts) if most is None else most
    # The smallest of the others are hidden first: that loses the least.
    spare = sorted((n, at) for at, n in enumerate(counts) if n and at not in hidden)
    nothing = Released((None,) * len(counts), None)
    if total < threshold:
        return nothing
    while not _protected([tops[at] for at in hidden], sum(counts[at] for at in hidden), threshold):
        if not spare:
            return nothing
        hidden.append(spare.pop(0)[1])
    return Released(tuple(None if at in hidden else n for at, n in enumerate(counts)), total)


def _protected(tops: Sequence[int], together: int, threshold: int) -> bool:
    return all(
        _possible(top, [*tops[:at], *tops[at + 1 :]], together, threshold) > 1
        for at, top in enumerate(tops)
    )


def _possible(top: int, others: Sequence[int], together: int, threshold: int) -> int:
    """Return how many values one hidden count may have, given the sum of all that are hidden.

    Each is at least 1 and at most its top, and at least one is small, or nothing had been hidden.
    """
    small = threshold - 1
    room = sum(others)
    highest = min(top, together - len(others))
    as_small = min(small, highest) - max(1, together - room) + 1
    # A large value is possible only where another of the hidden counts is the small one.
    spare = min((max(0, other - small) for other in others), default=room + together)
    as_large = highest - max(threshold, together - room + spare) + 1
    return max(0, as_small) + max(0, as_large)


def _refuse(counts: Sequence[int], threshold: int) -> None:
    if threshold and threshold < LEAST_THRESHOLD:
        raise ValueError(
            f"The disclosure threshold is {threshold}: below {LEAST_THRESHOLD} a hidden count "
            f"could only be 1. Give {LEAST_THRESHOLD} or more, or 0 to hide nothing."
        )
    for at, n in enumerate(counts, start=1):
        if n < 0:
            raise ValueError(f"Count {at} is {n}: a count is 0 or more.")


def release_table(
    counts: Sequence[Sequence[int]], threshold: int
) -> tuple[tuple[int | None, ...], ...]:
    """Hide the small counts of a table whose row and column totals are known; None is hidden.

    Each row and each column with a hidden count is protected as a line of its own, until no
    line needs more. A line that cannot be protected is hidden whole, zeros and all. If the totals
    would still pin a hidden count down, everything is hidden.

    Raises
    ------
    ValueError
        As for `release`.

    Examples
    --------
    >>> release_table([[20, 2, 9], [12, 8, 7]], 5)
    ((20, None, None), (12, None, None))
    """
    rows = [list(row) for row in counts]
    for row in rows:
        _refuse(row, threshold)
    across = len(rows[0]) if rows else 0
    lines = [[(r, c) for c in range(across)] for r in range(len(rows))]
    lines += [[(r, c) for r in range(len(rows))] for c in range(across)]
    hidden: set[tuple[int, int]] = set()
    while (
        added := {cell for line in lines for cell in _to_hide(line, rows, threshold, hidden)}
        or {(r, c) for r, _ in _pinned(rows, hidden) for c in range(across)} - hidden
    ):
        hidden |= added
    if _pinned(rows, hidden):
        hidden = {cell for line in lines for cell in line}
    return tuple(
        tuple(None if (r, c) in hidden else n for c, n in enumerate(row))
        for r, row in enumerate(rows)
    )


def _to_hide(
    line: Sequence[tuple[int, int]],
    rows: Sequence[Sequence[int]],
    threshold: int,
    hidden: Collection[tuple[int, int]],
) -> set[tuple[int, int]]:
    """Return what a line needs hidden beyond what is."""
    counts = [rows[r][c] for r, c in line]
    already = [at for at, cell in enumerate(line) if cell in hidden]
    released = release(counts, threshold, withheld=already)
    if released.total is None:
        return set(line) - set(hidden)
    return {cell for cell, n in zip(line, released.counts, strict=True) if n is None} - set(hidden)


def _pinned(
    rows: Sequence[Sequence[int]], hidden: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return the hidden counts above zero that the totals leave but one value.

    A count can be another only if others make up for it in turn, in its row, in a column, in that
    column's row, and so on back to it: a way through the hidden cells along which every second one
    is taken from, which a zero cannot be. That is exact (Gusfield 1988, A graph theoretic approach
    to statistical data security).
    """
    return {
        (r, c)
        for r, c in hidden
        if rows[r][c]
        and not _has_way(rows, hidden, ("column", c), ("row", r), without=(r, c))
        and not _has_way(rows, hidden, ("row", r), ("column", c), without=(r, c))
    }


def _has_way(
    rows: Sequence[Sequence[int]],
    hidden: Collection[tuple[int, int]],
    start: tuple[str, int],
    end: tuple[str, int],
    *,
    without: tuple[int, int],
) -> bool:
    """Return whether units can be passed on from a row or column to another."""
    reached, waiting = {start}, [start]
    while waiting:
        kind, at = waiting.pop()
        for r, c in hidden:
            if (r, c) == without or (r if kind == "row" else c) != at:
                continue
            # From a row to a column a cell is added to; from a column to a row, taken from.
            following = ("column", c) if kind == "row" else ("row", r)
            if (kind == "row" or rows[r][c]) and following not in reached:
                reached.add(following)
                waiting.append(following)
    return end in reached
