"""What the shipped coded examples teach, learned once and kept in a small file.

Ridge regression on vectors, rows of words and runs of letters, one column of weights a theme, each
theme counting the same however often it was coded. ``python -m analysis.learned`` writes the file
anew from the shipped examples, which is needed whenever they or this module change.

References
----------
Rifkin and Lippert (2007), Notes on regularized least squares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.codebook import Example, standard_barriers
from analysis.encoder import Encoder, default_encoder
from analysis.grams import letter_grams, word_grams
from analysis.neighbours import balanced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

FILE = Path(str(files("analysis"))) / "data" / "barriers-learned.npz"
_VERSION = "1"
_SIZE = 1 << 17
_VECTORS_SHARE, _GRAMS_SHARE = 0.3, 0.35
_RIDGE = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Weights of vectors, word rows and letter runs, a column a theme; rare pieces count more."""

    digest: str
    themes: tuple[str, ...]
    usual: NDArray[np.float32]
    vectors: NDArray[np.float32]
    words: NDArray[np.float32]
    letters: NDArray[np.float32]
    rarity: NDArray[np.float32]

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each statement leans to each theme, about 0..1, shape (texts, themes)."""
        import numpy as np

        words, letters = (
            _weighted(grams(texts, _SIZE), rarity)
            for grams, rarity in zip((word_grams, letter_grams), self.rarity, strict=True)
        )
        found = vectors @ self.vectors + words @ self.words + letters @ self.letters
        return np.asarray(np.round(found.astype(np.float64) + self.usual, 4))


def learn(examples: Sequence[Example], themes: Sequence[str], encoder: Encoder) -> Learned:
    """Learn from coded statements, whose order makes no difference."""
    import numpy as np

    examples = sorted(examples, key=lambda example: (example.text, example.themes))
    texts = [example.text for example in examples]
    coded = np.array([[theme in e.themes for theme in themes] for e in examples], np.float64)
    counts = [grams(texts, _SIZE) for grams in (word_grams, letter_grams)]
    rarity = np.stack([_rarity(each) for each in counts])
    words, letters = (_weighted(each, rare) for each, rare in zip(counts, rarity, strict=True))
    vectors = encoder.encode(texts)
    usual, pull = _pulls(vectors, words, letters, coded)
    return Learned(
        digest_of(examples, themes, encoder),
        tuple(themes),
        usual.astype(np.float32),
        (_VECTORS_SHARE * vectors.T @ pull).astype(np.float32),
        (_GRAMS_SHARE * words.T @ pull).astype(np.float32),
        (_GRAMS_SHARE * letters.T @ pull).astype(np.float32),
        rarity,
    )


def _pulls(
    vectors: NDArray[np.float32], words: csr_array, letters: csr_array, coded: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how usual each theme is and how strongly each example pulls to it."""
    import numpy as np
    from scipy.linalg import solve

    alike = _VECTORS_SHARE * (vectors @ vectors.T).astype(np.float64)
    for rows in (words, letters):
        alike += _GRAMS_SHARE * (rows @ rows.T).toarray()
    counted = balanced(coded)
    usual = (counted[:, None] * coded).sum(axis=0) / counted.sum()
    alike[np.diag_indices_from(alike)] += _RIDGE / counted
    return usual, solve(alike, coded - usual, assume_a="pos", overwrite_a=True)


def _rarity(counts: csr_array) -> NDArray[np.float32]:
    import numpy as np

    used = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + used)) + 1, np.float16).astype(np.float32)


def _weighted(counts: csr_array, rarity: NDArray[np.float32]) -> csr_array:
    """Return the rows with rare pieces heavier and repeated ones damped, each of length 1."""
    import numpy as np
    from scipy.sparse import csr_array

    data = (1 + np.log(counts.data)) * rarity[counts.indices]
    owners = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(owners, data.astype(np.float64) ** 2, counts.shape[0]))
    data = (data / lengths[owners]).astype(np.float32)
    return csr_array((data, counts.indices, counts.indptr), shape=counts.shape)


def digest_of(examples: Sequence[Example], themes: Sequence[str], encoder: Encoder) -> str:
    """Return the digest of what is learned from, whatever its order, and of how."""
    lines = sorted(f"{example.text}\t{';'.join(example.themes)}" for example in examples)
    head = f"{_VERSION} {_SIZE} {_VECTORS_SHARE} {_RIDGE} {encoder.name} {' '.join(themes)}"
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


def save(learned: Learned, path: Path) -> None:
    """Write the weights as half-precision numbers; nothing in the file can run."""
    import numpy as np

    with path.open("wb") as file:
        np.savez_compressed(
            file,
            digest=np.array(learned.digest),
            themes=np.array(learned.themes),
            usual=learned.usual,
            vectors=learned.vectors,
            words=learned.words.astype(np.float16),
            letters=learned.letters.astype(np.float16),
            rarity=learned.rarity.astype(np.float16),
        )


def load(path: Path) -> Learned:
    """Read what `save` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        weights = ("usual", "vectors", "words", "letters", "rarity")
        return Learned(
            str(kept["digest"]),
            tuple(str(theme) for theme in kept["themes"]),
            *(kept[name].astype(np.float32) for name in weights),
        )


@cache
def shipped(encoder: Encoder) -> Learned:
    """Return what the shipped examples teach: from the file, or anew where it is of others."""
    standard = standard_barriers()
    themes = tuple(theme.id for theme in standard.themes)
    if FILE.is_file():
        kept = load(FILE)
        if kept.digest == digest_of(standard.examples, themes, encoder):
            return kept
    return learn(standard.examples, themes, encoder)


def main() -> None:
    """Write the shipped file anew."""
    standard = standard_barriers()
    themes = tuple(theme.id for theme in standard.themes)
    save(learn(standard.examples, themes, default_encoder()), FILE)


if __name__ == "__main__":
    main()
