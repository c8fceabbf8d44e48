"""Likeness in numbers that are the same in every run.

A processor adds up the same products in another order when they lie elsewhere in memory, and the
last digits differ. So products are taken in double precision, and rounded far above those digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLACES = 5
_BEYOND = 10
_BLOCK = 4_096


def cosines(rows: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the cosine of each row with one vector, or with each of several.

    Parameters
    ----------
    rows : ndarray, shape (rows, dimensions), float32
        Unit rows.
    others : ndarray, shape (dimensions,) or (others, dimensions), float32
        Of length 1.

    Returns
    -------
    ndarray, shape (rows,) or (rows, others), float64
        To five places.
    """
    import numpy as np

    turned = others.T.astype(np.float64)
    found = [
        np.round(rows[at : at + _BLOCK].astype(np.float64) @ turned, _PLACES)
        for at in range(0, max(1, len(rows)), _BLOCK)
    ]
    return np.concatenate(found)


def settled(value: float, places: int) -> float:
    """Return a number rounded so that a half is a half, whatever stands in its last digits.

    Examples
    --------
    >>> settled(0.7049999999999999, 2) == settled(0.7050000000000001, 2)
    True
    """
    return round(round(value, _BEYOND), places)
