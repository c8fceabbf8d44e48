"""Which themes one group speaks of more, or less, than the others do.

Log-odds with an informative Dirichlet prior: the prior is how everyone speaks, so that a theme
named twice in a small group is not called typical of it. Fisher's exact test gives the p-value, and
the false discovery rate is held over all comparisons.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, equations 16, 18, 19 and 22.
Benjamini and Hochberg (1995), Controlling the false discovery rate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PRIOR_STATEMENTS = 20.0


@dataclass(frozen=True, slots=True)
class Difference:
    """How one group speaks of one theme.

    `count` of the group's `base` statements carry the theme; `z` is above 0 where that is more than
    elsewhere; `p` is two-sided and exact; `q` is the false discovery rate at which it would count.
    """

    group: str
    theme: str
    count: int
    base: int
    z: float
    p: float
    q: float


def compare_groups(
    codings: Sequence[Sequence[str]], groups: Sequence[str], *, least_base: int = 10
) -> tuple[Difference, ...]:
    """Compare every group with all others, theme by theme.

    Parameters
    ----------
    codings : sequence of sequences of str
        The themes of each statement.
    groups : sequence of str
        The group of each statement; an empty name is left out.
    least_base : int
        Groups with fewer statements are not shown, so that nobody can be known by them.

    Returns
    -------
    tuple of Difference
        The surest differences first.
    """
    paired = [(set(t), g) for t, g in zip(codings, groups, strict=True) if g]
    bases = Counter(group for _, group in paired)
    counts = Counter((group, theme) for themes, group in paired for theme in themes)
    everywhere = Counter(theme for themes, _ in paired for theme in themes)
    found = []
    for group in sorted(g for g, base in bases.items() if base >= least_base):
        for theme in sorted(everywhere):
            own, base = counts[group, theme], bases[group]
            others, rest = everywhere[theme] - own, len(paired) - base
            if rest:
                z = log_odds_z(own, base, others, rest, everywhere[theme] / len(paired))
                found.append((group, theme, own, base, z, fisher_exact(own, base, others, rest)))
    rates = false_discovery_rates([p for *_, p in found])
    differences = [Difference(*fields, q) for fields, q in zip(found, rates, strict=True)]
    return tuple(sorted(differences, key=lambda d: (d.q, d.p, d.group, d.theme)))


def log_odds_z(
    own: int, base: int, others: int, rest: int, usual: float, prior: float = _PRIOR_STATEMENTS
) -> float:
    """Return the z-score of the log-odds-ratio with a Dirichlet prior of `prior` statements.

    Parameters
    ----------
    own, base : int
        Statements of the group with the theme, and all of its statements.
    others, rest : int
        The same of everyone else.
    usual : float
        The share of the theme among all, in 0..1.
    prior : float
        How many statements the prior is worth.
    """
    yes, no = prior * usual, prior * (1 - usual)
    if not yes or not no:
        return 0.0
    delta = _log_odds(own + yes, base - own + no) - _log_odds(others + yes, rest - others + no)
    return delta / math.sqrt(1 / (own + yes) + 1 / (others + yes))


def _log_odds(yes: float, no: float) -> float:
    return math.log(yes / no)


def fisher_exact(own: int, base: int, others: int, rest: int) -> float:
    """Return the two-sided p-value of Fisher's exact test of two shares.

    Examples
    --------
    The lady who tasted tea: three of four guessed right.

    >>> round(fisher_exact(3, 4, 1, 4), 4)
    0.4857
    """
    total, drawn = own + others, base
    whole = math.comb(base + rest, drawn)

    def chance(cell: int) -> float:
        return math.comb(total, cell) * math.comb(base + rest - total, drawn - cell) / whole

    seen = chance(own)
    low, high = max(0, drawn - (base + rest - total)), min(total, drawn)
    return min(
        1.0, sum(c for cell in range(low, high + 1) if (c := chance(cell)) <= seen * 1.0000001)
    )


def false_discovery_rates(p_values: Sequence[float]) -> list[float]:
    """Return the Benjamini-Hochberg adjusted values, in the order given.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at], reverse=True)
    least = 1.0
    rates: dict[int, float] = {}
    for at, index in enumerate(order):
        least = min(least, p_values[index] * len(p_values) / (len(p_values) - at))
        rates[index] = least
    return [rates[index] for index in range(len(p_values))]
