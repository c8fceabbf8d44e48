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

    @pytest.mark.parametrize("number", ["0", "-3", "many"])
    def test_wrong_usage_is_said_in_plain_words(self, statements, capsys, number):
        with pytest.raises(SystemExit, match="2"):
            main(["themes", statements, f"--k={number}"])

        assert f"“{number}” is not a whole number from 1 on" in capsys.readouterr().err

    @pytest.mark.parametrize("option", ["--examples", "--abbreviations"])
    @pytest.mark.parametrize("command", ["code", "queue"])
    def test_standard_input_is_not_read_twice(self, capsys, command, option):
        status = main([command, "-", "--codebook", str(BARRIERS), option, "-"])

        assert status == 1
        assert "Only one of the files can be standard input" in capsys.readouterr().err

    def test_an_example_with_an_unknown_theme_names_its_row(self, statements, tmp_path, capsys):
        examples = tmp_path / "coded.csv"
        examples.write_text("id,text,themes\n1,no cash,resources\n2,no bus,buses\n", "utf-8")

        status = main(
            ["code", statements, "--codebook", str(BARRIERS), "--examples", str(examples)]
        )

        assert status == 1
        assert "row 3, column “themes”: “buses” is not in the codebook" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("a.csv", b"id,note\n1,x\n", "a.csv: there is no column “text”"),
            ("a.csv", b"", "a.csv: the file is empty"),
            ("a.csv", b"id,text\n", "a.csv: there is a header but no row below it"),
            ("a.csv", b"text\nno\0bus\n", "a.csv, line 2: there is a NUL character"),
            ("a.csv", "text\nno bus\n".encode("utf-16-le"), "a.csv, line 1: there is a NUL"),
            ("a.csv", b"text\nfive \x81 six\n", "a.csv, line 2: this is text in an encoding"),
            ("a.csv", b'text\nok\n"no bus\nno train\n', "a.csv, row 3: a quotation mark is"),
            ("a.csv", b",".join(b"c%d" % at for at in range(100_000)), "are 100000 columns"),
            ("a.csv", b"text\nok\n" + b"x" * 10_000_001, "a.csv, row 3: a cell has more than"),
            ("a.txt", b"text\nno bus\n", "a.txt: files ending in .csv, .tsv, .xlsx, .jsonl"),
        ],
    )
    @pytest.mark.parametrize("command", ["themes", "code", "duplicates"])
    def test_a_bad_file_is_one_sentence_and_nothing_is_written(
        self, tmp_path, capsys, command, name, data, says
    ):
        (tmp_path / name).write_bytes(data)
        arguments = [command, str(tmp_path / name), "--json", str(tmp_path / "out.json")]

        status = main(arguments + (["--codebook", str(BARRIERS)] if command == "code" else []))

        told = capsys.readouterr()
        assert status == 1
        assert says in told.err
        assert told.err.count("\n") == 1
        assert not told.out
        assert not list(tmp_path.glob("out.json*"))

    def test_a_folder_is_not_a_file(self, tmp_path, capsys):
        (tmp_path / "answers.csv").mkdir()

        assert main(["themes", str(tmp_path / "answers.csv")]) == 1
        assert capsys.readouterr().err == "answers.csv: this is a folder. Name a file in it.\n"

    def test_the_folder_one_stands_in_has_a_name(self, capsys):
        assert main(["themes", "."]) == 1
        assert capsys.readouterr().err == ".: this is a folder. Name a file in it.\n"

    def test_a_file_that_is_not_there(self, tmp_path, capsys):
        assert main(["themes", str(tmp_path / "none.csv")]) == 1
        assert "none.csv: the file cannot be opened (No such file" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("target", "says"),
        [(".", "this is a folder"), ("none/out.json", "there is no folder “none”")],
    )
    def test_where_nothing_can_be_written_is_said_before_the_work(
        self, tmp_path, monkeypatch, capsys, target, says
    ):
        monkeypatch.chdir(tmp_path)

        status = main(["themes", "not-even-read.csv", "--json", target])

        assert status == 1
        assert says in capsys.readouterr().err

    def test_a_work_folder_that_cannot_be_made(self, statements, capsys):
        status = main(["themes", statements, "--work", f"{statements}/work"])

        assert status == 1
        assert "the run cannot be kept here (Not a directory)" in capsys.readouterr().err

    def test_a_reader_that_has_read_enough_is_no_error(self, statements):
        command = f"{sys.executable} -m analysis themes {statements} --json - | true"

        done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True)

        assert not done.stderr


class TestOddInput:
    @pytest.mark.parametrize(
        ("rows", "ledger"),
        [
            (["no bus"], (1, 1, 0, 0, 0)),
            (["no bus"] * 40, (40, 1, 0, 0, 39)),
            (["1", "22", "3.5"], (3, 0, 0, 3, 0)),
            (["😀", "👍👍"], (2, 0, 0, 2, 0)),
            (["word " * 100_000, "no bus"], (2, 2, 0, 0, 0)),
        ],
    )
    def test_gives_a_sensible_small_result(self, tmp_path, capfdbinary, rows, ledger):
        path = tmp_path / "odd.csv"
        path.write_text("\n".join(["text", *rows]), "utf-8")

        assert main(["themes", str(path), "--json", "-"]) == 0

        found = json.loads(capfdbinary.readouterr().out)
        assert tuple(found["ledger"].values()) == ledger
        assert found["k"] == min(1, ledger[1])
