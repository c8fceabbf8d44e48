"""Texts as hashed pieces: rows of one to three stems, and runs of two to five letters.

No vocabulary is kept, so what was learned fits in a small file. The hash is our own arithmetic:
the same on every machine and in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    codes = [[crc32(stem.encode()) for stem in stems_of(text)] for text in texts]
    return _counted(codes, range(1, _LONGEST_ROW + 1), size)


def letter_grams(texts: Sequence[str], size: int) -> csr_array:
    """Return how often each run of two to five letters stands in each text, hashed to `size`."""
    codes = [
        [*map(ord, f" {' '.join(text[:_MOST_CHARACTERS].lower().split())} ")] for text in texts
    ]
    return _counted(codes, range(_RUNS[0], _RUNS[1] + 1), size)


def _counted(codes: Sequence[Sequence[int]], lengths: range, size: int) -> csr_array:
    import numpy as np
    from scipy.sparse import csr_array

    flat = np.fromiter((code for row in codes for code in row), np.uint64)
    owner = np.repeat(np.arange(len(codes)), [len(row) for row in codes])
    rows, places = [], []
    for length in lengths:
        hashed = _hashes(flat, length)
        whole = owner[: len(hashed)] == owner[length - 1 :]
        rows.append(owner[: len(hashed)][whole])
        places.append(hashed[whole] % np.uint64(size))
    at = np.concatenate(rows), np.concatenate(places).astype(np.int64)
    counts = csr_array((np.ones(len(at[0]), np.float32), at), shape=(len(codes), size))
    counts.sum_duplicates()
    return counts


def _hashes(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Return a hash of every `length` codes in a row, by wrapping multiplication."""
    import numpy as np

    rows = max(0, len(codes) - length + 1)
    found = np.full(rows, length, np.uint64)
    for at in range(length):
        found = (found ^ codes[at : at + rows]) * np.uint64(_MIX)
        found ^= found >> np.uint64(29)
    return found
