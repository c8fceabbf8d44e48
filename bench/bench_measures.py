"""Repeats, matches, groups, positions and agreement, each a table with its peers.

Campaigns are simulated over the answers of the data sets beside the project, where they are there.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.agreement import agree  # noqa: E402
from analysis.calibration import chances  # noqa: E402
from analysis.comparing import compare_columns  # noqa: E402
from analysis.duplicates import find_duplicates  # noqa: E402
from analysis.encoder import default_encoder  # noqa: E402
from analysis.matching import EVIDENCE, USES, learned_weights, match  # noqa: E402
from analysis.position import PositionReader, assess  # noqa: E402
from analysis.positions_learned import Stand, learn_general, shipped_examples  # noqa: E402
from tests.analysis.campaigns import pairwise_scores, simulated  # noqa: E402
from tests.analysis.coded_pairs import coded, drawn  # noqa: E402

SETS = {"nhs_phase1_single": 4000, "polis_unlabelled": 6000, "austin_survey_unlabelled": 4000}
MILL_LANE = "Close Mill Lane to cars at the start and end of the school day"


def answers(name: str, most: int) -> list[str]:
    for folder in (
        os.environ.get("CONSULT_SHARED"),
        ROOT.parent / "shared",
        ROOT.parents[1] / "shared",
    ):
        path = Path(folder or ".") / "data" / f"{name}.tsv"
        if path.is_file():
            rows = path.read_text("utf-8").split("\n")[1:]
            return list(dict.fromkeys(row.split("\t")[1] for row in rows if row))[:most]
    return []


def repeats() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    print("\nCampaigns over real answers: P and R of pairs (12 letters), CPU s")
    for name, most in SETS.items():
        real = answers(name, most)
        for sizes in ((5, 8), (5, 40), (60, 200)) if real else ():
            rows = []
            for seed in range(3):
                texts, truth = simulated(real, seed=seed, sizes=sizes)
                began = time.process_time()
                found = [g.members for g in find_duplicates(texts) if g.kind == "campaign"]
                used = time.process_time() - began
                rows.append((*pairwise_scores(truth, found), len(found), used))
                began = time.process_time()
                vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit_transform(
                    texts
                )
                peer = linked(vectors)
                used = time.process_time() - began
                rows[-1] += (*pairwise_scores(truth, peer), len(peer), used)
            p, r, groups, cpu, *other = np.mean(rows, axis=0)
            print(
                f"  {name:24} copies {sizes!s:9} P {p:.3f} R {r:.3f} "
                f"of 12: {groups:4.1f} {cpu:4.1f} s"
                f"   TF-IDF of letters: P {other[0]:.3f} R {other[1]:.3f} {other[3]:5.1f} s"
            )


def linked(vectors: object) -> list[np.ndarray]:
    """Return groups of five and more by cosine of at least 0.7, as the peer would."""
    from scipy.sparse.csgraph import connected_components

    alike = vectors @ vectors.T
    alike.data[alike.data < 0.7] = 0
    alike.eliminate_zeros()
    _, labels = connected_components(alike, directed=False)
    return [np.flatnonzero(labels == at) for at in np.flatnonzero(np.bincount(labels) >= 5)]


def matches() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import roc_auc_score

    print("\nMatching, half of the coded pairs held out: area (same topic / all), first is right")
    for use in USES:
        pairs = coded(use, "held out")
        encoder = default_encoder()
        tfidf = TfidfVectorizer(sublinear_tf=True).fit(pairs.right)
        scores = {
            "analysis": ours(pairs, use),
            "static cosine": encoder.encode(pairs.left) @ encoder.encode(pairs.right).T,
            "TF-IDF cosine": (
                tfidf.transform(pairs.left) @ tfidf.transform(pairs.right).T
            ).toarray(),
        }
        own = np.eye(len(pairs.left), len(pairs.right), dtype=bool) & pairs.are_same
        for name, found in scores.items():
            found = np.where(own, -1, found)
            has = pairs.matches.any(axis=1)
            first = pairs.matches[np.arange(len(found)), found.argmax(axis=1)][has].mean()
            near = pairs.same_topic & ~own
            areas = [roc_auc_score(pairs.matches[at], found[at]) for at in (near, ~own)]
            print(f"  {use:10} {name:14} {areas[0]:.3f} / {areas[1]:.3f}  {first:.3f}")
        reliability(use)


def ours(pairs: object, use: str) -> np.ndarray:
    # All pairs are wanted here, of which a command would show the nearest ten alone.
    from analysis import matching

    kept, matching._CANDIDATES = matching._CANDIDATES, len(pairs.right)
    found = match(
        pairs.left, pairs.right, use=use, most=len(pairs.right), least=0, are_same=pairs.are_same
    )
    matching._CANDIDATES = kept
    scores = np.zeros(pairs.matches.shape)
    for at, row in enumerate(found):
        scores[at, [one.right for one in row]] = [one.score for one in row]
    return scores


def reliability(use: str) -> None:
    evidence, truth = drawn(use, "held out", seed=1)
    given = chances(evidence.reshape(-1, len(EVIDENCE)), learned_weights()[use])
    given = given.reshape(truth.shape)
    best = np.argsort(-given, axis=1)[:, :3]
    shown, right = (np.take_along_axis(each, best, axis=1).ravel() for each in (given, truth))
    bins = np.minimum((shown * 5).astype(int), 4)
    error = 0.0
    cells = []
    for at in range(5):
        chosen = bins == at
        if chosen.any():
            error += abs(shown[chosen].mean() - right[chosen].mean()) * chosen.mean()
            cells.append(
                f"{shown[chosen].mean():.2f} said {right[chosen].mean():.2f} so ({chosen.sum()})"
            )
    print(f"  {use:10} reliability of the three shown: error {error:.3f}; " + "; ".join(cells))


def groups(draws: int = 400) -> None:
    print(f"\nComparing three groups of 100, ten themes: share of {draws} draws with a finding")
    for lift in (0.0, 0.1, 0.2, 0.3):
        random = np.random.default_rng(1)
        false, true = 0, 0
        for _ in range(draws):
            groups = np.repeat(["a", "b", "c"], 100)
            rates = np.full((300, 10), 0.2)
            rates[:100, 0] += lift
            codings = [
                {f"t{at}" for at in np.flatnonzero(row)} for row in random.random((300, 10)) < rates
            ]
            found = compare_columns(codings, {"group": list(groups)})["group"].differences()
            true += any(cell.theme == "t0" and cell.group == "a" for cell in found)
            false += any(cell.theme != "t0" or not lift for cell in found)
        power = f"found {true / draws:.2f}" if lift else "            "
        print(f"  20% against {20 + 100 * lift:.0f}%  {power:12}  any false {false / draws:.3f}")


def positions() -> None:
    with (ROOT / "tests/analysis/data/position-mill-lane.csv").open(encoding="utf-8") as file:
        mill = [Stand(r["text"], r["position"], MILL_LANE) for r in csv.DictReader(file)]
    everything = [*shipped_examples(), *mill]
    encoder = default_encoder()
    print("\nPositions on a proposal that nothing general was learned from, by own examples:")
    print("  accuracy, macro F1, accuracy of the surest half, share that is clear, accuracy there")
    for size in (0, 10, 25, 50, 100):
        for proposal in sorted({one.proposal for one in everything}):
            matter = [one for one in everything if one.proposal == proposal]
            if len(matter) - size < 30:
                continue
            general = learn_general([o for o in everything if o.proposal != proposal], encoder)
            rows = []
            for draw in range(5):
                order = np.random.default_rng(draw).permutation(len(matter))
                own, rest = ([matter[at] for at in part] for part in (order[:size], order[size:]))
                given = [o.text for o in own], [o.position for o in own]
                found = PositionReader(*given, proposal, encoder, general).read(
                    [one.text for one in rest]
                )
                truth = [one.position for one in rest]
                figures = assess(truth, found)
                best = sorted(range(len(rest)), key=lambda at: -found[at].chance)[: len(rest) // 2]
                surest = np.mean([found[at].likeliest == truth[at] for at in best])
                rows.append(
                    (
                        figures.accuracy,
                        figures.f1_macro,
                        surest,
                        figures.clear,
                        figures.clear_accuracy,
                    )
                )
            cells = "  ".join(f"{figure:.2f}" for figure in np.mean(rows, axis=0))
            print(f"  {size:4}  {cells}  {proposal[:50]}")


def agreement() -> None:
    random = np.random.default_rng(1)
    themes = [f"t{at}" for at in range(20)]
    left, right = {}, {}
    for at in range(10_000):
        own = set(random.choice(themes, random.integers(0, 4), replace=False))
        left[str(at)] = own
        right[str(at)] = {t for t in own if random.random() < 0.85} | set(
            random.choice(themes, int(random.random() < 0.2))
        )
    began = time.process_time()
    found = agree(left, right)
    used = time.process_time() - began
    print(f"\nAgreement of 10,000 statements, 2,000 resamples: {used:.1f} CPU s")
    print(f"  alpha {found.alpha:.3f}, between {found.intervals.alpha}")


if __name__ == "__main__":
    repeats()
    matches()
    groups()
    positions()
    agreement()
