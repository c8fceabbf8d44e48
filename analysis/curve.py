"""How many themes: what each number of them would be like, and the one to take.

References
----------
Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of clusters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.consensus import crossed
from analysis.likeness import settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.consensus import Consensus

# Twice as many themes are worth having when they are better told apart by this much.
_WORTH_OF_DOUBLING = 0.025
_MOST, _MOST_BY_ROOT = 300, 1.7
_STEP = 0.04


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What `k` themes would be like.

    `quality` in 0..1 says how well they are told apart: how much more often statements are grouped
    with their own theme than with the next, and how many of their nearest are in it. `stability`
    in 0..1 is how often two statements of a theme stay together when the grouping is repeated.
    """

    k: int
    quality: float
    stability: float


class Tree:
    """The tree over a consensus, which can be cut into any number of groups up to its leaves."""

    def __init__(self, consensus: Consensus) -> None:
        import numpy as np
        from scipy.cluster.hierarchy import average

        self._consensus = consensus
        self._sizes = consensus.sizes
        self._count = len(self._sizes)
        above = np.triu_indices(self._count, 1)
        self._merges = average(np.round(1 - consensus.together, 6)[above])[:, :2].astype(np.int64)

    def cuts(self, ks: Sequence[int]) -> dict[int, NDArray[np.int64]]:
        """Return for each number of groups the group of each leaf."""
        import numpy as np

        labels = np.arange(self._count)
        found = {self._count: labels.copy()} if self._count in ks else {}
        for done, (one, other) in enumerate(self._merges, start=1):
            labels[(labels == one) | (labels == other)] = self._count + done - 1
            if self._count - done in ks:
                found[self._count - done] = np.unique(labels, return_inverse=True)[1]
        return found

    def cut(self, k: int) -> NDArray[np.int64]:
        """Return the group of each statement when there are `k`, or as many as there are leaves."""
        k = min(k, self._count)
        return self.cuts([k])[k][self._consensus.leaves]

    def curve(self) -> tuple[CurvePoint, ...]:
        """Return what each number of themes that could be wanted would be like."""
        size = len(self._consensus.leaves)
        first = min(fewest(size), self._count)
        last = min(self._count, _MOST, max(first, most(size)))
        edges = self._edges()
        return tuple(
            self._point(k, labels, edges)
            for k, labels in sorted(self.cuts(_spaced(first, last)).items())
        )

    def _edges(self) -> NDArray[np.float64]:
        """Return the share of all likeness between neighbours that joins each two leaves."""
        import numpy as np

        leaves, graph = self._consensus.leaves, self._consensus.graph.tocoo()
        one, other = leaves[graph.row], leaves[graph.col]
        between = np.bincount(
            one * self._count + other, weights=graph.data**2, minlength=self._count**2
        )
        return np.asarray(between.reshape(self._count, self._count) / max(between.sum(), 1e-12))

    def _point(self, k: int, labels: NDArray[np.int64], edges: NDArray[np.float64]) -> CurvePoint:
        apart = silhouette(1 - self._consensus.together, labels, self._sizes)
        inside = float(edges[labels[:, None] == labels[None, :]].sum())
        steady = steadiness(self._consensus, labels[self._consensus.leaves])
        mean = float((steady * steady_sizes(labels, self._sizes)).sum() / self._sizes.sum())
        return CurvePoint(k, settled((max(apart, 0.0) + inside) / 2, 3), settled(mean, 3))


def _spaced(first: int, last: int) -> list[int]:
    """Return every number at first, and then such as differ enough to matter."""
    found = [first]
    while (following := found[-1] + max(1, round(found[-1] * _STEP))) <= last:
        found.append(following)
    return found


def fewest(size: int) -> int:
    """Return the fewest themes worth telling people about, for so many statements."""
    return max(2, round(math.log2(max(size, 2))) - 2)


def most(size: int) -> int:
    """Return the most themes that so many statements can bear, should nobody ask for more."""
    return min(2 + size // 3, 1 + round(_MOST_BY_ROOT * math.sqrt(size)))


def best(points: Sequence[CurvePoint]) -> int:
    """Return the number of themes to take: the best told apart, each doubling paying its way."""
    return min(
        points, key=lambda point: (_WORTH_OF_DOUBLING * math.log2(point.k) - point.quality, point.k)
    ).k


def steady_sizes(labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many statements the leaves of each group hold."""
    import numpy as np

    return np.bincount(labels, weights=sizes).astype(np.float64)


def steadiness(consensus: Consensus, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each group, in 0..1, how often two of its statements are grouped together."""
    import numpy as np

    shared = crossed(consensus.leaves, labels, len(consensus.together))
    sizes = shared.sum(axis=0)
    together = (shared * (consensus.together @ shared)).sum(axis=0)
    if len(consensus.together) == len(labels):  # A leaf is one statement: no pair with itself.
        return np.asarray(
            np.where(sizes > 1, (together - sizes) / (sizes * (sizes - 1) + 1e-12), 1)
        )
    return np.asarray(together / np.maximum(sizes, 1) ** 2)


def silhouette(
    distances: NDArray[np.float64], labels: NDArray[np.int64], sizes: NDArray[np.int64]
) -> float:
    """Return the mean silhouette, -1..1, of groups of leaves of the given sizes.

    A statement that is a group of its own counts 0.
    """
    import numpy as np

    groups = int(labels.max()) + 1
    if groups < 2:
        return 0.0
    rows = np.arange(len(labels))
    members = np.zeros((len(labels), groups))
    members[rows, labels] = sizes
    totals, counts = distances @ members, members.sum(axis=0)
    inner = totals[rows, labels] / np.maximum(counts[labels] - 1, 1)
    means = totals / counts
    means[rows, labels] = np.inf
    outer = means.min(axis=1)
    widest = np.maximum(np.maximum(inner, outer), 1e-12)
    each = np.where(counts[labels] > 1, (outer - inner) / widest, 0)
    return float((each * sizes).sum() / sizes.sum())
