"""What speaks for a theme, and what speaks for its strongest rival, as rows to be weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def evidence(
    kinds: Sequence[NDArray[np.float64]], *, alone: Sequence[NDArray[np.float64]] = ()
) -> NDArray[np.float64]:
    """Return a row a statement and theme, statement by statement.

    Parameters
    ----------
    kinds : sequence of ndarray, shape (statements, themes), float64
        Scores of one kind each.
    alone : sequence of ndarray, shape (statements, themes), float64
        Scores in which no theme is another's rival.

    Returns
    -------
    ndarray, shape (statements * themes, 1 + 2 * kinds + alone), float64
        A one, the theme's score of each kind, its strongest rival's of each kind, and those alone.
    """
    import numpy as np

    columns = [np.ones_like(kinds[0]), *kinds, *(rivals(scores) for scores in kinds), *alone]
    return np.stack([column.ravel() for column in columns], axis=1)


def rivals(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each cell the greatest score of another theme in its row, 0 without another."""
    import numpy as np

    if scores.shape[1] == 1:
        return np.zeros_like(scores)
    order = np.sort(scores, axis=1)
    return np.where(scores == order[:, -1:], order[:, -2:-1], order[:, -1:])
