"""How firmly a group holds together when the statements are drawn again.

References
----------
Hennig (2007), Cluster-wise assessment of cluster stability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.grouping import group

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARE = 0.8
_MOST = 2_000


def stability(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    k: int | None = None,
    seed: int = 0,
    draws: int | None = None,
) -> list[float]:
    """Return for each group, in 0..1, how often two of its members are grouped together again.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows.
    labels : ndarray, shape (statements,), int
        Their groups from 0; -1 for none.
    k, seed
        As the groups were made.
    draws : int, optional
        How many subsamples of 80 %; 20 for few statements, fewer for many.
    """
    import numpy as np

    groups = int(labels.max(initial=-1)) + 1
    size = len(vectors)
    random = np.random.default_rng(seed + 1)
    drawn = min(int(size * _SHARE), _MOST)
    together, pairs = np.zeros(groups), np.zeros(groups)
    for draw in range(draws or (20 if size <= 200 else 5 if size <= 2_000 else 3)):
        chosen = np.sort(random.choice(size, drawn, replace=False))
        again = group(vectors[chosen], k=k, seed=seed + draw)
        for at in range(groups):
            counts = np.bincount(again[labels[chosen] == at])
            together[at] += (counts * (counts - 1)).sum()
            pairs[at] += counts.sum() * (counts.sum() - 1)
    shares = np.where(pairs > 0, together / np.maximum(pairs, 1), 1.0)
    return [round(float(share), 2) for share in shares]
