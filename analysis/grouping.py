"""Statements into groups, by what works at each size.

Up to `TINY` statements, whole trees are compared; beyond, the communities of the neighbour graph
are the groups; above `LARGE` they are found in a sample and the rest joins the nearest. Where the
number of groups is given, vectors are averaged with their neighbours' and then parted by k-means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.encoder import unit
from analysis.graph import communities, neighbour_graph, smoothed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TINY, SMALL, LARGE = 60, 300, 20_000
_FEW_NEIGHBOURS, _NEIGHBOURS = 8, 15


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
    import numpy as np

    size = len(vectors)
    if size < 3 or (k is not None and k <= 1):
        return np.zeros(size, np.int64)
    if size > LARGE:
        return _from_sample(vectors, k, seed)
    if k is not None:
        labels = _ward(vectors, k) if size <= SMALL else _parted(vectors, k, seed)
    elif size <= TINY:
        labels = _tree(vectors)
    else:
        neighbours = _FEW_NEIGHBOURS if size <= SMALL else _NEIGHBOURS
        labels = communities(neighbour_graph(vectors, neighbours), seed=seed)
    return by_size(labels)


def by_size(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels renumbered from 0, the largest group first, ties by first member."""
    import numpy as np

    _, first, inverse, counts = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(first))
    return rank[inverse]


def _ward(vectors: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, ward

    return np.asarray(fcluster(ward(vectors), k, "maxclust"), np.int64)


def _tree(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Cut the average-link tree where groups are best told apart (the mean silhouette)."""
    import numpy as np
    from scipy.cluster.hierarchy import average, fcluster

    distances = np.clip(1 - vectors @ vectors.T, 0, None)
    np.fill_diagonal(distances, 0)
    tree = average(distances[np.triu_indices(len(vectors), 1)])
    cuts = [
        np.asarray(fcluster(tree, k, "maxclust"), np.int64)
        for k in range(2, max(3, len(vectors) // 3 + 1))
    ]
    return max(cuts, key=lambda labels: silhouette(distances, labels))


def silhouette(distances: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the mean silhouette, -1..1, of labels over a square of distances (Rousseeuw 1987)."""
    import numpy as np

    members = (labels[:, None] == np.unique(labels)[None, :]).astype(np.float64)
    sizes = members.sum(axis=0)
    totals = distances @ members
    own = members.astype(bool)
    inner = (totals * members).sum(axis=1) / np.maximum((sizes * members).sum(axis=1) - 1, 1)
    outer = np.where(own, np.inf, totals / sizes).min(axis=1)
    alone = (sizes * members).sum(axis=1) == 1
    widest = np.maximum(np.maximum(inner, outer), 1e-12)
    return float(np.where(alone, 0, (outer - inner) / widest).mean())


def _parted(vectors: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    import numpy as np
    from sklearn.cluster import KMeans

    rows = smoothed(vectors, neighbour_graph(vectors, _NEIGHBOURS))
    return np.asarray(KMeans(min(k, len(rows)), n_init=4, random_state=seed).fit_predict(rows))


def _from_sample(vectors: NDArray[np.float32], k: int | None, seed: int) -> NDArray[np.int64]:
    import numpy as np

    chosen = np.sort(np.random.default_rng(seed).choice(len(vectors), LARGE, replace=False))
    labels = group(vectors[chosen], k=k, seed=seed)
    centres = centroids(vectors[chosen], labels)
    blocks = range(0, len(vectors), LARGE)
    nearest = [(vectors[at : at + LARGE] @ centres.T).argmax(axis=1) for at in blocks]
    return by_size(np.concatenate(nearest))


def centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit mean of each group, shape (groups, dimensions)."""
    import numpy as np
    from scipy.sparse import csr_array

    groups = int(labels.max()) + 1
    ones = np.ones(len(labels), np.float32)
    chosen = csr_array((ones, (labels, np.arange(len(labels)))), shape=(groups, len(labels)))
    return unit(np.asarray(chosen @ vectors, np.float32))
