"""Statements sent more than once: word for word, nearly so, and campaigns.

Near copies are found with MinHash over rows of three words: two texts that share half of their rows
meet in one of the bands. A campaign is a group of at least five that are long enough for chance to
be ruled out.

References
----------
Broder (1997), On the resemblance and containment of documents.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.statements import plain, says_nothing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.5
CAMPAIGN_SIZE = 5
CAMPAIGN_WORDS = 8
_ROWS_OF_WORDS = 3
_PERMUTATIONS, _BAND = 128, 4
_PRIME = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Statements that are one text: `kind` is exact, near or campaign; indices in input order."""

    kind: str
    members: tuple[int, ...]


def find_duplicates(texts: Sequence[str]) -> tuple[DuplicateGroup, ...]:
    """Group the statements that repeat one another.

    A statement is in one group at most; groups stand in the order of their first members.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        words = plain(text)
        if not says_nothing(words):
            alike[words].append(index)
    distinct = list(alike)
    groups = _linked(len(distinct), _near_pairs(distinct))
    found = [_group(distinct, alike, group) for group in groups]
    return tuple(sorted((g for g in found if len(g.members) > 1), key=lambda g: g.members))


def _group(
    distinct: Sequence[str], alike: dict[str, list[int]], group: Sequence[int]
) -> DuplicateGroup:
    members = tuple(sorted(index for at in group for index in alike[distinct[at]]))
    words = min(len(distinct[at].split()) for at in group)
    if len(members) >= CAMPAIGN_SIZE and words >= CAMPAIGN_WORDS:
        return DuplicateGroup("campaign", members)
    return DuplicateGroup("exact" if len(group) == 1 else "near", members)


def _near_pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    shingles = [_shingles(text) for text in texts]
    pairs: set[tuple[int, int]] = set()
    for bucket in _buckets(shingles):
        first = bucket[0]
        pairs.update((first, other) for other in bucket[1:])
        pairs.update(pairwise(bucket))
    return sorted(pair for pair in pairs if _resemblance(*(shingles[i] for i in pair)) >= NEAR)


def _shingles(text: str) -> frozenset[int]:
    words = text.split()
    rows = [
        words[at : at + _ROWS_OF_WORDS] for at in range(max(1, len(words) - _ROWS_OF_WORDS + 1))
    ]
    return frozenset(zlib.crc32(" ".join(row).encode()) % _PRIME for row in rows)


def _resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _buckets(shingles: Sequence[frozenset[int]]) -> list[list[int]]:
    """Return the texts that meet in a band of their signatures."""
    import numpy as np

    random = np.random.default_rng(20_080_131)
    factors = random.integers(1, _PRIME, _PERMUTATIONS, dtype=np.int64)
    shifts = random.integers(0, _PRIME, _PERMUTATIONS, dtype=np.int64)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for index, rows in enumerate(shingles):
        signature = _signature(np.fromiter(sorted(rows), np.int64), factors, shifts)
        for band in range(0, _PERMUTATIONS, _BAND):
            buckets[band, signature[band : band + _BAND].tobytes()].append(index)
    return [bucket for bucket in buckets.values() if len(bucket) > 1]


def _signature(
    rows: NDArray[np.int64], factors: NDArray[np.int64], shifts: NDArray[np.int64]
) -> NDArray[np.int64]:
    hashed: NDArray[np.int64] = ((rows[:, None] * factors + shifts) % _PRIME).min(axis=0)
    return hashed


def _linked(size: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the connected groups of 0..size-1, singles included."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(size):
        groups[root(at)].append(at)
    return list(groups.values())
