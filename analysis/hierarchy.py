"""Sub-themes: the groups inside a theme, where it has any.

They come from the same consensus as the themes: what is kept apart within a theme by most of the
groupings is a sub-theme of it. A theme that holds together as one has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.consensus import Consensus
from analysis.curve import Tree, silhouette
from analysis.likeness import cosines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_PARTED = 15
_MOST_PARTS = 6
_LEAST_APART = 0.2
_LEAST_SHARE, _LEAST_PART = 0.08, 4


def parted(
    consensus: Consensus, labels: NDArray[np.int64], vectors: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Return each statement's sub-theme within its theme, from 0, or -1 in a theme without any.

    Parameters
    ----------
    consensus : Consensus
    labels : ndarray, shape (statements,), int
        The themes from 0; -1 for none.
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows, `centred`.
    """
    import numpy as np

    found = np.full(len(labels), -1)
    for theme in range(int(labels.max(initial=-1)) + 1):
        members = np.flatnonzero(labels == theme)
        if len(members) >= LEAST_PARTED:
            found[members] = _parts(_within(consensus, members), vectors[members])
    return found


def _within(consensus: Consensus, members: NDArray[np.int64]) -> Consensus:
    import numpy as np

    kept, leaves = np.unique(consensus.leaves[members], return_inverse=True)
    inner = consensus.graph[members][:, members]
    return Consensus(leaves, consensus.together[np.ix_(kept, kept)], inner)


def _parts(theme: Consensus, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the part of each statement of one theme, or -1 for all where it is best left whole."""
    import numpy as np

    size = len(theme.leaves)
    whole = np.full(size, -1)
    most = min(_MOST_PARTS, len(theme.sizes) - 1, size // LEAST_PARTED + 1)
    if most < 2:
        return whole
    cuts = Tree(theme).cuts(range(2, most + 1))
    apart = {
        k: round(silhouette(1 - theme.together, cut, theme.sizes), 4) for k, cut in cuts.items()
    }
    k = min(apart, key=lambda k: (-apart[k], k))
    if apart[k] < _LEAST_APART:
        return whole
    parts = cuts[k][theme.leaves]
    counts = np.bincount(parts)
    large = np.flatnonzero(counts >= max(_LEAST_PART, _LEAST_SHARE * size))
    if len(large) < 2:
        return whole
    return _nearest_of(parts, large, vectors)


def _nearest_of(
    parts: NDArray[np.int64], large: NDArray[np.int64], vectors: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Return the parts numbered by falling size, those too small dissolved into the nearest."""
    import numpy as np

    from analysis.grouping import by_size, centroids

    chosen = np.isin(parts, large)
    numbered = np.searchsorted(large, parts)
    likeness = cosines(vectors, centroids(vectors[chosen], numbered[chosen]))
    return by_size(np.where(chosen, numbered, likeness.argmax(axis=1)))
