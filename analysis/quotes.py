"""Which statements to quote for a group: typical ones, untypical ones, and ones that cover it.

No speaker is quoted twice in one list where speakers are known.

References
----------
Carbonell and Goldstein (1998), The use of MMR, diversity-based reranking.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.likeness import cosines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 3
_BALANCE = 0.6
_SHORT, _LONG = 4, 60


@dataclass(frozen=True, slots=True)
class Quotes:
    """Indices of statements to quote.

    `typical` are nearest to the middle of the group, the nearest first; `untypical` are furthest
    from it, the furthest first; `covering` begins with the most typical, and each further one is
    both typical and unlike those before it.
    """

    typical: tuple[int, ...]
    untypical: tuple[int, ...]
    covering: tuple[int, ...]


def choose_quotes(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    members: Sequence[int],
    *,
    speakers: Sequence[Hashable | None] | None = None,
    most: int = MOST,
) -> Quotes:
    """Return what to quote for a group.

    Parameters
    ----------
    texts : sequence of str
        All statements.
    vectors : ndarray, shape (statements, dimensions), float32
        Their unit rows.
    members : sequence of int
        The group.
    speakers : sequence, optional
        Who said each statement; None where that is not known.
    most : int
        How many to return of each at most.
    """
    import numpy as np

    rows = vectors[list(members)]
    awkward = np.array([_awkwardness(texts[index]) for index in members])
    closeness = cosines(rows, centre_of(rows))
    saying = [speakers[index] if speakers is not None else None for index in members]
    typical = np.round(closeness - awkward, 4)
    orders = (np.argsort(-typical, kind="stable"), np.argsort(closeness, kind="stable"))
    nearest, furthest = (_each_once(order.tolist(), saying, most) for order in orders)
    covering = _covering(rows, typical, saying, most)
    return Quotes(
        *(tuple(members[at] for at in chosen) for chosen in (nearest, furthest, covering))
    )


def centre_of(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the unit mean of some rows."""
    import numpy as np

    centre = rows.sum(axis=0)
    return np.asarray(centre / (float(np.linalg.norm(centre)) or 1.0))


def _each_once(order: Sequence[int], saying: Sequence[Hashable | None], most: int) -> list[int]:
    chosen: list[int] = []
    for at in order:
        if saying[at] is None or all(saying[at] != saying[other] for other in chosen):
            chosen.append(at)
        if len(chosen) == most:
            break
    return chosen


def _covering(
    rows: NDArray[np.float32],
    typical: NDArray[np.float64],
    saying: Sequence[Hashable | None],
    most: int,
) -> list[int]:
    """Return the most typical, then by maximal marginal relevance."""
    import numpy as np

    chosen: list[int] = []
    nearest = np.zeros(len(rows))
    barred = np.zeros(len(rows), bool)
    while len(chosen) < most and not barred.all():
        worth = typical if not chosen else _BALANCE * typical - (1 - _BALANCE) * nearest
        best = int(np.where(barred, -np.inf, np.round(worth, 4)).argmax())
        chosen.append(best)
        barred[best] = True
        if saying[best] is not None:
            barred |= np.array([speaker == saying[best] for speaker in saying])
        nearest = np.maximum(nearest, cosines(rows, rows[best]))
    return chosen


def _awkwardness(text: str) -> float:
    """Return how much too short or too long a text is to quote, 0..0.2."""
    words = len(text.split())
    return 0.1 * (words < _SHORT) + 0.2 * (words > _LONG)
