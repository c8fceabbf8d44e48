"""What texts themselves say of themes: what they name, and what they lean to, also by sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analysis.encoder import Encoder
from analysis.lexicon import Evidence, Lexicon
from analysis.points import sentences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a sentence says alone counts for nearly as much as what the whole says.
SENTENCE_SHARE, SENTENCE_SHARE_OF_WORDS = 0.7, 0.9


def named(
    lexicon: Lexicon, themes: Sequence[str], texts: Sequence[str]
) -> tuple[NDArray[np.float64], list[dict[str, Evidence]]]:
    """Return how strongly each text names each theme, -1 where it denies it, and its words."""
    import numpy as np

    found = [_strongest([lexicon.evidence(part) for part in sentences(text)]) for text in texts]
    strengths = [[e[t].strength if t in e else 0.0 for t in themes] for e in found]
    return np.array(strengths, np.float64).reshape(len(texts), len(themes)), found


def kinds(
    texts: Sequence[str], said: NDArray[np.float64], leaning: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Return both witnesses' scores, and both again a word: in two words, one tells more."""
    import numpy as np

    words = np.array([[max(1, len(text.split()))] for text in texts]).reshape(len(texts), 1)
    return [said, leaning, said / words, leaning / words]


def leanings(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    encoder: Encoder,
    scores: Callable[[Sequence[str], NDArray[np.float32]], NDArray[np.float64]],
    themes: int,
    share: float = SENTENCE_SHARE,
) -> NDArray[np.float64]:
    """Return how far each text leans, or nearly as far as its most telling sentence does.

    So many columns are themes; a further one, for none of them, is left to the whole text: one
    sentence that states no barrier says nothing of the next.
    """
    import numpy as np

    leaning = scores(texts, vectors)
    parts = [(row, part) for row, text in enumerate(texts) for part in _several(text)]
    if parts:
        said = [part for _, part in parts]
        told = scores(said, encoder.encode(said))
        np.maximum.at(leaning[:, :themes], [row for row, _ in parts], share * told[:, :themes])
    return leaning


def _several(text: str) -> tuple[str, ...]:
    parts = sentences(text)
    return parts if len(parts) > 1 else ()


def _strongest(parts: Sequence[dict[str, Evidence]]) -> dict[str, Evidence]:
    """Return each theme's evidence from the sentence that says it best.

    Hints from different sentences do not add up: that is how long answers come to be about
    everything.
    """
    best: dict[str, Evidence] = {}
    for said in parts:
        for theme, found in said.items():
            if theme not in best or found.strength > best[theme].strength:
                best[theme] = found
    return best
