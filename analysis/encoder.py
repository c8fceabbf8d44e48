"""Texts to vectors: a static table of word pieces, averaged. It is local and contacts nothing.

The table is the one inside the wordllama wheel (256 dimensions, distilled from the token tables of
larger models). Any object with ``encode`` and ``name`` may stand in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 4096
_TABLE = "weights/l2_supercat_256.safetensors"
_PIECES = "tokenizers/l2_supercat_tokenizer_config.json"
# A text's gist is in its first words; a pasted report must not cost minutes.
_MOST_CHARACTERS = 20_000
# A word's sum takes 1 kB, so this many take 64 MB.
_MOST_WORDS = 1 << 16


class Encoder(Hashable, Protocol):
    """Whatever turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Return the name and version that a run records."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, dimensions), each of length 1, or 0 if empty."""


class StaticEncoder:
    """Averages the vectors of a text's word pieces; capitals and the width of gaps do not matter.

    No piece reaches over a space, so a word always has the same pieces. Their sum is worked out
    once and remembered: since few words make up most of what people write, nearly every word of a
    long run is looked up rather than cut up.
    """

    def __init__(self, table: NDArray[np.float16], pieces: Any, name: str) -> None:
        self._table = table
        self._pieces = pieces
        self._name = name
        self._words = _Words(table, pieces)

    def __reduce__(self) -> tuple[Callable[[], StaticEncoder], tuple[()]]:
        # Another process loads the table for itself: that is quicker than sending it.
        return default_encoder, ()

    @property
    def name(self) -> str:
        """Return the name and version that a run records."""
        return self._name

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text, shape (texts, 256), of length 1, or 0 without words."""
        import numpy as np

        rows = np.zeros((len(texts), self._table.shape[1]), np.float32)
        for at in range(0, len(texts), _BATCH):
            rows[at : at + _BATCH] = unit(self._words.sums(texts[at : at + _BATCH]))
        return rows


class _Words(dict[str, int]):
    """The words met so far: each one's place in a table of the sums of its pieces.

    When there are too many they are all forgotten, which changes no sum.
    """

    def __init__(self, table: NDArray[np.float16], pieces: Any) -> None:
        super().__init__()
        self._table = table
        self._pieces = pieces
        self._new: list[str] = []
        self._sums = self._room(_MOST_WORDS)
        self._lock = Lock()

    def __missing__(self, word: str) -> int:
        self._new.append(word)
        place = self[word] = len(self)
        return place

    def sums(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the sum of every text's pieces, a row a text."""
        import numpy as np
        from scipy.sparse import csr_array

        rows = [text[:_MOST_CHARACTERS].lower().replace("\0", " ").split() for text in texts]
        ends = np.cumsum([0, *map(len, rows)])
        with self._lock:
            words = map(self.__getitem__, chain.from_iterable(rows))
            places = np.fromiter(words, np.int32, int(ends[-1]))
            self._learn()
            known = self._sums[: len(self)]
            if len(self) > _MOST_WORDS:
                self.clear()
                self._sums = self._room(_MOST_WORDS)
        ones = np.ones(len(places), np.float32)
        return np.asarray(csr_array((ones, places, ends), shape=(len(rows), len(known))) @ known)

    def _learn(self) -> None:
        if not self._new:
            return
        before = len(self) - len(self._new)
        if len(self) > len(self._sums):
            larger = self._room(2 * len(self))
            larger[:before] = self._sums[:before]
            self._sums = larger
        # Half a character, which JSON may hold, is no text to a tokenizer.
        whole = (word.encode("utf-8", "replace").decode() for word in self._new)
        ids = [self._pieces.encode(word, add_special_tokens=False).ids for word in whole]
        self._sums[before : len(self)] = _sums_of(ids, self._table)
        self._new.clear()

    def _room(self, words: int) -> NDArray[np.float32]:
        import numpy as np

        # The system gives a page when it is written to, so room that stays empty costs nothing.
        return np.empty((words, self._table.shape[1]), np.float32)


def _sums_of(ids: Sequence[Sequence[int]], table: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the sums of rows of the table, a row a word."""
    import numpy as np
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *map(len, ids)])
    used, places = np.unique(np.fromiter(chain.from_iterable(ids), np.int32), return_inverse=True)
    ones = np.ones(len(places), np.float32)
    chosen = csr_array((ones, places, ends), shape=(len(ids), len(used)))
    return np.asarray(chosen @ table[used].astype(np.float32))


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows scaled to length 1; a row of zeros stays."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
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
    return StaticEncoder(table, pieces, f"wordllama {version('wordllama')}")
