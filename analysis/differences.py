"""Whether two shares differ by more than chance: log-odds with a prior, exact tests, their rates.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16.
Fisher (1935), The Design of Experiments, chapter 2.
Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRIOR_STATEMENTS = 20.0
# Tables that are as likely as the one seen differ in their last places when computed.
_AS_LIKELY = 1 + 1e-7


def log_odds_z(
    own: int,
    base: int,
    others: int,
    rest: int,
    *,
    prior: float = PRIOR_STATEMENTS,
    usual: float | None = None,
    is_rare: bool = False,
) -> float:
    """Return the z-score of the log-odds-ratio of two shares, under a Dirichlet prior.

    Parameters
    ----------
    own, base : int
        Statements of the group with the theme, and all of its statements.
    others, rest : int
        The same of everyone else.
    prior : float
        How many statements the prior is worth, above 0.
    usual : float, optional
        The share, in 0..1, that the prior expects; that of everyone together where not given.
    is_rare : bool
        Whether to leave what was *not* said out of the variance, as the paper does (its equation
        20), since a word is rare. A theme may be in half of all statements: there it must count.

    Returns
    -------
    float
        Above 0 where the group says it more; 0 where all say it, or none, or there is nobody.

    Raises
    ------
    ValueError
        When the prior is not above 0.
    """
    if prior <= 0:
        raise ValueError(f"The prior is {prior}: give a number of statements above 0.")
    if usual is None:
        if own + others in (0, base + rest):
            return 0.0
        usual = (own + others) / (base + rest)
    yes, no = prior * usual, prior * (1 - usual)
    said = own + yes, others + yes
    unsaid = base - own + no, rest - others + no
    delta = math.log(said[0] / unsaid[0]) - math.log(said[1] / unsaid[1])
    return delta / math.sqrt(sum(1 / cell for cell in (said if is_rare else said + unsaid)))


@lru_cache(maxsize=65536)
def exact_p(own: int, base: int, others: int, rest: int) -> float:
    """Return the two-sided p-value, in 0..1, of Fisher's exact test of two shares.

    Examples
    --------
    The lady who tasted tea named three of the four cups into which milk went first.

    >>> round(exact_p(3, 4, 1, 4), 4)
    0.4857
    """
    import numpy as np

    named, everyone = own + others, base + rest
    ways = _log_factorials(1 << everyone.bit_length())
    # The hypergeometric chance of every table with these margins, but for a common factor.
    at = np.arange(max(0, named - rest), min(base, named) + 1)
    logs = -(ways[at] + ways[base - at] + ways[named - at] + ways[rest - named + at])
    chances = np.exp(logs - logs.max())
    seen = chances[own - at[0]] * _AS_LIKELY
    return min(1.0, float(chances[chances <= seen].sum() / chances.sum()))


@lru_cache(maxsize=4)
def _log_factorials(most: int) -> NDArray[np.float64]:
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])


def false_discovery_rates(p_values: Sequence[float]) -> list[float]:
    """Return the Benjamini-Hochberg adjusted values, in 0..1 and in the order given.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    rates = [1.0] * len(p_values)
    least = 1.0
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    for rank, at in reversed(list(enumerate(order, start=1))):
        least = min(least, p_values[at] * len(p_values) / rank)
        rates[at] = least
    return rates
