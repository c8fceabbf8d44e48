"""From which chance on a theme is given, learned from decisions and held back by their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

USUAL = 0.5
_LEAST, _MOST = 0.2, 0.7
# A theme with so many statements has a threshold of its own, held half-way to the others'.
_STATEMENTS_OF_ITS_OWN = 20


def learned_thresholds(
    chances: NDArray[np.float64],
    coded: NDArray[np.float64],
    usual: NDArray[np.float64],
    held: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return from which chance on each theme is given, shape (themes,).

    Parameters
    ----------
    chances : ndarray, shape (statements, themes), float64
        Of statements that were left out of what was learned.
    coded : ndarray, shape (statements, themes), float64
        1 where people gave the theme, 0 where not.
    usual : ndarray, shape (themes,), float64
        The thresholds that hold without any decisions.
    held : ndarray, shape (themes,), int64
        As many decisions as make a threshold half learned, half usual.
    """
    import numpy as np

    found = np.full(coded.shape[1], _best(chances.ravel(), coded.ravel()))
    own = {
        at: _best(chances[:, at], coded[:, at])
        for at in np.flatnonzero(coded.sum(axis=0) >= _STATEMENTS_OF_ITS_OWN)
    }
    for at, threshold in own.items():
        found[at] = (threshold + np.median(list(own.values()))) / 2
    share = len(coded) / (len(coded) + held)
    return np.asarray(share * found + (1 - share) * usual)


def _best(chances: NDArray[np.float64], coded: NDArray[np.float64]) -> float:
    """Return the threshold with the greatest F1, within bounds."""
    import numpy as np

    order = np.argsort(-chances, kind="stable")
    both = np.cumsum(coded[order])
    f1 = 2 * both / (np.arange(1, len(order) + 1) + coded.sum())
    at = int(f1.argmax())
    after = chances[order[at + 1]] if at + 1 < len(order) else 0.0
    return float(np.clip((chances[order[at]] + after) / 2, _LEAST, _MOST)) if both[-1] else USUAL
