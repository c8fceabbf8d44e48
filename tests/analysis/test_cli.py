"""The commands, as another program calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import main

ROOT = Path(__file__).resolve().parents[2]
BARRIERS = ROOT / "analysis" / "data" / "barriers.toml"
STATEMENTS = (
    "id,text,ward\n"
    "a,no cash,North\n"
    "b,nobody asked us,South\n"
    "c,n/a,North\n"
    'd,"No staff, no money",South\n'
    "e,No cash!,South\n"
    "f,The biscuits were lovely,North\n"
)


@pytest.fixture
def statements(tmp_path):
    path = tmp_path / "statements.csv"
    path.write_text(STATEMENTS, "utf-8")
    return str(path)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | environment,
    )


class TestCode:
    def test_prints_every_row_once_in_input_order(self, statements, capfdbinary):
        status = main(["code", statements, "--codebook", str(BARRIERS), "--json", "-"])

        document = json.loads(capfdbinary.readouterr().out)
        assert status == 0
        assert [coding["id"] for coding in document["codings"]] == list("abcdef")
        assert [[t["id"] for t in coding["themes"]] for coding in document["codings"]] == [
            ["resources"],
            ["representation"],
            [],
            ["resources"],
            ["resources"],
            [],
        ]

    def test_ledger_adds_up_to_what_was_received(self, statements, capfdbinary):
        main(["code", statements, "--codebook", str(BARRIERS), "--json", "-"])

        ledger = json.loads(capfdbinary.readouterr().out)["ledger"]
        assert ledger == {"received": 6, "themed": 3, "other": 1, "empty": 1, "duplicate": 1}

    def test_names_the_words_that_matched(self, statements, capfdbinary):
        main(["code", statements, "--codebook", str(BARRIERS), "--json", "-"])

        first = json.loads(capfdbinary.readouterr().out)["codings"][0]["themes"][0]
        assert first["why"] == ["no cash"]


class TestSameBytes:
    @pytest.mark.parametrize("command", ["code", "themes", "duplicates"])
    def test_whatever_the_hash_seed_and_the_threads(self, command, statements):
        arguments = [command, statements, "--json", "-"]
        if command == "code":
            arguments += ["--codebook", str(BARRIERS)]

        one = run(*arguments, PYTHONHASHSEED="1", OMP_NUM_THREADS="1")
        other = run(*arguments, PYTHONHASHSEED="2", OMP_NUM_THREADS="2")

        assert one.returncode == other.returncode == 0, one.stderr
        assert one.stdout == other.stdout


class TestThemes:
    def test_codes_every_row_and_keeps_the_ledger(self, statements, capfdbinary):
        status = main(["themes", statements, "--json", "-"])

        document = json.loads(capfdbinary.readouterr().out)
        ledger = document["ledger"]
        assert status == 0
        assert [coding["id"] for coding in document["codings"]] == list("abcdef")
        assert sum(ledger.values()) == 2 * ledger["received"]
        assert document["k"] == len(document["themes"])


class TestReport:
    def test_writes_the_summary_with_a_table_for_each_figure(self, statements, tmp_path):
        out = tmp_path / "report"

        status = main(["report", statements, "--codebook", str(BARRIERS), "--out", str(out)])

        assert status == 0
        names = {path.name for path in out.iterdir()}
        assert {"summary.md", "summary.html", "themes.svg", "themes.csv"} <= names
        assert {"group-1.svg", "group-1.csv"} <= names

    def test_is_the_same_bytes_twice(self, statements, tmp_path):
        folders = [tmp_path / "one", tmp_path / "two"]

        for folder in folders:
            main(["report", statements, "--codebook", str(BARRIERS), "--out", str(folder)])

        one, two = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in folders)
        assert one == two


class TestRefusals:
    def test_an_unknown_column_is_named_with_those_there_are(self, statements, capsys):
        status = main(["themes", statements, "--text", "comment"])

        assert status == 1
        assert "there is no column “comment”" in capsys.readouterr().err

    def test_wrong_usage_ends_with_two(self, statements):
        with pytest.raises(SystemExit, match="2"):
            main(["themes", statements, "--k", "some"])

    def test_an_example_with_an_unknown_theme_names_its_row(self, statements, tmp_path, capsys):
        examples = tmp_path / "coded.csv"
        examples.write_text("id,text,themes\n1,no cash,resources\n2,no bus,buses\n", "utf-8")

        status = main(
            ["code", statements, "--codebook", str(BARRIERS), "--examples", str(examples)]
        )

        assert status == 1
        assert "row 3, column “themes”: “buses” is not in the codebook" in capsys.readouterr().err
