"""Workbooks that are written row by row: the same cells, no formula, and no half of one."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from consult.writers import STREAMED, sheets, streamed
from consult.writers.isolation import WritingFailed, write_lines_in_child
from consult.writers.plain import NotAReport
from consult.writers.worksheets import END, Sheet, Sheets, lines

HEADS = Sheets(
    "Evidence",
    "Testbury",
    date(2026, 11, 29),
    (
        Sheet("Said", ("Statement", "Words"), (), (12, 90)),
        Sheet("Codes", ("Statement", "Themes"), ()),
    ),
)
ROWS = [(0, ("1", "=1+1")), (1, ("1", 2)), (0, ("2", "A\x00 line\nand another")), (1, ("2", 0))]


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet):
    return list(sheet.iter_rows(values_only=True))


class TestWrite:
    def test_puts_each_row_on_its_sheet_though_they_take_turns(self):
        book = book_of(streamed.write(lines(HEADS, ROWS)))

        assert rows_of(book["Said"]) == [
            ("Statement", "Words"),
            ("1", "=1+1"),
            ("2", "A\N{REPLACEMENT CHARACTER} line\nand another"),
        ]
        assert rows_of(book["Codes"]) == [("Statement", "Themes"), ("1", 2), ("2", 0)]

    def test_types_each_text_as_text_and_each_count_as_a_number(self):
        book = book_of(streamed.write(lines(HEADS, ROWS)))

        (_, said) = book["Said"]["A2:B2"][0]
        (_, count) = book["Codes"]["A2:B2"][0]
        assert (said.data_type, said.quotePrefix) == ("s", True)
        assert (count.data_type, count.number_format) == ("n", "#,##0")
        assert not any(c.data_type == "f" for sheet in book for row in sheet for c in row)

    def test_keeps_the_header_in_view_in_print_and_apart(self):
        sheet = book_of(streamed.write(lines(HEADS, ROWS)))["Said"]

        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A1"].font.bold
        assert sheet.column_dimensions["B"].width == 90

    def test_gives_the_same_bytes_each_time(self):
        assert streamed.write(lines(HEADS, ROWS)) == streamed.write(lines(HEADS, ROWS))

    def test_says_what_the_writer_of_whole_tables_says(self):
        first = Sheet("Said", ("Statement", "Words"), (ROWS[0][1], ROWS[2][1]), (12, 90))
        second = Sheet("Codes", ("Statement", "Themes"), (ROWS[1][1], ROWS[3][1]))
        whole = Sheets("Evidence", "Testbury", date(2026, 11, 29), (first, second))

        assert sheets.write(whole) == streamed.write(lines(HEADS, ROWS))

    def test_marks_where_a_cell_is_cut(self):
        book = book_of(streamed.write(lines(HEADS, [(0, ("1", "x" * 40_000))])))

        assert "cut here" in book["Said"]["B2"].value

    def test_refuses_half_a_workbook(self):
        *given, end = lines(HEADS, ROWS)

        assert END in end.decode()
        with pytest.raises(NotAReport, match="before their end"):
            streamed.write(given)

    @pytest.mark.parametrize("given", [[], [b"{"], [b'{"kind": "paper"}']])
    def test_refuses_what_is_no_workbook(self, given):
        with pytest.raises(NotAReport):
            streamed.write(given)


class TestInAChild:
    def test_gives_the_bytes_that_are_made_here(self):
        assert write_lines_in_child(STREAMED, lines(HEADS, ROWS)) == streamed.write(
            lines(HEADS, ROWS)
        )

    def test_says_why_it_could_not_be_written(self):
        with pytest.raises(WritingFailed, match="as streamed: These are no tables"):
            write_lines_in_child(STREAMED, [b'{"kind": "paper"}\n'] * 100_000)

    def test_gives_up_in_time(self):
        with pytest.raises(WritingFailed, match=r"not written as streamed within 0.01 seconds"):
            write_lines_in_child(STREAMED, lines(HEADS, ROWS * 100_000), timeout=0.01)

    def test_ends_the_child_where_the_rows_cannot_be_read(self):
        def broken():
            yield ROWS[0]
            raise OSError("The disk is gone.")

        with pytest.raises(OSError, match="disk is gone"):
            write_lines_in_child(STREAMED, lines(HEADS, broken()))
