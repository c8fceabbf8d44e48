"""Pairs of codings counted by kind, so that thousands of resamples cost a few products of matrices.

Ten thousand statements have only some hundred different pairs of sets. Drawing statements anew is
drawing how often each kind of pair comes up, and every total is then a sum over kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

Themes = frozenset[str]
Pair = tuple[Themes, Themes]
_BLOCK = 1024
_SAMPLES = 100


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums over the statements of each sample, a row a sample; three have a column a theme."""

    units: int
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    sample_f1: NDArray[np.float64]
    identical: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    both: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """The kinds of pairs, how many statements are of each, and what each adds to the totals.

    `left` and `right` are 1 where the coder gave the theme, shape (kinds, themes). `apart`, `f1`
    and `same` have a number a kind. `uses` says which sets a kind uses, shape (kinds, sets), and
    `distances` how far sets are apart, shape (sets, sets).
    """

    themes: tuple[str, ...]
    counts: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    apart: NDArray[np.float64]
    f1: NDArray[np.float64]
    same: NDArray[np.float64]
    uses: csr_array
    distances: NDArray[np.float32]

    def totals(self, drawn: NDArray[np.float64]) -> Totals:
        """Return the sums of samples, each a row of how often every kind was drawn."""
        import numpy as np

        sets = drawn @ self.uses
        expected = np.zeros(len(drawn))
        for at in range(0, len(self.distances), _BLOCK):
            block = self.distances[at : at + _BLOCK].astype(np.float64)
            expected += ((sets @ block.T) * sets[:, at : at + _BLOCK]).sum(axis=1)
        return Totals(
            units=int(self.counts.sum()),
            observed=2 * drawn @ self.apart,
            expected=expected,
            sample_f1=drawn @ self.f1,
            identical=drawn @ self.same,
            left=drawn @ self.left,
            right=drawn @ self.right,
            both=drawn @ (self.left * self.right),
        )

    def resampled(self, samples: int, seed: int) -> Totals:
        """Return the sums of as many samples of the statements, drawn with replacement."""
        import numpy as np

        random = np.random.default_rng(seed)
        units = int(self.counts.sum())
        shares = self.counts / units
        parts = []
        for at in range(0, samples, _SAMPLES):
            size = min(_SAMPLES, samples - at)
            parts.append(self.totals(random.multinomial(units, shares, size).astype(np.float64)))
        names = ("observed", "expected", "sample_f1", "identical", "left", "right", "both")
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return Totals(units=units, **joined)


def table_of_pairs(pairs: Sequence[Pair]) -> PairTable:
    """Return the kinds of pairs among those of the statements, in an order of their own."""
    import numpy as np

    counts = Counter(pairs)
    kinds = sorted(counts, key=lambda pair: (sorted(pair[0]), sorted(pair[1])))
    sets = sorted({one for kind in kinds for one in kind}, key=sorted)
    themes = tuple(sorted({theme for one in sets for theme in one}))
    left, right = (_held([kind[side] for kind in kinds], themes) for side in (0, 1))
    both, sizes = (left * right).sum(axis=1), (left + right).sum(axis=1)
    return PairTable(
        themes,
        np.array([counts[kind] for kind in kinds], np.float64),
        left,
        right,
        apart=np.array([masi_rows([one], [other])[0, 0] for one, other in kinds]),
        f1=np.where(sizes > 0, 2 * both / np.where(sizes > 0, sizes, 1), 1.0),
        same=np.array([float(one == other) for one, other in kinds]),
        uses=_uses(kinds, sets),
        distances=masi_rows(sets, sets).astype(np.float32),
    )


def masi_rows(ones: Sequence[Themes], others: Sequence[Themes]) -> NDArray[np.float64]:
    """Return the MASI distance of every one to every other, shape (ones, others), in 0..1."""
    import numpy as np

    themes = sorted({theme for each in (*ones, *others) for theme in each})
    rows, columns = _held(ones, themes), _held(others, themes)
    shared = rows @ columns.T
    own, theirs = rows.sum(axis=1)[:, None], columns.sum(axis=1)[None, :]
    union = own + theirs - shared
    nested = (shared == own) | (shared == theirs)
    equal = (shared == own) & (shared == theirs)
    weight = np.where(equal, 1.0, np.where(nested, 2 / 3, 1 / 3))
    alike = np.where(union > 0, shared / np.where(union > 0, union, 1), 1.0)
    return np.asarray(1 - alike * weight)


def _held(sets: Sequence[Themes], themes: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    columns = {theme: at for at, theme in enumerate(themes)}
    rows = np.zeros((len(sets), len(themes)))
    for at, one in enumerate(sets):
        rows[at, [columns[theme] for theme in one]] = 1
    return rows


def _uses(kinds: Sequence[Pair], sets: Sequence[Themes]) -> csr_array:
    import numpy as np
    from scipy.sparse import csr_array

    places = {one: at for at, one in enumerate(sets)}
    columns = [places[one] for kind in kinds for one in kind]
    rows = np.repeat(np.arange(len(kinds)), 2)
    return csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(kinds), len(sets)))
