"""Barriers, learning, discovery and speed of `analysis`, each a table with its peers.

Reads the data sets beside the project; says so and ends where they are not there.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.codebook import Example, load_codebook, standard_barriers  # noqa: E402
from analysis.coding import code  # noqa: E402
from analysis.encoder import default_encoder  # noqa: E402
from analysis.grouping import group  # noqa: E402
from analysis.witnesses import Witnesses  # noqa: E402


def shared() -> Path:
    for folder in (
        os.environ.get("CONSULT_SHARED"),
        ROOT.parent / "shared",
        ROOT.parents[1] / "shared",
    ):
        if folder and (Path(folder) / "data").is_dir():
            return Path(folder) / "data"
    print("The data sets are not beside this checkout; nothing to measure.")
    sys.exit(0)


def labelled(path: Path) -> tuple[list[str], np.ndarray]:
    rows = [line.split("\t") for line in path.read_text("utf-8").split("\n")[1:] if line]
    return [row[1] for row in rows], np.array([row[0] for row in rows])


def barriers() -> None:
    with (ROOT / "tests/analysis/heldout-barriers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print("\nBarriers, no examples given: micro F1 on statements held out of the lexicon")
    for part in ("dev", "test", "plain", "long"):
        chosen = [row for row in rows if row["part"] == part]
        found = code([row["text"] for row in chosen], standard_barriers()).codings
        got = [{applied.theme for applied in coded.themes} for coded in found]
        given = [{theme for theme in row["themes"].split(";") if theme} for row in chosen]
        both = sum(len(g & t) for g, t in zip(got, given, strict=True))
        precision, recall = both / sum(map(len, got)), both / sum(map(len, given))
        f1 = 2 * precision * recall / (precision + recall)
        print(f"  {part:5} n={len(chosen):4}  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def learning(data: Path, draws: int = 3) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    texts, names = labelled(data / "nhs_phase1_single.tsv")
    codebook = load_codebook(ROOT / "bench" / "nhs.toml")
    themes = [theme.id for theme in codebook.themes]
    truth = np.array([themes.index(name.split()[0].strip("/")) for name in names])
    scores: dict[tuple[str, int], list[float]] = defaultdict(list)
    for draw in range(draws):
        order = np.random.default_rng(draw).permutation(len(texts))
        test, pool = order[:3000], order[3000:]
        for k in (0, 1, 5, 10, 20, 50):
            chosen = [i for t in range(len(themes)) for i in pool[truth[pool] == t][:k]]
            examples = [Example(texts[i], (themes[truth[i]],)) for i in chosen]
            found, _, _ = Witnesses(codebook, examples, default_encoder()).weigh(
                [texts[i] for i in test]
            )
            scores["analysis", k].append(
                f1_score(truth[test], found.argmax(axis=1), average="macro")
            )
            if k:
                vectors = TfidfVectorizer(sublinear_tf=True).fit([texts[i] for i in chosen])
                model = LogisticRegression(C=10, max_iter=500).fit(
                    vectors.transform([texts[i] for i in chosen]), truth[chosen]
                )
                guess = model.predict(vectors.transform([texts[i] for i in test]))
                scores["LR on TF-IDF", k].append(f1_score(truth[test], guess, average="macro"))
    print("\nLearning: macro F1, 9 labels, 3,000 unseen comments, by examples a theme")
    for method in ("analysis", "LR on TF-IDF"):
        cells = [
            f"{k}: {np.mean(scores[method, k]):.3f}"
            for k in (0, 1, 5, 10, 20, 50)
            if scores[method, k]
        ]
        print(f"  {method:14}", "  ".join(cells))


def bcubed(truth: np.ndarray, labels: np.ndarray) -> float:
    alike, same = labels[:, None] == labels, truth[:, None] == truth
    both = (alike & same).sum(axis=1)
    precision, recall = (both / alike.sum(axis=1)).mean(), (both / same.sum(axis=1)).mean()
    return float(2 * precision * recall / (precision + recall))


def discovery(data: Path, draws: int = 20) -> None:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import normalized_mutual_info_score

    texts, truth = labelled(data / "clinc150.tsv")
    encoder = default_encoder()
    print("\nDiscovery, 6 to 12 themes of uneven size (clinc150): BCubed / NMI / groups")
    for size in (30, 60, 120, 200, 500):
        scores: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for draw in range(draws):
            random = np.random.default_rng(draw)
            kinds = random.choice(np.unique(truth), random.choice([6, 8, 10, 12]), replace=False)
            counts = np.maximum(2, (random.dirichlet(np.full(len(kinds), 2)) * size).astype(int))
            chosen = np.concatenate(
                [
                    random.choice(np.flatnonzero(truth == kind), min(count, 150), replace=False)
                    for kind, count in zip(kinds, counts, strict=True)
                ]
            )
            sample, given = [texts[i] for i in chosen], truth[chosen]
            vectors = encoder.encode(sample)
            counted = TfidfVectorizer(stop_words="english").fit_transform(sample)
            k = len(kinds)
            for name, labels in (
                ("analysis, k found", group(vectors)),
                ("analysis, k given", group(vectors, k=k)),
                (
                    "TF-IDF k-means, k given",
                    KMeans(k, n_init=3, random_state=0).fit_predict(counted),
                ),
            ):
                nmi = normalized_mutual_info_score(given, labels)
                scores[name].append((bcubed(given, labels), nmi, len(set(labels)) / k))
        for name, rows in scores.items():
            b3, nmi, share = np.mean(rows, axis=0)
            print(f"  n={size:4} {name:24} {b3:.2f} / {nmi:.2f} / {share:.0%} of the true number")


def speed(data: Path) -> None:
    texts, _ = labelled(data / "nhs_phase1_single.tsv")
    script = (
        "import sys, time; start = time.process_time();"
        "from analysis.discovery import discover; from analysis.tables import read_table;"
        "discover(read_table(sys.argv[1]).texts);"
        "used = time.process_time() - start;"
        "peak = [x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')][0];"
        "print(used, int(peak) / 1024)"
    )
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108
    print("\nSpeed: `themes` in a fresh process, libraries loaded included")
    for size in (32, 1_000, 10_000):
        path = folder / f"consult-bench-{size}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts[:size])])
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", script, str(path)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        cpu, memory = map(float, done.stdout.split())
        path.unlink()
        wall = time.perf_counter() - began
        print(f"  {size:6} statements  {cpu:5.2f} CPU s  {wall:5.2f} s  {memory:4.0f} MB")


if __name__ == "__main__":
    folder = shared()
    barriers()
    learning(folder)
    discovery(folder)
    speed(folder)
