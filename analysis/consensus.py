"""What many groupings of the same statements agree on.

Statements are grouped again and again, each time a part of them and in another manner. How often
two of them end up together is their agreement, and a tree over it is what themes are cut from. It
is steadier than any one grouping, and says of itself how steady it is.

References
----------
Monti, Tamayo, Mesirov and Golub (2003), Consensus clustering: a resampling-based method.
Fred and Jain (2005), Combining multiple clusterings using evidence accumulation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.encoder import unit
from analysis.graph import communities, neighbour_graph
from analysis.likeness import cosines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

# Up to here every pair of statements is compared; beyond, small communities stand for theirs.
DENSE = 600
_DRAWS, _SHARE = 30, 0.85
_WORDS_SHARE = 0.3
_REACHES, _RESOLUTIONS, _SHARPNESS = (6, 9, 13), (0.7, 1.0, 1.4), (1, 3)
# Trees cut into this many times the root of their size; every third draw is one.
_TREES = (0.7, 0.9, 1.1, 1.4, 1.8, 2.2)
_REACH, _FINEST = 15, 16.0
# The ladder is climbed so many times where that costs little.
_ROUNDS, _SMALL = 3, 3_000
_LADDER = ((0.7, 1), (1.0, 3), (1.4, 1), (2.0, 3), (2.8, 1), (4.0, 3), (5.6, 1), (8.0, 3))


@dataclass(frozen=True, slots=True)
class Consensus:
    """How often the leaves of a corpus are grouped together.

    Attributes
    ----------
    leaves : ndarray, shape (statements,), int
        The leaf of each statement: itself, or a small community.
    together : ndarray, shape (leaves, leaves), float64
        In 0..1: how often a statement of one and a statement of the other are grouped together.
    graph : csr_array, shape (statements, statements)
        Each statement joined to its nearest.
    """

    leaves: NDArray[np.int64]
    together: NDArray[np.float64]
    graph: csr_array

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return how many statements each leaf holds."""
        import numpy as np

        return np.bincount(self.leaves)


def centred(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors without what all have in common, as unit rows."""
    return unit(vectors - vectors.mean(axis=0)) if len(vectors) > 2 else vectors


def agreed(
    vectors: NDArray[np.float32], words: csr_array | None = None, *, seed: int = 0
) -> Consensus:
    """Group the statements many times over and return what the groupings agree on.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows, `centred`; at least three.
    words : csr_array, shape (statements, terms), optional
        Unit rows of weighted words; few statements are also compared by the words they share.
    seed : int
    """
    if len(vectors) > DENSE:
        return _among_communities(vectors, seed)
    return _among_statements(vectors, words, seed)


def _among_statements(
    vectors: NDArray[np.float32], words: csr_array | None, seed: int
) -> Consensus:
    import numpy as np

    size = len(vectors)
    alike = cosines(vectors, vectors)
    if words is not None:
        alike = (1 - _WORDS_SHARE) * alike + _WORDS_SHARE * (words @ words.T).toarray()
    alike = np.round(alike, 4)
    together, drawn = np.zeros((size, size)), np.zeros((size, size))
    for chosen, labels in _groupings(alike, seed):
        square = np.ix_(chosen, chosen)
        together[square] += labels[:, None] == labels[None, :]
        drawn[square] += 1
    together /= np.maximum(drawn, 1)
    np.fill_diagonal(together, 1)
    return Consensus(np.arange(size), together, nearest(alike, 12, sharpness=2))


def _groupings(
    alike: NDArray[np.float64], seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield parts of the statements and their groups, found in one manner after another."""
    import numpy as np

    random = np.random.default_rng(seed)
    size = len(alike)
    part = max(3, round(size * _SHARE))
    for draw in range(_DRAWS):
        chosen = np.sort(random.choice(size, part, replace=False))
        square = alike[np.ix_(chosen, chosen)]
        if draw % 3 == 0:
            wanted = max(2, round(part**0.5 * _TREES[draw // 3 % len(_TREES)]))
            yield chosen, _average_link(1 - square, wanted)
        else:
            reach = _REACHES[draw // 2 % 3]
            graph = nearest(square, reach, sharpness=_SHARPNESS[draw % 2])
            resolution = _RESOLUTIONS[draw // 6 % 3]
            yield chosen, communities(graph, resolution=resolution, seed=seed + draw)


def _average_link(distances: NDArray[np.float64], groups: int) -> NDArray[np.int64]:
    import numpy as np
    from scipy.cluster.hierarchy import average, fcluster

    above = np.triu_indices(len(distances), 1)
    tree = average(np.clip(distances[above], 0, None))
    return np.asarray(fcluster(tree, groups, "maxclust"), np.int64)


def nearest(alike: NDArray[np.float64], reach: int, *, sharpness: int = 1) -> csr_array:
    """Return the graph of a square of likenesses that joins each row to the `reach` most alike.

    A likeness to the power of `sharpness` is the weight of the edge; none is below 0.
    """
    import numpy as np
    from scipy.sparse import csr_array

    size = len(alike)
    reach = min(reach, size - 1)
    others = alike.copy()
    np.fill_diagonal(others, -2)
    top = np.argpartition(-others, reach - 1, axis=1)[:, :reach]
    weights = np.clip(np.take_along_axis(others, top, axis=1), 0, None) ** sharpness
    ends = np.arange(0, size * reach + 1, reach)
    kept = np.round(weights, 4).astype(np.float32).ravel()
    graph = csr_array((kept, top.astype(np.int32).ravel(), ends), shape=(size, size))
    graph = graph.maximum(graph.T).tocsr()
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def _among_communities(vectors: NDArray[np.float32], seed: int) -> Consensus:
    """Compare small communities, by how the larger ones of a ladder of resolutions hold them."""
    import numpy as np

    graph = neighbour_graph(vectors, _REACH)
    sharp = graph.copy()
    sharp.data = sharp.data**3
    random = np.random.default_rng(seed)
    leaves = np.unique(communities(sharp, resolution=_FINEST, seed=seed), return_inverse=True)[1]
    size, count = len(leaves), int(leaves.max()) + 1
    together, drawn = np.zeros((count, count)), np.zeros((count, count))
    for resolution, sharpness in _LADDER * (_ROUNDS if size <= _SMALL else 1):
        chosen = np.sort(random.choice(size, round(size * _SHARE), replace=False))
        part = (graph if sharpness == 1 else sharp)[chosen][:, chosen]
        labels = communities(part, resolution=resolution, seed=seed)
        shared = crossed(leaves[chosen], labels, count)
        present = shared.sum(axis=1)
        together += shared @ shared.T
        drawn += np.outer(present, present)
    return Consensus(leaves, together / np.maximum(drawn, 1), graph)


def crossed(
    leaves: NDArray[np.int64], labels: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Return how many statements of each leaf have each label, shape (count, labels)."""
    import numpy as np

    groups = int(labels.max(initial=0)) + 1
    cells = np.bincount(leaves * groups + labels, minlength=count * groups)
    return cells.reshape(count, groups).astype(np.float64)
