"""From evidence to a chance: logistic regression that starts from what is known.

References
----------
Platt (1999), Probabilistic outputs for support vector machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 25


def calibrated(
    evidence: NDArray[np.float64],
    truth: NDArray[np.float64],
    start: NDArray[np.float64],
    *,
    steadiness: float | NDArray[np.float64] = 1.0,
) -> NDArray[np.float64]:
    """Return the weights that explain the truth best without straying far from the start.

    Parameters
    ----------
    evidence : ndarray, shape (cases, kinds), float64
        A column of ones stands first.
    truth : ndarray, shape (cases,), float64
        1 or 0.
    start : ndarray, shape (kinds,), float64
    steadiness : float or ndarray, shape (kinds, kinds)
        How strongly the weights are held to the start: the precision of a normal prior.

    Returns
    -------
    ndarray, shape (kinds,), float64
        Found by Newton's method, whose steps are shortened until they improve the fit.
    """
    import numpy as np

    held = steadiness * np.eye(len(start)) if isinstance(steadiness, float) else steadiness

    def loss(weights: NDArray[np.float64]) -> float:
        reach = evidence @ weights
        strayed = weights - start
        return float(np.logaddexp(0, reach).sum() - truth @ reach + strayed @ held @ strayed / 2)

    weights = start.astype(np.float64)
    for _ in range(_ROUNDS):
        chance = chances(evidence, weights)
        slope = evidence.T @ (chance - truth) + held @ (weights - start)
        bend = (evidence.T * (chance * (1 - chance))) @ evidence + held
        step = np.linalg.solve(bend, slope)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-9:
            step /= 2
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def chances(evidence: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of each case, in 0..1, shape (cases,)."""
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-np.clip(evidence @ weights, -30, 30))))


def chosen(
    chance: NDArray[np.float64], thresholds: NDArray[np.float64], least: float
) -> NDArray[np.bool_]:
    """Return which themes each statement is given, shape (statements, themes).

    Those that reach their threshold, and the likeliest from a lower one on: most statements are
    about something.
    """
    import numpy as np

    likeliest = np.arange(chance.shape[1]) == chance.argmax(axis=1)[:, None]
    return np.asarray((chance >= thresholds) | (likeliest & (chance >= least)))
