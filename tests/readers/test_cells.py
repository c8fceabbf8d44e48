from __future__ import annotations

import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import sheets, told, word


class TestCells:
    def test_each_paragraph_is_a_statement(self):
        content = word([["Work", "Barriers"], ["Choir", "No money\nNo time\nNo hall"]])

        reading = read_notes(content, "notes.docx")

        assert [text for _, _, text in told(reading)] == ["Choir", "No money", "No time", "No hall"]
        assert reading.statements[3].place["paragraph"] == 3

    @pytest.mark.parametrize(
        ("answer", "texts", "heading"),
        [
            (None, ["Transport", "Cost", "Timing of buses"], "Barriers"),
            ("heading", ["Cost", "Timing of buses"], "Barriers › Transport –"),
            ("together", ["Transport – Cost Timing of buses"], "Barriers"),
        ],
    )
    def test_a_line_that_introduces_others_is_asked_about(self, answer, texts, heading):
        content = word([["Work", "Barriers"], ["", "Transport –\nCost\nTiming of buses"]])
        answers = {"table1.row1.column2": answer} if answer else {}

        reading = read_notes(content, "notes.docx", answers=answers)

        assert [text for _, _, text in told(reading)] == texts
        assert reading.statements[-1].heading == heading

    @pytest.mark.parametrize("nothing", ["N/A", "n/a", "-", "–", "None", "nil", "…", "12"])
    def test_a_cell_that_says_nothing_is_skipped_and_said_so(self, nothing):
        content = word([["Work", "Barriers"], ["Choir", nothing]])

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [(None, "work", "Choir")]
        assert [skipped.text for skipped in reading.skipped] == ["Barriers", nothing]
        assert "nothing to note" in reading.skipped[1].why

    def test_lines_of_a_spreadsheet_cell_are_statements_and_bullets_are_no_text(self):
        content = sheets(
            Sheet1=[["Work", "Barriers"], ["• Choir\n• Lunch club", "No money\nNo time"]]
        )

        reading = read_notes(content, "notes.xlsx")

        assert [text for _, _, text in told(reading)] == [
            "Choir",
            "Lunch club",
            "No money",
            "No time",
        ]

    def test_kinds_may_stand_inside_the_cells(self):
        content = word([["Strengths\nKind people\nGood school", "Weaknesses\nNo hall"]])

        reading = read_notes(content, "notes.docx")

        assert [kind for _, kind, _ in told(reading)] == ["work", "work", "barrier"]

    def test_a_cell_may_have_several_kinds(self):
        notes = "Work:\nRangers\nBarriers:\nLights\nGates"
        content = word([["Outcome", "Notes"], ["1.1 Parks", notes]])

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [
            ("1.1", "work", "Rangers"),
            ("1.1", "barrier", "Lights"),
            ("1.1", "barrier", "Gates"),
        ]
