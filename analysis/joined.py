"""The codings of many statements, held as a few bytes each and told one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from analysis.coding import Applied, Coded
from analysis.statements import Ledger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOWHERE = -1
_SLICE = 4096


class Joined(Sequence[Coded]):
    """Each statement's coding, in input order, made when it is asked for."""

    def __init__(
        self,
        firsts: NDArray[np.int64],
        homes: NDArray[np.int32],
        scores: NDArray[np.float32],
        cells: Sequence[Mapping[str, tuple[str, ...]]],
        settled: Mapping[int, tuple[Applied, ...]],
    ) -> None:
        """Hold what was found.

        Parameters
        ----------
        firsts : ndarray, shape (statements,), int
            The first statement that reads alike, `NOWHERE` for an empty one.
        homes : ndarray, shape (statements,), int
            The cell of each first statement, `NOWHERE` for *other*.
        scores : ndarray, shape (statements,), float
            In 0..1, how like the cell's middle it is.
        cells : sequence of mapping
            The themes of each cell with the words that speak for them.
        settled : mapping of int to tuple of Applied
            The themes of statements that are known already.
        """
        self._firsts = firsts
        self._homes = homes
        self._scores = scores
        self._cells = cells
        self._settled = settled
        self._made: dict[tuple[int, float], tuple[Applied, ...]] = {}

    def __len__(self) -> int:
        return len(self._firsts)

    @overload
    def __getitem__(self, index: int) -> Coded: ...
    @overload
    def __getitem__(self, index: slice) -> list[Coded]: ...
    def __getitem__(self, index: int | slice) -> Coded | list[Coded]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        at = index % len(self)
        return self._coded(at, int(self._firsts[at]))

    def __iter__(self) -> Iterator[Coded]:
        for start in range(0, len(self), _SLICE):
            for at, first in enumerate(self._firsts[start : start + _SLICE].tolist(), start):
                yield self._coded(at, first)

    def _coded(self, at: int, first: int) -> Coded:
        if first == NOWHERE:
            return Coded((), is_empty=True)
        return Coded(self._applied(first), copy_of=None if first == at else first)

    def _applied(self, first: int) -> tuple[Applied, ...]:
        home = int(self._homes[first])
        if first in self._settled or home == NOWHERE:
            return self._settled.get(first, ())
        score = min(1.0, round(float(self._scores[first]), 3))
        if (home, score) not in self._made:
            themes = self._cells[home].items()
            self._made[home, score] = tuple(Applied(theme, score, why) for theme, why in themes)
        return self._made[home, score]

    def ledger(self) -> Ledger:
        """Count what became of each statement."""
        import numpy as np

        empty = int((self._firsts == NOWHERE).sum())
        own = self._firsts == np.arange(len(self))
        themed = int((self._homes[own] != NOWHERE).sum())
        distinct = int(own.sum())
        received = len(self)
        return Ledger(received, themed, distinct - themed, empty, received - empty - distinct)

    def members(self, cells: Iterable[int]) -> NDArray[np.int64]:
        """Return the indices of the statements in some cells, copies included."""
        import numpy as np

        wanted = np.zeros(len(self._cells) + 1, bool)
        wanted[list(cells)] = True
        found = wanted[self._homes[self._firsts]] & (self._firsts != NOWHERE)
        return np.flatnonzero(found)
