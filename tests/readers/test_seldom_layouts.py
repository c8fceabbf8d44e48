"""Layouts that people seldom use, each as somebody might have typed it."""

from __future__ import annotations

import docx
import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import read_text, saved, sheets, told, word


def headed(reading) -> list[tuple[str, str | None]]:
    return [(statement.text, statement.heading) for statement in reading.statements]


class TestLabels:
    @pytest.mark.parametrize(
        ("line", "kind", "text"),
        [
            ("Work: patrols on Fridays", "work", "patrols on Fridays"),
            ("Barriers - cuts; rain", "barrier", "cuts; rain"),
            ("What gets in the way: no volunteers", "barrier", "no volunteers"),
            ("W – lock fitting", "work", "lock fitting"),
            ("B: waiting lists", "barrier", "waiting lists"),
            ("S - hire a van", "solution", "hire a van"),
        ],
    )
    def test_a_line_may_say_its_own_kind(self, line, kind, text):
        reading = read_text(f"Outcome 2.1\n{line}\nWork: choir\n")

        assert told(reading) == [("2.1", kind, text), ("2.1", "work", "choir")]
        assert reading.statements[0].outcome_title is None

    def test_under_a_kind_a_dash_opens_a_partner(self):
        reading = read_text("Work\n- Projects – GTC\n- Choir\n")

        assert told(reading)[0] == (None, "work", "Projects – GTC")
        assert reading.statements[0].partners == ("GTC",)

    def test_letters_in_a_column_are_kinds_and_asked_about(self):
        reading = read_text("Outcome\tW/B\tNote\n2.1\tW\tPatrols\n2.1\tB\tCuts\n", "a.tsv")

        assert told(reading) == [("2.1", "work", "Patrols"), ("2.1", "barrier", "Cuts")]
        assert {"kind.W", "kind.B"} <= {question.id for question in reading.questions}

    def test_numbered_questions_are_headings_over_plain_lines(self):
        reading = read_text(
            "1. What is being done?\nPatrols\nLocks\n2. What gets in the way?\nCuts\n"
        )

        assert [(kind, text) for _, kind, text in told(reading)] == [
            ("work", "Patrols"), ("work", "Locks"), ("barrier", "Cuts"),
        ]  # fmt: skip


class TestLetters:
    def test_the_greeting_and_the_signature_of_a_mail_are_skipped(self):
        reading = read_text(
            "Hi Pat,\n\nBarriers\n- Cuts\n\nBest wishes,\nSam Example\nTel: 01234 567890\n"
        )

        assert told(reading) == [(None, "barrier", "Cuts")]
        assert [skipped.text for skipped in reading.skipped] == [
            "Hi Pat,", "Best wishes,", "Sam Example", "Tel: 01234 567890",
        ]  # fmt: skip

    def test_thanks_among_the_notes_end_nothing(self):
        reading = read_text("Comments\n- Thanks\n- More bins\n")

        assert [text for _, _, text in told(reading)] == ["Thanks", "More bins"]

    def test_small_letters_throughout_do_not_join_lines(self):
        reading = read_text("outcome 2.1\nbarriers\nno money\nno time\nwork\nchoir\n")

        assert told(reading) == [
            ("2.1", "barrier", "no money"), ("2.1", "barrier", "no time"), ("2.1", "work", "choir"),
        ]  # fmt: skip

    def test_a_bullet_and_a_tab_make_no_table(self):
        reading = read_text("Barriers\n•\tCuts\n•\tRain\n")

        assert told(reading) == [(None, "barrier", "Cuts"), (None, "barrier", "Rain")]
        assert reading.skipped == ()


class TestTopics:
    def test_an_aim_stands_over_its_outcomes(self):
        reading = read_text("Aim 2: Safe\nOutcome 2.1: Streets\nBarriers\n- Cuts\n")

        assert told(reading) == [("2.1", "barrier", "Cuts")]
        assert headed(reading) == [("Cuts", "Aim 2: Safe › Barriers")]

    def test_a_topic_with_its_own_kinds_is_a_heading(self):
        reading = read_text(
            "Notes of May\n\nSafe streets\nWork:\n- Patrols\nBarriers:\n- Cuts\n\n"
            "Clean streets\nWork:\n- Picks\nBarriers:\n- Rain\n"
        )

        assert headed(reading) == [
            ("Patrols", "Safe streets › Work:"), ("Cuts", "Safe streets › Barriers:"),
            ("Picks", "Clean streets › Work:"), ("Rain", "Clean streets › Barriers:"),
        ]  # fmt: skip
        assert [skipped.text for skipped in reading.skipped] == ["Notes of May"]

    def test_a_bold_topic_over_bold_kinds(self):
        document = docx.Document()
        for text in ("*Safe", "*Work", "Patrols", "*Barriers", "Cuts", "*Clean", "*Work", "Picks"):
            document.add_paragraph().add_run(text.lstrip("*")).bold = text.startswith("*")

        reading = read_notes(saved(document), "notes.docx")

        assert headed(reading) == [
            ("Patrols", "Safe › Work"), ("Cuts", "Safe › Barriers"), ("Picks", "Clean › Work"),
        ]  # fmt: skip

    def test_a_styled_heading_after_plain_outcomes_is_about_all_of_them(self):
        content = word(
            "Outcome 2.1", [["Barriers", "Work"], ["Rain", "Picks"]],
            ("Heading 2", "Possible solutions"), ("List Bullet", "Share a van"),
        )  # fmt: skip

        assert told(read_notes(content, "a.docx"))[-1] == (None, "solution", "Share a van")


class TestTables:
    def test_a_row_of_totals_is_skipped(self):
        content = word([["Work", "Barriers"], ["Choir", "Rent"], ["Total: 1", "Total: 1"]])

        reading = read_notes(content, "notes.docx")

        assert [text for _, _, text in told(reading)] == ["Choir", "Rent"]
        assert {skipped.why for skipped in reading.skipped} == {"a row of totals, not a statement"}

    def test_two_tables_side_by_side_in_a_table(self):
        document = docx.Document()
        outer = document.add_table(1, 2)
        for cell, (title, work, barrier) in zip(
            outer.rows[0].cells,
            [("Outcome 2.1 Safe", "Patrols", "Cuts"), ("Outcome 2.2 Clean", "Picks", "Rain")],
            strict=True,
        ):
            cell.text = title
            inner = cell.add_table(2, 2)
            for n, text in enumerate(["Work", "Barriers", work, barrier]):
                inner.cell(n // 2, n % 2).text = text

        reading = read_notes(saved(document), "notes.docx")

        assert told(reading) == [
            ("2.1", "work", "Patrols"), ("2.1", "barrier", "Cuts"),
            ("2.2", "work", "Picks"), ("2.2", "barrier", "Rain"),
        ]  # fmt: skip

    def test_line_breaks_that_begin_afresh_part_a_cell_and_are_asked_about(self):
        document = docx.Document()
        table = document.add_table(2, 2)
        for n, text in enumerate(
            ["Work", "Barriers", "Patrols\nLock fitting", "The hall\nis cold"]
        ):
            table.cell(n // 2, n % 2).paragraphs[0].add_run(text)

        reading = read_notes(saved(document), "notes.docx")

        assert [text for _, _, text in told(reading)] == [
            "Patrols", "Lock fitting", "The hall is cold",
        ]  # fmt: skip
        assert "table1.lines" in {question.id for question in reading.questions}

    def test_a_reference_may_stand_in_a_column_of_numbers(self):
        content = word([["Ref", "Outcome", "Work"], ["2.1", "Safe streets", "Patrols"]])

        (statement,) = read_notes(content, "notes.docx").statements

        assert (statement.outcome, statement.outcome_title) == ("2.1", "Safe streets")

    def test_a_column_of_questions_names_the_kinds(self):
        content = word(
            [
                ["Outcome", "Question", "Notes"],
                ["2.1 Safe", "What is being done?", "Patrols"],
                ["^", "What gets in the way?", "Cuts"],
            ]
        )

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [("2.1", "work", "Patrols"), ("2.1", "barrier", "Cuts")]

    def test_cells_may_begin_with_their_kind_under_outcomes(self):
        content = word([["Outcome 2.1", "Outcome 2.2"], ["Barriers:\nCuts", "Barriers:\nDark"]])

        reading = read_notes(content, "notes.docx")

        assert told(reading) == [("2.1", "barrier", "Cuts"), ("2.2", "barrier", "Dark")]

    def test_an_outcome_and_its_title_may_stand_over_rows_of_kinds(self):
        content = word(
            [["Outcome 2.1", "Safe streets"], ["Work", "Patrols"], ["Barriers", "Cuts\nRain"]]
        )

        reading = read_notes(content, "notes.docx")

        assert [(s.outcome, s.outcome_title, s.kind) for s in reading.statements] == [
            ("2.1", "Safe streets", "work"),
            ("2.1", "Safe streets", "barrier"),
            ("2.1", "Safe streets", "barrier"),
        ]

    def test_an_outcome_and_its_title_may_stand_over_the_header(self):
        reading = read_text("Outcome 2.1\tSafe streets\nWork\tBarriers\nPatrols\tCuts\n")

        assert told(reading) == [("2.1", "work", "Patrols"), ("2.1", "barrier", "Cuts")]
        assert {s.outcome_title for s in reading.statements} == {"Safe streets"}

    def test_a_pasted_row_may_begin_or_end_with_a_blank_cell(self):
        reading = read_text("Work\tBarriers\nPatrols\tCuts\nLocks\t\n\tRain\n")

        assert told(reading)[2:] == [(None, "work", "Locks"), (None, "barrier", "Rain")]

    def test_an_instruction_alone_on_a_sheet_is_skipped(self):
        content = sheets(Work=[["Barriers"], ["Cuts"]], Notes=[["Please add rows as needed"]])

        reading = read_notes(content, "notes.xlsx")

        assert [text for _, _, text in told(reading)] == ["Cuts"]

    def test_a_partner_cell_without_a_name_is_skipped(self):
        content = word([["Partner", "Work", "Barriers"], ["00", "Choir", "Rent"]])

        reading = read_notes(content, "notes.docx")

        assert [statement.partners for statement in reading.statements] == [(), ()]
        assert ("00", "it names no partner") in {(s.text, s.why) for s in reading.skipped}


class TestPlaces:
    def test_rows_of_a_paper_table_count_from_below_its_header(self):
        content = word([["Table 4", "<"], ["Work", "Barriers"], ["Choir", ""], ["", "Rent"]])

        reading = read_notes(content, "notes.docx")

        assert [s.place["row"] for s in reading.statements] == [1, 2]

    def test_rows_of_separated_values_are_those_that_a_spreadsheet_shows(self):
        reading = read_text("Work,Barriers\nChoir,Rent\n", "a.csv")

        assert reading.statements[1].place == {"row": 2, "column": 2, "paragraph": 1}


class TestForms:
    GRID = (
        ["Table number", "4"],
        ["Facilitator", "Sam Hill"],
        ["Outcome", "2.1 Safer streets"],
        ["What is being done already?", "Walkabouts – GCH\nYouth club"],
        ["What gets in the way?", "No lights"],
        ["Possible solutions", "Solar lamps"],
    )  # fmt: skip

    def test_labels_on_the_left_say_what_stands_on_the_right(self):
        reading = read_notes(word(list(self.GRID)), "form.docx")

        assert told(reading) == [
            ("2.1", "work", "Walkabouts – GCH"),
            ("2.1", "work", "Youth club"),
            ("2.1", "barrier", "No lights"),
            ("2.1", "solution", "Solar lamps"),
        ]
        assert reading.statements[0].outcome_title == "Safer streets"
        assert {s.text for s in reading.skipped} == {"Table number", "4", "Facilitator", "Sam Hill"}

    def test_a_row_without_a_label_goes_on_with_the_one_above(self):
        reading = read_notes(word([*self.GRID[:5], ["", "No money"]]), "form.docx")

        assert told(reading)[-1] == ("2.1", "barrier", "No money")


class TestNotesBesideSeveralOutcomes:
    ROWS = (
        ["Outcome", "Work", "Barriers"],
        ["2.1 Safer streets", "Wardens", "No money for any of it"],
        ["2.2 Warm homes", "Draught grants", "^"],
    )  # fmt: skip
    QUESTION = "table1.row2.column3.outcome"

    @pytest.mark.parametrize(("answer", "outcome"), [("", "2.1"), ("2.2", "2.2"), ("all", None)])
    def test_a_person_says_which_it_is_about(self, answer, outcome):
        answers = {self.QUESTION: answer} if answer else {}

        reading = read_notes(word(list(self.ROWS)), "a.docx", answers=answers)

        assert (outcome, "barrier", "No money for any of it") in told(reading)
        assert [(q.id, q.assumed) for q in reading.questions] == [(self.QUESTION, "2.1")]

    def test_a_last_row_over_all_columns_is_a_note(self):
        grid = [
            ["2.1 Safer streets", "2.2 Warm homes"],
            ["Wardens", "Grants"],
            ["Money stops", "<"],
        ]

        reading = read_notes(word(grid), "a.docx")

        assert "Money stops" in [text for _, _, text in told(reading)]


def test_the_first_row_of_a_sheet_can_be_said_to_be_headings():
    content = b"Alpha,Beta\nThe hall is cold,A warm hall\nNo bus,A later bus\n"
    answers = {"table1.header": "yes", "table1.column1": "barrier", "table1.column2": "solution"}

    reading = read_notes(content, "a.csv", answers=answers)

    assert told(reading)[:2] == [
        (None, "barrier", "The hall is cold"), (None, "solution", "A warm hall"),
    ]  # fmt: skip
    assert reading.statements[0].heading == "Alpha"
