"""Which themes a group speaks of more, or less, than everyone else: partner, ward, age band, year.

Log-odds with an informative Dirichlet prior rank the differences; the prior is how everyone speaks,
so that a theme named twice in a small group is not called typical of it. Fisher's exact test says
what chance would give, and the false discovery rate is held over all the tests that are shown.
What disclosure control hides takes no part: no figure here rests on a hidden count.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.differences import exact_p, false_discovery_rates, log_odds_z
from analysis.disclosure import Released, release

NOT_GIVEN = "(not given)"
RATE = 0.05


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

    def differences(self, rate: float = RATE) -> tuple[Cell, ...]:
        """Return the cells that differ at a false discovery rate in 0..1, the surest first."""
        sure = (cell for cell in self.cells if cell.q is not None and cell.q <= rate)
        return tuple(sorted(sure, key=lambda c: (c.q, c.p, -abs(c.z or 0), c.group, c.theme)))


def compare(
    codings: Sequence[Collection[str]],
    groups: Sequence[str],
    *,
    threshold: int = 5,
    withheld: Collection[str] = (),
    are_rare: bool = False,
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
    withheld : collection of str
        Themes of which no count may be shown, since another table hides them.
    are_rare : bool
        Whether the themes are words, each rare: the z-score is then the paper's own.

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
        line = Released((None,) * len(bases), None)
        if theme not in withheld:
            line = _line([counts[theme, group] for group in bases], bases, shown, threshold)
        totals[theme] = line.total
        for group, count, base in zip(bases, line.counts, shown.counts, strict=True):
            cell = Cell(group, theme, count, base)
            cells.append(_tested(cell, line.total, shown.total, are_rare=are_rare))
    return Comparison(
        n=shown.total,
        threshold=threshold,
        bases=dict(zip(bases, shown.counts, strict=True)),
        totals=totals,
        cells=_with_rates(cells),
    )


def compare_columns(
    codings: Sequence[Collection[str]],
    columns: Mapping[str, Sequence[str]],
    *,
    threshold: int = 5,
    are_rare: bool = False,
) -> dict[str, Comparison]:
    """Compare the groups of several columns, such as ward and age band, of the same statements.

    The false discovery rate is held over the tests of all columns. Whoever gives no group is a
    group, *not given*: its counts could otherwise be had by taking one table from another. For the
    same reason a theme whose total one table hides is hidden in all.

    Takes and refuses what `compare` does; `columns` gives the groups by column.
    """
    for column, groups in columns.items():
        try:
            _refuse(codings, groups)
        except TooFewGroups as refusal:
            raise TooFewGroups(f"Column “{column}”: {refusal}") from refusal
    filled = {name: [g or NOT_GIVEN for g in groups] for name, groups in columns.items()}

    def compared(withheld: Collection[str]) -> dict[str, Comparison]:
        return {
            name: compare(
                codings, groups, threshold=threshold, withheld=withheld, are_rare=are_rare
            )
            for name, groups in filled.items()
        }

    found = compared(())
    hidden = {
        theme for one in found.values() for theme, total in one.totals.items() if total is None
    }
    found = compared(hidden) if hidden and len(found) > 1 else found
    rated = iter(_with_rates([cell for one in found.values() for cell in one.cells]))
    return {
        name: replace(one, cells=tuple(next(rated) for _ in one.cells))
        for name, one in found.items()
    }


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


def _tested(cell: Cell, total: int | None, n: int | None, *, are_rare: bool) -> Cell:
    """Return the cell with its figures, if all that they rest on is shown."""
    if cell.count is None or cell.base is None or total is None or n is None:
        return cell
    table = cell.count, cell.base, total - cell.count, n - cell.base
    return replace(cell, z=log_odds_z(*table, is_rare=are_rare), p=exact_p(*table))


def _with_rates(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    rates = iter(false_discovery_rates([cell.p for cell in cells if cell.p is not None]))
    return tuple(cell if cell.p is None else replace(cell, q=next(rates)) for cell in cells)
