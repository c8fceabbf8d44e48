"""Which statements to quote for a group: the most typical, and others that cover the rest.

References
----------
Carbonell and Goldstein (1998), The use of MMR, diversity-based reranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BALANCE = 0.6
_SHORT, _LONG = 4, 60


def choose_quotes(
    texts: Sequence[str], vectors: NDArray[np.float32], members: Sequence[int], *, most: int = 3
) -> tuple[int, ...]:
    """Return the indices to quote: the most typical, then by maximal marginal relevance.

    Parameters
    ----------
    texts : sequence of str
        All statements.
    vectors : ndarray, shape (statements, dimensions), float32
        Their unit rows.
    members : sequence of int
        The group.
    most : int
        How many to return at most.
    """
    import numpy as np

    rows = vectors[list(members)]
    centre = rows.sum(axis=0)
    length = float(np.linalg.norm(centre)) or 1.0
    typical = rows @ (centre / length) - np.array([_awkwardness(texts[i]) for i in members])
    chosen: list[int] = []
    nearest = np.zeros(len(members), np.float32)
    while len(chosen) < min(most, len(members)):
        worth = typical if not chosen else _BALANCE * typical - (1 - _BALANCE) * nearest
        worth = np.round(worth, 4)
        worth[chosen] = -np.inf
        best = int(worth.argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, rows @ rows[best])
    return tuple(members[at] for at in chosen)


def _awkwardness(text: str) -> float:
    """Return how much too short or too long a text is to quote, 0..0.2."""
    words = len(text.split())
    return 0.1 * (words < _SHORT) + 0.2 * (words > _LONG)
