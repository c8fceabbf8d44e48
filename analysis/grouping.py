"""Statements into themes and sub-themes, by what many groupings of them agree on.

Up to a few hundred statements every pair is compared; beyond, small communities of the neighbour
graph stand for theirs, and each statement then joins the theme whose centre it is nearest to, once
it is averaged with its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.consensus import DENSE, Consensus, agreed, centred
from analysis.curve import CurvePoint, Tree, best, steadiness
from analysis.encoder import unit
from analysis.graph import smoothed
from analysis.likeness import cosines, settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

# More statements than this are better compared with a sample of them.
LARGE = 20_000
_ROUNDS, _MOVES = 4, 3


@dataclass(frozen=True, slots=True)
class Grouping:
    """Statements in groups.

    Attributes
    ----------
    labels : ndarray, shape (statements,), int
        The group of each, from 0 by falling size.
    parts : ndarray, shape (statements,), int
        Its part within the group, from 0 by falling size; -1 where the group is whole.
    stability : tuple of float
        For each group, in 0..1, how often two of its statements are grouped together when the
        grouping is repeated on parts of the statements.
    curve : tuple of CurvePoint
        What other numbers of groups would be like.
    """

    labels: NDArray[np.int64]
    parts: NDArray[np.int64]
    stability: tuple[float, ...]
    curve: tuple[CurvePoint, ...]


def group(
    vectors: NDArray[np.float32], *, k: int | None = None, seed: int = 0
) -> NDArray[np.int64]:
    """Return the group of each statement, shape (statements,), numbered from 0 by falling size.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows.
    k : int, optional
        How many groups to make; found where not given.
    seed : int
    """
    return grouping(vectors, k=k, seed=seed).labels


def grouping(
    vectors: NDArray[np.float32],
    *,
    words: csr_array | None = None,
    k: int | None = None,
    seed: int = 0,
) -> Grouping:
    """Return the groups, their parts, how steady they are, and the curve over their number.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows.
    words : csr_array, shape (statements, terms), optional
        Unit rows of weighted words: few statements are also compared by the words they share.
    k : int, optional
        How many groups to make; found where not given.
    seed : int
    """
    import numpy as np

    size = len(vectors)
    if size < 3 or (k is not None and k <= 1):
        whole = np.zeros(size, np.int64)
        return Grouping(whole, np.full(size, -1), (1.0,) * min(size, 1), ())
    rows = centred(vectors)
    consensus = agreed(rows, words, seed=seed)
    tree = Tree(consensus)
    curve = tree.curve()
    labels = _cut(consensus, tree, rows, best(curve) if k is None else min(k, size), seed)
    return _detailed(consensus, labels, rows, curve)


def kept_only(
    found: Grouping, kept: NDArray[np.bool_], copies: NDArray[np.int64] | None = None
) -> Grouping:
    """Return the grouping with the statements that are not kept in no group, -1.

    Groups and parts are numbered by falling size; a statement counts as often as there are
    `copies` of it.
    """
    import numpy as np

    counted = np.ones(len(kept), np.int64) if copies is None else copies
    labels, parts = found.labels.copy(), found.parts.copy()
    labels[~kept] = parts[~kept] = -1
    old = labels[kept]
    if not len(old):
        return Grouping(labels, parts, (), found.curve)
    labels[kept] = by_size(old, counted[kept])
    places = dict(zip(labels[kept].tolist(), old.tolist(), strict=True))
    stability = tuple(found.stability[places[at]] for at in range(len(places)))
    for at in range(len(places)):
        members = (labels == at) & (parts >= 0)
        if members.any():
            parts[members] = by_size(parts[members], counted[members])
    return Grouping(labels, parts, stability, found.curve)


def _cut(
    consensus: Consensus, tree: Tree, rows: NDArray[np.float32], k: int, seed: int
) -> NDArray[np.int64]:
    if len(rows) <= DENSE:
        return by_size(tree.cut(k))
    even = smoothed(rows, consensus.graph, rounds=_ROUNDS)
    if 4 * k > 3 * len(consensus.together):
        return by_size(_parted(even, k, seed))
    return _moved(even, tree.cut(k))


def _moved(even: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move each statement to the group whose centre is nearest, a few times over."""
    for _ in range(_MOVES):
        labels = by_size(labels)
        labels = cosines(even, centroids(even, labels)).argmax(axis=1)
    return by_size(labels)


def _detailed(
    consensus: Consensus,
    labels: NDArray[np.int64],
    rows: NDArray[np.float32],
    curve: tuple[CurvePoint, ...],
) -> Grouping:
    from analysis.hierarchy import parted

    steady = tuple(settled(float(share), 2) for share in steadiness(consensus, labels))
    return Grouping(labels, parted(consensus, labels, rows), steady, curve)


def by_size(
    labels: NDArray[np.int64], counted: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return the labels renumbered from 0, the largest group first, ties by first member.

    Each statement counts once, or as often as `counted` says.
    """
    import numpy as np

    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    counts = np.bincount(inverse, weights=counted)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(first))
    return rank[inverse]


def _parted(rows: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    import numpy as np
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(min(k, len(rows)), n_init=4, random_state=seed).fit_predict(rows))


def centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean of each group, shape (groups, dimensions)."""
    import numpy as np
    from scipy.sparse import csr_array

    groups = int(labels.max()) + 1
    ones = np.ones(len(labels), np.float32)
    chosen = csr_array((ones, (labels, np.arange(len(labels)))), shape=(groups, len(labels)))
    return unit(np.asarray(chosen @ vectors, np.float32))
