"""Plain files in, and what each fault in one is called."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc

import pytest

from analysis import tables
from analysis.tables import TableError, read_table


def written(tmp_path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


class TestReads:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.csv", b"id,text\n7,no bus\n"),
            ("a.csv", b"\xef\xbb\xbfID;Text\r\n7;no bus\r\n"),
            ("a.tsv", b"id\ttext\n7\tno bus\n"),
            ("a.jsonl", b'{"id": 7, "text": "no bus"}\n'),
        ],
    )
    def test_the_same_row_from_every_format(self, tmp_path, name, data):
        table = read_table(written(tmp_path, name, data))

        assert [(row.id, row.text) for row in table.rows] == [("7", "no bus")]

    def test_a_workbook(self, tmp_path):
        from openpyxl import Workbook

        workbook = Workbook()
        workbook.active.append(["id", "text", "ward"])
        workbook.active.append([7, "no bus", "North"])
        workbook.save(tmp_path / "a.xlsx")

        table = read_table(str(tmp_path / "a.xlsx"))

        assert [(row.id, row.text, row.others["ward"]) for row in table.rows] == [
            ("7", "no bus", "North")
        ]

    def test_windows_1252(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", "text\n“£3” is dear\n".encode("cp1252")))

        assert table.texts == ["“£3” is dear"]

    def test_utf_16_as_a_spreadsheet_exports_it(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", "text\n“£3” is dear\n".encode("utf-16")))

        assert table.texts == ["“£3” is dear"]

    def test_a_text_over_several_lines(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", b'text\r\n"no ""bus""\r\nat all"\r\nno\r\n'))

        assert table.texts == ['no "bus"\r\nat all', "no"]

    def test_rows_without_an_id_are_numbered(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", b"text\nno bus\nno train\n"))

        assert [row.id for row in table.rows] == ["1", "2"]

    def test_an_answer_of_a_hundred_thousand_words(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", b"text\n" + b"word " * 100_000 + b"\n"))

        assert len(table.texts[0].split()) == 100_000


class TestLarge:
    """Rows of large files are kept in temporary files and read the same."""

    @pytest.fixture
    def content(self):
        rows = [
            {"id": str(at), "text": f"Zeile {at}, „ü“ 😀\nzweite", "ward": "North" * (at % 2)}
            for at in range(9_000)
        ]
        return "".join(json.dumps(row) + "\n" for row in rows).encode()

    def test_are_read_as_small_ones_are(self, tmp_path, content, monkeypatch):
        path = written(tmp_path, "a.jsonl", content)
        small = read_table(path)
        monkeypatch.setattr(tables, "LARGE", 1_000)

        large = read_table(path)

        assert isinstance(large.rows, tables.StoredRows)
        assert tuple(large.rows) == small.rows
        assert list(large.texts) == small.texts
        assert list(large.ids) == small.ids
        assert (large.rows[-1], large.rows[7:9]) == (small.rows[-1], list(small.rows[7:9]))

    @pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
    def test_memory_does_not_grow_with_the_rows(self, tmp_path, monkeypatch, name):
        monkeypatch.setattr(tables, "LARGE", 1_000)
        path = written(tmp_path, name, b"text\n" + b"a text of some thirty characters\n" * 150_000)

        tracemalloc.start()
        table = read_table(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert len(table.rows) == 150_000
        # Three places of eight bytes a row, and the blocks that are read.
        assert peak < 150_000 * 24 * 1.3 + 6_000_000

    def test_standard_input_can_be_read_twice(self, monkeypatch, content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

        table = read_table("-")

        assert len(table.rows) == 9_000
        assert table.columns == ("ward",)


class TestRefuses:
    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("a.csv", b"", "the file is empty"),
            ("a.csv", b"id,text\n", "no row below it"),
            (
                "a.csv",
                b"id,comment\n1,x\n",
                "there is no column “text”. Its columns are “id”, “comment”",
            ),
            (
                "a.csv",
                b"text\nno bus, no train\n",
                "row 2: there are 2 cells, but the header has 1",
            ),
            ("a.csv", b"text,text\na,b\n", "two columns are called “text”"),
            ("a.csv", b"text\nno\0bus\n", "line 2: there is a NUL"),
            ("a.csv", b'text\nok\n"no bus\nno train\n', "row 3: a quotation mark is opened here"),
            ("a.csv", b'text\n"no bus" ever\n', "row 2: more text follows a closing quotation"),
            ("a.csv", b"text\nfive \x81 six\n", "line 2: this is text in an encoding"),
            (
                "a.csv",
                "text\ncafé\nna".encode() + b"\xefve\n",
                "line 3: the text is UTF-8 up to a byte here that is not",
            ),
            ("a.csv", "text\nno bus\n".encode("utf-16-be"), "line 1: there is a NUL"),
            ("a.csv", b"text\n" + b"x" * 10_000_001, "row 2: a cell has more than 10,000,000"),
            (
                "a.tsv",
                b"id\ttext\n1\t" + b"x" * 10_000_001,
                "row 2, column “text”: the cell has more than 10,000,000",
            ),
            ("a.csv", b"PK\x03\x04zip", "a spreadsheet or a zip, not text"),
            ("a.xlsx", b"not a zip", r"not an \.xlsx workbook"),
            ("a.jsonl", b'{"text": "a"}\nno\n', "line 2: this is not a line of JSON"),
            ("a.jsonl", b"[1]\n", "line 1: this is not an object"),
            ("a.pdf", b"%PDF", r"\.csv, \.tsv, \.xlsx, \.jsonl can be read"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, tmp_path, name, data, says):
        with pytest.raises(TableError, match=says):
            read_table(written(tmp_path, name, data))

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(TableError, match="cannot be opened"):
            read_table(str(tmp_path / "none.csv"))
