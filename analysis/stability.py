"""How firmly a theme holds together, in steps that a person can go by.

References
----------
Hennig (2007), Cluster-wise assessment of cluster stability.
"""

from __future__ import annotations

FIRM, FAIR = 0.75, 0.5


def step(stability: float) -> str:
    """Return a stability in 0..1 as “firm”, “fair” or “loose”.

    Below a half, two statements of the theme are more often apart than together when the grouping
    is repeated on parts of the statements (Hennig calls such a group dissolved).

    Examples
    --------
    >>> [step(share) for share in (0.9, 0.6, 0.2)]
    ['firm', 'fair', 'loose']
    """
    return "firm" if stability >= FIRM else "fair" if stability >= FAIR else "loose"
