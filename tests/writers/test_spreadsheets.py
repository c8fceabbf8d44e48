"""CSV and XLSX: texts stay texts, and a spreadsheet runs none of them."""

from __future__ import annotations

import csv as standard_csv
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from consult.writers import csv, xlsx
from consult.writers.csv import safe_cell
from consult.writers.xlsx_sheets import LONGEST_CELL
from tests.writers.sample import empty, rich

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1")


def with_formulas():
    quotes = tuple(replace(rich().sections[0].quotes[0], text=text) for text in FORMULAS)
    section = replace(rich().sections[0], name="=HYPERLINK(A1)", quotes=quotes)
    return replace(rich(), title="=1+1", sections=(section,))


class TestSafeCell:
    @pytest.mark.parametrize("text", FORMULAS)
    def test_marks_what_a_spreadsheet_would_run(self, text):
        assert safe_cell(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "Fewer cars", "1,204", "“=1”", "a=b"])
    def test_leaves_other_text_alone(self, text):
        assert safe_cell(text) == text


class TestCsv:
    def test_has_the_mark_by_which_excel_knows_utf8(self):
        assert csv.write(rich()).startswith(b"\xef\xbb\xbfpart,item,")

    def test_no_cell_starts_a_formula(self):
        text = csv.write(with_formulas()).decode("utf-8-sig")

        cells = [cell for row in standard_csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert sum(cell.startswith("'") for cell in cells) > len(FORMULAS)
        assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


class TestXlsx:
    def test_has_a_sheet_for_each_part(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(rich())))

        assert book.sheetnames == ["Summary", "Figures", "Matrix", "Statements"]
        assert all(sheet.freeze_panes for sheet in book)

    def test_no_cell_is_a_formula(self):
        content = xlsx.write(with_formulas())

        cells = [
            c for sheet in openpyxl.load_workbook(io.BytesIO(content)) for r in sheet for c in r
        ]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [archive.read(n) for n in archive.namelist() if "worksheets/" in n]
        assert not [sheet for sheet in sheets if re.search(rb"<f[ >]", sheet)]

    def test_statements_are_verbatim(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(with_formulas())))

        texts = [row[4] for row in book["Statements"].iter_rows(min_row=2, values_only=True)]
        assert texts[0] == "=1+1"
        assert texts[3] == "@SUM(A1)"

    def test_text_too_long_for_a_cell_says_that_it_was_cut(self):
        section = rich().sections[0]
        quote = replace(section.quotes[0], text="word " * 10_000)
        summary = replace(rich(), sections=(replace(section, quotes=(quote,)),))

        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(summary)))

        text = book["Statements"]["E2"].value
        assert len(text) == LONGEST_CELL
        assert text.endswith("the CSV and JSON files have the whole text)")

    def test_matrix_counts_are_numbers(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(rich())))

        first = next(book["Matrix"].iter_rows(min_row=2, values_only=True))
        assert first[:3] == ("1.1", "Evenings in the harbour are safe and lively for everyone", 14)
        assert first[-1] == 41

    def test_empty_report_has_its_headers(self):
        book = openpyxl.load_workbook(io.BytesIO(xlsx.write(empty())))

        assert [cell.value for cell in book["Matrix"][1]] == ["Outcome", "Title", "Any theme"]
