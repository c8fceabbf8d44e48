"""Two witnesses weighed: what a statement names outright, and what it resembles.

The lexicon is sure and misses much; likeness to coded examples misses little and is never sure.
Each theme's chance also falls with what speaks for its strongest rival. The weights come from the
shipped barrier examples, each scored by what others unlike it teach (`analysis.validation`). A
codebook of another kind, or people's own examples, move them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.calibration import calibrated, chances, chosen
from analysis.codebook import Codebook, Example, standard_barriers
from analysis.encoder import Encoder
from analysis.evidence import evidence
from analysis.learning import Learner
from analysis.lexicon import Evidence, Lexicon
from analysis.neighbours import Neighbours
from analysis.prototypes import clauses_of
from analysis.shipped import Shipped
from analysis.telling import pulling_words, telling_words
from analysis.testimony import (
    SENTENCE_SHARE,
    SENTENCE_SHARE_OF_WORDS,
    kinds,
    leanings,
    named,
)
from analysis.thresholds import USUAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Weights of: one, named, leaning, the rival's named, the rival's leaning, where a theme has no
# shipped examples but its lexicon and description.
_OTHER = (-2.87, 3.95, 9.75, -2.2, -3.4)
_RIDGE = 2.0
# The likeliest theme is given already here: most statements are about something.
LEAST = 0.28


class Witnesses:
    """A codebook with its examples, ready to be asked how likely each theme is."""

    def __init__(self, codebook: Codebook, examples: Sequence[Example], encoder: Encoder) -> None:
        self.themes = tuple(theme.id for theme in codebook.themes)
        self._encoder = encoder
        self._lexicon = Lexicon(codebook)
        self._shipped = Shipped(codebook, encoder) if codebook.examples else None
        coded = _described(codebook)
        self._neighbours = self._taught(coded) if coded else None
        self._weights = self._calibrated(coded)
        self._learner = self._learned(codebook, examples) if examples else None

    def _taught(self, coded: Mapping[str, set[str]]) -> Neighbours:
        """Return what the descriptions add to what was learned before."""
        texts = list(coded)
        known = None
        if self._shipped is not None:
            known = self._shipped.scores(texts, self._encoder.encode(texts))[:, :-1]
        return Neighbours(texts, self._rows(coded), self._encoder, ridge=_RIDGE, known=known)

    def _rows(self, coded: Mapping[str, set[str]]) -> NDArray[np.float64]:
        import numpy as np

        rows = [[theme in themes for theme in self.themes] for themes in coded.values()]
        return np.array(rows, np.float64)

    def _calibrated(self, coded: Mapping[str, set[str]]) -> NDArray[np.float64]:
        import numpy as np

        learned = self._shipped.weights if self._shipped else np.array(_OTHER)
        if self._neighbours is None or self._shipped:
            return learned
        leaning = self._neighbours.left_out_scores()
        # A description holds its own seed terms, so it cannot tell what naming is worth.
        rows = evidence([np.zeros_like(leaning), leaning])
        return calibrated(rows, self._rows(coded).ravel(), learned)

    def _learned(self, codebook: Codebook, examples: Sequence[Example]) -> Learner:
        def plain(texts: Sequence[str]) -> NDArray[np.float64]:
            return self._plain(texts, self._encoder.encode(texts))[0]

        taught = self._shipped.taught if self._shipped is not None else frozenset()
        firm = [theme in taught for theme in self.themes]
        return Learner(
            codebook, examples, self._encoder, plain, firm=firm, thresholds=self._usual_thresholds
        )

    def weigh(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float64], list[dict[str, Evidence]], NDArray[np.float32]]:
        """Return the chance of each theme, what was named, and the vectors, a row a text."""
        import numpy as np

        vectors = self._encoder.encode(texts)
        found, named, said = self._plain(texts, vectors)
        if self._learner is not None:
            # What a statement denies outright, no likeness can make it say.
            learned = self._learner.chances(texts, vectors, found)
            found = np.where(named < 0, found, learned)
        return found, said, vectors

    def _plain(
        self, texts: Sequence[str], vectors: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], list[dict[str, Evidence]]]:
        """Return what the codebook alone says: chances, what is named, and the words for it."""
        said, words = named(self._lexicon, self.themes, texts)
        share = SENTENCE_SHARE if self._shipped is not None else SENTENCE_SHARE_OF_WORDS
        width = len(self.themes)
        leaning = leanings(texts, vectors, self._encoder, self._scores, width, share)
        # What a statement denies outright, it cannot also seem to say.
        leaning[:, :width][said < 0] = 0
        found = chances(self._rows_of_evidence(texts, said, leaning), self._weights)
        return found.reshape(said.shape), said, words

    def _rows_of_evidence(
        self, texts: Sequence[str], said: NDArray[np.float64], leaning: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        if self._shipped is None:
            return evidence([said, leaning])
        silence = self._shipped.silence(leaning[:, -1])
        return evidence(kinds(texts, said, leaning[:, :-1]), alone=[silence])

    def _scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        import numpy as np

        width = len(self.themes)
        if self._shipped is not None:
            found = self._shipped.scores(texts, vectors)
        else:
            found = np.zeros((len(texts), width))
        if self._neighbours is not None:
            found[:, :width] += self._neighbours.scores(texts, vectors)
        return np.round(found, 4)

    def given(self, chance: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which themes each statement is given, by its chances."""
        least = self._shipped.least if self._shipped is not None else LEAST
        return chosen(chance, self.thresholds, least)

    def reasons(self, texts: Sequence[str], columns: Sequence[int]) -> list[tuple[str, ...]]:
        """Return why each text was given the theme of that column, which it does not name."""
        if self._shipped is not None and self._neighbours is None and self._learner is None:
            pulls = self._shipped.pulls(texts, columns)
            return [pulling_words(text, pull) for text, pull in zip(texts, pulls, strict=True)]
        return [self._reason(text, column) for text, column in zip(texts, columns, strict=True)]

    def _reason(self, text: str, column: int) -> tuple[str, ...]:
        if self._learner is not None:
            learner = self._learner

            def lean(parts: Sequence[str]) -> NDArray[np.float64]:
                return learner.leaning(parts, self._encoder.encode(parts))[:, column]

            return telling_words(text, lean)
        if self._shipped is None and self._neighbours is not None:
            return self._neighbours.reason(text, self._encoder.encode([text])[0], column)
        return telling_words(
            text, lambda parts: self._scores(parts, self._encoder.encode(parts))[:, column]
        )

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """Return from which chance on each theme is given."""
        return self._usual_thresholds if self._learner is None else self._learner.thresholds

    @property
    def _usual_thresholds(self) -> NDArray[np.float64]:
        import numpy as np

        if self._shipped is not None:
            return self._shipped.thresholds
        return np.full(len(self.themes), USUAL)

    @property
    def learnt(self) -> Learner:
        """Return what was learned from people's examples.

        Raises
        ------
        ValueError
            When there were none.
        """
        if self._learner is None:
            raise ValueError("Nothing was learned: there are no examples.")
        return self._learner


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
def witnesses(codebook: Codebook, examples: tuple[Example, ...], encoder: Encoder) -> Witnesses:
    """Return the witnesses for a codebook, kept, since one question may follow another."""
    return Witnesses(codebook, examples, encoder)
