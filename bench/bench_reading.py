"""Read every file beside the project as notes: what was read, skipped and asked, a row a file.

Usage: python bench/bench_reading.py [FOLDER …]   (the folder of founding documents without one)
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Print the table."""
    folders = [Path(name) for name in sys.argv[1:]] or shared()
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    if not files:
        print("There are no documents beside this checkout; name a folder.")
        return 0
    print(f"{'file':<44} {'format':<6} {'states':>6} {'skips':>6} {'asks':>5} {'s':>5}  kinds")
    for path in files:
        print(row(path), flush=True)
    return 0


def shared() -> list[Path]:
    """Return the folder of founding documents, where there is one."""
    named = (os.environ.get("CONSULT_SHARED"), ROOT.parent / "shared", ROOT.parents[1] / "shared")
    return [Path(folder) for folder in named if folder and Path(folder).is_dir()][:1]


def row(path: Path) -> str:
    """Read one file and return its line of the table."""
    ending = path.suffix.lstrip(".")[:6]
    start = time.monotonic()
    try:
        found = read_in_child("notes", path.read_bytes(), path.name)
    except UnreadableFile as refusal:
        return f"{path.name[:44]:<44} {ending:<6} refused: {refusal}"
    kinds = Counter(each["kind"] for each in found["statements"])
    counts = [len(found[part]) for part in ("statements", "skipped", "questions")]
    figures = " ".join(f"{count:>{width}}" for count, width in zip(counts, (6, 6, 5), strict=True))
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return f"{path.name[:44]:<44} {ending:<6} {figures} {time.monotonic() - start:>5.1f}  {told}"


if __name__ == "__main__":
    raise SystemExit(main())
