"""A run that is killed goes on where it stopped."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.analysis.many import statements

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = ([number, text] for number, text in enumerate(statements(3_000)[0]))
        csv.writer(file).writerows([["id", "text"], *rows])
    return path


def command(table: Path, out: Path, *more: str) -> list[str]:
    sizes = ["--sample", "300", "--chunk", "20"]
    return [
        sys.executable,
        "-m",
        "analysis",
        "themes",
        str(table),
        *sizes,
        "--json",
        str(out),
        *more,
    ]


def kill_once(arguments: list[str], work: Path, name: str) -> None:
    """Start a run, and kill it as soon as it has kept a file."""
    run = subprocess.Popen(arguments, cwd=ROOT)
    while not (work / name).exists():
        assert run.poll() is None, "the run was over before it could be killed"
        time.sleep(0.002)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL


class TestResume:
    def test_after_two_kills_the_bytes_are_those_of_an_unbroken_run(self, table, tmp_path):
        work, whole, broken = (tmp_path / name for name in ("work", "whole.json", "broken.json"))
        subprocess.run(command(table, whole), cwd=ROOT, check=True)
        arguments = command(table, broken, "--work", str(work))

        kill_once(arguments, work, "marks-00040.npz")
        kill_once(arguments, work, "homes-00010.npz")
        finished = {path.name: path.stat().st_mtime_ns for path in work.glob("*.npz")}
        assert not broken.exists()
        subprocess.run(arguments, cwd=ROOT, check=True)

        now = {path.name: path.stat().st_mtime_ns for path in work.glob("*.npz")}
        assert broken.read_bytes() == whole.read_bytes()
        assert finished.items() < now.items()
        assert not list(work.glob("*.part"))

    def test_a_folder_of_another_input_is_refused(self, table, tmp_path):
        work, out = tmp_path / "work", tmp_path / "out.json"
        arguments = command(table, out, "--work", str(work))
        kill_once(arguments, work, "marks-00000.npz")
        table.write_text(table.read_text("utf-8") + "9999,One more\n", "utf-8")

        refused = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)

        assert refused.returncode == 1
        assert refused.stderr.strip() == (
            f"{work}: this folder keeps a run with another input. "
            "Name an empty folder, or start that run again as it was."
        )
        assert not out.exists()


class TestResumeCoding:
    def test_after_a_kill_the_bytes_are_those_of_an_unbroken_run(self, table, tmp_path):
        work, whole, broken = (tmp_path / name for name in ("work", "whole.json", "broken.json"))
        codebook = str(ROOT / "analysis" / "data" / "barriers.toml")
        start = [sys.executable, "-m", "analysis", "code", str(table), "--codebook", codebook]
        with table.open("a", encoding="utf-8") as file:
            file.writelines(f"{at},{text}\n" for at, text in enumerate(["no cash"] * 3, 3_000))
        subprocess.run([*start, "--json", str(whole)], cwd=ROOT, check=True)
        arguments = [*start, "--json", str(broken), "--work", str(work)]

        kill_once(arguments, work, "codings-00000.json")
        kept = (work / "codings-00000.json").stat().st_mtime_ns
        assert not broken.exists()
        subprocess.run([*arguments, "--jobs", "2"], cwd=ROOT, check=True)

        assert broken.read_bytes() == whole.read_bytes()
        assert (work / "codings-00000.json").stat().st_mtime_ns == kept
