"""Static vectors against the better ones of the extra: learning, discovery, and what they cost."""

from __future__ import annotations

import sys
import time

import numpy as np
from learning_sets import Coded, a_theme, draw, f1, likeliest, nhs, rows_of
from sklearn.metrics import normalized_mutual_info_score

from analysis.encoder import Encoder, default_encoder
from analysis.grouping import group
from analysis.minilm import EncoderUnavailable, better_encoder
from analysis.witnesses import Witnesses


class Remembering:
    """An encoder that encodes each text once, so that the draws may share its work."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}
        self.name = encoder.name

    def encode(self, texts: list[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def learning(coded: Coded, encoder: Encoder, draws: int = 3) -> list[str]:
    cells = []
    for size in (0, 5, 20, 50):
        found = []
        for number in range(draws):
            asked, pool = draw(coded, number, 1_000)
            examples = coded.examples(a_theme(coded, pool, size))
            scores = Witnesses(coded.codebook, examples, encoder).weigh(
                [coded.texts[at] for at in asked]
            )[0]
            found.append(f1(coded.coded[asked], likeliest(scores)))
        cells.append("{:.3f} / {:.3f}".format(*np.mean(found, axis=0)))
    return cells


def discovery(encoder: Encoder, draws: int = 3) -> list[str]:
    rows = rows_of("clinc150.tsv")
    labels = np.array([row[0] for row in rows])
    cells = []
    for size in (200, 2_000):
        found = []
        for number in range(draws):
            random = np.random.default_rng(number)
            kinds = random.choice(np.unique(labels), 10 if size == 200 else 150, replace=False)
            chosen = random.permutation(np.flatnonzero(np.isin(labels, kinds)))[:size]
            groups = group(encoder.encode([rows[at][1] for at in chosen]))
            found.append(normalized_mutual_info_score(labels[chosen], groups))
        cells.append(f"n={size}: {np.mean(found):.3f}")
    return cells


def cost(encoder: Encoder) -> str:
    texts = [row[1] for row in rows_of("nhs_phase1_single.tsv")[:1_000]]
    began = time.process_time()
    encoder.encode(texts)
    return f"{len(texts) / (time.process_time() - began):.0f} texts a CPU second"


if __name__ == "__main__":
    try:
        encoders = {"static": default_encoder(), "better": better_encoder()}
    except EncoderUnavailable as missing:
        print(missing)
        sys.exit(0)
    print("\nStatic and better vectors: macro / micro F1 at 0, 5, 20, 50 examples a theme; NMI")
    for name, encoder in encoders.items():
        print(f"  {name}: {cost(encoder)}")
        known = Remembering(encoder)
        for coded in (nhs(), nhs(1)):
            print(f"    {coded.name:20}", "  ".join(learning(coded, known)))
        print(f"    {'clinc150, k found':20}", "  ".join(discovery(known)))
