"""Learning themes from coded statements: kernel ridge regression on likeness.

Two statements are alike by their vectors and by the words they share; the likeness is sharpened,
so that near neighbours count and distant ones do not. The regression weighs the examples against
each other, so that a crowd of copies does not outvote one clear case.

References
----------
Rifkin and Klautau (2004), In defense of one-vs-all classification.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.words import WordSpace, shared_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

_WORDS_SHARE = 0.5
_SHARPNESS = 1.5
_RIDGE = 0.3


class Neighbours:
    """A set of coded statements that can be asked about new ones."""

    def __init__(self, texts: Sequence[str], coded: NDArray[np.float64], encoder: Encoder) -> None:
        """Learn.

        Parameters
        ----------
        texts : sequence of str
        coded : ndarray, shape (texts, themes)
            1 where the statement has the theme, 0 where not.
        encoder : Encoder
        """
        import numpy as np

        self._texts = tuple(texts)
        self._space = WordSpace(texts)
        self._words = self._space.rows(texts)
        self._vectors = encoder.encode(texts)
        self._usual = coded.mean(axis=0)
        kernel = self._likeness(self._vectors, self._words).astype(np.float64)
        kernel[np.diag_indices_from(kernel)] += _RIDGE
        self._weights = np.linalg.solve(kernel, coded - self._usual)

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each statement leans to each theme, about 0..1, shape (texts, themes).

        Parameters
        ----------
        texts : sequence of str
        vectors : ndarray, shape (texts, dimensions), float32
            Their unit rows, from the same encoder.
        """
        import numpy as np

        likeness = self._likeness(vectors, self._space.rows(texts))
        return np.asarray(np.round(likeness @ self._weights + self._usual, 4))

    def reason(self, text: str, vector: NDArray[np.float32], column: int) -> tuple[str, ...]:
        """Return the words that a statement shares with the example that spoke most for a theme.

        Where they share none, the example itself is quoted.
        """
        likeness = self._likeness(vector[None, :], self._space.rows([text]))[0]
        nearest = self._texts[int((likeness * self._weights[:, column]).argmax())]
        return shared_words(text, nearest) or (f"like “{nearest}”",)

    def _likeness(self, vectors: NDArray[np.float32], words):  # type: ignore[no-untyped-def]
        import numpy as np

        alike = (1 - _WORDS_SHARE) * (vectors @ self._vectors.T)
        alike += _WORDS_SHARE * (words @ self._words.T).toarray()
        return np.clip(alike, 0, None) ** _SHARPNESS
