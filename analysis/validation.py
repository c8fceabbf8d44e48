"""How well what the shipped examples teach does on statements that it never saw.

The examples are parted so that near copies stay together; each part is coded by what the others
teach. From that come the weights of the witnesses, the chance from which on each theme is given,
and the table that says whether chances can be believed.

References
----------
Lipton, Elkan and Naryanaswamy (2014), Optimal thresholding of classifiers to maximize F1, ECML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.calibration import calibrated, chances, chosen
from analysis.codebook import Codebook, Example
from analysis.encoder import Encoder
from analysis.evidence import evidence
from analysis.grams import word_grams
from analysis.learned import Learned, learn
from analysis.pieces import weighted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PARTS = 5
_NEAR = 0.5
_ROUNDS = 2
_GRID = tuple(round(0.2 + 0.02 * step, 2) for step in range(21))


def validated(learned: Learned, codebook: Codebook, encoder: Encoder) -> Learned:
    """Return what was learned with the weights and thresholds that hold for what was left out."""
    import numpy as np

    found, coded = left_out_evidence(codebook, encoder, learned.themes)
    weights = calibrated(found, coded.ravel(), learned.weights)
    chance = chances(found, weights).reshape(coded.shape)
    thresholds, least = _thresholds(chance, coded)
    return replace(learned, weights=weights, thresholds=thresholds, least=np.array(least))


def left_out_evidence(
    codebook: Codebook, encoder: Encoder, themes: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the evidence for each example from the parts without it, and its true themes.

    Returns
    -------
    evidence : ndarray, shape (examples * themes, kinds), float64
    coded : ndarray, shape (examples, themes), float64
    """
    import numpy as np

    from analysis.lexicon import Lexicon
    from analysis.testimony import kinds, leanings, named

    examples = sorted(codebook.examples, key=lambda example: (example.text, example.themes))
    parts = apart(examples)
    texts = [example.text for example in examples]
    said, _ = named(Lexicon(codebook), themes, texts)
    width = len(themes)
    leaning = np.zeros((len(examples), width + 1))
    for part in range(_PARTS):
        others = [e for e, own in zip(examples, parts, strict=True) if own != part]
        taught = learn(others, themes, encoder)
        here = np.flatnonzero(parts == part)
        asked = [texts[at] for at in here]
        leaning[here] = leanings(asked, encoder.encode(asked), encoder, taught.scores, width)
    leaning[:, :width][said < 0] = 0
    coded = np.array([[theme in e.themes for theme in themes] for e in examples], np.float64)
    silence = np.repeat(leaning[:, -1:], width, axis=1)
    return evidence(kinds(texts, said, leaning[:, :width]), alone=[silence]), coded


def apart(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return for each example the part that it is in, 0..4; near copies share one."""
    import numpy as np

    counts = word_grams([example.text for example in examples], 1 << 17)
    rows = weighted(counts, np.ones(counts.shape[1], np.float32))
    alike = (rows @ rows.T).tocoo()
    leader = np.arange(len(examples))
    near = (alike.data >= _NEAR) & (alike.row > alike.col)
    for later, earlier in sorted(zip(alike.row[near], alike.col[near], strict=True)):
        leader[later] = min(leader[later], leader[earlier])
    order = np.random.default_rng(0).permutation(len(examples))
    return np.asarray(order[leader] % _PARTS)


def _thresholds(
    chance: NDArray[np.float64], coded: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return from which chance on each theme, and a statement's likeliest one, is best given.

    Each theme's own is held half-way to the one that is best for all, since it rests on fewer.
    """
    import numpy as np

    def f1(thresholds: NDArray[np.float64], least: float) -> float:
        given = chosen(chance, thresholds, least)
        return float(2 * (given * coded).sum() / (given.sum() + coded.sum()))

    width = coded.shape[1]
    joint, least = max(
        ((one, low) for one in _GRID for low in _GRID if low <= one),
        key=lambda pair: f1(np.full(width, pair[0]), pair[1]),
    )
    best = np.full(width, joint)
    for _ in range(_ROUNDS):
        for at in range(width):
            tried = [np.where(np.arange(width) == at, one, best) for one in _GRID]
            best = max(tried, key=lambda thresholds: f1(thresholds, least))
    return (best + joint) / 2, least


def reliability(
    chance: NDArray[np.float64], coded: NDArray[np.float64], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Return for each tenth of the chances the mean said, the share that was true, and how many."""
    import numpy as np

    said, truth = chance.ravel(), coded.ravel()
    at = np.minimum((said * bins).astype(int), bins - 1)
    return [
        (float(said[at == one].mean()), float(truth[at == one].mean()), int((at == one).sum()))
        for one in range(bins)
        if (at == one).any()
    ]
