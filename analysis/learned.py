"""What the shipped coded examples teach, learned once and kept in a small file.

Ridge regression on vectors and their squares, rows of words and runs of letters, one column of
weights a theme, each theme counting the same however often it was coded. Squares let two meanings
count together that count for nothing alone. ``python -m analysis.learned`` writes the file anew
from the shipped examples, which is needed whenever they or this module change.

References
----------
Rifkin and Lippert (2007), Notes on regularized least squares.
Chang et al. (2010), Training and testing low-degree polynomial data mappings via linear SVM, JMLR.
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
from analysis.grams import letter_grams, word_grams, word_pulls
from analysis.neighbours import balanced
from analysis.pieces import rarity_of, weighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

FILE = Path(str(files("analysis"))) / "data" / "barriers-learned.npz"
_VERSION = "3"
_SIZE = 1 << 17
_VECTORS_SHARE, _SQUARES_SHARE, _WORDS_SHARE, _LETTERS_SHARE = 0.15, 0.15, 0.35, 0.35
# Of a theme's squares only so many directions are kept: the rest is noise.
_DIRECTIONS = 64
_RIDGE = 0.15
# Weights of one, of the kinds of `analysis.testimony`, of the rival's, and of nothing being said;
# see `validation`.
_WEIGHTS = (-3.9, 1.3, 10.7, 5.6, -3.6, 0.0, -2.0, -5.5, -0.2, -1.0)
_THRESHOLD, _LEAST = 0.42, 0.25
_WHOLE = ("usual", "bends", "weights", "thresholds", "least")
_HALF = ("vectors", "directions", "words", "letters", "rarity")


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Weights of vectors, word rows and letter runs, a column a theme; rare pieces count more.

    The last column is no theme: it says that no barrier is stated.
    `directions` has for each theme those in which its squares are taken, and `bends` their weights.
    `weights` turn what is named and what is learned into a chance, `thresholds` say from which
    chance on each theme is given, and `least` from which on the likeliest is: all are measured on
    examples that were left out.
    """

    digest: str
    themes: tuple[str, ...]
    usual: NDArray[np.float32]
    vectors: NDArray[np.float32]
    directions: NDArray[np.float32]
    bends: NDArray[np.float32]
    words: NDArray[np.float32]
    letters: NDArray[np.float32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    least: NDArray[np.float64]

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far each statement leans to each theme, about 0..1, and last to none of them.

        The shape is (texts, themes + 1).
        """
        import numpy as np

        words, letters = (
            weighted(grams(texts, _SIZE), rarity)
            for grams, rarity in zip((word_grams, letter_grams), self.rarity, strict=True)
        )
        # In double precision, so that the number of threads cannot tip the fourth decimal.
        exact = vectors.astype(np.float64)
        found = exact @ self.vectors + (words @ self.words + letters @ self.letters) + self.usual
        for at, (directions, bends) in enumerate(zip(self.directions, self.bends, strict=True)):
            found[:, at] += (exact @ directions) ** 2 @ bends
        return np.asarray(np.round(found, 4))

    def pulls(self, texts: Sequence[str], columns: Sequence[int]) -> list[NDArray[np.float64]]:
        """Return how much each stem of each text pulls to the theme of that column."""
        return word_pulls(texts, self.words * self.rarity[0][:, None], columns)


def learn(examples: Sequence[Example], themes: Sequence[str], encoder: Encoder) -> Learned:
    """Learn from coded statements, whose order makes no difference."""
    import numpy as np

    examples = sorted(examples, key=lambda example: (example.text, example.themes))
    texts = [example.text for example in examples]
    coded = np.array(
        [[*(theme in e.themes for theme in themes), not e.themes] for e in examples], np.float64
    )
    counts = [grams(texts, _SIZE) for grams in (word_grams, letter_grams)]
    rarity = np.stack([rarity_of(each) for each in counts])
    words, letters = (weighted(each, rare) for each, rare in zip(counts, rarity, strict=True))
    vectors = encoder.encode(texts)
    usual, pull = _pulls(vectors, words, letters, coded)
    directions, bends = _squares(vectors, _SQUARES_SHARE * pull)
    return Learned(
        digest=digest_of(examples, themes, encoder),
        themes=tuple(themes),
        usual=usual.astype(np.float32),
        vectors=(_VECTORS_SHARE * vectors.T @ pull).astype(np.float32),
        directions=directions,
        bends=bends,
        words=(_WORDS_SHARE * words.T @ pull).astype(np.float32),
        letters=(_LETTERS_SHARE * letters.T @ pull).astype(np.float32),
        rarity=rarity,
        weights=np.array(_WEIGHTS),
        thresholds=np.full(len(themes), _THRESHOLD),
        least=np.array(_LEAST),
    )


def _pulls(
    vectors: NDArray[np.float32], words: csr_array, letters: csr_array, coded: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how usual each column is and how strongly each example pulls to it."""
    import numpy as np
    from scipy.linalg import solve

    # Single precision halves the memory, and differs in the sixth decimal.
    alike = np.asarray(vectors @ vectors.T, np.float32)
    alike = _VECTORS_SHARE * alike + _SQUARES_SHARE * alike**2
    for share, rows in ((_WORDS_SHARE, words), (_LETTERS_SHARE, letters)):
        alike += share * (rows @ rows.T).toarray()
    counted = balanced(coded[:, :-1])
    usual = (counted[:, None] * coded).sum(axis=0) / counted.sum()
    alike[np.diag_indices_from(alike)] += _RIDGE / counted
    wanted = np.asarray(coded - usual, np.float32)
    return usual, solve(alike, wanted, assume_a="pos", overwrite_a=True).astype(np.float64)


def _squares(
    vectors: NDArray[np.float32], pull: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the directions in which squares tell most of each column, and their weights.

    The shapes are (columns, dimensions, directions) and (columns, directions).
    """
    import numpy as np

    directions, bends = [], []
    for column in pull.T:
        weights, turns = np.linalg.eigh((vectors.T * column) @ vectors.astype(np.float64))
        chosen = np.argsort(-np.abs(weights))[:_DIRECTIONS]
        directions.append(turns[:, chosen])
        bends.append(weights[chosen])
    return np.array(directions, np.float32), np.array(bends, np.float32)


def digest_of(examples: Sequence[Example], themes: Sequence[str], encoder: Encoder) -> str:
    """Return the digest of what is learned from, whatever its order, and of how."""
    lines = sorted(f"{example.text}\t{';'.join(example.themes)}" for example in examples)
    shares = f"{_VECTORS_SHARE} {_SQUARES_SHARE} {_WORDS_SHARE} {_LETTERS_SHARE}"
    head = f"{_VERSION} {_SIZE} {shares} {_RIDGE} {encoder.name} {' '.join(themes)}"
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


def save(learned: Learned, path: Path) -> None:
    """Write the weights as half-precision numbers; nothing in the file can run."""
    import numpy as np

    with path.open("wb") as file:
        np.savez_compressed(
            file,
            digest=np.array(learned.digest),
            themes=np.array(learned.themes),
            **{name: getattr(learned, name) for name in _WHOLE},
            **{name: getattr(learned, name).astype(np.float16) for name in _HALF},
        )


def load(path: Path) -> Learned:
    """Read what `save` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        return Learned(
            digest=str(kept["digest"]),
            themes=tuple(str(theme) for theme in kept["themes"]),
            **{name: kept[name] for name in _WHOLE},
            **{name: kept[name].astype(np.float32) for name in _HALF},
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
    """Write the shipped file anew, with the weights that hold for what was left out of it."""
    from analysis.validation import validated

    standard = standard_barriers()
    themes = tuple(theme.id for theme in standard.themes)
    learned = learn(standard.examples, themes, default_encoder())
    save(validated(learned, standard, default_encoder()), FILE)


if __name__ == "__main__":
    main()
