"""Which counts of barriers by groups may be shown, so that nothing hidden can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from consult.services import disclosure
from consult.services.reports.facts import Facts
from consult.services.reports.origins import Origins, people_in

Members: TypeAlias = Mapping[str, frozenset[int]]
# A place in the table: the row of a group, and the column of a theme or of any.
Cell: TypeAlias = tuple[int, int]


def shown(
    facts: Facts,
    origins: Origins,
    members: Members,
    *,
    adds_up: bool,
    fewest: int,
    withheld: Collection[Cell] = (),
) -> list[list[bool]]:
    """Return for each group which counts may be shown: under each theme, then under any.

    Parameters
    ----------
    members
        The barriers of each group.
    adds_up
        Whether each barrier is in one group only.
    fewest
        The fewest people of whom a count may be shown.
    withheld
        What earlier tables ask to be hidden, by row and column.

    Notes
    -----
    The total of each theme is known, so each is a line over the groups, and protected as one where
    its groups add up. A group's own total bounds what is under its themes from below.
    """
    sets = [theme.members for theme in facts.themes] + [facts.themed]
    cells = [[here & wanted for wanted in sets] for here in members.values()]
    counts = [[len(cell) for cell in row] for row in cells]
    hidden = {
        (r, c)
        for r, row in enumerate(cells)
        for c, cell in enumerate(row)
        if 0 < people_in(facts, origins, cell) < fewest or (cell and (r, c) in withheld)
    }
    columns = [[(r, c) for r in range(len(cells))] for c in range(len(sets))] if adds_up else []
    while (
        added := {
            *(cell for line in columns for cell in _to_hide(line, counts, hidden, fewest)),
            *(cell for r in range(len(cells)) for cell in _bounding(r, counts[r], hidden)),
        }
        - hidden
    ):
        hidden |= added
    return [[(r, c) not in hidden for c in range(len(sets))] for r in range(len(cells))]


def _bounding(r: int, counts: list[int], hidden: set[Cell]) -> set[Cell]:
    """Return what else of a group must be hidden, since its total would tell what is hidden.

    Each barrier is under a theme, so the hidden counts are at least what the others leave of the
    total: a single one would be told by that where it is small. A hidden total takes all with it.
    """
    *themes, total = counts
    if (r, len(themes)) in hidden:
        return {(r, c) for c in range(len(themes))}
    gone = [c for c in range(len(themes)) if (r, c) in hidden]
    told = sorted((n, c) for c, n in enumerate(themes) if n and c not in gone)
    if len(gone) != 1 or not told or total <= sum(n for n, _ in told):
        return set()
    return {(r, told[0][1])}


def _to_hide(
    line: list[Cell], counts: list[list[int]], hidden: set[Cell], fewest: int
) -> set[Cell]:
    numbers = [counts[r][c] for r, c in line]
    places = [place for place, cell in enumerate(line) if cell in hidden]
    kept = disclosure.line(numbers, fewest, withheld=places)
    found = {cell for cell, count in zip(line, kept.counts, strict=True) if count is None}
    return found - hidden
