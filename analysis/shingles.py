"""Texts as sets of rows of words, and the pairs of texts that have a row in common.

References
----------
Broder (1997), On the resemblance and containment of documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_MEETING = 3
_COMPARED = 2
_BLOCK = 200_000


class Shingles:
    """The rows of two words that each text has; those of function words or numbers count little.

    `rows` has a text a row and a row of words a column, shape (texts, rows of words), float32;
    `sizes` is the weight of each text, shape (texts,).
    """

    def __init__(self, texts: Sequence[Sequence[str]], silent: frozenset[str], little: float):
        import numpy as np
        from scipy.sparse import csr_array

        known: dict[str, int] = {}
        flat = np.fromiter(
            (known.setdefault(word, len(known)) for words in texts for word in words), np.int64
        )
        self._owner = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
        self._flat, self._known, self._texts = flat, len(known), len(texts)
        quiet = np.fromiter((word in silent or word.isdigit() for word in known), bool)
        owner, keys = self._runs(_COMPARED)
        kinds, columns = np.unique(keys, return_inverse=True)
        is_quiet = (
            quiet[kinds // len(known)] & quiet[kinds % len(known)] if len(kinds) else quiet[:0]
        )
        self.weights = np.where(is_quiet, little, 1.0).astype(np.float32)
        shape = (len(texts), max(1, len(kinds)))
        self.rows = csr_array((np.ones(len(owner), np.float32), (owner, columns)), shape=shape)
        self.rows.sum_duplicates()
        self.rows.data[:] = self.weights[self.rows.indices]
        self.sizes: NDArray[np.float32] = np.asarray(self.rows.sum(axis=1), np.float32).ravel()

    def meeting(self) -> NDArray[np.int64]:
        """Return pairs of texts that share a row of three words, shape (pairs, 2), each once.

        Not every such pair is there: each text meets the first and the next that has the row, which
        is enough to tie a group together and never more than two pairs a row of words.
        """
        import numpy as np

        owner, keys = self._runs(_MEETING)
        order = np.lexsort((owner, keys))
        owner, keys = owner[order], keys[order]
        is_new = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else keys == 0
        firsts = owner[np.flatnonzero(is_new)[np.cumsum(is_new) - 1]] if len(keys) else owner
        chained = np.stack([owner[:-1], owner[1:]], axis=1)[~is_new[1:]]
        starred = np.stack([firsts, owner], axis=1)[~is_new]
        pairs = np.concatenate([chained, starred])
        pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        codes = np.unique(pairs[:, 0] * np.int64(self._texts) + pairs[:, 1])
        return np.stack([codes // max(1, self._texts), codes % max(1, self._texts)], axis=1)

    def shared(self, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the weight that the two texts of each pair have in common, shape (pairs,)."""
        import numpy as np

        found = [np.zeros(0, np.float32)]
        for at in range(0, len(pairs), _BLOCK):
            ones, others = (self.rows[pairs[at : at + _BLOCK, side]] for side in (0, 1))
            common = ones.multiply(others > 0)
            found.append(np.asarray(common.sum(axis=1), np.float32).ravel())
        return np.concatenate(found)

    def typical(self, members: NDArray[np.int64], copies: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the columns of the member whose rows of words most of the others have too."""
        import numpy as np

        rows, _, places, having = self._sent(members, copies)
        owners = np.repeat(np.arange(len(members)), np.diff(rows.indptr))
        shared = np.bincount(owners, having[places] * rows.data, len(members))
        best = int(np.round(shared / np.maximum(self.sizes[members], 1), 4).argmax())
        return np.asarray(rows.indices[rows.indptr[best] : rows.indptr[best + 1]], np.int64)

    def core(
        self, members: NDArray[np.int64], copies: NDArray[np.int64], least: float
    ) -> NDArray[np.int64]:
        """Return the columns that at least a share of what the members sent has."""
        import numpy as np

        _, columns, _, having = self._sent(members, copies)
        return np.asarray(columns[having >= least * copies.sum()], np.int64)

    def held(self, wanted: Sequence[NDArray[np.int64]], members: NDArray[np.int64]) -> csr_array:
        """Return what share of each set of columns each member has, shape (members, sets)."""
        import numpy as np
        from scipy.sparse import csr_array

        weights = [max(1.0, float(self.weights[columns].sum())) for columns in wanted]
        data = np.concatenate(
            [np.full(len(c), 1 / weight) for c, weight in zip(wanted, weights, strict=True)]
        )
        ends = np.cumsum([0, *map(len, wanted)])
        shape = (len(wanted), self.rows.shape[1])
        sets = csr_array((data, np.concatenate(wanted), ends), shape=shape)
        return csr_array(self.rows[members] @ sets.T)

    def _sent(
        self, members: NDArray[np.int64], copies: NDArray[np.int64]
    ) -> tuple[csr_array, NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return the members' rows, their columns, and how often each of these was sent."""
        import numpy as np

        rows = self.rows[members]
        columns, places = np.unique(rows.indices, return_inverse=True)
        owners = np.repeat(np.arange(len(members)), np.diff(rows.indptr))
        having = np.bincount(places, copies[owners], len(columns)).astype(np.float64)
        return rows, np.asarray(columns, np.int64), places.astype(np.int64), having

    def _runs(self, length: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the owner and a number for each row of so many words within one text."""
        import numpy as np

        places = max(0, len(self._flat) - length + 1)
        keys = np.zeros(places, np.int64)
        for at in range(length):
            keys = keys * self._known + self._flat[at : at + places]
        whole = self._owner[:places] == self._owner[length - 1 : length - 1 + places]
        return self._owner[:places][whole], keys[whole]
