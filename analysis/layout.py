"""Where themes stand on a map: alike ones near each other, and no name over another.

References
----------
Torgerson (1952), Multidimensional scaling: theory and method, Psychometrika 17.
Dwyer, Marriott and Stuckey (2006), Fast node overlap removal, Graph Drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 400
_GAP = 4.0


def scaled(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a place for each of some things, shape (things, 2), each axis in -1..1.

    Parameters
    ----------
    alike : ndarray, shape (things, things), float64
        How alike each pair is, symmetric.
    """
    import numpy as np

    size = len(alike)
    if size < 2:
        return np.zeros((size, 2))
    centring = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(np.round(centring @ alike @ centring, 9))
    places = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0))
    # An axis has no sense of its own: it points to where its farthest thing is.
    farthest = np.abs(places).round(6).argmax(axis=0)
    places = places * np.where(places[farthest, [0, 1]] < 0, -1, 1)
    return np.asarray(np.round(places / max(float(np.abs(places).max()), 1e-9), 6))


def apart(
    centres: NDArray[np.float64], sizes: NDArray[np.float64], width: float
) -> NDArray[np.float64]:
    """Return centres moved as little as it takes for no two boxes to overlap.

    Parameters
    ----------
    centres : ndarray, shape (boxes, 2), float64
    sizes : ndarray, shape (boxes, 2), float64
        The width and height of each box.
    width : float
        Boxes stay between 0 and this from left to right; up and down there is room.
    """
    import numpy as np

    places = centres.astype(np.float64).copy()
    half = sizes / 2 + _GAP / 2
    # Two boxes in one place would have no way to go: each starts a hair lower than the one before.
    places[:, 1] += np.arange(len(places)) * 1e-3
    for _ in range(_ROUNDS):
        places[:, 0] = np.clip(places[:, 0], half[:, 0], np.maximum(half[:, 0], width - half[:, 0]))
        if not _pushed(places, half, width):
            break
    return _dropped(places, half)


def _dropped(places: NDArray[np.float64], half: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places with each box lowered until it lies on none above it.

    Pushing seldom leaves an overlap; this leaves none.
    """
    import numpy as np

    order = np.argsort(places[:, 1] - half[:, 1], kind="stable")
    for at, one in enumerate(order):
        above = order[:at]
        while len(above):
            lap = half[one] + half[above] - np.abs(places[one] - places[above])
            under = above[(lap > 1e-6).all(axis=1)]
            if not len(under):
                break
            places[one, 1] = (places[under, 1] + half[under, 1]).max() + half[one, 1]
    return places


def _pushed(places: NDArray[np.float64], half: NDArray[np.float64], width: float) -> bool:
    """Push overlapping boxes apart, where it takes least; return whether there were any."""
    found = False
    for one in range(len(places)):
        for other in range(one + 1, len(places)):
            lap = half[one] + half[other] - abs(places[one] - places[other])
            if min(lap) <= 1e-6:
                continue
            found = True
            fits = 2 * (half[one, 0] + half[other, 0]) <= width
            axis = 0 if lap[0] < lap[1] and fits else 1
            way = 1 if places[one, axis] <= places[other, axis] else -1
            places[one, axis] -= way * (lap[axis] / 2 + 1e-6)
            places[other, axis] += way * (lap[axis] / 2 + 1e-6)
    return found


def overlapping(
    centres: NDArray[np.float64], sizes: NDArray[np.float64]
) -> Sequence[tuple[int, int]]:
    """Return the pairs of boxes that overlap."""
    return [
        (one, other)
        for one in range(len(centres))
        for other in range(one + 1, len(centres))
        if (abs(centres[one] - centres[other]) < (sizes[one] + sizes[other]) / 2).all()
    ]
