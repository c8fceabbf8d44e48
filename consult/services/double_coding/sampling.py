"""Which statements a sample takes: at random, spread over groups as the whole is; and how many."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

SIZES = (30, 50, 100, 200, 400)
SUGGESTED = 100
# Under 30 no interval is shown, so that the figures tell little.
FEWEST_TO_TELL = 30
_USUAL_AGREEMENT = 0.8
_Z = 1.96


def draw(strata: Mapping[str, Sequence[int]], size: int, *, seed: int) -> list[tuple[str, int]]:
    """Draw statements at random from each stratum, as many as its share of all.

    Parameters
    ----------
    strata
        The statements' ids by stratum.
    size
        How many in all; no more than there are.

    Returns
    -------
    list of (str, int)
        Stratum and id, in random order. The same seed and statements give the same sample.

    Examples
    --------
    >>> drawn = draw({"a": range(8), "b": range(8, 12)}, 6, seed=1)
    >>> sorted(stratum for stratum, _ in drawn)
    ['a', 'a', 'a', 'a', 'b', 'b']
    """
    chance = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    named = sorted((name, sorted(ids)) for name, ids in strata.items() if ids)
    counts = _shares([len(ids) for _, ids in named], size)
    drawn = [
        (name, statement_id)
        for (name, ids), count in zip(named, counts, strict=True)
        for statement_id in chance.sample(ids, count)
    ]
    chance.shuffle(drawn)
    return drawn


def _shares(sizes: Sequence[int], wanted: int) -> list[int]:
    """Part a number in proportion: whole parts first, then the largest remainders.

    >>> _shares([50, 30, 3], 10)
    [6, 4, 0]
    """
    total = sum(sizes)
    wanted = min(wanted, total)
    exact = [size * wanted / total for size in sizes] if total else []
    parts = [math.floor(each) for each in exact]
    by_remainder = sorted(range(len(sizes)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: wanted - sum(parts)]:
        parts[at] += 1
    return parts


def points(size: int, of: int) -> int:
    """Return within how many points an agreement of 80 % is known from a sample of this size.

    >>> points(100, 100_000), points(100, 120)
    (8, 4)
    """
    spread = _USUAL_AGREEMENT * (1 - _USUAL_AGREEMENT) / size
    left = (of - size) / (of - 1) if of > 1 else 0.0
    return math.ceil(100 * _Z * math.sqrt(spread * max(left, 0.0)))


def advice(of: int) -> list[tuple[int, int]]:
    """Return sizes that come into question, each with how exactly it tells the agreement."""
    return [(size, points(size, of)) for size in (*(s for s in SIZES if s < of), of) if size]


def suggested(of: int) -> int:
    """Return the size that is offered at first: a hundred, or all where there are fewer."""
    return min(of, SUGGESTED)
