"""Two witnesses weighed: what a statement names outright, and what it resembles.

The lexicon is sure and misses much; likeness to coded examples misses little and is never sure.
Each theme's chance also falls with what speaks for its strongest rival. The weights come from the
shipped barrier examples, each scored by what the others teach; a codebook of another kind, or
people's own examples, move them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.calibration import calibrated, chances
from analysis.codebook import Codebook, Example
from analysis.encoder import Encoder
from analysis.lexicon import Evidence, Lexicon
from analysis.neighbours import Neighbours
from analysis.points import sentences
from analysis.prototypes import clauses_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Weights of: one, named, leaning, the rival's named, the rival's leaning.
_LEARNED = (-2.87, 3.95, 9.75, -2.2, -3.4)
# People's examples of this consultation count for more than those that ship with the codebook.
_OWN_WEIGHT = 4.0
# Many examples written with care are believed more readily than a handful, or a description alone.
_RIDGE_SHIPPED, _RIDGE_OTHER = 0.5, 2.0
_ENOUGH_TO_CALIBRATE = 50
_SENTENCE_SHARE = 0.7
MOST_EXAMPLES = 4_000


class Witnesses:
    """A codebook with its examples, ready to be asked how likely each theme is."""

    def __init__(
        self, codebook: Codebook, examples: Sequence[Example], encoder: Encoder, *, seed: int = 0
    ) -> None:
        import numpy as np

        self.themes = tuple(theme.id for theme in codebook.themes)
        self._encoder = encoder
        self._lexicon = Lexicon(codebook)
        own = _sample(examples, seed)
        coded = {text: {theme} for theme, texts in clauses_of(codebook).items() for text in texts}
        coded |= {example.text: set(example.themes) for example in codebook.examples}
        for example in own:
            coded.pop(example.text, None)
        described = len(coded)
        coded |= {example.text: set(example.themes) for example in own}
        rows = np.array(
            [[t in themes for t in self.themes] for themes in coded.values()], np.float64
        )
        own_weight, ridge = (
            (_OWN_WEIGHT, _RIDGE_SHIPPED) if codebook.examples else (1.0, _RIDGE_OTHER)
        )
        trusted = np.where(np.arange(len(rows)) < described, 1.0, own_weight)
        self._neighbours = Neighbours(list(coded), rows, encoder, ridge=ridge, weights=trusted)
        self._weights = self._calibrate(codebook, list(coded), rows, described)

    def _calibrate(
        self, codebook: Codebook, texts: list[str], rows: NDArray[np.float64], described: int
    ) -> NDArray[np.float64]:
        import numpy as np

        learned = np.array(_LEARNED)
        is_own = len(texts) - described >= _ENOUGH_TO_CALIBRATE
        if codebook.examples and not is_own:
            return learned
        known = slice(described, None) if is_own else slice(None)
        leaning = self._neighbours.left_out_scores()[known]
        # A description holds its own seed terms, so only people's examples can tell what naming is
        # worth.
        named = self._named(texts[known])[0] if is_own else np.zeros_like(leaning)
        return calibrated(_evidence(named, leaning), rows[known].ravel(), learned)

    def weigh(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float64], list[dict[str, Evidence]], NDArray[np.float32]]:
        """Return the chance of each theme, what was named, and the vectors, a row a text."""
        vectors = self._encoder.encode(texts)
        named, evidence = self._named(texts)
        leaning = self._leanings(texts, vectors)
        found = chances(_evidence(named, leaning), self._weights)
        return found.reshape(named.shape), evidence, vectors

    def _leanings(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each text leans, or nearly as far as its most telling sentence does."""
        import numpy as np

        leaning = self._neighbours.scores(texts, vectors)
        parts = [(row, part) for row, text in enumerate(texts) for part in _several(text)]
        if parts:
            said = [part for _, part in parts]
            told = self._neighbours.scores(said, self._encoder.encode(said))
            np.maximum.at(leaning, [row for row, _ in parts], _SENTENCE_SHARE * told)
        return leaning

    def reason(self, text: str, vector: NDArray[np.float32], column: int) -> tuple[str, ...]:
        """Return why a theme was given that the statement does not name."""
        return self._neighbours.reason(text, vector, column)

    def _named(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], list[dict[str, Evidence]]]:
        import numpy as np

        evidence = [
            _strongest([self._lexicon.evidence(part) for part in sentences(text)]) for text in texts
        ]
        named = [[e[t].strength if t in e else 0.0 for t in self.themes] for e in evidence]
        return np.array(named, np.float64).reshape(len(texts), len(self.themes)), evidence


@lru_cache(maxsize=4)
def witnesses(
    codebook: Codebook, examples: tuple[Example, ...], encoder: Encoder, seed: int
) -> Witnesses:
    """Return the witnesses for a codebook, kept, since one question may follow another."""
    return Witnesses(codebook, examples, encoder, seed=seed)


def _sample(examples: Sequence[Example], seed: int) -> list[Example]:
    import numpy as np

    if len(examples) <= MOST_EXAMPLES:
        return list(examples)
    chosen = np.random.default_rng(seed).choice(len(examples), MOST_EXAMPLES, replace=False)
    return [examples[at] for at in np.sort(chosen)]


def _several(text: str) -> tuple[str, ...]:
    parts = sentences(text)
    return parts if len(parts) > 1 else ()


def _strongest(parts: Sequence[dict[str, Evidence]]) -> dict[str, Evidence]:
    """Return each theme's evidence from the sentence that says it best.

    Hints from different sentences do not add up: that is how long answers come to be about
    everything.
    """
    best: dict[str, Evidence] = {}
    for evidence in parts:
        for theme, found in evidence.items():
            if theme not in best or found.strength > best[theme].strength:
                best[theme] = found
    return best


def _evidence(named: NDArray[np.float64], leaning: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a row a statement and theme: one, and what speaks for the theme and for its rival."""
    import numpy as np

    columns = [np.ones_like(named), named, leaning, _rivals(named), _rivals(leaning)]
    return np.stack([column.ravel() for column in columns], axis=1)


def _rivals(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each cell the greatest score of another theme in its row."""
    import numpy as np

    if scores.shape[1] == 1:
        return np.zeros_like(scores)
    order = np.sort(scores, axis=1)
    return np.where(scores == order[:, -1:], order[:, -2:-1], order[:, -1:])
