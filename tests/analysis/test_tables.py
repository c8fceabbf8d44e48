"""Plain files in, and what each fault in one is called."""

from __future__ import annotations

import pytest

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

    def test_rows_without_an_id_are_numbered(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", b"text\nno bus\nno train\n"))

        assert [row.id for row in table.rows] == ["1", "2"]

    def test_an_answer_of_a_hundred_thousand_words(self, tmp_path):
        table = read_table(written(tmp_path, "a.csv", b"text\n" + b"word " * 100_000 + b"\n"))

        assert len(table.texts[0].split()) == 100_000


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
