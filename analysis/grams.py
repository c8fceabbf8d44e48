"""Texts as hashed pieces: rows of one to three stems, and runs of two to five letters.

No vocabulary is kept, so what was learned fits in a small file. The hash is our own arithmetic:
the same on every machine and in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from analysis.patterns import stems_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_LONGEST_ROW = 3
_RUNS = (2, 5)
_MIX = 0x9E3779B97F4A7C15
_MOST_CHARACTERS = 20_000


def word_grams(texts: Sequence[str], size: int) -> csr_array:
    """Return how often each row of one to three stems stands in each text, hashed to `size`."""
    import numpy as np

    rows = [[_code(stem) for stem in stems_of(text)] for text in texts]
    flat = np.fromiter(chain.from_iterable(rows), np.uint64)
    return _counted(flat, [len(row) for row in rows], range(1, _LONGEST_ROW + 1), size)


def word_pulls(
    texts: Sequence[str], weights: NDArray[np.float32], columns: Sequence[int]
) -> list[NDArray[np.float64]]:
    """Return how much each stem of each text pulls, as part of the rows that it stands in.

    Parameters
    ----------
    texts : sequence of str
    weights : ndarray, shape (size, themes), float32
        Of the rows of `word_grams`.
    columns : sequence of int
        The theme that is asked for, one a text.
    """
    import numpy as np

    rows = [[_code(stem) for stem in stems_of(text)] for text in texts]
    counts = [len(row) for row in rows]
    flat = np.fromiter(chain.from_iterable(rows), np.uint64)
    owner = np.repeat(np.arange(len(counts)), counts)
    wanted = np.repeat(np.asarray(columns, np.int64), counts)
    pulls = np.zeros(len(flat))
    for length in range(1, _LONGEST_ROW + 1):
        places = (_hashes(flat, length) % np.uint64(len(weights))).astype(np.int64)
        last = len(places)
        whole = owner[:last] == owner[length - 1 :]
        pull = np.where(whole, weights[places, wanted[:last]], 0) / length
        for at in range(length):
            pulls[at : at + last] += pull
    ends = np.cumsum([0, *counts])
    return [pulls[start:end] for start, end in pairwise(ends)]


def letter_grams(texts: Sequence[str], size: int) -> csr_array:
    """Return how often each run of two to five letters stands in each text, hashed to `size`."""
    import numpy as np

    rows = [f" {' '.join(text[:_MOST_CHARACTERS].lower().split())} " for text in texts]
    letters = "".join(rows).encode("utf-32-le", "replace")
    flat = np.frombuffer(letters, "<u4").astype(np.uint64)
    return _counted(flat, [len(row) for row in rows], range(_RUNS[0], _RUNS[1] + 1), size)


@lru_cache(maxsize=65536)
def _code(stem: str) -> int:
    return crc32(stem.encode("utf-8", "replace"))


def _counted(
    flat: NDArray[np.uint64], counts: Sequence[int], lengths: range, size: int
) -> csr_array:
    """Return how often each run of the codes stands in each text; a text has `counts` codes."""
    import numpy as np
    from scipy.sparse import csr_array

    owner = np.repeat(np.arange(len(counts)), counts)
    rows, places = [], []
    for length in lengths:
        hashed = _hashes(flat, length)
        whole = owner[: len(hashed)] == owner[length - 1 :]
        rows.append(owner[: len(hashed)][whole])
        places.append(hashed[whole] % np.uint64(size))
    at = np.concatenate(rows), np.concatenate(places).astype(np.int64)
    found = csr_array((np.ones(len(at[0]), np.float32), at), shape=(len(counts), size))
    found.sum_duplicates()
    return found


def _hashes(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Return a hash of every `length` codes in a row, by wrapping multiplication."""
    import numpy as np

    rows = max(0, len(codes) - length + 1)
    found = np.full(rows, length, np.uint64)
    for at in range(length):
        found = (found ^ codes[at : at + rows]) * np.uint64(_MIX)
        found ^= found >> np.uint64(29)
    return found
