"""How far machine and people would agree on what nobody has read, and what more would bring.

Only decisions on statements that chance chose tell this by themselves. Those that a queue chose are
harder than the rest; they are counted by how many unread statements are as uncertain as they are.

References
----------
Wilson (1927), Probable inference, the law of succession, and statistical inference.
Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling: ratios, poststratification.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Z = 1.959964
_STRATA = 5
FEWEST = 20


class TooFewDecisions(ValueError):
    """There are not enough decisions to tell anything by; the text says how many are needed."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share in 0..1, and between what it lies with 95 % confidence."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Agreement on the unread statements: micro F1 over themes, and the share coded identically."""

    decisions: int
    unread: int
    f1_micro: Interval
    identical: Interval


def estimate(machine: NDArray[np.float64], people: NDArray[np.float64], *, unread: int) -> Estimate:
    """Estimate agreement on the unread from decisions on statements that chance chose.

    Parameters
    ----------
    machine : ndarray, shape (statements, themes), float64
        1 where the machine, not knowing the decision, gives the theme; 0 where not.
    people : ndarray, shape (statements, themes), float64
        1 where people gave it.
    unread : int
        How many statements nobody has read, of which the interval is to hold.

    Raises
    ------
    TooFewDecisions
        Under `FEWEST` decisions.
    """
    import numpy as np

    _refuse_few(len(people))
    return _weighted(machine, people, np.ones(len(people)), unread)


def estimate_queued(
    machine: NDArray[np.float64],
    people: NDArray[np.float64],
    uncertain: NDArray[np.float64],
    unread: NDArray[np.float64],
) -> Estimate:
    """Estimate the same from decisions that a queue chose, by how uncertain the unread are.

    Parameters
    ----------
    machine, people : ndarray, shape (statements, themes), float64
    uncertain : ndarray, shape (statements,), float64
        How uncertain the machine was of each statement decided, as `queues.uncertainty` says.
    unread : ndarray, shape (unread statements,), float64
        The same for what nobody has read. Both are parted at the same five places; where a part has
        no decision, the next more uncertain one speaks for it.

    Raises
    ------
    TooFewDecisions
        Under `FEWEST` decisions.
    """
    import numpy as np

    _refuse_few(len(people))
    edges = np.quantile(unread, np.linspace(0, 1, _STRATA + 1)[1:-1])
    of_decided, of_unread = (np.searchsorted(edges, each) for each in (uncertain, unread))
    have = np.unique(of_decided)
    # The next stratum with decisions, or the last one that has any.
    spoken = have[np.minimum(np.searchsorted(have, of_unread), len(have) - 1)]
    wanted, had = (np.bincount(each, minlength=_STRATA) for each in (spoken, of_decided))
    weights = (wanted / had.clip(1))[of_decided]
    return _weighted(machine, people, weights / weights.mean(), len(unread))


def _weighted(
    machine: NDArray[np.float64],
    people: NDArray[np.float64],
    weights: NDArray[np.float64],
    unread: int,
) -> Estimate:
    both = 2 * (machine * people).sum(axis=1)
    uses = (machine + people).sum(axis=1)
    same = (machine == people).all(axis=1).astype(float)
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return Estimate(
        decisions=len(people),
        unread=unread,
        f1_micro=_ratio(both, uses, weights, effective, unread),
        identical=_wilson(float(weights @ same / weights.sum()), effective, unread),
    )


def _ratio(
    both: NDArray[np.float64],
    uses: NDArray[np.float64],
    weights: NDArray[np.float64],
    effective: float,
    unread: int,
) -> Interval:
    """Return a ratio of sums with its interval, made on the scale of log-odds."""
    total = float(weights @ uses)
    if total == 0:
        return Interval(1.0, 0.0, 1.0)
    value = float(weights @ both) / total
    strayed = weights * (both - value * uses)
    spread = float((strayed**2).sum()) / total**2 * effective / max(effective - 1, 1)
    # A ratio of all or nothing has no spread of its own; one decision more might go otherwise.
    kept = min(max(value, 0.5 / effective), 1 - 0.5 / effective)
    uses_each = total / float(weights.sum())
    spread = max(spread, kept * (1 - kept) / (effective * (uses_each + 1)))
    spread *= 1 + effective / max(unread, 1)
    width = _Z * sqrt(spread) / (kept * (1 - kept))
    low, high = _from_odds(_odds(kept) - width), _from_odds(_odds(kept) + width)
    return Interval(value, min(value, low), max(value, high))


def _wilson(share: float, count: float, unread: int) -> Interval:
    """Return a share with Wilson's interval, wider where the unread themselves are few."""
    count = count / (1 + count / max(unread, 1))
    middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z * sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2)) / (1 + _Z**2 / count)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def outlook(curve: Mapping[int, float], more: Sequence[int]) -> dict[int, float]:
    """Return what agreement is to be expected after so many more decisions.

    Parameters
    ----------
    curve : mapping of int to float
        Agreement after so many decisions, at two numbers at least.
    more : sequence of int
        How many more decisions to look ahead to.

    Returns
    -------
    dict of int to float
        By a curve that rises with the inverse square root of the number of decisions, and that
        never falls.

    References
    ----------
    Figueroa et al. (2012), Predicting sample size required for classification performance.
    """
    import numpy as np

    counts = np.array(sorted(curve), float)
    reached = np.array([curve[int(count)] for count in counts])
    slope, _ = np.polyfit(1 / np.sqrt(counts), reached, 1, w=np.sqrt(counts))
    slope = min(float(slope), 0.0)
    last = counts[-1]
    level = float(np.average(reached - slope / np.sqrt(counts), weights=counts))
    return {ahead: min(1.0, level + slope / sqrt(last + ahead)) for ahead in more}


def _refuse_few(decisions: int) -> None:
    if decisions < FEWEST:
        raise TooFewDecisions(
            f"There are {decisions} decisions. Agreement can be estimated from {FEWEST} on."
        )


def _odds(share: float) -> float:
    return log(share / (1 - share))


def _from_odds(odds: float) -> float:
    return 1 / (1 + exp(-odds))
