"""Labelled sets, and samples of them, for the discovery bench."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SETS = (
    ("clinc150", "clinc150.tsv", "label"),
    ("nhs, 9 labels", "nhs_phase1_single.tsv", "label"),
    ("nhs, 44 labels", "nhs_phase1_single.tsv", "sublabel"),
    ("polis by town", "polis_unlabelled.tsv", "conversation"),
    ("ottensen", "de_ottensen_thematic.tsv", "label"),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and the one label of each."""

    name: str
    texts: list[str]
    truth: np.ndarray

    @property
    def k(self) -> int:
        return len(set(self.truth.tolist()))


def sets() -> list[Labelled]:
    """Return the sets; say so and end where they are not beside the project."""
    for folder in (
        os.environ.get("CONSULT_SHARED"),
        ROOT.parent / "shared",
        ROOT.parents[1] / "shared",
    ):
        if folder and (Path(folder) / "data").is_dir():
            return [_read(Path(folder) / "data" / file, name, label) for name, file, label in SETS]
    print("The data sets are not beside this checkout; nothing to measure.")
    sys.exit(0)


def _read(path: Path, name: str, label: str) -> Labelled:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    truth = np.array([row[label].split(";")[0] for row in rows])
    return Labelled(name, [row["text"] for row in rows], truth)


def samples(whole: Labelled, size: int, draws: range) -> Iterator[Labelled]:
    """Yield samples of about so many texts under 6 to 12 labels of skewed size.

    Even draws were looked at while the method was chosen, odd ones were not.
    """
    labels = np.unique(whole.truth)
    for draw in draws:
        random = np.random.default_rng(draw)
        count = min(int(random.choice(range(6, 13))), len(labels))
        kinds = random.choice(labels, count, replace=False)
        wanted = np.maximum(2, np.round(random.dirichlet(np.full(count, 2.0)) * size).astype(int))
        found = []
        for kind, number in zip(kinds, wanted, strict=True):
            having = np.flatnonzero(whole.truth == kind)
            found.append(random.choice(having, min(int(number), len(having)), replace=False))
        chosen = np.sort(np.concatenate(found))
        yield Labelled(whole.name, [whole.texts[at] for at in chosen], whole.truth[chosen])
