"""How strongly two ways of sorting the same things go together.

References
----------
Cramér (1946), Mathematical Methods of Statistics, chapter 21.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt


def cramers_v(table: Sequence[Sequence[int]]) -> float | None:
    """Return Cramér's V of a table of counts: 0 where rows do not differ, 1 where they decide all.

    Parameters
    ----------
    table : sequence of sequences of int
        Counts, a row a group and a column an answer; 0 or more. Empty rows and columns are left
        out.

    Returns
    -------
    float or None
        In 0..1; None where fewer than two rows or columns have anything.

    Examples
    --------
    >>> cramers_v([[10, 0], [0, 10]]), cramers_v([[5, 5], [10, 10]])
    (1.0, 0.0)
    """
    rows = [list(row) for row in table if sum(row)]
    kept = [at for at in range(len(rows[0]) if rows else 0) if sum(row[at] for row in rows)]
    rows = [[row[at] for at in kept] for row in rows]
    if len(rows) < 2 or len(kept) < 2:
        return None
    total = sum(map(sum, rows))
    columns = [sum(row[at] for row in rows) for at in range(len(kept))]
    chi_squared = sum(
        (count - sum(row) * column / total) ** 2 / (sum(row) * column / total)
        for row in rows
        for count, column in zip(row, columns, strict=True)
    )
    return round(sqrt(chi_squared / (total * (min(len(rows), len(kept)) - 1))), 6)
