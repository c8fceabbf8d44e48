"""Which themes a group speaks of more, or less, than everyone else: partner, ward, age band, year.

Log-odds with an informative Dirichlet prior rank the differences; the prior is how everyone speaks,
so that a theme named twice in a small group is not called typical of it. Fisher's exact test says
what chance would give, and the false discovery rate is held over all the tests that are shown.
What disclosure control hides takes no part: no figure here rests on a hidden count.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16.
Fisher (1935), The Design of Experiments, chapter 2.
Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure import Released, release

_PRIOR_STATEMENTS = 20.0


class TooFewGroups(ValueError):
    """There is nothing to compare a group with."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one group speaks of one theme.

    `count` of the group's `base` statements carry the theme; None where it is not shown. `z` is
    above 0 where that is more than elsewhere; `p` is exact and two-sided; `q` is the least false
    discovery rate, in 0..1, at which the difference counts. All three are None where a count that
    they rest on is hidden.
    """

    group: str
    theme: str
    count: int | None
    base: int | None
    z: float | None = None
    p: float | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table of themes by groups that may be published as it stands.

    `n` statements were compared; `bases` and `totals` are the statements of each group, and of
    each theme over all groups; None is hidden. `cells` go theme by theme, in the order of names.
    """

    n: int | None
    threshold: int
    bases: Mapping[str, int | None]
    totals: Mapping[str, int | None]
    cells: tuple[Cell, ...]

    def differences(self, rate: float = 0.05) -> tuple[Cell, ...]:
        """Return the cells that differ at a false discovery rate in 0..1, the surest first."""
        sure = (cell for cell in self.cells if cell.q is not None and cell.q <= rate)
        return tuple(sorted(sure, key=lambda c: (c.q, c.p, -abs(c.z or 0), c.group, c.theme)))


def compare(
    codings: Sequence[Collection[str]], groups: Sequence[str], *, threshold: int = 5
) -> Comparison:
    """Compare every group with all others, theme by theme.

    Parameters
    ----------
    codings : sequence of collections of str
        A row's themes. Give one row a respondent where one person made many statements, so that
        bases and the threshold count people.
    groups : sequence of str
        A row's group; rows with an empty name are left out.
    threshold : int
        The least count above zero that may be shown, at least 3; 0 hides nothing.

    Raises
    ------
    TooFewGroups
        When fewer than two groups are named.
    ValueError
        When the two sequences differ in length, or the threshold is below 3.
    """
    _refuse(codings, groups)
    rows = [(set(themes), group) for themes, group in zip(codings, groups, strict=True) if group]
    bases = dict(sorted(Counter(group for _, group in rows).items()))
    counts = Counter((theme, group) for themes, group in rows for theme in themes)
    shown = release(list(bases.values()), threshold)
    totals: dict[str, int | None] = {}
    cells: list[Cell] = []
    for theme in sorted({theme for theme, _ in counts}):
        line = _line([counts[theme, group] for group in bases], bases, shown, threshold)
        totals[theme] = line.total
        for group, count, base in zip(bases, line.counts, shown.counts, strict=True):
            cells.append(_tested(Cell(group, theme, count, base), line.total, shown.total))
    return Comparison(
        n=shown.total,
        threshold=threshold,
        bases=dict(zip(bases, shown.counts, strict=True)),
        totals=totals,
        cells=_with_rates(cells),
    )


def log_odds_z(
    own: int, base: int, others: int, rest: int, *, prior: float = _PRIOR_STATEMENTS
) -> float:
    """Return the z-score of the log-odds-ratio of two shares, under a Dirichlet prior.

    The paper drops the terms of what was *not* said from the variance, since each word is rare.
    A theme may be in half of all statements, so they are kept here.

    Parameters
    ----------
    own, base : int
        Statements of the group with the theme, and all of its statements.
    others, rest : int
        The same of everyone else.
    prior : float
        How many statements the prior is worth, above 0; it speaks as everyone together does.

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
    if own + others in (0, base + rest):
        return 0.0
    usual = (own + others) / (base + rest)
    yes, no = prior * usual, prior * (1 - usual)
    table = own + yes, base - own + no, others + yes, rest - others + no
    delta = math.log(table[0] / table[1]) - math.log(table[2] / table[3])
    return delta / math.sqrt(sum(1 / cell for cell in table))


def exact_p(own: int, base: int, others: int, rest: int) -> float:
    """Return the two-sided p-value, in 0..1, of Fisher's exact test of two shares.

    Examples
    --------
    The lady who tasted tea named three of the four cups into which milk went first.

    >>> round(exact_p(3, 4, 1, 4), 4)
    0.4857
    """
    import numpy as np
    from scipy.stats import fisher_exact

    table = np.array([[own, base - own], [others, rest - others]])
    return min(1.0, float(fisher_exact(table).pvalue))


def false_discovery_rates(p_values: Sequence[float]) -> list[float]:
    """Return the Benjamini-Hochberg adjusted values, in 0..1 and in the order given.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    if not p_values:
        return []
    from scipy.stats import false_discovery_control

    return [float(rate) for rate in false_discovery_control(p_values)]


def _refuse(codings: Sequence[Collection[str]], groups: Sequence[str]) -> None:
    if len(codings) != len(groups):
        raise ValueError(
            f"There are {len(codings)} codings and {len(groups)} groups: give one group a coding."
        )
    named = {group for group in groups if group}
    if len(named) < 2:
        only = f"one group, “{min(named)}”" if named else "no group"
        raise TooFewGroups(f"The statements have {only}: give two or more to compare.")


def _line(
    counts: Sequence[int], bases: Mapping[str, int], shown: Released, threshold: int
) -> Released:
    withheld = [at for at, base in enumerate(shown.counts) if base is None]
    return release(counts, threshold, most=list(bases.values()), withheld=withheld)


def _tested(cell: Cell, total: int | None, n: int | None) -> Cell:
    """Return the cell with its figures, if all that they rest on is shown."""
    if cell.count is None or cell.base is None or total is None or n is None:
        return cell
    table = cell.count, cell.base, total - cell.count, n - cell.base
    return replace(cell, z=log_odds_z(*table), p=exact_p(*table))


def _with_rates(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    rates = iter(false_discovery_rates([cell.p for cell in cells if cell.p is not None]))
    return tuple(cell if cell.p is None else replace(cell, q=next(rates)) for cell in cells)
