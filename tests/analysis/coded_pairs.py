"""Coded pairs of statements: what the chances of matches are learned from, and measured on.

A file holds statements in groups; those of one topic and one group match, and no others do. Half of
the topics are learned from, the rest are held out. ``python -m tests.analysis.coded_pairs`` prints
the weights that the learned half gives, as `analysis/data/matching.toml` has them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.calibration import calibrated
from analysis.matching import EVIDENCE, USES, candidates

DATA = Path(__file__).parent / "data"
FILES = {"barriers": "match-barriers.csv", "work": "match-overlaps.csv"} | {
    "questions": "match-questions.csv"
}
# Collections of many sizes are drawn from the coded one, and most leave something unanswered.
KEPT = (0.15, 0.35, 0.7, 1.0)
DRAWS = 8
SHOWN = 3
# One draw is much like the next, so that many of them weigh no more than a few.
STEADINESS = 3.0


@dataclass(frozen=True)
class Coded:
    """Left and right statements, and whether each pair of them matches."""

    left: list[str]
    right: list[str]
    matches: np.ndarray
    same_topic: np.ndarray
    are_same: bool


def coded(use: str, part: str) -> Coded:
    with (DATA / FILES[use]).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    left = [row for row in rows if row.get("side", "barrier") == "barrier"]
    right = [row for row in rows if row.get("side", "work") == "work"]
    topic = np.array([[one["topic"] == other["topic"] for other in right] for one in left])
    group = np.array([[one["group"] == other["group"] for other in right] for one in left])
    matches = topic & group
    are_same = use != "barriers"
    if are_same:
        np.fill_diagonal(matches, val=False)
    texts = [[row["text"] for row in side] for side in (left, right)]
    return Coded(texts[0], texts[1], matches, topic, are_same)


def drawn(use: str, part: str, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the evidence on candidates in collections of many sizes, and whether they match."""
    chance = np.random.default_rng(seed)
    pairs = coded(use, part)
    evidence, truth = [], []
    for share in KEPT:
        for _ in range(DRAWS if share < 1 else 2):
            kept = np.flatnonzero(chance.random(len(pairs.right)) < share)
            lists = [pairs.right[at] for at in kept]
            left = lists if pairs.are_same else pairs.left
            rows = pairs.matches[kept] if pairs.are_same else pairs.matches
            for block in candidates(left, lists, are_same=pairs.are_same):
                evidence.append(block.evidence)
                truth.append(np.take_along_axis(rows[:, kept], block.right, axis=1))
    return _flat(evidence), _flat(truth)


def _flat(blocks: list[np.ndarray]) -> np.ndarray:
    """Return the first five candidates of every statement, where it has as many."""
    return np.concatenate([block[:, :5] for block in blocks if block.shape[1] >= 5])


def learned(use: str) -> np.ndarray:
    evidence, truth = drawn(use, "learn")
    cases = evidence.reshape(-1, len(EVIDENCE))
    start = np.zeros(len(EVIDENCE))
    return calibrated(cases, truth.reshape(-1).astype(float), start, steadiness=STEADINESS)


def main() -> None:
    for use in USES:
        print(f"\n[{use}]")  # noqa: T201 - this prints a file
        for name, weight in zip(EVIDENCE, learned(use), strict=True):
            print(f"{name} = {weight:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
