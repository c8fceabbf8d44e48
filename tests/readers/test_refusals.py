"""Every file that cannot be read gets one sentence, within bounds of memory and time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from consult.readers.isolation import read_in_child
from consult.readers.notes import read_notes
from consult.readers.refusals import UnreadableFile
from consult.readers.strategy import read_strategy
from tests.readers.builders import saved, sheets, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MEASURE = """
import json, resource, subprocess, sys, time
start = time.monotonic()
child = subprocess.run([sys.executable, "-m", "consult.readers", "notes"], stdin=sys.stdin.buffer,
                       capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([child.returncode, used, time.monotonic() - start, child.stderr.decode()]))
"""


def zipped(compression=zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(original: bytes, name: str, change) -> bytes:
    """Return an Office file with one part changed."""
    source = zipfile.ZipFile(io.BytesIO(original))
    parts = {entry: source.read(entry) for entry in source.namelist()}
    return zipped(**{**parts, name: change(parts[name])})


def crowd(size: int) -> bytes:
    return zipped(**{f"word/document.xml{n}": b"" for n in range(size)})


def cut(xml: bytes) -> bytes:
    return xml[:-40]


def lying(content: bytes) -> bytes:
    """Return an archive whose directory declares every part as tiny."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def encrypted_flag(content: bytes) -> bytes:
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    changed[at + 8] |= 1
    return bytes(changed)


def entities(xml: bytes) -> bytes:
    head, mark, rest = xml.partition(b"?>")
    return head + mark + b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + rest


def far_cell() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Barriers"
    workbook.active["XFD1048576"] = "far away"
    return saved(workbook)


def many_rows() -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for n in range(200_000):
        sheet.append([n, "Rent"])
    return saved(workbook)


NOTES = word([["Work", "Barriers"], ["Choir", "Rent"]])
SHEET = sheets(Sheet1=[["Work", "Barriers"], ["Choir", "Rent"]])
BOMB = zipped(**{"word/document.xml": b"<w>" + b"<p/>" * 30_000_000})
BAD = {
    "empty": ("notes.txt", b"", "is empty"),
    "only spaces": ("notes.txt", b" \n\t\n", "is empty"),
    "no words": ("notes.txt", b"--- *** 12 ---", "no text"),
    "no text in Word": ("notes.docx", word(""), "no text"),
    "text as Word": ("notes.docx", b"Barriers\n- Rent", "not a Word document"),
    "text as sheet": ("notes.xlsx", b"Barriers,Rent", "not a spreadsheet"),
    "Word as text": ("notes.txt", NOTES, "is a Word document"),
    "sheet as Word": ("notes.docx", SHEET, "is a spreadsheet"),
    "truncated Word": ("notes.docx", NOTES[: len(NOTES) // 2], "damaged or incomplete"),
    "truncated sheet": ("notes.xlsx", SHEET[:-400], "damaged or incomplete"),
    "encrypted Office": ("notes.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "encrypted zip": ("notes.docx", encrypted_flag(NOTES), "password"),
    "old Word": ("notes.doc", OLE + "WordDocument".encode("utf-16-le"), "old Word document"),
    "old sheet, broken": ("a.xls", OLE + "Workbook".encode("utf-16-le"), "damaged or protected"),
    "zip bomb": ("notes.docx", BOMB, "unpacks to far more"),
    "zip bomb that lies": ("notes.docx", lying(BOMB), "“notes.docx”"),
    "many entries": ("a.docx", crowd(6000), "far more"),
    "entities in Word": ("a.docx", with_part(NOTES, "word/document.xml", entities), "XML entities"),
    "entities in sheet": (
        "a.xlsx", with_part(SHEET, "xl/worksheets/sheet1.xml", entities), "XML entities",
    ),
    "broken XML": ("a.docx", with_part(NOTES, "word/document.xml", cut), "damaged"),
    "no body": ("a.docx", with_part(NOTES, "word/document.xml", lambda _: b"<a/>"), "damaged"),
    "100,000 columns": ("a.csv", b",".join(b"Work" for _ in range(100_000)), "100,000 columns"),
    "100,000 columns pasted": ("a.txt", b"\t".join(b"Work" for _ in range(100_000)), "columns"),
    "200,000 rows": ("a.csv", b"Barriers\n" + b"Rent\n" * 200_000, "more than 20,000 rows"),
    "200,000 rows of a sheet": ("a.xlsx", many_rows(), "200,000 rows"),
    "a far cell": ("a.xlsx", far_cell(), "columns"),
    "NUL bytes": ("a.txt", b"Barriers\0\0\n- Rent\0", "not text"),
    "binary": ("a.csv", bytes(range(1, 32)) * 400, "not text"),
    "PDF": ("a.pdf", b"%PDF-1.7 ...", "is a PDF"),
    "PDF as Word": ("a.docx", b"%PDF-1.7 ...", "is a PDF"),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n...", "is a picture"),
    "web page": ("a.xls", b"<html><table>", "is a web page"),
    "presentation": ("a.pptx", zipped(**{"ppt/presentation.xml": b"<a/>"}), "is a presentation"),
    "unknown ending": ("a.json", b'{"a": 1}', "not read here"),
    "too large": ("a.txt", b"Rent and more. " * 2_000_000, "larger than"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_sentence_that_names_it(case):
    name, content, words = BAD[case]

    with pytest.raises(UnreadableFile, match=words) as refusal:
        read_notes(content, name)

    sentence = str(refusal.value)
    assert sentence.startswith(f"“{name}” ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert ";" in sentence or "," in sentence


@pytest.mark.parametrize(
    "case",
    ["zip bomb", "zip bomb that lies", "a far cell", "100,000 columns", "200,000 rows", "too large",
     "entities in Word", "200,000 rows of a sheet"],
)  # fmt: skip
def test_a_hostile_file_takes_little_memory_and_time(case):
    name, content, _ = BAD[case]
    request = json.dumps({"filename": name, "answers": {}}).encode() + b"\n" + content

    measured = subprocess.run([sys.executable, "-c", MEASURE], input=request, capture_output=True)
    status, megabytes, seconds, sentence = json.loads(measured.stdout)

    assert status == 3
    assert sentence.startswith(f"“{name}” ")
    assert megabytes < 500
    assert seconds < 10


def test_a_child_that_dies_is_a_refusal_too(monkeypatch):
    monkeypatch.setattr("consult.readers.isolation.SECONDS", 0.001)

    with pytest.raises(UnreadableFile, match="within the memory and time"):
        read_in_child("notes", NOTES, "notes.docx")


def test_a_reading_beyond_the_limit_of_memory_is_a_refusal():
    table = [["Work", "Barriers"]] + [["A choir of many voices", "The rent of the hall"]] * 40
    many = word(table)
    big = with_part(many, "word/document.xml", lambda xml: multiplied(xml, 400))

    with pytest.raises(UnreadableFile, match=r"“notes\.docx”"):
        read_in_child("notes", big, "notes.docx")


def multiplied(xml: bytes, times: int) -> bytes:
    start, end = xml.index(b"<w:tbl>"), xml.index(b"</w:tbl>") + len(b"</w:tbl>")
    return xml[:start] + xml[start:end] * times + xml[end:]


def test_the_refusal_of_the_child_is_the_same_sentence():
    with pytest.raises(UnreadableFile) as here:
        read_notes(b"Barriers", "notes.docx")
    with pytest.raises(UnreadableFile) as there:
        read_in_child("notes", b"Barriers", "notes.docx")

    assert str(here.value) == str(there.value)


def test_a_strategy_without_outcomes_is_refused():
    with pytest.raises(UnreadableFile, match="names no outcome"):
        read_strategy(b"Nothing of the kind\n", "strategy.txt")
