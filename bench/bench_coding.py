"""Coding of barriers: F1 beside two peers, whether chances can be believed, time and memory.

Run it as ``python bench/bench_coding.py``. The peers learn from the same examples or read the same
codebook: logistic regression on TF-IDF with the threshold that is best on what it left out, and
the theme whose description is nearest by word vectors.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.calibration import chances  # noqa: E402
from analysis.codebook import standard_barriers  # noqa: E402
from analysis.coding import code  # noqa: E402
from analysis.encoder import default_encoder  # noqa: E402
from analysis.learned import shipped  # noqa: E402
from analysis.prototypes import clauses_of  # noqa: E402
from analysis.validation import left_out_evidence, reliability  # noqa: E402

TESTS = ROOT / "tests" / "analysis"
DEMO = ROOT / "consult" / "services" / "demo"
Coded = tuple[str, frozenset[str]]
Themes = list[set[str]]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coded(row: dict[str, str], text: str | None = None) -> Coded:
    return text or row["text"], frozenset(t for t in row["themes"].split(";") if t)


def sets() -> dict[str, list[Coded]]:
    """Return statements coded by hand; none of them was learned from."""
    held_out = rows(TESTS / "heldout-barriers.csv")
    answers = {row["respondent"]: row for row in rows(DEMO / "survey_answers.csv")}
    found = {
        f"held out, {part}": [coded(row) for row in held_out if row["part"] == part]
        for part in ("test", "plain", "long")
    }
    found["blind, 200"] = [coded(row) for row in rows(TESTS / "blind" / "barriers.csv")]
    for name in ("conference", "closed"):
        notes = rows(DEMO / f"{name}_notes.csv")
        found[f"demo, {name}"] = [coded(row) for row in notes if row["kind"] == "barrier"]
    found["demo, survey"] = [
        coded(row, answers[row["respondent"]][row["question"]])
        for row in rows(DEMO / "survey_codings.csv")
    ]
    return found


def micro(found: Themes, wanted: list[Coded]) -> float:
    both = sum(len(f & w) for f, (_, w) in zip(found, wanted, strict=True))
    return 2 * both / (sum(map(len, found)) + sum(len(w) for _, w in wanted))


def by_analysis(texts: list[str]) -> Themes:
    return [{a.theme for a in one.themes} for one in code(texts, standard_barriers()).codings]


def by_nearest_description(texts: list[str]) -> Themes:
    encoder = default_encoder()
    vectors = encoder.encode(texts)
    described = clauses_of(standard_barriers())
    like = [(vectors @ encoder.encode(d).T).max(axis=1) for d in described.values()]
    themes = list(described)
    return [{themes[at]} for at in np.stack(like, axis=1).argmax(axis=1)]


class Regression:
    """The peer that learns: TF-IDF of words and letters, one logistic regression a theme."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_predict
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        model = LogisticRegression(C=8, class_weight="balanced", solver="liblinear")
        self._model = make_pipeline(make_union(words, letters), OneVsRestClassifier(model))
        examples = standard_barriers().examples
        self._themes = [theme.id for theme in standard_barriers().themes]
        truth = np.array([[theme in e.themes for theme in self._themes] for e in examples], int)
        texts = [example.text for example in examples]
        order = np.random.default_rng(0).permutation(len(texts))[:3000]
        left_out = cross_val_predict(
            self._model, [texts[at] for at in order], truth[order], cv=3, method="predict_proba"
        )

        def f1(threshold: float) -> float:
            given = left_out >= threshold
            return 2 * (given & (truth[order] > 0)).sum() / (given.sum() + truth[order].sum())

        self._threshold = max(np.arange(0.1, 0.9, 0.05), key=f1)
        self._model.fit(texts, truth)

    def __call__(self, texts: list[str]) -> Themes:
        found = self._model.predict_proba(texts) >= self._threshold
        return [{self._themes[at] for at in np.flatnonzero(row)} for row in found]


def quality() -> None:
    methods = {
        "analysis": by_analysis,
        "TF-IDF + LR": Regression(),
        "nearest description": by_nearest_description,
    }
    print("\nBarriers: micro F1 on statements coded by hand")
    print(f"  {'':18} {'n':>4}", *(f"{name:>20}" for name in methods))
    for name, wanted in sets().items():
        texts = [text for text, _ in wanted]
        scores = [micro(method(texts), wanted) for method in methods.values()]
        print(f"  {name:18} {len(wanted):4}", *(f"{score:20.3f}" for score in scores))


def belief() -> None:
    codebook = standard_barriers()
    learned = shipped(default_encoder())
    found, truth = left_out_evidence(codebook, default_encoder(), learned.themes)
    chance = chances(found, learned.weights).reshape(truth.shape)
    print("\nReliability, on examples left out with their near copies: said, true, how many")
    for said, true, count in reliability(chance, truth):
        print(f"  {said:.2f}  {true:.2f}  {count:6}")


SCRIPT = """
import sys, time
from analysis.codebook import standard_barriers
from analysis.coding import code
texts = sys.stdin.read().split("\\n")
code(texts, standard_barriers())
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
print(time.process_time(), int(peak) / 1024)
"""


def speed() -> None:
    said = [" ".join(example.text.split()) for example in standard_barriers().examples]
    print("\nSpeed: `code` in a fresh process, libraries loaded included")
    for size in (32, 10_000):
        texts = [f"{said[at % len(said)]}{' again' * (at // len(said))}" for at in range(size)]
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input="\n".join(texts),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        cpu, memory = map(float, done.stdout.split())
        print(f"  {size:6} statements  {cpu:5.2f} CPU s  {memory:4.0f} MB")


if __name__ == "__main__":
    speed()
    quality()
    belief()
