"""How far two codings agree, on the statements that both coded.

Alpha allows for chance and for sets that overlap in part; F1, precision and recall take the left
coding as the reference. Intervals are of the percentile bootstrap, by statement.

References
----------
Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC.
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.pairs import Themes, Totals, masi_rows, table_of_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Interval = tuple[float, float]
LEAST_FOR_INTERVAL = 30
_RESAMPLES = 2000
_TAIL = 0.025


class TooFewStatements(ValueError):
    """There is nothing that both coders coded."""


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """One theme: how often each coder used it, how often both did, and what follows from that.

    `precision` is the share of the right coder's uses that the left shares, `recall` the share of
    the left's that the right shares; None where there are none. `f1_interval` is None where fewer
    than 30 statements have the theme from either.
    """

    theme: str
    left: int
    right: int
    both: int
    f1: float
    precision: float | None = None
    recall: float | None = None
    f1_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Between what the figures lie in 95 of 100 resamples of the statements."""

    alpha: Interval
    f1_micro: Interval
    f1_sample: Interval
    identical: Interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two codings over `n` statements; shares and F1 in 0..1, alpha at most 1.

    `left_only` and `right_only` count the statements left out because one coder alone has them.
    `intervals` is None where `n` is below 30.
    """

    n: int
    alpha: float
    f1_micro: float
    f1_sample: float
    identical: float
    per_theme: tuple[ThemeAgreement, ...]
    left_only: int = 0
    right_only: int = 0
    intervals: Intervals | None = None


def agree(
    left: Mapping[str, Iterable[str]],
    right: Mapping[str, Iterable[str]],
    *,
    seed: int = 0,
    resamples: int = _RESAMPLES,
) -> Agreement:
    """Compare two codings, each a mapping of statement id to its themes.

    Statements that only one of them has are left out; one that has no theme was coded as *other*.

    Parameters
    ----------
    left, right : mappings of str to iterables of str
    seed : int
        Of the bootstrap.
    resamples : int
        How many times the statements are drawn anew, 1 or more.

    Raises
    ------
    TooFewStatements
        When they have no statement in common.
    """
    pairs = [(frozenset(left[unit]), frozenset(right[unit])) for unit in left if unit in right]
    if not pairs:
        raise TooFewStatements("The two codings have no statement id in common.")
    table = table_of_pairs(pairs)
    whole = table.totals(table.counts[None, :])
    alpha, micro, sample, identical = (float(figure[0]) for figure in _figures(whole))
    intervals = None
    of_themes: list[Interval | None] = [None] * len(table.themes)
    if len(pairs) >= LEAST_FOR_INTERVAL:
        drawn = table.resampled(resamples, seed)
        intervals = Intervals(*map(_interval, _figures(drawn)))
        of_themes = _theme_intervals(whole, drawn)
    return Agreement(
        n=len(pairs),
        alpha=alpha,
        f1_micro=micro,
        f1_sample=sample,
        identical=identical,
        per_theme=_per_theme(table.themes, whole, of_themes),
        left_only=len(set(left) - set(right)),
        right_only=len(set(right) - set(left)),
        intervals=intervals,
    )


def masi(one: Themes, other: Themes) -> float:
    """Return the MASI distance of two sets of themes: 0 if equal, 1 if they share nothing.

    Examples
    --------
    >>> round(masi(frozenset("ab"), frozenset("abc")), 3)
    0.556
    """
    return float(masi_rows([one], [other])[0, 0])


def krippendorff_alpha(units: Sequence[Sequence[Themes]]) -> float:
    """Return Krippendorff's alpha of statements, each a row of the sets its coders gave.

    Sets that overlap disagree only in part (MASI distance). A statement with a single coder is left
    out.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance would give; below 0 is worse.

    Raises
    ------
    TooFewStatements
        When no statement has two coders.
    """
    import numpy as np

    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        raise TooFewStatements("No statement has two coders.")
    order = sorted({value for unit in paired for value in unit}, key=sorted)
    places = {value: at for at, value in enumerate(order)}
    apart = masi_rows(order, order)
    counts = np.zeros(len(order))
    observed = 0.0
    for unit in paired:
        at = [places[value] for value in unit]
        np.add.at(counts, at, 1)
        observed += float(apart[np.ix_(at, at)].sum()) / (len(unit) - 1)
    expected = float(counts @ apart @ counts)
    return 1.0 if expected == 0 else 1 - observed * float(counts.sum() - 1) / expected


def _figures(of: Totals) -> tuple[NDArray[np.float64], ...]:
    """Return alpha, micro F1, sample F1 and the identical share of each sample, each rounded.

    The last places hang on the order in which a processor adds up.
    """
    import numpy as np

    chance = np.where(of.expected > 0, of.expected, 1)
    alpha = np.where(of.expected > 0, 1 - of.observed * (2 * of.units - 1) / chance, 1.0)
    micro = _f1(of.both.sum(axis=1), (of.left + of.right).sum(axis=1))
    found = alpha, micro, of.sample_f1 / of.units, of.identical / of.units
    return tuple(np.round(figure, 9) for figure in found)


def _f1(both: NDArray[np.float64], uses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return F1 where there are uses; who use nothing, both, agree."""
    import numpy as np

    return np.where(uses > 0, 2 * both / np.where(uses > 0, uses, 1), 1.0)


def _interval(values: NDArray[np.float64]) -> Interval:
    import numpy as np

    low, high = np.quantile(values, [_TAIL, 1 - _TAIL])
    return round(float(low), 6), round(float(high), 6)


def _theme_intervals(whole: Totals, drawn: Totals) -> list[Interval | None]:
    either = (whole.left + whole.right - whole.both)[0]
    scores = _f1(drawn.both, drawn.left + drawn.right)
    return [
        _interval(scores[:, at]) if either[at] >= LEAST_FOR_INTERVAL else None
        for at in range(len(either))
    ]


def _per_theme(
    themes: Sequence[str], whole: Totals, intervals: Sequence[Interval | None]
) -> tuple[ThemeAgreement, ...]:
    found = []
    for at, theme in enumerate(themes):
        left, right, both = (int(each[0, at]) for each in (whole.left, whole.right, whole.both))
        f1 = 2 * both / (left + right)
        precision = both / right if right else None
        recall = both / left if left else None
        found.append(ThemeAgreement(theme, left, right, both, f1, precision, recall, intervals[at]))
    return tuple(found)
