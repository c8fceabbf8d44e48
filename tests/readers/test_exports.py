"""Exports of survey tools: the written answers under their questions, and nothing else."""

from __future__ import annotations

import csv
import io

import pytest

from consult.readers.exports import tool_of
from consult.readers.notes import read_notes
from tests.readers.builders import sheets, told

WHY = "Why do you say so?"
BETTER = "What would make the town centre better for you?"
ANSWERS = (
    ("Agree", "The buses stop at six and nobody can get home from work", "Benches in the shade"),
    ("Disagree", "It is too loud at night for anybody with small children", "A later bus"),
    ("Strongly agree", "The hall is cold and the caretaker is never there", "A warm hall"),
)


def table(*rows) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def qualtrics() -> bytes:
    codes = [
        "StartDate",
        "EndDate",
        "Status",
        "IPAddress",
        "Progress",
        "ResponseId",
        "Q1",
        "Q2",
        "Q3",
    ]
    asked = [
        "Start Date", "End Date", "Response Type", "IP Address", "Progress", "Response ID",
        "Do you agree with the plan?", WHY, BETTER,
    ]  # fmt: skip
    marks = [f'{{"ImportId":"{code}"}}' for code in codes]
    told_ = ["2026-03-01 10:00:00", "2026-03-01 10:05:00", "IP Address", "192.0.2.1", "100"]
    return table(codes, asked, marks, *([*told_, f"R_{n}", *a] for n, a in enumerate(ANSWERS)))


def smartsurvey() -> bytes:
    head = ["UserID", "UserNo", "Name", "Email", "IP Address", "Unique ID", "Started", "Ended"]
    lead = ["88", "1", "Pat Lee", "pat@example.org", "192.0.2.1", "u1", "01/03/2026 10:00:00"]
    return table(
        [*head, "Do you agree with the plan?", WHY, BETTER],
        *([*lead, "01/03/2026 10:05:00", *answers] for answers in ANSWERS),
    )


def google_forms() -> bytes:
    return table(
        ["Timestamp", "Do you agree with the plan?", WHY, BETTER],
        *(["3/1/2026 10:05:00", *answers] for answers in ANSWERS),
    )


def coded() -> bytes:
    """Return an export whose first row has codes, and whose second has the questions."""
    return table(
        ["Ident 1", "Ident 2", "Ident 3"],
        ["Are you responding as an individual or for an organisation?", WHY, BETTER],
        *(["Individual", *answers[1:]] for answers in ANSWERS),
    )


@pytest.mark.parametrize("export", [qualtrics, smartsurvey, google_forms, coded])
def test_each_written_answer_stands_under_its_question(export):
    reading = read_notes(export(), "export.csv")

    assert [(each.heading.split(" › ")[-1], each.text) for each in reading.statements] == [
        pair for _, why, better in ANSWERS for pair in ((WHY, why), (BETTER, better))
    ]
    assert [question.id for question in reading.questions] == ["table1.export"]


def test_the_tool_is_named_in_the_one_question():
    asked = read_notes(qualtrics(), "export.csv").questions[0].ask

    assert "an export of Qualtrics" in asked
    assert "Columns 8 and 9 were read as written answers" in asked


def test_a_column_can_be_set_all_the_same():
    reading = read_notes(google_forms(), "e.csv", answers={"table1.column2": "comment"})

    assert "Strongly agree" in [text for _, _, text in told(reading)]


def test_date_number_and_ward_stay_with_what_was_said():
    content = table(
        ["Comment ID", "Submitted", "Ward", "Comment"],
        ["17", "3 March 2026", "Riverside", "The hall is cold"],
    )

    reading = read_notes(content, "e.csv")

    assert dict(reading.statements[0].about) == {
        "id": "17", "date": "3 March 2026", "ward": "Riverside",
    }  # fmt: skip
    assert {each.why for each in reading.skipped} == {"the heading of a column"}


@pytest.mark.parametrize(
    ("cells", "is_left_out"),
    [
        (["3/5/2026 10:00", "4/5/2026 11:30", "5/5/2026"], True),
        (["a@example.org", "b@example.org", "c@example.org"], True),
        (["R0001", "R0002", "R0003"], True),
        (["The hall is cold", "No bus", "A warm room to sit in"], False),
    ],
)
def test_a_column_without_a_telling_name_is_judged_by_its_cells(cells, is_left_out):
    rows = [
        [f"Something that was said at length, number {n}", cell] for n, cell in enumerate(cells)
    ]

    reading = read_notes(table(["Comment", "Field"], *rows), "e.csv")

    said = {text for _, _, text in told(reading)}
    assert said.isdisjoint(cells) is is_left_out


BOOK = {
    "Responses": [
        ["ID", "Region", "Support", "Why", "Anything else"],
        *([f"R{n}", "North", *answers] for n, answers in enumerate(ANSWERS)),
    ],
    "Demographics": [["Column letter", "Label"], ["B", "Region"]],
    "Open_Questions": [["Column letter", "Number", "Question"], ["E", "2", "Anything else?"]],
    "Hybrid_Questions": [["Column letter", "Number", "Question"], ["D", "1", "Why?"]],
}


class TestTheTemplateThatExplainsItself:
    def test_only_the_columns_that_it_names_are_read(self):
        reading = read_notes(sheets(**BOOK), "book.xlsx")

        assert [text for _, _, text in told(reading)] == [
            text for _, why, better in ANSWERS for text in (why, better)
        ]
        assert reading.questions[0].id == "workbook.template"

    def test_every_sheet_is_read_where_a_person_says_so(self):
        reading = read_notes(sheets(**BOOK), "b.xlsx", answers={"workbook.template": "no"})

        assert len(reading.statements) > len(ANSWERS) * 2

    def test_one_that_only_explains_has_no_statement(self):
        book = {name: grid for name, grid in BOOK.items() if name != "Responses"}

        assert read_notes(sheets(**book), "book.xlsx").statements == ()


def test_tools_are_known_by_their_particulars():
    assert tool_of(["comment-id", "author-id", "agrees", "disagrees", "comment-body"]) == "Polis"
    assert tool_of(["ID", "Start time", "Completion time", "Email", "Name"]) == "Microsoft Forms"
    assert tool_of(["Work", "Barriers"]) == ""


@pytest.mark.seeds
class TestTheFilesOfOthers:
    @pytest.mark.parametrize(
        ("name", "statements"),
        [
            ("iai_consult_data_template_v005.xlsx", 97),
            ("iai_fixture_qu_format_a_numeric.xlsx", 0),
            ("iai_fixture_qu_format_b_instruction.xlsx", 0),
            ("iai_fixture_responses_biomass_format.csv", 0),
            ("iai_fixture_responses_lgr_format.csv", 10),
            ("iai_fixture_responses_scr_format.csv", 5),
            ("polis_bowling_green_comments.csv", 895),
            ("docxtractr_comments.docx", 5),
        ],
    )
    def test_give_their_written_answers(self, shared, name, statements):
        reading = read_notes((shared / "data" / "docs" / name).read_bytes(), name)

        assert len(reading.statements) == statements
