"""What was learned from the shipped examples, in the order of a codebook's themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.codebook import Codebook
from analysis.encoder import Encoder
from analysis.learned import shipped
from analysis.minilm import JoinedEncoder
from analysis.thresholds import USUAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Shipped:
    """What was learned from the shipped examples, in the order of a codebook's themes."""

    def __init__(self, codebook: Codebook, encoder: Encoder) -> None:
        # What was shipped was learned on static vectors; richer ones hold them as a part.
        self._part = encoder.static_part if isinstance(encoder, JoinedEncoder) else None
        self._learned = shipped(encoder.static if isinstance(encoder, JoinedEncoder) else encoder)
        self.taught = frozenset(theme for e in codebook.examples for theme in e.themes)
        self._places = [
            (at, self._learned.themes.index(theme.id))
            for at, theme in enumerate(codebook.themes)
            if theme.id in self.taught
        ]
        self._width = len(codebook.themes)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Return what the witnesses are worth."""
        return self._learned.weights

    @property
    def least(self) -> float:
        """Return from which chance on the likeliest theme is given."""
        return float(self._learned.least)

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """Return from which chance on each theme is given."""
        import numpy as np

        found = np.full(self._width, USUAL)
        for at, column in self._places:
            found[at] = self._learned.thresholds[column]
        return found

    def pulls(self, texts: Sequence[str], columns: Sequence[int]) -> list[NDArray[np.float64]]:
        """Return how much each stem of each text pulls to the theme of that column."""
        places = dict(self._places)
        return self._learned.pulls(texts, [places.get(column, 0) for column in columns])

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each statement leans to each theme, and last to none of the standard ones.

        The shape is (texts, themes + 1); the lean to a theme that is not standard is 0.
        """
        import numpy as np

        found = np.zeros((len(texts), self._width + 1))
        learned = self._learned.scores(texts, self._part(vectors) if self._part else vectors)
        for at, column in self._places:
            found[:, at] = learned[:, column]
        found[:, -1] = learned[:, -1]
        return found

    def silence(self, none: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each text and theme how much its stating no barrier tells against it.

        Of a theme that is not standard it tells nothing.
        """
        import numpy as np

        standard = np.zeros(self._width)
        standard[[at for at, _ in self._places]] = 1
        return np.asarray(none[:, None] * standard)
