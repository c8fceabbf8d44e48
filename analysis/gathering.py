"""A table and its codings, gathered by theme, for a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.codebook import Codebook, Theme
from analysis.coding import CodingResult
from analysis.tables import Table

_MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Gathered:
    """The codings by theme, the most frequent theme first; ties in the codebook's order.

    `using` are the rows that carry each theme; `base` counts the rows that say something, and
    `unfitting` those of them that fit no theme.
    """

    table: Table
    result: CodingResult
    themes: tuple[Theme, ...]
    using: Mapping[str, tuple[int, ...]]
    base: int
    unfitting: int

    @property
    def names(self) -> dict[str, str]:
        """Return the themes' names by their ids."""
        return {theme.id: theme.name for theme in self.themes}

    @property
    def used(self) -> list[Theme]:
        """Return the themes that at least one row carries."""
        return [theme for theme in self.themes if self.using[theme.id]]


def gathered(table: Table, codebook: Codebook, result: CodingResult) -> Gathered:
    """Return the codings of a table, by theme."""
    using: dict[str, list[int]] = {theme.id: [] for theme in codebook.themes}
    for row, coded in enumerate(result.codings):
        for applied in coded.themes:
            using[applied.theme].append(row)
    says = [coded for coded in result.codings if not coded.is_empty]
    return Gathered(
        table,
        result,
        tuple(sorted(codebook.themes, key=lambda theme: -len(using[theme.id]))),
        {theme: tuple(rows) for theme, rows in using.items()},
        len(says),
        sum(not coded.themes for coded in says),
    )


def group_columns(table: Table, says: Sequence[int]) -> dict[str, list[str]]:
    """Return the columns that look like groups of the rows given: few values, each of many."""
    found = {}
    for column in table.columns:
        values = [" ".join(row.others.get(column, "").split()) for row in table.rows]
        kinds = {values[row] for row in says if values[row]}
        if 2 <= len(kinds) <= _MOST_GROUPS and len(kinds) <= len(says) / 2:
            found[column] = values
    return found
