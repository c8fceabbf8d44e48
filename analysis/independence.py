"""Whether the answers to two questions hang together by more than chance would bring about.

Pure arithmetic, unlike `differences`: the web process asks for it, and must load no numpy.

References
----------
Pearson (1900), On the criterion that a given system of deviations is such that it can be
reasonably supposed to have arisen from random sampling. Fisher (1935), The logic of inductive
inference. Cochran (1954), Some methods for strengthening the common chi-squared tests.
Press et al. (2007), Numerical Recipes, section 6.2: the incomplete gamma function.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.association import cramers_v

# Below this an expected count makes the chi-squared test doubtful (Cochran 1954).
LEAST_EXPECTED = 5.0
_MOST_DOUBTFUL_SHARE = 0.2
_STEPS = 10_000
_PRECISE = 1e-15


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test says.

    Attributes
    ----------
    test
        "chi-squared", "Fisher", or "" where none could be made.
    p
        How likely at least so much difference is by chance, in 0..1; None without a test.
    v
        Cramér's V: how strongly the two hang together, from 0 to 1.
    why_not
        In a sentence, why no test could be made; "" where one was.
    """

    test: str
    p: float | None
    v: float | None
    why_not: str = ""


def of(table: Sequence[Sequence[int]]) -> Finding:
    """Test whether rows and columns of a table of counts hang together.

    Two by two, Fisher's exact test is used; beyond, Pearson's chi-squared, and only where at most
    a fifth of the expected counts is under 5 and none under 1.

    Examples
    --------
    >>> of([[8, 2], [1, 5]]).test, round(of([[8, 2], [1, 5]]).p, 4)
    ('Fisher', 0.035)
    """
    rows = [list(row) for row in table if any(row)]
    keep = [at for at in range(len(rows[0])) if any(row[at] for row in rows)] if rows else []
    rows = [[row[at] for at in keep] for row in rows]
    if len(rows) < 2 or len(keep) < 2:
        return Finding("", None, None, "There is only one group, or all answered the same.")
    statistic, expected = _pearson(rows)
    v = cramers_v(rows)
    if (len(rows), len(keep)) == (2, 2):
        return Finding("Fisher", fisher(rows), v)
    doubtful = sum(each < LEAST_EXPECTED for each in expected)
    if min(expected) < 1 or doubtful > _MOST_DOUBTFUL_SHARE * len(expected):
        return Finding("", None, v, "Too few answered for a test: some groups are too small.")
    freedom = (len(rows) - 1) * (len(keep) - 1)
    return Finding("chi-squared", survival(statistic, freedom), v)


def _pearson(rows: Sequence[Sequence[int]]) -> tuple[float, list[float]]:
    total = sum(map(sum, rows))
    columns = [sum(column) for column in zip(*rows, strict=True)]
    statistic, expectations = 0.0, []
    for row in rows:
        for count, column in zip(row, columns, strict=True):
            expected = sum(row) * column / total
            expectations.append(expected)
            statistic += (count - expected) ** 2 / expected
    return statistic, expectations


def survival(statistic: float, freedom: int) -> float:
    """Return how likely chi-squared with so many degrees of freedom is at least the statistic.

    Examples
    --------
    >>> round(survival(3.841, 1), 3), round(survival(0, 4), 3)
    (0.05, 1.0)
    """
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    front = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        return max(0.0, 1.0 - front * _series(a, x))
    return min(1.0, front * _fraction(a, x))


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _STEPS):
        term *= x / (a + step)
        total += term
        if term < total * _PRECISE:
            break
    return total


def _fraction(a: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for step in range(1, _STEPS):
        an = -step * (step - a)
        b += 2
        d = 1 / ((an * d + b) or tiny)
        c = (b + an / c) or tiny
        h *= d * c
        if abs(d * c - 1) < _PRECISE:
            break
    return h


def fisher(rows: Sequence[Sequence[int]]) -> float:
    """Return the two-sided p of Fisher's exact test of a table of two by two.

    Summed are all tables with the same margins that are no likelier than this one.
    """
    (a, b), (c, d) = rows
    across, down, total = a + b, a + c, a + b + c + d
    low, high = max(0, across + down - total), min(across, down)
    weights = {k: _log_choose(down, k) + _log_choose(total - down, across - k)
               for k in range(low, high + 1)}  # fmt: skip
    most = max(weights.values())
    likely = {k: math.exp(weight - most) for k, weight in weights.items()}
    here = likely[a] * (1 + 1e-7)
    return min(1.0, sum(each for each in likely.values() if each <= here) / sum(likely.values()))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
