"""Texts to vectors: a static table of word pieces, averaged. It is local and contacts nothing.

The table is the one inside the wordllama wheel (256 dimensions, distilled from the token tables of
larger models). Any object with ``encode`` and ``name`` may stand in its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 4096
_TABLE = "weights/l2_supercat_256.safetensors"
_PIECES = "tokenizers/l2_supercat_tokenizer_config.json"
# A text's gist is in its first words; a pasted report must not cost minutes.
_MOST_CHARACTERS = 20_000


class Encoder(Hashable, Protocol):
    """Whatever turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Return the name and version that a run records."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, dimensions), each of length 1, or 0 if empty."""


class StaticEncoder:
    """Averages the vectors of a text's word pieces; capitals do not matter."""

    def __init__(self, table: NDArray[np.float32], pieces: Any, name: str) -> None:
        self._table = table
        self._pieces = pieces
        self._name = name

    @property
    def name(self) -> str:
        """Return the name and version that a run records."""
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, 256), of length 1, or 0 without words."""
        import numpy as np

        batches = [self._batch(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        empty = np.zeros((0, self._table.shape[1]), np.float32)
        return np.concatenate([empty, *batches])

    def _batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np
        from scipy.sparse import csr_array

        short = [text[:_MOST_CHARACTERS].lower().replace("\0", " ") for text in texts]
        ids = [found.ids for found in self._pieces.encode_batch(short, add_special_tokens=False)]
        ends = np.cumsum([0, *map(len, ids)])
        flat = np.fromiter((piece for row in ids for piece in row), np.int32, int(ends[-1]))
        ones = np.ones(len(flat), np.float32)
        pooled = csr_array((ones, flat, ends), shape=(len(ids), len(self._table))) @ self._table
        return unit(pooled)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows scaled to length 1; a row of zeros stays."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


@cache
def default_encoder() -> StaticEncoder:
    """Return the static encoder, loaded once a process."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    found = find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The package wordllama, which holds the word vectors, is not installed.")
    home = Path(found.submodule_search_locations[0])
    table = next(iter(load_file(home / _TABLE).values()))
    pieces = Tokenizer.from_file(str(home / _PIECES))
    pieces.no_padding()
    pieces.no_truncation()
    return StaticEncoder(table.astype("float32"), pieces, f"wordllama {version('wordllama')}")
