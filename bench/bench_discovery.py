"""Discovery beside BERTopic and k-means of TF-IDF: agreement with people's labels, and cost.

BERTopic is measured where an environment with it is there; to make one:

    uv venv --python 3.11 .venv-peers
    uv pip install --python .venv-peers/bin/python --no-deps --require-hashes \\
        -r bench/requirements-peers.txt

``PEERS_PYTHON`` names another interpreter. It is given the same vectors, in a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from discovery_sets import Labelled, samples, sets  # noqa: E402

from analysis.consensus import DENSE  # noqa: E402
from analysis.encoder import default_encoder  # noqa: E402
from analysis.grouping import grouping  # noqa: E402
from analysis.words import WordSpace  # noqa: E402

PEERS = os.environ.get("PEERS_PYTHON", str(ROOT / ".venv-peers/bin/python"))
SETTINGS = ("size10", "size10+reduced", "size20", "size50", "size50+reduced", "kmeans")
ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
Scores = dict[str, float]


def main() -> None:
    """Print both tables, or measure one run of our own for them."""
    if sys.argv[1:2] == ["--ours"]:
        ours(Path(sys.argv[2]), int(sys.argv[3]))
        return
    found = sets()
    small(found, range(int(os.environ.get("DRAWS", "200"))))
    whole(found)


def grouped(labelled: Labelled, vectors: np.ndarray, k: int | None = None) -> np.ndarray:
    texts = labelled.texts
    words = WordSpace(texts).rows(texts) if len(texts) <= DENSE else None
    return grouping(vectors, words=words, k=k).labels


def small(found: list[Labelled], draws: range) -> None:
    """Print the agreement on samples of the size of a consultation."""
    print(f"\nSamples under 6 to 12 labels of skewed size, {len(draws)} draws: BCubed, k / true k")
    print("  (odd draws, which were never looked at, in brackets)")
    for labelled in found[:4]:
        for size in (60, 200):
            rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
            for sample in samples(labelled, size, draws):
                vectors = default_encoder().encode(sample.texts)
                for name, labels in (
                    ("k found", grouped(sample, vectors)),
                    ("k given", grouped(sample, vectors, sample.k)),
                    ("TF-IDF k-means, k given", tfidf(sample)),
                ):
                    score = bcubed(sample.truth, labels), len(set(labels.tolist())) / sample.k
                    rows[name].append(score)
            for name, scores in rows.items():
                b3, share = np.mean(scores, axis=0)
                odd = np.mean(scores[1::2], axis=0)[0]
                print(
                    f"  {labelled.name:15} n={size:3}  {name:24} {b3:.3f} ({odd:.3f})  {share:.2f}"
                )


def whole(found: list[Labelled]) -> None:
    """Print the agreement on whole sets, with what it cost."""
    has_peer = Path(PEERS).is_file()
    if not has_peer:
        print(f"\nBERTopic is left out: there is no {PEERS}. See the head of this file.")
    means: dict[str, list[float]] = defaultdict(list)
    for labelled in found:
        print(f"\n{labelled.name}, {len(labelled.texts)} statements, {labelled.k} labels")
        with tempfile.TemporaryDirectory() as folder:
            stored(labelled, Path(folder))
            rows = {"analysis, k found": own(Path(folder), 0)}
            rows["analysis, k given"] = own(Path(folder), labelled.k)
            for setting in SETTINGS if has_peer else ():
                rows[f"BERTopic {setting}"] = peer(Path(folder), setting, labelled.k)
        for name, row in rows.items():
            told = scored(labelled.truth, np.array(row["labels"]))
            means[name].append(told["nmi"])
            figures = "  ".join(f"{key} {value:.3f}" for key, value in told.items())
            print(
                f"  {name:26} {figures}  k {len(set(row['labels'])):4}"
                f"  {row['cpu']:6.2f} CPU s  {row['mb']:4.0f} MB"
            )
    print("\nMean NMI over clinc150, nhs (9), nhs (44), polis; and with ottensen")
    for name, values in means.items():
        print(f"  {name:26} {np.mean(values[:4]):.3f}  {np.mean(values):.3f}")


def stored(labelled: Labelled, folder: Path) -> None:
    (folder / "texts.json").write_text(json.dumps(labelled.texts), "utf-8")
    np.save(folder / "vectors.npy", default_encoder().encode(labelled.texts))


def own(folder: Path, k: int) -> dict[str, Any]:
    return ran(folder, [sys.executable, __file__, "--ours", str(folder), str(k)])


def peer(folder: Path, setting: str, k: int) -> dict[str, Any]:
    script = str(ROOT / "bench/peer_bertopic.py")
    return ran(folder, [PEERS, script, str(folder), setting, str(k)])


def ran(folder: Path, command: list[str]) -> dict[str, Any]:
    subprocess.run(command, check=True, capture_output=True, env=os.environ | ALONE)
    return dict(json.loads((folder / "labels.json").read_text("utf-8")))


def ours(folder: Path, k: int) -> None:
    """Group as the peer does: from texts and vectors, libraries loaded within."""
    vectors = np.load(folder / "vectors.npy")
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    before = time.process_time()
    labels = grouped(Labelled("", texts, np.array([])), vectors, k or None)
    used = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    content = {"labels": labels.tolist(), "cpu": used, "mb": peak}
    (folder / "labels.json").write_text(json.dumps(content), "utf-8")


def tfidf(sample: Labelled) -> np.ndarray:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = TfidfVectorizer(stop_words="english").fit_transform(sample.texts)
    return KMeans(sample.k, n_init=3, random_state=0).fit_predict(counted)


def scored(truth: np.ndarray, labels: np.ndarray) -> Scores:
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    from sklearn.metrics.cluster import contingency_matrix

    table = contingency_matrix(truth, labels)
    rows, columns = linear_sum_assignment(-table)
    return {
        "nmi": normalized_mutual_info_score(truth, labels),
        "ari": adjusted_rand_score(truth, labels),
        "acc": table[rows, columns].sum() / table.sum(),
    }


def bcubed(truth: np.ndarray, labels: np.ndarray) -> float:
    alike, same = labels[:, None] == labels, truth[:, None] == truth
    both = (alike & same).sum(axis=1)
    precision, recall = (both / alike.sum(axis=1)).mean(), (both / same.sum(axis=1)).mean()
    return float(2 * precision * recall / (precision + recall))


if __name__ == "__main__":
    main()
