"""Two witnesses weighed: what a statement names outright, and what it resembles.

The lexicon is sure and misses much; likeness to coded examples misses little and is never sure.
Each theme's chance also falls with what speaks for its strongest rival. The weights come from the
shipped barrier examples, each scored by what others unlike it teach, and lean a little towards
giving a theme, since people read what is given and never look for what is missing. A codebook of
another kind, or people's own examples, move them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.calibration import calibrated, chances
from analysis.codebook import Codebook, Example, standard_barriers
from analysis.encoder import Encoder
from analysis.learned import shipped
from analysis.lexicon import Evidence, Lexicon
from analysis.neighbours import Neighbours
from analysis.points import sentences
from analysis.prototypes import clauses_of
from analysis.telling import telling_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Weights of: one, named, leaning, the rival's named, the rival's leaning.
_LEARNED = (-3.47, 2.64, 9.81, -0.84, -1.71)
# Where a theme has no shipped examples: its lexicon and description, or people's own examples.
_OTHER = (-2.87, 3.95, 9.75, -2.2, -3.4)
_RIDGE = 2.0
_ENOUGH_TO_CALIBRATE = 50
_SENTENCE_SHARE = 0.7
MOST_EXAMPLES = 4_000


class Witnesses:
    """A codebook with its examples, ready to be asked how likely each theme is."""

    def __init__(
        self, codebook: Codebook, examples: Sequence[Example], encoder: Encoder, *, seed: int = 0
    ) -> None:
        self.themes = tuple(theme.id for theme in codebook.themes)
        self._encoder = encoder
        self._lexicon = Lexicon(codebook)
        self._shipped = _Shipped(codebook, encoder) if codebook.examples else None
        coded = _described(codebook)
        own = _sample(examples, seed)
        for example in own:
            coded.pop(example.text, None)
        described = len(coded)
        coded |= {example.text: set(example.themes) for example in own}
        self._neighbours = self._taught(coded) if coded else None
        self._weights = self._calibrated(coded, described)

    def _taught(self, coded: Mapping[str, set[str]]) -> Neighbours:
        """Return what people's examples and the descriptions add to what was learned before."""
        texts = list(coded)
        known = None
        if self._shipped is not None:
            known = self._shipped.scores(texts, self._encoder.encode(texts))
        return Neighbours(texts, self._rows(coded), self._encoder, ridge=_RIDGE, known=known)

    def _rows(self, coded: Mapping[str, set[str]]) -> NDArray[np.float64]:
        import numpy as np

        rows = [[theme in themes for theme in self.themes] for themes in coded.values()]
        return np.array(rows, np.float64)

    def _calibrated(self, coded: Mapping[str, set[str]], described: int) -> NDArray[np.float64]:
        import numpy as np

        learned = np.array(_LEARNED if self._shipped else _OTHER)
        is_own = len(coded) - described >= _ENOUGH_TO_CALIBRATE
        if self._neighbours is None or (self._shipped and not is_own):
            return learned
        known = slice(described, None) if is_own else slice(None)
        leaning = self._neighbours.left_out_scores()[known]
        # A description holds its own seed terms, so only people's examples can tell what naming is
        # worth.
        named = self._named(list(coded)[known])[0] if is_own else np.zeros_like(leaning)
        return calibrated(_evidence(named, leaning), self._rows(coded)[known].ravel(), learned)

    def weigh(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float64], list[dict[str, Evidence]], NDArray[np.float32]]:
        """Return the chance of each theme, what was named, and the vectors, a row a text."""
        vectors = self._encoder.encode(texts)
        named, evidence = self._named(texts)
        leaning = self._leanings(texts, vectors)
        # What a statement denies outright, it cannot also seem to say.
        leaning[named < 0] = 0
        found = chances(_evidence(named, leaning), self._weights)
        return found.reshape(named.shape), evidence, vectors

    def _leanings(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each text leans, or nearly as far as its most telling sentence does."""
        import numpy as np

        leaning = self._scores(texts, vectors)
        parts = [(row, part) for row, text in enumerate(texts) for part in _several(text)]
        if parts:
            said = [part for _, part in parts]
            told = self._scores(said, self._encoder.encode(said))
            np.maximum.at(leaning, [row for row, _ in parts], _SENTENCE_SHARE * told)
        return leaning

    def _scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        import numpy as np

        found = np.zeros((len(texts), len(self.themes)))
        if self._shipped is not None:
            found += self._shipped.scores(texts, vectors)
        if self._neighbours is not None:
            found += self._neighbours.scores(texts, vectors)
        return np.round(found, 4)

    def reason(self, text: str, vector: NDArray[np.float32], column: int) -> tuple[str, ...]:
        """Return why a theme was given that the statement does not name."""
        if self._shipped is None and self._neighbours is not None:
            return self._neighbours.reason(text, vector, column)
        return telling_words(
            text, lambda parts: self._scores(parts, self._encoder.encode(parts))[:, column]
        )

    def _named(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], list[dict[str, Evidence]]]:
        import numpy as np

        evidence = [
            _strongest([self._lexicon.evidence(part) for part in sentences(text)]) for text in texts
        ]
        named = [[e[t].strength if t in e else 0.0 for t in self.themes] for e in evidence]
        return np.array(named, np.float64).reshape(len(texts), len(self.themes)), evidence


class _Shipped:
    """What was learned from the shipped examples, in the order of a codebook's themes."""

    def __init__(self, codebook: Codebook, encoder: Encoder) -> None:
        self._learned = shipped(encoder)
        taught = {theme for example in codebook.examples for theme in example.themes}
        self._places = [
            (at, self._learned.themes.index(theme.id))
            for at, theme in enumerate(codebook.themes)
            if theme.id in taught
        ]
        self._width = len(codebook.themes)

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each statement leans to each theme; 0 for one that is not standard."""
        import numpy as np

        found = np.zeros((len(texts), self._width))
        learned = self._learned.scores(texts, vectors)
        for at, column in self._places:
            found[:, at] = learned[:, column]
        return found


def _described(codebook: Codebook) -> dict[str, set[str]]:
    """Return what the codebook says of its themes, except what the shipped one says as well."""
    standard = standard_barriers()
    known = clauses_of(standard) if codebook.examples else {}
    found: dict[str, set[str]] = {}
    for theme, texts in clauses_of(codebook).items():
        for text in texts:
            if text not in known.get(theme, ()):
                found.setdefault(text, set()).add(theme)
    coded = set(standard.examples)
    return found | {e.text: set(e.themes) for e in codebook.examples if e not in coded}


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
