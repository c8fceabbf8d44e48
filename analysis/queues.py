"""In which order people should review: what is least certain, what is most different, or both.

References
----------
Lewis and Gale (1994), A sequential algorithm for training text classifiers.
Sener and Savarese (2018), Active learning for convolutional neural networks: a core-set approach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 200
# How many of the least certain the mixed order chooses among, for each statement that it puts out.
_AMONG = 5


def uncertainty(
    chances: NDArray[np.float64], thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how uncertain the coding of each statement is, in 0..1, shape (statements,).

    The chance that it would be decided otherwise of at least one theme, each theme taken by itself;
    a chance at its theme's threshold counts as one half.

    Parameters
    ----------
    chances : ndarray, shape (statements, themes), float64
        Calibrated, in 0..1.
    thresholds : ndarray, shape (themes,), float64
        From which chance on each theme is given.
    """
    import numpy as np

    above = 0.5 + 0.5 * (chances - thresholds) / (1 - thresholds)
    below = 0.5 * chances / thresholds
    otherwise = np.where(chances >= thresholds, 1 - above, below)
    return np.asarray(1 - np.prod(1 - otherwise, axis=1))


def by_uncertainty(uncertain: NDArray[np.float64], most: int = MOST) -> NDArray[np.intp]:
    """Return the places of the least certain statements, least certain first."""
    import numpy as np

    return np.argsort(-np.round(uncertain, 6), kind="stable")[:most]


def by_diversity(
    vectors: NDArray[np.float32], known: NDArray[np.float32] | None = None, most: int = MOST
) -> NDArray[np.intp]:
    """Return the places of statements, each the one least like all that came before it.

    Parameters
    ----------
    vectors : ndarray, shape (statements, dimensions), float32
        Unit rows.
    known : ndarray, shape (decided, dimensions), float32, optional
        Those of what people have decided already. Without any, the order begins with the statement
        that is most like all the others.
    most : int

    Returns
    -------
    ndarray, shape (at most `most`,), intp
    """
    import numpy as np

    if not len(vectors):
        return np.zeros(0, np.intp)
    if known is None or not len(known):
        first = int(np.round(vectors @ vectors.mean(axis=0), 6).argmax())
        return _farthest(vectors, vectors @ vectors[first], [first], most)
    return _farthest(vectors, _nearest(vectors, known), [], most)


def by_both(
    uncertain: NDArray[np.float64],
    vectors: NDArray[np.float32],
    known: NDArray[np.float32] | None = None,
    most: int = MOST,
) -> NDArray[np.intp]:
    """Return the places of statements that are among the least certain and unlike each other."""
    shortlist = by_uncertainty(uncertain, _AMONG * most)
    return shortlist[by_diversity(vectors[shortlist], known, most)]


def _nearest(vectors: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    parts = [(vectors @ known[at : at + 512].T).max(axis=1) for at in range(0, len(known), 512)]
    return np.asarray(np.max(parts, axis=0))


def _farthest(
    vectors: NDArray[np.float32], nearest: NDArray[np.float32], order: list[int], most: int
) -> NDArray[np.intp]:
    """Return the order gone on with, always by the statement whose nearest is farthest."""
    import numpy as np

    nearest = np.round(nearest, 6)
    nearest[order] = np.inf
    while len(order) < min(most, len(vectors)):
        chosen = int(nearest.argmin())
        order.append(chosen)
        nearest = np.maximum(nearest, np.round(vectors @ vectors[chosen], 6))
        nearest[chosen] = np.inf
    return np.array(order, np.intp)
