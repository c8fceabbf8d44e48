from __future__ import annotations

import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import sheets, told, word


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "kind"),
        [
            ("Work", "work"),
            ("What we do now", "work"),
            ("What is already happening?", "work"),
            ("BARRIERS", "barrier"),
            ("What gets in the way", "barrier"),
            ("What’s stopping us?", "barrier"),
            ("Key challenges", "barrier"),
            ("Ideas", "solution"),
            ("What would help", "solution"),
            ("Hopes for the future", "aspiration"),
        ],
    )
    def test_a_column_means_what_its_heading_says(self, heading, kind):
        content = word([[heading, "Comments"], ["The hall is cold", "A long night"]])

        reading = read_notes(content, "notes.docx")

        assert told(reading)[0] == (None, kind, "The hall is cold")
        assert reading.statements[0].heading == heading

    def test_columns_may_stand_in_any_order(self):
        content = word(
            ("Heading 1", "Outcome 4.2 – Greener streets"),
            [
                ["What gets in the way", "Ideas", "What we do now"],
                ["No tool store", "Share a shed", "Tree wardens – GTC"],
            ],
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [
            ("4.2", "barrier", "No tool store"),
            ("4.2", "solution", "Share a shed"),
            ("4.2", "work", "Tree wardens – GTC"),
        ]
        assert reading.statements[0].outcome_title == "Greener streets"

    def test_a_merged_heading_covers_its_columns_and_blank_cells_are_none(self):
        content = word(
            [["Work", "<", "Barriers"], ["Choir", "Lunch club", "Rent"], ["", "", "Damp"]]
        )

        reading = read_notes(content, "notes.docx")

        assert [kind for _, kind, _ in told(reading)] == ["work", "work", "barrier", "barrier"]
        assert reading.statements[3].place == {"table": 1, "row": 2, "column": 3, "paragraph": 1}

    def test_a_blank_heading_belongs_to_the_one_before_and_is_asked_about(self):
        content = word([["Work", "Barriers", ""], ["Choir", "Rent", "Damp walls"]])

        reading = read_notes(content, "notes.docx")

        assert told(reading)[2] == (None, "barrier", "Damp walls")
        assert [question.id for question in reading.questions] == ["table1.column3"]

    def test_outcomes_over_pairs_of_columns(self):
        content = sheets(
            ["A1:B1", "C1:D1"],
            Sheet1=[
                ["Outcome 1.1 Parks", "", "Outcome 1.2 Buses", ""],
                ["Work", "Barriers", "Work", "Barriers"],
                ["Rangers", "Lights", "Dial a ride", "No Sunday bus"],
            ],
        )

        reading = read_notes(content, "notes.xlsx")

        assert told(reading) == [
            ("1.1", "work", "Rangers"),
            ("1.1", "barrier", "Lights"),
            ("1.2", "work", "Dial a ride"),
            ("1.2", "barrier", "No Sunday bus"),
        ]

    def test_a_title_above_the_header_is_a_heading(self):
        content = word(
            [
                ["Table 4", "<"],
                ["Outcome 3.3 – Ready for work", "<"],
                ["Work", "Barriers"],
                ["Job club", "Childcare"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [("3.3", "work", "Job club"), ("3.3", "barrier", "Childcare")]
        assert reading.statements[0].heading == "Table 4 › Work"

    def test_strengths_and_their_like_are_assumed_and_asked_about(self):
        content = word(
            [
                ["Strengths", "Weaknesses"],
                ["Kind neighbours", "No hall"],
                ["Opportunities", "Threats"],
                ["Empty shop", "Rent rises"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert [kind for _, kind, _ in told(reading)] == ["work", "barrier", "solution", "barrier"]
        assert len(reading.questions) >= 2


class TestRows:
    def test_an_outcome_may_span_a_row(self):
        content = word(
            [
                ["Work", "Barriers"],
                ["Outcome 1.1 Safer parks", "<"],
                ["Rangers", "Lights"],
                ["1.2 Better buses", "<"],
                ["Dial a ride", "No Sunday bus"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert [(s.outcome, s.outcome_title) for s in reading.statements] == [
            ("1.1", "Safer parks"),
            ("1.1", "Safer parks"),
            ("1.2", "Better buses"),
            ("1.2", "Better buses"),
        ]

    def test_a_kind_may_span_a_row(self):
        content = word(
            [["Work", "<"], ["Rangers", "Choir"], ["Barriers", "<"], ["Lights", "Gates"]]
        )

        reading = read_notes(content, "notes.docx")

        assert [kind for _, kind, _ in told(reading)] == ["work", "work", "barrier", "barrier"]

    def test_kinds_may_stand_in_the_first_column(self):
        content = word(
            [
                ["", "Outcome 1.1", "Outcome 1.2"],
                ["Work", "Rangers", "Dial a ride"],
                ["Barriers", "Lights", "No Sunday bus"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [
            ("1.1", "work", "Rangers"),
            ("1.2", "work", "Dial a ride"),
            ("1.1", "barrier", "Lights"),
            ("1.2", "barrier", "No Sunday bus"),
        ]

    def test_an_outcome_merged_downwards_holds_for_its_rows(self):
        content = word(
            [
                ["Outcome", "Current work", "Challenges"],
                ["1.1 Safer parks", "Rangers", "Lights"],
                ["^", "Dog wardens", "Too few benches"],
                ["1.2", "Dial a ride", ""],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert [s.outcome for s in reading.statements] == ["1.1", "1.1", "1.1", "1.1", "1.2"]

    def test_a_list_has_its_kind_outcome_and_partner_in_columns(self):
        text = (
            "Outcome;Type;Comment;Partner\n2.2 Warm homes;Barrier;Costs £3 – too much;GTC\n"
            ";Work;Café open late;\n2.2;Idea;Insulate, then heat;Police / GTC\n"
        )

        reading = read_notes(text.encode("cp1252"), "list.csv")

        assert told(reading) == [
            ("2.2", "barrier", "Costs £3 – too much"),
            ("2.2", "work", "Café open late"),
            ("2.2", "solution", "Insulate, then heat"),
        ]
        assert reading.statements[2].partners == ("Police", "GTC")
        assert {s.outcome_title for s in reading.statements} == {"Warm homes"}
        assert {"file.encoding", "table1.column1.blank"} == {q.id for q in reading.questions}

    def test_a_title_may_stand_in_a_column_before_its_reference(self):
        text = "\ufeffText,Outcome title,Outcome ref,Kind of note\nDamp,Warm homes,2.2,Barriers\n"

        (statement,) = read_notes(text.encode(), "list.csv").statements

        assert (statement.outcome, statement.outcome_title) == ("2.2", "Warm homes")
        assert statement.kind == "barrier"


class TestRowLabels:
    def test_outcome_and_kind_may_be_merged_downwards_without_any_header(self):
        content = word(
            [
                ["Outcome 1.1 Parks", "Work", "Rangers"],
                ["^", "^", "Dog wardens"],
                ["^", "Barriers", "Lights"],
                ["Outcome 1.2 Buses", "Work", "Dial a ride"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [
            ("1.1", "work", "Rangers"),
            ("1.1", "work", "Dog wardens"),
            ("1.1", "barrier", "Lights"),
            ("1.2", "work", "Dial a ride"),
        ]

    def test_one_column_may_hold_outcomes_kinds_and_notes(self):
        rows = [
            "Outcome 2.1 Food",
            "Work",
            "Lunch club",
            "Barriers",
            "Rent",
            "2.2 Heat",
            "Work",
            "Grants",
        ]

        reading = read_notes(sheets(Sheet1=[[row] for row in rows]), "notes.xlsx")

        assert told(reading) == [
            ("2.1", "work", "Lunch club"),
            ("2.1", "barrier", "Rent"),
            ("2.2", "work", "Grants"),
        ]

    def test_organisations_in_a_column_are_partners_of_their_row(self):
        content = word([["Organisation", "What we do", "Challenges"], ["GTC", "Grants", "Budget"]])

        reading = read_notes(content, "notes.docx")

        assert [s.partners for s in reading.statements] == [("GTC",), ("GTC",)]
