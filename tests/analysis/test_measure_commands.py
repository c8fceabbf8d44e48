"""The measuring commands: what they print, what they refuse, and the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import main

ROOT = Path(__file__).resolve().parents[2]
BARRIERS = str(ROOT / "analysis" / "data" / "barriers.toml")
TEXTS = ["The bus never comes", "More trees please", "No bus at night", "We need a pool", "no cash"]


@pytest.fixture
def files(tmp_path):
    """Return a folder with statements, two codings of them, and coded positions."""
    rows = [(at, TEXTS[at % 5], "North" if at % 3 else "South", at % 2) for at in range(60)]
    said = "".join(
        f"{at},{text},{ward},{age},2026-03-{at % 28 + 1}\n" for at, text, ward, age in rows
    )
    (tmp_path / "said.csv").write_text(f"id,text,ward,age,sent\n{said}", "utf-8")
    coded = "".join(
        f"{at},{text},{'buses' if at % 3 else 'parks;buses'}\n" for at, text, *_ in rows
    )
    (tmp_path / "coded.csv").write_text(f"id,text,themes\n{coded}", "utf-8")
    other = "".join(f"{at},{text},{'buses' if at % 4 else 'parks'}\n" for at, text, *_ in rows)
    (tmp_path / "other.csv").write_text(f"id,text,themes\n{other}", "utf-8")
    stands = "text,position\nPlease do it,for\nNo thanks,against\nYes but only at night,mixed\n"
    (tmp_path / "stands.csv").write_text(stands, "utf-8")
    return tmp_path


def command(name: str, files: Path, *more: str) -> list[str]:
    path = {file.stem: str(file) for file in files.iterdir()}
    return {
        "duplicates": ["duplicates", path["said"]],
        "match": ["match", path["said"], path["coded"]],
        "agree": ["agree", path["coded"], path["other"]],
        "compare": ["compare", path["said"], "--codings", path["coded"], "--group", "ward"],
        "position": ["position", path["said"], "--examples", path["stands"], "--proposal", "Buses"],
        "report": [
            *("report", path["said"], "--codebook", BARRIERS, "--group", "ward"),
            *("--date", "sent", "--out", str(files / "out")),
        ],
    }[name] + list(more)


COMMANDS = ("duplicates", "match", "agree", "compare", "position")


def printed(capfdbinary, arguments: list[str]) -> dict:
    assert main([*arguments, "--json", "-"]) == 0
    return json.loads(capfdbinary.readouterr().out)


def refused(capsys, arguments: list[str]) -> str:
    assert main(arguments) == 1
    caught = capsys.readouterr()
    assert caught.out == ""
    assert len(caught.err.splitlines()) == 1
    return caught.err


class TestSameBytes:
    def test_whatever_the_hash_seed_and_the_threads(self, files):
        runs = []
        for seed, threads in (("1", "1"), ("2", "2")):
            environment = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads}
            found = [
                subprocess.run(
                    [sys.executable, "-m", "analysis", *command(name, files, "--json", "-")],
                    capture_output=True,
                    cwd=ROOT,
                    env=os.environ | environment,
                    check=True,
                ).stdout
                for name in (*COMMANDS, "report")
            ]
            found += [path.read_bytes() for path in sorted((files / "out").iterdir())]
            runs.append(found)

        assert all(runs[0])
        assert runs[0] == runs[1]


class TestScreen:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_shows_a_document_as_lines(self, name, files, capsys):
        assert main(command(name, files)) == 0

        assert len(capsys.readouterr().out.splitlines()) > 1


class TestAgree:
    def test_adds_intervals_beside_the_figures(self, files, capfdbinary):
        document = printed(capfdbinary, command("agree", files))

        assert set(document) >= {"n", "alpha", "f1_micro", "f1_sample", "identical", "per_theme"}
        low, high = document["intervals"]["alpha"]
        assert low < document["alpha"] < high
        assert {"precision", "recall", "f1_interval"} <= set(document["per_theme"][0])

    def test_refuses_an_id_that_is_there_twice(self, files, capsys):
        (files / "other.csv").write_text("id,text,themes\n1,a,x\n2,b,x\n1,c,y\n", "utf-8")

        said = refused(capsys, command("agree", files))

        assert "other.csv, row 4, column “id”: the id “1” is there twice, first in row 2" in said

    def test_refuses_a_file_without_themes(self, files, capsys):
        arguments = ["agree", str(files / "coded.csv"), str(files / "said.csv")]

        assert "said.csv: there is no column “themes”" in refused(capsys, arguments)

    def test_refuses_codings_of_other_statements(self, files, capsys):
        (files / "other.csv").write_text("id,text,themes\nx,a,b\n", "utf-8")

        assert "no statement id in common" in refused(capsys, command("agree", files))

    def test_bears_one_statement(self, files, capfdbinary):
        for name in ("coded", "other"):
            (files / f"{name}.csv").write_text("id,text,themes\n1,a,x\n", "utf-8")

        document = printed(capfdbinary, command("agree", files))

        assert (document["n"], document["identical"], document["intervals"]) == (1, 1, None)


class TestCompare:
    def test_gives_every_cell_its_base_and_nothing_under_the_threshold(self, files, capfdbinary):
        document = printed(capfdbinary, command("compare", files, "--group", "age"))

        assert [column["column"] for column in document["columns"]] == ["ward", "age"]
        for column in document["columns"]:
            bases = {group["group"]: group["base"] for group in column["groups"]}
            for theme in column["themes"]:
                for cell in theme["cells"]:
                    assert cell["base"] == bases[cell["group"]]
                    assert cell["count"] is None or cell["count"] == 0 or cell["count"] >= 5
        assert document["columns"][0]["differences"][0]["theme"] == "parks"

    def test_counts_people_where_a_column_names_them(self, files, capfdbinary):
        said = "".join(f"{at},bus,{'NS'[at // 2 % 2]},p{at // 2}\n" for at in range(60))
        (files / "said.csv").write_text(f"id,text,ward,who\n{said}", "utf-8")

        document = printed(capfdbinary, command("compare", files, "--respondent", "who"))

        assert (document["n"], document["counted"]) == (30, "respondents")
        assert [group["base"] for group in document["columns"][0]["groups"]] == [15, 15]

    def test_refuses_a_person_in_two_groups(self, files, capsys):
        said = "id,text,ward,who\n1,a,North,Jo\n2,b,South,Jo\n"
        (files / "said.csv").write_text(said, "utf-8")

        refusal = refused(capsys, command("compare", files, "--respondent", "who"))

        assert "row 3, column “ward”: “Jo” is in “South” here and in “North” above" in refusal

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            (["--group", "borough"], "there is no column “borough”. Its other columns are “ward”"),
            (["--threshold", "2"], "--threshold: 2 protects nobody"),
            (["--threshold", "-4"], "--threshold: -4 protects nobody"),
            (["--respondent", "who"], "there is no column “who”"),
        ],
    )
    def test_refuses_what_it_cannot_group_by(self, more, sentence, files, capsys):
        assert sentence in refused(capsys, command("compare", files, *more))

    @pytest.mark.parametrize(("ward", "told"), [("", "no group"), ("North", "one group, “North”")])
    def test_refuses_a_column_without_two_groups(self, ward, told, files, capsys):
        said = "".join(f"{at},bus,{ward}\n" for at in range(9))
        (files / "said.csv").write_text(f"id,text,ward\n{said}", "utf-8")

        assert f"Column “ward”: The statements have {told}" in refused(
            capsys, command("compare", files)
        )

    def test_refuses_statements_with_one_id(self, files, capsys):
        (files / "said.csv").write_text("id,text,ward\n1,a,N\n1,b,S\n", "utf-8")

        assert "said.csv, row 3, column “id”" in refused(capsys, command("compare", files))

    def test_refuses_standard_input_twice(self, capsys):
        arguments = ["compare", "-", "--codings", "-", "--group", "ward"]

        assert "Only one of the files can be standard input" in refused(capsys, arguments)


class TestPosition:
    def test_gives_every_row_a_position_and_says_when_too_few_are_coded(self, files, capfdbinary):
        document = printed(capfdbinary, command("position", files))

        assert [one["id"] for one in document["positions"]] == [str(at) for at in range(60)]
        assert sum(document["counts"].values()) == 60
        assert (document["examples"], document["assessment"]) == (3, None)

    def test_refuses_a_position_that_it_does_not_know(self, files, capsys):
        (files / "stands.csv").write_text("text,position\nYes,for\nHm,perhaps\n", "utf-8")

        refusal = refused(capsys, command("position", files))

        assert "stands.csv, row 3, column “position”: “perhaps” is not a position" in refusal

    def test_refuses_examples_without_positions(self, files, capsys):
        (files / "stands.csv").write_text("text,themes\nYes,for\n", "utf-8")

        assert "there is no column “position”" in refused(capsys, command("position", files))

    def test_refuses_an_empty_proposal(self, files, capsys):
        arguments = command("position", files, "--proposal", "  ")

        assert "--proposal: there is no proposal" in refused(capsys, arguments)


class TestMatch:
    def test_matches_a_list_with_itself_but_no_statement_with_itself(self, files, capfdbinary):
        said = str(files / "coded.csv")

        document = printed(capfdbinary, ["match", said, said, "--use", "work"])

        assert document["use"] == "work"
        for row in document["matches"]:
            assert row["id"] not in [near["id"] for near in row["matches"]]

    def test_ends_with_two_for_a_use_that_there_is_not(self, files):
        with pytest.raises(SystemExit, match="2"):
            main(command("match", files, "--use", "people"))


class TestReport:
    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            (["--group", "borough"], "there is no column “borough”"),
            (["--date", "when"], "there is no column “when”"),
            (["--date", "ward"], "row 2, column “ward”: “South” is not a date"),
            (["--threshold", "1"], "--threshold: 1 protects nobody"),
        ],
    )
    def test_refuses_columns_that_it_cannot_use(self, more, sentence, files, capsys):
        assert sentence in refused(capsys, command("report", files, *more))

    def test_writes_nothing_where_it_refuses(self, files, capsys):
        refused(capsys, command("report", files, "--date", "ward"))

        assert not (files / "out").exists()

    def test_refuses_a_folder_that_is_a_file(self, files, capsys):
        (files / "out").write_text("", "utf-8")

        assert "out: cannot be written" in refused(capsys, command("report", files))


class TestOddInput:
    @pytest.mark.parametrize("name", ["duplicates", "match", "position"])
    @pytest.mark.parametrize("text", ["😀", "12345", "same", "مرحبا мир 世界", "word " * 20_000])
    def test_gives_a_small_sensible_result(self, name, text, files, capfdbinary):
        (files / "said.csv").write_text(f"id,text\n1,{text}\n2,{text}\n", "utf-8")

        document = printed(capfdbinary, command(name, files))

        assert document.get("n", document.get("left")) == 2
