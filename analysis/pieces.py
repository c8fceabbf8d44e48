"""Texts as joined rows: their vectors, rows of words and runs of letters, side by side.

The product of two rows is how alike the texts are, so a learner may work with likenesses or with
the rows themselves, whichever is smaller. Only pieces that the learnt texts have are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.grams import letter_grams, word_grams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_SIZE = 1 << 17
_GRAMS = (word_grams, letter_grams)
# What share of the likeness each part has: the vectors, rows of words, runs of letters.
_VECTORS_SHARE, _GRAMS_SHARES = 0.3, (0.35, 0.35)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Joined rows, one a text: `vectors` are dense, shape (texts, dimensions); `pieces` sparse."""

    vectors: NDArray[np.float32]
    pieces: csr_array

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, chosen: NDArray[np.intp]) -> Rows:
        return Rows(self.vectors[chosen], self.pieces[chosen])

    def alike(self, others: Rows) -> NDArray[np.float64]:
        """Return how alike each text is to each of the others, at most 1."""
        import numpy as np

        found = (self.vectors @ others.vectors.T).astype(np.float64)
        return np.asarray(found + (self.pieces @ others.pieces.T).toarray())

    def squares(self) -> NDArray[np.float64]:
        """Return the squared length of each row."""
        import numpy as np

        pieces = self.pieces.power(2).sum(axis=1)
        return np.asarray((self.vectors**2).sum(axis=1) + pieces, np.float64)

    def pooled(self, pull: NDArray[np.float64]) -> Weights:
        """Return the sums of the rows, a column of weights a column of `pull`."""
        import numpy as np

        return Weights(self.vectors.T @ pull, np.asarray(self.pieces.T @ pull))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Columns of weights of the vectors' dimensions and of the pieces."""

    vectors: NDArray[np.float64]
    pieces: NDArray[np.float64]

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """Return the product of each row with each column, shape (texts, columns)."""
        import numpy as np

        return np.asarray(rows.vectors @ self.vectors + rows.pieces @ self.pieces)

    def lengths(self) -> NDArray[np.float64]:
        """Return the length of each column."""
        import numpy as np

        squares = (self.vectors**2).sum(axis=0) + (self.pieces**2).sum(axis=0)
        return np.asarray(np.sqrt(squares))


class Pieces:
    """The pieces that some texts are made of, and how rare each is among them."""

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        counts = [grams(texts, _SIZE) for grams in _GRAMS]
        self._rarity = [rarity_of(each) for each in counts]
        self._kept = [np.unique(each.indices) for each in counts]

    def rows(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Rows:
        """Return the joined rows of texts, whose unit vectors are given."""
        import numpy as np
        from scipy.sparse import csr_array, hstack

        parts = []
        for grams, share, rarity, kept in zip(
            _GRAMS, _GRAMS_SHARES, self._rarity, self._kept, strict=True
        ):
            found = weighted(grams(texts, _SIZE), rarity)[:, kept]
            parts.append(found * np.float32(np.sqrt(share)))
        scaled = vectors * np.float32(np.sqrt(_VECTORS_SHARE))
        return Rows(scaled, csr_array(hstack(parts, format="csr")))


def rarity_of(counts: csr_array) -> NDArray[np.float32]:
    """Return how rare each piece is among the texts, at least 1 and above for one never met."""
    import numpy as np

    used = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + used)) + 1, np.float16).astype(np.float32)


def weighted(counts: csr_array, rarity: NDArray[np.float32]) -> csr_array:
    """Return the rows with rare pieces heavier and repeated ones damped, each of length 1."""
    import numpy as np
    from scipy.sparse import csr_array

    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    owners = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(owners, data.astype(np.float64) ** 2, counts.shape[0]))
    data = (data / lengths[owners]).astype(np.float32)
    return csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
