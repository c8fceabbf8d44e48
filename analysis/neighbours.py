"""Learning themes from coded statements: kernel ridge regression on likeness.

Two statements are alike by their vectors and by the words they share; the likeness is sharpened,
so that near neighbours count and distant ones do not. The regression weighs the examples against
each other, so that a crowd of copies does not outvote one clear case, and each theme counts the
same however often it was coded.

References
----------
Rifkin and Lippert (2007), Notes on regularized least squares: leaving one example out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.words import WordSpace, shared_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from analysis.encoder import Encoder

_WORDS_SHARE = 0.5
_SHARPNESS = 1.5


class Neighbours:
    """A set of coded statements that can be asked about new ones."""

    def __init__(
        self,
        texts: Sequence[str],
        coded: NDArray[np.float64],
        encoder: Encoder,
        *,
        ridge: float,
        known: NDArray[np.float64] | None = None,
    ) -> None:
        """Learn.

        Parameters
        ----------
        texts : sequence of str
        coded : ndarray, shape (texts, themes), float64
            1 where the statement has the theme, 0 where not.
        encoder : Encoder
        ridge : float
            How little the examples are believed, above 0.
        known : ndarray, shape (texts, themes), optional
            Scores that another learner gives them; then only what these leave over is learned,
            and `scores` are to be added to that learner's.
        """
        import numpy as np

        self._texts = tuple(texts)
        self._space = WordSpace(texts)
        self._words = self._space.rows(texts)
        self._vectors = encoder.encode(texts)
        counted = balanced(coded)
        usual = (counted[:, None] * coded).sum(axis=0) / counted.sum()
        self._usual = usual if known is None else np.zeros_like(usual)
        self._kernel = self._likeness(self._vectors, self._words).astype(np.float64)
        self._kernel[np.diag_indices_from(self._kernel)] += ridge / counted
        self._coded = coded
        self._pull = np.linalg.solve(
            self._kernel, coded - (self._usual if known is None else known)
        )

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
        return np.asarray(np.round(likeness @ self._pull + self._usual, 4))

    def left_out_scores(self) -> NDArray[np.float64]:
        """Return what the others teach about each example, shape (texts, themes)."""
        import numpy as np

        own = np.diag(np.linalg.inv(self._kernel))[:, None]
        return np.asarray(self._coded - self._pull / own)

    def reason(self, text: str, vector: NDArray[np.float32], column: int) -> tuple[str, ...]:
        """Return the words that a statement shares with the example that spoke most for a theme.

        Where they share none, the example itself is quoted.
        """
        likeness = self._likeness(vector[None, :], self._space.rows([text]))[0]
        nearest = self._texts[int((likeness * self._pull[:, column]).argmax())]
        return shared_words(text, nearest) or (f"like “{nearest}”",)

    def _likeness(self, vectors: NDArray[np.float32], words: csr_array) -> NDArray[np.float32]:
        import numpy as np

        alike = (1 - _WORDS_SHARE) * (vectors @ self._vectors.T)
        alike += _WORDS_SHARE * (words @ self._words.T).toarray()
        return np.asarray(np.clip(alike, 0, None) ** _SHARPNESS, np.float32)


def balanced(
    coded: NDArray[np.float64], believed: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return a weight a row, mean 1, that makes every theme, and *none*, count alike.

    Parameters
    ----------
    coded : ndarray, shape (rows, themes), float64
    believed : ndarray, shape (rows,), optional
        How much each row counts among those of its themes; all alike if not given.
    """
    import numpy as np

    own = np.ones(len(coded)) if believed is None else believed
    with_none = np.column_stack([coded, coded.sum(axis=1) == 0])
    counted = own @ with_none
    share = 1 / np.where(counted > 0, counted, 1)
    weights = own * (with_none @ share) / with_none.sum(axis=1)
    return np.asarray(weights / weights.mean())
