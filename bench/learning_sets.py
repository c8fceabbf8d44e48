"""The coded collections that learning is measured on, each with its codebook, and its draws."""

from __future__ import annotations

import csv
import os
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from analysis.codebook import Codebook, Example, load_codebook, standard_barriers  # noqa: E402

BENCH = ROOT / "bench"


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


@dataclass(frozen=True, eq=False)
class Coded:
    """A collection: its texts, which theme each has (a row a text), and its codebook."""

    name: str
    texts: list[str]
    coded: np.ndarray
    codebook: Codebook

    @property
    def is_single(self) -> bool:
        return bool((self.coded.sum(axis=1) == 1).all())

    def examples(self, chosen: np.ndarray) -> list[Example]:
        ids = [theme.id for theme in self.codebook.themes]
        return [
            Example(self.texts[at], tuple(ids[t] for t in np.flatnonzero(self.coded[at])))
            for at in chosen
        ]

    def only(self, chosen: np.ndarray, name: str) -> Coded:
        return Coded(name, [self.texts[at] for at in chosen], self.coded[chosen], self.codebook)


def rows_of(file: str) -> list[list[str]]:
    lines = (shared() / file).read_text("utf-8").split("\n")[1:]
    return [line.split("\t") for line in lines if line]


def collection(
    name: str, codebook: str, file: str, labels: Callable[[list[str]], list[str]]
) -> Coded:
    path = BENCH / codebook
    named = tomllib.loads(path.read_text("utf-8"))["theme"]
    columns = [theme.get("label", theme["id"]) for theme in named]
    rows = rows_of(file)
    coded = np.array([[label in labels(row) for label in columns] for row in rows], float)
    return Coded(name, [row[1] for row in rows], coded, load_codebook(path))


def nhs(column: int = 0) -> Coded:
    if column:
        return collection(
            "NHS, 44 sub-labels", "nhs-sublabels.toml", "nhs_phase1_single.tsv", lambda r: [r[2]]
        )
    return collection(
        "NHS, 9 labels", "nhs.toml", "nhs_phase1_single.tsv", lambda r: [r[0].split()[0].strip("/")]
    )


def trusts() -> np.ndarray:
    """Return which trust each NHS comment is of; C was not looked at while choosing settings."""
    return np.array([row[4].split(" - ")[0] for row in rows_of("nhs_phase1_single.tsv")])


def ottensen() -> Coded:
    return collection(
        "Ottensen, German, 12 labels, several each",
        "ottensen.toml",
        "de_ottensen_thematic.tsv",
        lambda row: row[0].split(";"),
    )


def clinc() -> Coded:
    return collection(
        "clinc150, 10 domains", "clinc-domains.toml", "clinc150.tsv", lambda r: [r[2]]
    )


def barriers(file: str) -> Coded:
    with (ROOT / "tests" / "analysis" / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codebook = standard_barriers()
    ids = [theme.id for theme in codebook.themes]
    coded = np.array([[theme in row["themes"].split(";") for theme in ids] for row in rows], float)
    return Coded("Barriers", [row["text"] for row in rows], coded, codebook)


def draw(coded: Coded, number: int, unseen: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of texts to be coded and of those to choose examples from."""
    order = np.random.default_rng(number).permutation(len(coded.texts))
    unseen = min(unseen, len(order) * 7 // 10)
    return order[:unseen], order[unseen:]


def a_theme(coded: Coded, pool: np.ndarray, count: int) -> np.ndarray:
    """Return `count` examples a theme, or as many as there are."""
    chosen = [pool[coded.coded[pool, at] > 0][:count] for at in range(coded.coded.shape[1])]
    return np.unique(np.concatenate(chosen)).astype(int)


def f1(truth: np.ndarray, given: np.ndarray) -> tuple[float, float]:
    """Return macro F1, over themes that occur, and micro F1."""
    both = (truth * given).sum(axis=0)
    uses = truth.sum(axis=0) + given.sum(axis=0)
    per_theme = 2 * both / np.maximum(uses, 1)
    return float(per_theme[uses > 0].mean()), float(2 * both.sum() / uses.sum())


def likeliest(scores: np.ndarray) -> np.ndarray:
    """Return the one theme with the greatest score in each row, as a table of noughts and ones."""
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]
