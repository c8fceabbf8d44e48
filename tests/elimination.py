"""An attacker who solves all sums that were told; nothing here is shared with what it attacks."""

from __future__ import annotations

from fractions import Fraction


def solved(forms: list[dict], unknown: set) -> set:
    """Return what forms determine, by elimination over a full matrix: nothing of ours is used.

    A name is determined where its own row adds nothing to the rank of the others.
    """
    names = sorted(unknown)
    matrix = [[Fraction(form.get(name, 0)) for name in names] for form in forms]
    unit = [[Fraction(name == other) for other in names] for name in names]
    full = rank(matrix)
    return {name for name, row in zip(names, unit, strict=True) if rank([*matrix, row]) == full}


def rank(matrix: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            times = rows[r][column] / rows[found][column]
            rows[r] = [a - times * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found
