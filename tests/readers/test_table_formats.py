from __future__ import annotations

import docx
import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import read_text, saved, sheets, told, word


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
