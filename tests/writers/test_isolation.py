"""Writing in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from consult.writers import FORMATS, csv
from consult.writers.isolation import WritingFailed, write_in_child
from tests.writers.sample import rich

BEGINNINGS = {
    "charts": b"PK",
    "csv": b"\xef\xbb\xbf",
    "docx": b"PK",
    "html": b"<!DOCTYPE html>",
    "json": b"{",
    "pdf": b"%PDF-",
    "xlsx": b"PK",
}


def run(*arguments, given=b""):
    command = [sys.executable, "-m", "consult.writers", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False)


class TestWriteInChild:
    @pytest.mark.parametrize("format_name", FORMATS)
    def test_returns_the_file(self, format_name):
        content = write_in_child(format_name, rich().to_dict())

        assert content.startswith(BEGINNINGS[format_name])

    def test_returns_the_bytes_that_the_writer_makes_here(self):
        assert write_in_child("csv", rich().to_dict()) == csv.write(rich())

    def test_refuses_an_unknown_format(self):
        with pytest.raises(WritingFailed, match="cannot be written as “exe”; choose charts, csv"):
            write_in_child("exe", rich().to_dict())

    def test_says_why_a_document_is_no_report(self):
        with pytest.raises(WritingFailed, match="as csv: This is no barrier summary"):
            write_in_child("csv", {})

    def test_gives_up_in_time(self):
        with pytest.raises(WritingFailed, match=r"not written as pdf within 0.01 seconds"):
            write_in_child("pdf", rich().to_dict(), timeout=0.01)

    def test_loads_no_drawing_library_into_this_process(self):
        code = (
            "import json, sys; from consult.writers.isolation import write_in_child;"
            "write_in_child('csv', json.load(sys.stdin));"
            "print({'matplotlib', 'docx', 'typst', 'openpyxl', 'numpy'} & set(sys.modules))"
        )

        given = json.dumps(rich().to_dict()).encode()
        child = subprocess.run(
            [sys.executable, "-c", code], input=given, capture_output=True, check=True
        )

        assert child.stdout.decode().strip() == "set()"


class TestCommand:
    @pytest.mark.parametrize("arguments", [(), ("exe",), ("csv", "more")])
    def test_explains_its_usage(self, arguments):
        child = run(*arguments)

        assert child.returncode == 2
        assert child.stderr.startswith(b"Usage: python -m consult.writers {charts,csv,docx,")

    def test_refuses_what_is_not_json(self):
        child = run("csv", given=b"{")

        assert child.returncode == 1
        assert child.stderr.startswith(b"The report is not JSON")
        assert child.stdout == b""

    def test_refuses_what_is_not_text(self):
        child = run("csv", given=b"\xff\xfe\xff")

        assert child.returncode == 1
        assert child.stderr.startswith(b"The report is not JSON")
