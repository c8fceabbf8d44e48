"""Learning from decisions: curves beside other methods, calibration, bad examples, cost."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from learning_sets import (
    Coded,
    a_theme,
    barriers,
    clinc,
    draw,
    f1,
    likeliest,
    nhs,
    ottensen,
    trusts,
)
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from analysis.codebook import Codebook, Example, Theme
from analysis.encoder import default_encoder, unit
from analysis.prototypes import clauses_of
from analysis.witnesses import Witnesses

SIZES = (0, 5, 10, 20, 50)
Scorer = Callable[[Coded, np.ndarray, np.ndarray], np.ndarray]


def given(coded: Coded, scores: np.ndarray, witnesses: Witnesses) -> np.ndarray:
    """Return which themes are given: the likeliest where each has one, else all that reach."""
    if coded.is_single:
        return likeliest(scores)
    return witnesses.given(scores).astype(float)


def ours(coded: Coded, learnt: np.ndarray, asked: np.ndarray) -> np.ndarray:
    witnesses = Witnesses(coded.codebook, coded.examples(learnt), default_encoder())
    scores, _, _ = witnesses.weigh([coded.texts[at] for at in asked])
    return given(coded, scores, witnesses)


def by_words(model: object, *, vectors: bool = False, words: bool = True) -> Scorer:
    """Return a peer: a classifier on TF-IDF, on vectors, or on both."""

    def scorer(coded: Coded, learnt: np.ndarray, asked: np.ndarray) -> np.ndarray:
        texts = [[coded.texts[at] for at in places] for places in (learnt, asked)]
        parts = []
        if words:
            space = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(texts[0])
            parts.append([space.transform(each) for each in texts])
        if vectors:
            parts.append([csr_matrix(default_encoder().encode(each)) for each in texts])
        rows, new = (hstack(sides).tocsr() for sides in zip(*parts, strict=True))
        return predicted(model, rows, coded, learnt, new)

    return scorer


def predicted(
    model: object, rows: object, coded: Coded, learnt: np.ndarray, new: object
) -> np.ndarray:
    if coded.is_single:
        labels = coded.coded[learnt].argmax(axis=1)
        return np.eye(coded.coded.shape[1])[model.fit(rows, labels).predict(new)]
    used = coded.coded[learnt].any(axis=0)
    found = np.zeros((new.shape[0], len(used)))
    found[:, used] = OneVsRestClassifier(model).fit(rows, coded.coded[learnt][:, used]).predict(new)
    return found


def points(coded: Coded, learnt: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return what the prototype gives: twice the description and the sum of the coded notes."""
    encoder = default_encoder()
    described = [" ".join(texts) for texts in clauses_of(coded.codebook).values()]
    vectors = encoder.encode([coded.texts[at] for at in learnt])
    centres = unit(2 * encoder.encode(described) + coded.coded[learnt].T.astype("f4") @ vectors)
    scores = encoder.encode([coded.texts[at] for at in asked]) @ centres.T
    if coded.is_single:
        return likeliest(scores)
    # Several themes a statement: all within 15 % of the best.
    return (scores >= 0.85 * scores.max(axis=1, keepdims=True)).astype(float)


def lr() -> LogisticRegression:
    return LogisticRegression(C=10, max_iter=1000)


METHODS: dict[str, Scorer] = {
    "analysis": ours,
    "prototype, static": points,
    "LR on TF-IDF": by_words(lr()),
    "LinearSVC on TF-IDF": by_words(LinearSVC()),
    "complement NB": by_words(ComplementNB()),
    "LR on static vectors": by_words(lr(), vectors=True, words=False),
    "LR on both": by_words(lr(), vectors=True),
}


def curves(coded: Coded, draws: int = 3) -> None:
    scores: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for number, size in product(range(draws), SIZES):
        asked, pool = draw(coded, number)
        learnt = a_theme(coded, pool, size)
        for name, scorer in METHODS.items():
            if size or scorer in (ours, points):
                found = scorer(coded, learnt, asked)
                scores[name, size].append(f1(coded.coded[asked], found))
    print(f"\n{coded.name}, {len(asked)} unseen: macro / micro F1 by examples a theme")
    for name in METHODS:
        cells = [scores[name, size] for size in SIZES]
        shown = ["{:.3f} / {:.3f}".format(*np.mean(c, axis=0)) if c else " " * 13 for c in cells]
        print(f"  {name:20}", "  ".join(shown))


def bins(chances: np.ndarray, truth: np.ndarray) -> tuple[float, list[str]]:
    """Return the expected calibration error, and said / true of each tenth that has cases."""
    place = np.minimum((chances.ravel() * 10).astype(int), 9)
    error, shown = 0.0, []
    for at in range(10):
        said, true = chances.ravel()[place == at], truth.ravel()[place == at]
        if len(said):
            error += len(said) / chances.size * abs(said.mean() - true.mean())
            shown.append(f"{said.mean():.2f}/{true.mean():.2f}")
    return error, shown


def calibration(collections: Sequence[Coded], draws: int = 3) -> None:
    print("\nCalibration on unseen statements after decisions on a random sample: chance said/true")
    for coded, size in product(collections, (100, 500, 2_000)):
        said, true = [], []
        for number in range(draws):
            asked, pool = draw(coded, number)
            if size > len(pool):
                continue
            witnesses = Witnesses(coded.codebook, coded.examples(pool[:size]), default_encoder())
            said.append(witnesses.weigh([coded.texts[at] for at in asked])[0])
            true.append(coded.coded[asked])
        if said:
            error, shown = bins(np.vstack(said), np.vstack(true))
            print(f"  {coded.name[:20]:20} n={size:5} error {error:.3f}  ", " ".join(shown))


def spoilt(coded: Coded, learnt: np.ndarray, kind: str, random: np.random.Generator) -> Coded:
    """Return the collection with the learnt rows' codes spoilt."""
    table = coded.coded.copy()
    share = {"a third wrong": 0.33, "all at random": 1.0}.get(kind, 0.0)
    wrong = learnt[random.random(len(learnt)) < share]
    table[wrong] = table[random.permutation(wrong)]
    return Coded(coded.name, coded.texts, table, coded.codebook)


def bad_examples(coded: Coded, pool: np.ndarray, asked: np.ndarray, draws: int = 5) -> None:
    plain = f1(coded.coded[asked], ours(coded, np.array([], int), asked))[1]
    print(f"\n{coded.name}: micro F1 after examples of each kind; the codebook alone {plain:.3f}")
    for kind in ("as coded", "a third wrong", "all at random", "of one theme"):
        cells = []
        for size in (5, 20, 50, 100, 200):
            found = []
            for number in range(draws):
                random = np.random.default_rng(number)
                order = random.permutation(pool)
                if kind == "of one theme":
                    order = order[coded.coded[order, number % coded.coded.shape[1]] > 0]
                learnt = order[:size]
                told = spoilt(coded, learnt, kind, random)
                found.append(f1(coded.coded[asked], ours(told, learnt, asked))[1])
            cells.append(f"{size}: {np.mean(found):.3f}")
        print(f"  {kind:14}", "  ".join(cells))


def cost(coded: Coded) -> None:
    codebook = coded.codebook
    extra = Theme("extra", "Extra", "Anything that fits nowhere else.")
    codebook = Codebook("1", codebook.language, (*codebook.themes, extra))
    ids = [theme.id for theme in codebook.themes]
    default_encoder().encode(["loaded before the clock starts"])
    print("\nLearning 10 themes: CPU seconds and the process's peak")
    for size in (50, 500, 5_000):
        places = np.random.default_rng(0).permutation(len(coded.texts))[:size]
        examples = [Example(coded.texts[p], (ids[coded.coded[p].argmax()],)) for p in places]
        began = time.process_time()
        Witnesses(codebook, examples, default_encoder())
        used = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {size:5} examples  {used:5.2f} CPU s  {peak:4.0f} MB")


if __name__ == "__main__":
    labels, sublabels = nhs(), nhs(1)
    cost(labels)
    unseen_trust = np.flatnonzero(trusts() == "Trust C")
    for each in (labels, sublabels):
        curves(each)
        curves(each.only(unseen_trust, f"{each.name}, trust C only (no setting was chosen on it)"))
    curves(ottensen())
    curves(clinc())
    calibration([labels, sublabels, ottensen()])
    held_out = barriers("heldout-barriers.csv")
    blind = barriers("blind/barriers.csv")
    both = Coded(
        "Barriers, 200 coded blind",
        held_out.texts + blind.texts,
        np.vstack([held_out.coded, blind.coded]),
        held_out.codebook,
    )
    places = np.arange(len(both.texts))
    bad_examples(both, places[: len(held_out.texts)], places[len(held_out.texts) :])
    asked, pool = draw(labels, 0, 1_000)
    bad_examples(labels, pool, asked)
