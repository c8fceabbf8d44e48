"""Texts as weighted words: stems and pairs of stems, rare ones heavier, in sparse unit rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.patterns import stems_of
from analysis.stopwords import STOP_STEMS
from analysis.tokens import tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class WordSpace:
    """The words of a collection, each with the weight that its rarity there gives it."""

    def __init__(self, texts: Sequence[str]) -> None:
        documents = Counter(term for text in texts for term in set(_terms(text)))
        self._columns = {term: at for at, term in enumerate(sorted(documents))}
        self._weights = {
            term: math.log((1 + len(texts)) / (1 + count)) + 1 for term, count in documents.items()
        }

    def rows(self, texts: Sequence[str]) -> csr_array:
        """Return a row a text, shape (texts, terms), of length 1, or 0 without a known word."""
        import numpy as np
        from scipy.sparse import csr_array

        data: list[float] = []
        places: list[int] = []
        ends = [0]
        for text in texts:
            counts = Counter(term for term in _terms(text) if term in self._columns)
            row = [(1 + math.log(count)) * self._weights[term] for term, count in counts.items()]
            length = math.sqrt(sum(weight**2 for weight in row)) or 1.0
            data += [weight / length for weight in row]
            places += [self._columns[term] for term in counts]
            ends.append(len(places))
        shape = (len(texts), max(1, len(self._columns)))
        return csr_array((np.array(data, np.float32), places, ends), shape=shape)


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Return the words of a text that the other has too, in any inflection, as the text has them.

    Examples
    --------
    >>> shared_words("The buses stop at six", "No bus after six")
    ('buses', 'six')
    """
    known = set(stems_of(other)) - STOP_STEMS
    return tuple(dict.fromkeys(text[at.start : at.end] for at in tokens(text) if at.stem in known))


def _terms(text: str) -> list[str]:
    stems = stems_of(text)
    return [*stems, *(f"{one} {other}" for one, other in pairwise(stems))]
