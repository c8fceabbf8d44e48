"""The neighbour graph of statements, and the communities in it.

References
----------
Traag, Waltman and van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities.
"""

from __future__ import annotations

import ctypes
import sys
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

# The generator is the whole process's, so one may draw from it at a time.
_ALONE = Lock()
_BLOCK = 512
_STRIP = 32


def neighbour_graph(vectors: NDArray[np.float32], neighbours: int) -> csr_array:
    """Join each statement to those most like it.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows.
    neighbours : int
        How many each one reaches out to.

    Returns
    -------
    csr_array, shape (statements, statements), float32
        Symmetric; cosines above 0; an empty diagonal.
    """
    import numpy as np
    from scipy.sparse import csr_array

    size = len(vectors)
    reach = min(neighbours, size - 1)
    nearest = np.empty((size, reach), np.int32)
    cosines = np.empty((size, reach), np.float32)
    for at in range(0, size, _BLOCK):
        block = vectors[at : at + _BLOCK] @ vectors.T
        rows = np.arange(len(block))
        block[rows, at + rows] = -2
        top = _highest(block, reach)
        nearest[at : at + _BLOCK] = top
        cosines[at : at + _BLOCK] = block[rows[:, None], top]
    ends = np.arange(0, size * reach + 1, reach)
    kept = np.round(np.clip(cosines, 0, None), 4).ravel()
    graph = csr_array((kept, nearest.ravel(), ends), shape=(size, size))
    graph = graph.maximum(graph.T).tocsr()
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph


def _highest(rows: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the columns of the highest values of each row, shape (rows, count), in no order.

    The row is parted into strips. The highest values of the best strips set a bar that the values
    looked for must clear, so that few are left to be compared with each other.
    """
    import numpy as np

    size = rows.shape[1]
    strips = size // _STRIP
    if strips < 2 * count:
        return np.argpartition(rows, size - count, axis=1)[:, size - count :]
    # A strip is every so many columns: neighbours in the file are often alike.
    tops = rows[:, : strips * _STRIP].reshape(len(rows), _STRIP, strips).max(axis=1)
    bars = np.partition(tops, strips - count, axis=1)[:, strips - count]
    found = np.empty((len(rows), count), np.int64)
    for at, (row, bar) in enumerate(zip(rows, bars, strict=True)):
        cleared = np.flatnonzero(row >= bar)
        best = np.argpartition(row[cleared], len(cleared) - count)[len(cleared) - count :]
        found[at] = cleared[best]
    return found


def communities(graph: csr_array, *, resolution: float = 1.0, seed: int = 0) -> NDArray[np.int64]:
    """Return the Leiden community of each statement, shape (statements,).

    A statement without neighbours is a community of its own.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Leiden

    if graph.nnz == 0:
        return np.arange(graph.shape[0])
    leiden = Leiden(resolution=resolution, random_state=seed, sort_clusters=False)
    with _ALONE:
        _seed_of_c(seed)
        return np.asarray(leiden.fit_predict(csr_matrix(graph)), np.int64)


def _seed_of_c(seed: int) -> None:
    """Seed the generator of the C library, from which Leiden draws whatever its own seed is.

    Without it a second run in one process would find other communities than the first.
    """
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    library.srand(ctypes.c_uint(seed + 1))


def smoothed(
    vectors: NDArray[np.float32], graph: csr_array, *, rounds: int = 2
) -> NDArray[np.float32]:
    """Return the vectors averaged with their neighbours', which makes groups stand apart."""
    import numpy as np
    from scipy.sparse import diags_array, eye_array

    from analysis.encoder import unit

    joined = graph.sign() + eye_array(len(vectors), dtype=np.float32)
    step = diags_array(1 / joined.sum(axis=1)) @ joined
    for _ in range(rounds):
        vectors = unit(np.asarray(step @ vectors, np.float32))
    return vectors
