"""Disclosure control over time: a later release must not give an earlier one away, nor the reverse.

Two releases of one line are two sets of equations about counts that hang together: where nobody
took back an answer, no count falls. What is hidden must be open in both of them taken together.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, section 5.4: linked tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from analysis.disclosure import Released, release


@dataclass(frozen=True, slots=True)
class Issue:
    """One release of a line whose total was shown.

    Attributes
    ----------
    counts
        What was true, by place.
    hidden
        The places whose counts were not shown.
    """

    counts: tuple[int, ...]
    hidden: frozenset[int]

    @property
    def released(self) -> Released:
        """Return what was shown."""
        shown = (None if at in self.hidden else n for at, n in enumerate(self.counts))
        return Released(tuple(shown), sum(self.counts))


def release_after(
    counts: Sequence[int], threshold: int, earlier: Sequence[Issue], *, stands: bool = True
) -> Released:
    """Hide what `release` hides, and what else earlier releases of the line would give away.

    Where fewer than `threshold` answers came, went or changed since the last release, that one
    stands: the difference of two releases would be about those few. Otherwise counts are hidden
    until each hidden one, in every release, still has another value that fits all that was shown;
    the line is hidden with its total where that cannot be reached.

    Parameters
    ----------
    counts : sequence of int
        The line as it is now.
    threshold : int
        As for `release`; 0 hides nothing.
    earlier : sequence of Issue
        What was released before, the oldest first, with as many places.
    stands : bool
        Whether the last release stands where only few came; where not, hidden counts stay open all
        the same, but whoever compares what is shown knows of single ones that came.

    Raises
    ------
    ValueError
        As for `release`.

    Examples
    --------
    >>> release_after([5, 40, 9], 5, [Issue((4, 40, 9), frozenset({0, 2}))]).counts
    (None, 40, None)
    """
    released = release(counts, threshold)
    if not threshold or not earlier:
        return released
    changed = sum(abs(a - b) for a, b in zip(counts, earlier[-1].counts, strict=True))
    if stands and changed < threshold:
        return earlier[-1].released
    if released.total is None:
        return released
    hidden = {at for at, n in enumerate(released.counts) if n is None}
    for more in _in_order(counts, hidden, earlier):
        hidden |= more
        last = Issue(tuple(counts), frozenset(hidden))
        if _is_open([*earlier, last], threshold):
            return last.released
    return Released((None,) * len(counts), None)


def _in_order(
    counts: Sequence[int], hidden: Collection[int], earlier: Sequence[Issue]
) -> Iterator[set[int]]:
    """Yield what to hide next: nothing, all that ever was hidden, then the smallest of the rest."""
    yield set()
    before = {at for issue in earlier for at in issue.hidden if counts[at]} - set(hidden)
    yield before
    rest = sorted((n, at) for at, n in enumerate(counts) if n and at not in {*hidden, *before})
    yield from ({at} for _, at in rest)


def _is_open(issues: Sequence[Issue], threshold: int) -> bool:
    """Return whether each hidden count has another value in a history that fits all releases.

    Looked for are histories in which one answer is passed from one hidden count to another, in one
    release or in several that follow each other. There may be others: this errs by hiding more.
    """
    wanted = {(when, at) for when, issue in enumerate(issues) for at in issue.hidden}
    for up, down in permutations(sorted({at for _, at in wanted}), 2):
        for first in range(len(issues)):
            for last in range(first, len(issues)):
                cells = {(when, at) for when in range(first, last + 1) for at in (up, down)}
                if not all(at in issues[when].hidden for when, at in cells):
                    break
                if cells & wanted and _fits(
                    _passed(issues, up, down, first, last), issues, threshold
                ):
                    wanted -= cells
    return not wanted


def _passed(
    issues: Sequence[Issue], up: int, down: int, first: int, last: int
) -> list[tuple[int, ...]]:
    history = [list(issue.counts) for issue in issues]
    for counts in history[first : last + 1]:
        counts[up] += 1
        counts[down] -= 1
    return [tuple(counts) for counts in history]


def _fits(history: Sequence[Sequence[int]], issues: Sequence[Issue], threshold: int) -> bool:
    """Return whether a history could be true for all that somebody knows who reads everything."""
    for counts, issue in zip(history, issues, strict=True):
        if any(counts[at] < 1 for at in issue.hidden):
            return False
        if _has_small(issue.counts, issue, threshold) and not _has_small(counts, issue, threshold):
            return False
    return all(
        _never_falls(history[at], history[at + 1]) or not _never_falls(was.counts, now.counts)
        for at, (was, now) in enumerate(pairwise(issues))
    )


def _has_small(counts: Sequence[int], issue: Issue, threshold: int) -> bool:
    return any(counts[at] < threshold for at in issue.hidden)


def _never_falls(was: Sequence[int], now: Sequence[int]) -> bool:
    return all(before <= after for before, after in zip(was, now, strict=True))
