from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from consult.cli import main
from consult.readers.isolation import read_in_child
from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading
from tests.readers.builders import word

NOTES = word(
    "Evening at the hall",
    ("Heading 1", "Outcome 1.1 – Play"),
    [["Work", "Barriers", ""], ["Play street – GTC", "Cars\nRent", "N/A"]],
    ("Heading 1", "Hopes"),
    ("List Bullet", "A quiet Sunday"),
)


@pytest.fixture
def run():
    return lambda *args, **kwargs: CliRunner().invoke(main, args, **kwargs)


@pytest.fixture
def notes(tmp_path):
    file = tmp_path / "notes.docx"
    file.write_bytes(NOTES)
    return str(file)


class TestNotesRead:
    def test_json_has_the_agreed_keys(self, run, notes):
        result = run("notes", "read", notes, "--json")

        found = json.loads(result.stdout)
        assert (result.exit_code, found["file"]) == (0, "notes.docx")
        assert found["statements"][0] == {
            "outcome": "1.1", "outcome_title": "Play", "kind": "work", "text": "Play street – GTC",
            "partners": ["GTC"], "heading": "Work",
            "place": {"table": 1, "row": 1, "column": 1, "paragraph": 1},
        }  # fmt: skip
        assert set(found["skipped"][0]) == {"text", "why", "place"}
        assert {"about", "ask", "assumed"} < set(found["questions"][0])

    def test_a_table_for_people(self, run, notes):
        result = run("notes", "read", notes)

        assert result.exit_code == 0
        assert "Play street – GTC [GTC]" in result.stdout
        assert "Statements: 4, skipped: 2, to confirm: 1" in result.stdout

    def test_standard_input(self, run):
        result = run("notes", "read", "-", "--name", "a.csv", "--json", input="Barriers\nRent\n")

        assert json.loads(result.stdout)["statements"][0]["kind"] == "barrier"

    def test_a_refusal_is_one_sentence_and_status_1(self, run, tmp_path):
        file = tmp_path / "notes.docx"
        file.write_bytes(b"no Word file")

        result = run("notes", "read", str(file), "--json")

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        assert "“notes.docx” is not a Word document" in result.stderr

    def test_wrong_usage_is_status_2(self, run):
        assert run("notes", "read").exit_code == 2
        assert run("notes", "read", "absent.docx").exit_code == 2


class TestStrategyRead:
    def test_json_and_outline(self, run, tmp_path):
        file = tmp_path / "strategy.txt"
        file.write_text("Aim 2: A busy town\n\nOutcome 2.1: Shops\n- Cut the rent\n", "utf-8")

        found = json.loads(run("strategy", "read", str(file), "--json").stdout)

        assert found["aims"][0]["outcomes"][0]["actions"] == [{"number": 1, "text": "Cut the rent"}]
        shown = run("strategy", "read", str(file)).stdout
        assert "2.1 Shops" in shown
        assert "Aims: 1, outcomes: 1" in shown


class TestReadInChild:
    def test_gives_what_the_reader_gives(self):
        answers = {"table1.column3": "skip"}

        found = read_in_child("notes", NOTES, "notes.docx", answers)

        assert NotesReading.from_dict(found) == read_notes(NOTES, "notes.docx", answers=answers)


class TestLayout:
    def test_every_cell_has_its_role_and_its_statements(self):
        table = next(
            b for b in read_notes(NOTES, "a.docx").to_dict()["layout"] if b["block"] == "table"
        )

        assert [[cell["role"] for cell in row] for row in table["rows"]] == [
            ["heading", "heading", "blank"],
            ["work", "barrier", "skipped"],
        ]
        assert [cell["statements"] for cell in table["rows"][1]] == [[0], [1, 2], []]
        assert [column["meaning"] for column in table["columns"]] == ["work", "barrier", "barrier"]

    def test_paragraphs_have_a_role_too(self):
        layout = read_notes(NOTES, "a.docx").to_dict()["layout"]

        roles = [block["role"] for block in layout if block["block"] == "paragraph"]
        assert roles == ["skipped", "outcome", "heading", "aspiration"]
