from __future__ import annotations

import docx
import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import read_text, saved, sheets, told, word


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
        assert reading.statements[3].place == {"table": 1, "row": 3, "column": 3, "paragraph": 1}

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
        answers = {"table1.row2.column2": answer} if answer else {}

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


class TestAnswers:
    @pytest.mark.parametrize("meaning", ["solution", "aspiration", "comment"])
    def test_any_column_may_be_given_another_kind(self, meaning):
        content = word([["Work", "Barriers"], ["Choir", "Rent"]])

        reading = read_notes(content, "notes.docx", answers={"table1.column2": meaning})

        assert told(reading) == [(None, "work", "Choir"), (None, meaning, "Rent")]

    def test_a_column_may_be_left_out(self):
        content = word([["Work", "Barriers"], ["Choir", "Rent"]])

        reading = read_notes(content, "notes.docx", answers={"table1.column1": "skip"})

        assert told(reading) == [(None, "barrier", "Rent")]
        assert [skipped.text for skipped in reading.skipped] == ["Work", "Choir"]


class TestTables:
    def test_a_table_in_a_table_stands_under_what_its_cell_says(self):
        document = docx.Document()
        outer = document.add_table(1, 1).cell(0, 0)
        outer.text = "Outcome 1.1 Play"
        inner = outer.add_table(2, 2)
        for place, text in zip(
            [(0, 0), (0, 1), (1, 0), (1, 1)],
            ["Work", "Barriers", "Play street", "Cars"],
            strict=True,
        ):
            inner.cell(*place).text = text

        reading = read_notes(saved(document), "notes.docx")

        assert told(reading) == [("1.1", "work", "Play street"), ("1.1", "barrier", "Cars")]

    def test_a_sheet_may_be_an_outcome(self):
        content = sheets(
            **{
                "2__1 Food": [["Work", "Barriers"], ["Lunch club", "Cost"]],
                "2__2": [["Barriers", "Work"], ["Damp", "Grants"]],
            }
        )

        reading = read_notes(content, "notes.xlsx")

        assert told(reading) == [
            ("2.1", "work", "Lunch club"),
            ("2.1", "barrier", "Cost"),
            ("2.2", "barrier", "Damp"),
            ("2.2", "work", "Grants"),
        ]
        assert reading.statements[1].place == {
            "sheet": "2.1 Food",
            "row": 2,
            "column": 2,
            "paragraph": 1,
        }

    def test_a_paste_from_a_spreadsheet(self):
        reading = read_text("Work\tBarriers\nLunch club\tCost of hall\nChoir\t-\n")

        assert told(reading) == [
            (None, "work", "Lunch club"),
            (None, "barrier", "Cost of hall"),
            (None, "work", "Choir"),
        ]

    def test_a_cell_a_line_with_fewer_headings_than_columns(self):
        reading = read_text(
            "\tWork\n\tBarriers\n\n\tChoir\n\tLunch club\n\tRent\n\tNo time\n\nNo hall\n\tDamp\n"
        )

        assert told(reading) == [
            (None, "work", "Choir"),
            (None, "work", "Lunch club"),
            (None, "work", "Rent"),
            (None, "barrier", "No time"),
            (None, "barrier", "No hall"),
            (None, "barrier", "Damp"),
        ]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le", "cp1252"])
    def test_any_usual_encoding(self, encoding):
        text = "Outcome\tWork\tBarriers\n1.1\tRangers – GTC\tCafé £3\n"

        reading = read_notes(text.encode(encoding), "notes.tsv")

        assert told(reading) == [("1.1", "work", "Rangers – GTC"), ("1.1", "barrier", "Café £3")]

    def test_commas_in_a_lone_column_part_nothing(self):
        reading = read_notes(b"Comments\nSwings, slides and grass\nMore bins\n", "list.csv")

        assert [text for _, _, text in told(reading)] == ["Swings, slides and grass", "More bins"]

    def test_an_unquoted_mark_swallows_no_rows(self):
        rows = [f'{n}\t"Row {n} begins with a mark' for n in range(6)]

        reading = read_notes("\n".join(["id\ttext", *rows]).encode(), "list.tsv")

        assert len(reading.statements) == 6
