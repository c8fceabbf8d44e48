"""Time and memory of `analysis`, from 32 statements to a million, with its peers in the same run.

Each figure is of a fresh process, libraries loaded and files read and written included. The texts
are sentences of real answers put together anew; where they are not beside this checkout it says so
and ends. ``--most N`` leaves larger sizes out.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (32, 1_000, 10_000, 100_000, 1_000_000)
SETS = ("nhs_phase1_single", "polis_unlabelled", "austin_survey_unlabelled")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
PEER = """
import csv, sys
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    texts = [row["text"] for row in csv.DictReader(file)]
rows = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
print(len(set(MiniBatchKMeans(50, n_init=3, random_state=0).fit_predict(rows))))
"""
WHOLE = """
import sys
import numpy as np
from sklearn.metrics import normalized_mutual_info_score
sys.path.insert(0, sys.argv[3])
from analysis.discovery import discover
with open(sys.argv[1], encoding="utf-8") as file:
    rows = [line.rstrip("\\n").split("\\t") for line in file][1:]
found = discover([row[1] for row in rows], sample=int(sys.argv[2]))
given = [coded.themes[0].theme if coded.themes else "" for coded in found.codings]
print(round(normalized_mutual_info_score([row[0] for row in rows], given), 3), len(set(given)))
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds of processor and of clock, and megabytes at its peak."""

    cpu: float
    wall: float
    peak: float
    said: str

    def __str__(self) -> str:
        return f"{self.cpu:7.2f} CPU s {self.wall:7.2f} s {self.peak:6.0f} MB"


def cost(*arguments: str) -> Cost:
    """Run Python with the arguments and measure it, one thread for the linear algebra."""
    alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | alone, stdout=told
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode().strip()
    if process.returncode:
        sys.exit(f"{' '.join(arguments)[:200]} ended with {process.returncode}")
    wall = time.perf_counter() - began
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said)


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


def sentences(data: Path) -> list[str]:
    """Return the distinct sentences of the real answers, in an order that lasts."""
    texts = [
        line.split("\t")[1]
        for name in SETS
        for line in (data / f"{name}.tsv").read_text("utf-8").split("\n")[1:]
        if "\t" in line
    ]
    parts = {part.strip() for text in texts for part in _SENTENCE.split(text)}
    return sorted(part for part in parts if 2 <= len(part.split()) <= 40)


def write_corpus(path: Path, said: list[str], size: int) -> None:
    """Write answers of one to three sentences, the same ones each time, nearly all distinct."""
    chance = random.Random(size)  # noqa: S311 - no secret is drawn
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text"])
        for number in range(size):
            count = chance.choice((1, 2, 2, 2, 3))
            rows.writerow([number, " ".join(chance.choice(said) for _ in range(count))])


def imports() -> None:
    bare = min(cost("-c", "pass").cpu for _ in range(3))
    script = (
        "import sys, analysis, analysis.cli, analysis.discovery, analysis.coding;"
        "print([n for n in ('numpy', 'scipy', 'sklearn', 'nltk') if n in sys.modules])"
    )
    found = min((cost("-c", script) for _ in range(3)), key=lambda each: each.cpu)
    print(f"\nImport of analysis: {found.cpu - bare:.2f} CPU s; heavy libraries: {found.said}")


def themes(corpora: dict[int, Path]) -> dict[int, Cost]:
    print("\n`themes` of so many statements, to a JSON document")
    costs = {}
    for size, path in corpora.items():
        out = path.with_suffix(".json")
        costs[size] = cost("-m", "analysis", "themes", str(path), "--json", str(out))
        print(f"  {size:9,} {costs[size]}  ({path.stat().st_size / 1e6:.1f} MB in)")
        out.unlink()
    return costs


def peers(corpora: dict[int, Path], costs: dict[int, Cost]) -> None:
    print("\nscikit-learn: TF-IDF and MiniBatchKMeans(50), and how much of it `themes` takes")
    for size in (10_000, 100_000):
        if size in corpora:
            peer = cost("-c", PEER, str(corpora[size]))
            cpu, peak = costs[size].cpu / peer.cpu, costs[size].peak / peer.peak
            print(f"  {size:9,} {peer}  themes: {cpu:.0%} of the time, {peak:.0%} of the memory")


def going_on(corpora: dict[int, Path]) -> None:
    size = 100_000
    if size not in corpora:
        return
    print(
        "\n`themes --work`: kept as it goes, then again over what was kept; and with two processes"
    )
    path = corpora[size]
    command = ["-m", "analysis", "themes", str(path), "--json"]
    outs = [path.with_suffix(f".{number}.json") for number in range(3)]
    kept = ["--work", str(path.with_suffix(".work"))]
    for out, more, name in zip(
        outs, (kept, kept, ["--jobs", "2"]), ("kept", "gone on with", "2 processes"), strict=True
    ):
        print(f"  {size:9,} {cost(*command, str(out), *more)}  {name}")
    print(f"  the same bytes each time: {len({out.read_bytes() for out in outs}) == 1}")


def others(corpora: dict[int, Path]) -> None:
    print("\n`code` with the standard barriers, and `duplicates`")
    barriers = str(ROOT / "analysis" / "data" / "barriers.toml")
    for size, path in corpora.items():
        out = str(path.with_suffix(".out.json"))
        if size <= 10_000:
            coded = cost("-m", "analysis", "code", str(path), "--codebook", barriers, "--json", out)
            print(f"  {size:9,} {coded}  code")
        if size <= 100_000:
            print(
                f"  {size:9,} {cost('-m', 'analysis', 'duplicates', str(path), '--json', out)}"
                "  duplicates"
            )


def quality(data: Path) -> None:
    print("\nWhat a sample costs: clinc150 (22,500 requests, 150 intents), NMI and groups found")
    for sample in (30_000, 20_000, 10_000, 5_000):
        found = cost("-c", WHOLE, str(data / "clinc150.tsv"), str(sample), str(ROOT))
        nmi, groups = found.said.split()
        print(f"  sample of {min(sample, 22_500):6,}  NMI {nmi}  {groups:>3} groups {found}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--most", type=int, default=SIZES[-1], metavar="N")
    most = options.parse_args().most
    data = shared()
    said = sentences(data)
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        corpora = {size: Path(folder) / f"{size}.csv" for size in SIZES if size <= most}
        for size, path in corpora.items():
            write_corpus(path, said, size)
        imports()
        costs = themes(corpora)
        peers(corpora, costs)
        going_on(corpora)
        others(corpora)
    quality(data)


if __name__ == "__main__":
    main()
