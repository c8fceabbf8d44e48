"""Which statements on the right answer those on the left: barriers to work, work to work.

A match is scored by the likeness of the vectors and by the words in common, rare ones counting
more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.encoder import Encoder, default_encoder
from analysis.patterns import stems_of
from analysis.stopwords import STOP_STEMS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 1000
WORDS_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Match:
    """One right-hand statement near a left-hand one: its index and a score in 0..1."""

    right: int
    score: float


def match(
    left: Sequence[str],
    right: Sequence[str],
    *,
    most: int = 3,
    least: float = 0.25,
    encoder: Encoder | None = None,
) -> tuple[tuple[Match, ...], ...]:
    """Return for each left-hand statement its nearest right-hand ones, best first.

    Parameters
    ----------
    left, right : sequences of str
    most : int
        How many matches a statement may have.
    least : float
        The lowest score that is shown, in 0..1.
    encoder : Encoder, optional
        Another source of vectors than the static table.
    """
    import numpy as np

    if not left or not right:
        return tuple(() for _ in left)
    encoder = encoder or default_encoder()
    right_rows = _rows(right, right, encoder)
    left_rows = _rows(left, right, encoder)
    found: list[tuple[Match, ...]] = []
    for at in range(0, len(left), _BLOCK):
        scores = (1 - WORDS_SHARE) * left_rows[0][at : at + _BLOCK] @ right_rows[0].T
        scores += WORDS_SHARE * (left_rows[1][at : at + _BLOCK] @ right_rows[1].T).toarray()
        found += [_best(row, most, least) for row in np.round(scores, 3)]
    return tuple(found)


def _best(scores: NDArray[np.float32], most: int, least: float) -> tuple[Match, ...]:
    import numpy as np

    order = np.argsort(-scores, kind="stable")[:most]
    return tuple(
        Match(int(at), round(float(min(scores[at], 1)), 3)) for at in order if scores[at] >= least
    )


def _rows(texts: Sequence[str], known: Sequence[str], encoder: Encoder):  # type: ignore[no-untyped-def]
    return encoder.encode(texts), _weighted_words(texts, known)


def _weighted_words(texts: Sequence[str], known: Sequence[str]):  # type: ignore[no-untyped-def]
    """Return a sparse row a text: its known stems, rarer ones heavier, scaled to length 1."""
    from scipy.sparse import csr_array

    documents = [set(stems_of(text)) - STOP_STEMS for text in known]
    counts = Counter(stem for document in documents for stem in document)
    columns = {stem: at for at, stem in enumerate(sorted(counts))}
    data: list[float] = []
    places: list[int] = []
    ends = [0]
    for text in texts:
        words = sorted({stem for stem in stems_of(text) if stem in columns})
        weights = [math.log(1 + len(known) / counts[word]) for word in words]
        length = math.sqrt(sum(weight**2 for weight in weights)) or 1.0
        data += [weight / length for weight in weights]
        places += [columns[word] for word in words]
        ends.append(len(places))
    return csr_array((data, places, ends), shape=(len(texts), max(1, len(columns))))
