"""The notes with which a visitor tries the import: what is in them, and where."""

from __future__ import annotations

import csv
import datetime
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import docx
import pytest

DATA = Path(__file__).resolve().parents[2] / "consult" / "services" / "demo"
NOTES = DATA / "notes"


@pytest.fixture(scope="module")
def titles():
    strategy = tomllib.loads((DATA / "strategy.toml").read_text(encoding="utf-8"))
    return {o["reference"]: o["title"] for aim in strategy["aim"] for o in aim["outcome"]}


@pytest.fixture(scope="module")
def expected():
    return json.loads((NOTES / "evening_notes.expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def document():
    return docx.Document(str(NOTES / "evening_notes.docx"))


class TestTextFile:
    def test_names_outcomes_of_the_strategy_over_its_bullets(self, titles):
        lines = (NOTES / "evening_notes.txt").read_text(encoding="utf-8").splitlines()

        named = [line.removeprefix("Outcome ") for line in lines if line.startswith("Outcome ")]
        assert named == [
            f"{reference} – {titles[reference]}" for reference in ("2.1", "2.2", "2.3")
        ]
        assert 28 <= sum(line.startswith("- ") for line in lines) <= 34


class TestSemicolonFile:
    @pytest.fixture
    def content(self):
        return (NOTES / "evening_notes.csv").read_bytes()

    def test_is_in_windows_letters(self, content):
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")

        assert {"–", "’", "£"} <= set(content.decode("cp1252"))

    def test_has_an_outcome_a_row_and_two_columns_of_notes(self, content, titles):
        lines = io.StringIO(content.decode("cp1252"), newline="")
        header, *rows = csv.reader(lines, delimiter=";")

        assert header == ["Outcome", "What we do now", "What gets in the way"]
        assert {row[0] for row in rows} <= {f"{ref} {title}" for ref, title in titles.items()}
        assert sum(bool(cell) for row in rows for cell in row[1:]) >= 25


class TestWordFile:
    def test_holds_each_expected_statement_where_it_is_said_to_be(self, document, expected):
        found = [text_at(document, **point["place"]) for point in expected["statements"]]

        assert len(found) > 40
        assert found == [point["text"] for point in expected["statements"]]

    def test_nothing_in_it_is_left_out_of_the_expected_reading(self, document, expected):
        everything = {p.text for p in document.paragraphs if p.text}
        everything |= {text for table in document.tables for text in notes_in(table)}

        accounted = {piece["text"] for piece in expected["statements"] + expected["skipped"]}
        accounted |= {point["heading"] for point in expected["statements"]}
        accounted |= {point["outcome_title"] for point in expected["statements"]}
        assert everything <= accounted

    def test_expected_reading_knows_every_kind_and_outcome(self, expected, titles):
        points = expected["statements"]

        assert len({point["kind"] for point in points}) == 6
        for point in points:
            in_table = point["kind"] in {"work", "barrier"}
            assert (point["outcome"] is not None) == in_table
            assert point["outcome_title"] == titles.get(point["outcome"])
            assert all(partner in point["text"] for partner in point["partners"])

    def test_has_merged_headers_blank_cells_and_cells_of_several_paragraphs(self, document):
        headers = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
        cells = [[cell for row in t.rows for cell in row.cells] for t in document.tables]

        assert headers == [
            ["Work"] * 3 + ["Barriers"] * 2,
            ["Work"] + ["Barriers"] * 3,
            ["Work"] * 2 + ["Barriers"] * 2,
        ]
        assert all(any(not cell.text for cell in table) for table in cells)
        assert max(len(cell.paragraphs) for table in cells for cell in table) == 3

    def test_carries_no_trace_of_who_made_it_when(self, document):
        properties = document.core_properties

        assert properties.author == properties.last_modified_by == "Hallowick Partnership"
        assert properties.created == datetime.datetime(2026, 11, 4, 9, tzinfo=datetime.UTC)


def text_at(document: Any, paragraph: int, table: int = 0, row: int = 0, column: int = 0) -> str:
    """Return the paragraph at a place; in a table’s cell, rows count from below the header."""
    if not table:
        return str(document.paragraphs[paragraph - 1].text)
    cell = document.tables[table - 1].cell(row, column - 1)
    return str(cell.paragraphs[paragraph - 1].text)


def notes_in(table: Any) -> list[str]:
    """Return what stands under the header of a table."""
    cells = [cell for row in table.rows[1:] for cell in row.cells]
    return [paragraph.text for cell in cells for paragraph in cell.paragraphs if paragraph.text]
