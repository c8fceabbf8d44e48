"""How a share changed between two groups of statements, and how sure that is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from math import sqrt

# Under this base a share says nothing about a change.
SMALLEST_BASE = 30
Z = 1.959963984540054


class Verdict(enum.StrEnum):
    """What may be said of a change."""

    GREW = "grew"
    SHRANK = "shrank"
    UNCLEAR = "no clear change"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two shares, later minus earlier, with its 95% interval.

    Attributes
    ----------
    points, low, high
        In parts of one; None where either base is 0.
    """

    points: float | None
    low: float | None
    high: float | None
    verdict: Verdict


def change(before: int, base_before: int, now: int, base_now: int) -> Change:
    """Return how a share changed, by Newcombe's hybrid score interval.

    Parameters
    ----------
    before, now
        How many of `base_before` and `base_now` statements there are.

    Raises
    ------
    ValueError
        Where more are counted than there are.

    Notes
    -----
    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions,
    method 10. One person can make several statements, so that the true interval is wider.

    >>> found = change(48, 80, 56, 70)
    >>> round(found.points, 2), round(found.low, 4), round(found.high, 4), found.verdict.value
    (0.2, 0.0524, 0.3339, 'grew')
    """
    for count, base in ((before, base_before), (now, base_now)):
        if not 0 <= count <= base:
            raise ValueError(f"{count} of {base} is no share.")
    if not base_before or not base_now:
        return Change(None, None, None, Verdict.TOO_FEW)
    then, later = before / base_before, now / base_now
    then_low, then_high = score(before, base_before)
    later_low, later_high = score(now, base_now)
    points = later - then
    low = points - sqrt((later - later_low) ** 2 + (then_high - then) ** 2)
    high = points + sqrt((later_high - later) ** 2 + (then - then_low) ** 2)
    return Change(points, low, high, _verdict(low, high, min(base_before, base_now)))


def _verdict(low: float, high: float, base: int) -> Verdict:
    if base < SMALLEST_BASE:
        return Verdict.TOO_FEW
    if low > 0:
        return Verdict.GREW
    return Verdict.SHRANK if high < 0 else Verdict.UNCLEAR


def score(count: int, base: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share; `base` is 1 at least.

    >>> low, high = score(8, 40)
    >>> round(low, 3), round(high, 3)
    (0.105, 0.348)
    """
    share = count / base
    middle = (share + Z * Z / (2 * base)) / (1 + Z * Z / base)
    half = Z / (1 + Z * Z / base) * sqrt(share * (1 - share) / base + Z * Z / (4 * base * base))
    return middle - half, middle + half
