"""Every file that cannot be read gets one sentence, within bounds of memory and time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from PIL import Image

from consult.readers.isolation import read_in_child
from consult.readers.notes import read_notes
from consult.readers.refusals import UnreadableFile
from consult.readers.strategy import read_strategy
from tests.readers.builders import saved, sheets, told, word
from tests.readers.makers import locked, odt, pdf, rtf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MEASURE = """
import json, resource, subprocess, sys
child = subprocess.run([sys.executable, "-m", "consult.readers", "notes", "8"],
                       stdin=sys.stdin.buffer, capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([child.returncode, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime,
                  child.stderr.decode()]))
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


def scanned() -> bytes:
    """Return a PDF whose only page is a picture."""
    stream = io.BytesIO()
    Image.new("L", (400, 300), 200).save(stream, format="PDF")
    return stream.getvalue()


def locked_odt() -> bytes:
    manifest = b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    source = zipfile.ZipFile(io.BytesIO(ODT))
    parts = {entry: source.read(entry) for entry in source.namelist()}
    return zipped(**parts, **{"META-INF/manifest.xml": manifest})


def many_parts() -> bytes:
    head = b'Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n'
    return head + b"--B\nContent-Type: text/plain\n\nRent\n" * 3_000 + b"--B--\n"


NOTES = word([["Work", "Barriers"], ["Choir", "Rent"]])
ODT = odt("Barriers", "* Rent")
PDF = pdf("Barriers", "• Rent")
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
    "2 MB in a line": ("a.txt", b"No bus after six. " * 120_000, "characters in one line .line 1."),
    "2 MB in a word": ("a.txt", b"Notes\n" + b"a" * 2_000_000, "in one line .line 2."),
    "2 MB in a line of a mail": (
        "a.txt",
        b"From: A <a@b.org>\nTo: c@d.org\nSubject: x\n\n" + b"No bus. " * 260_000,
        "characters in one line .line 5.",
    ),
    "a far cell": ("a.xlsx", far_cell(), "columns"),
    "NUL bytes": ("a.txt", b"Barriers\0\0\n- Rent\0", "not text"),
    "binary": ("a.csv", bytes(range(1, 32)) * 400, "not text"),
    "PDF as Word": ("a.docx", b"%PDF-1.7 ...", "is a PDF"),
    "PDF, broken": ("a.pdf", b"%PDF-1.7 ...", "damaged or incomplete PDF"),
    "PDF, truncated": ("a.pdf", PDF[: len(PDF) // 3], "damaged or incomplete PDF"),
    "PDF, locked": ("a.pdf", locked(PDF), "password"),
    "PDF, scanned": ("a.pdf", scanned(), "is a scan"),
    "text as PDF": ("a.pdf", b"Barriers", "is not a PDF"),
    "OpenDocument, truncated": ("a.odt", ODT[:-60], "damaged"),
    "OpenDocument, locked": ("a.odt", locked_odt(), "password"),
    "OpenDocument with entities": (
        "a.odt", with_part(ODT, "content.xml", entities), "XML entities",
    ),
    "OpenDocument as Word": ("a.docx", ODT, "is an OpenDocument text"),
    "Word as OpenDocument": ("a.odt", NOTES, "is a Word document"),
    "Rich Text, truncated": ("a.rtf", rtf("Barriers", "Rent")[:-6], "breaks off"),
    "Rich Text, nested": ("a.rtf", b"{\\rtf1" + b"{" * 9000, "nested deeper"),
    "Word with no ending": ("notes", NOTES, "is a Word document"),
    "mail without a head": ("a.eml", b"Barriers\n- Rent\n", "not a whole mail"),
    "mail of many parts": ("a.eml", many_parts(), "not a whole mail"),
    "message, broken": (
        "a.msg", OLE + "__substg1.0_1000001F".encode("utf-16-le"), "damaged Outlook",
    ),
    "JSON, broken": ("a.json", b'[{"a": "Rent"', "not whole JSON"),
    "JSON, deep": ("a.json", b"[" * 100_000, "not whole JSON"),
    "JSON without records": ("a.json", b'{"a": "Rent"}', "no list of records"),
    "JSON of 200,000 records": ("a.jsonl", b'{"a": "Rent"}\n' * 200_000, "200,000 records"),
    "web page of 200,000 rows": ("a.html", b"<html><table>" + b"<tr><td>a<td>b" * 200_000, "rows"),
    "web page of many columns": ("a.html", b"<html><table><tr>" + b"<td>a" * 100_000, "columns"),
    "a 50 MB picture": ("a.jpg", b"\xff\xd8\xff" + bytes(50_000_000), "larger than"),
    "picture as text": ("a.txt", b"\x89PNG\r\n\x1a\n...", "is a picture"),
    "picture from an Apple phone": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(99), "Apple"),
    "web page as text": ("a.txt", b"<html><table>", "is a web page"),
    "presentation": ("a.pptx", zipped(**{"ppt/presentation.xml": b"<a/>"}), "is a presentation"),
    "unknown ending": ("a.geojson", b'{"a": 1}', "not read here"),
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
    ["zip bomb", "zip bomb that lies", "2 MB in a line",
     "2 MB in a word", "a far cell", "100,000 columns", "200,000 rows", "too large",
     "entities in Word", "200,000 rows of a sheet", "PDF, truncated", "Rich Text, nested",
     "mail of many parts", "JSON, deep", "JSON of 200,000 records", "web page of 200,000 rows",
     "web page of many columns", "a 50 MB picture"],
)  # fmt: skip
def test_a_hostile_file_takes_little_memory_and_time(case):
    name, content, _ = BAD[case]
    request = json.dumps({"filename": name, "answers": {}}).encode() + b"\n" + content

    measured = subprocess.run([sys.executable, "-c", MEASURE], input=request, capture_output=True)
    status, megabytes, cpu_seconds, sentence = json.loads(measured.stdout)

    assert status == 3
    assert sentence.startswith(f"“{name}” ")
    assert megabytes < 500
    assert cpu_seconds < 10


MACROS = {
    "docx": ("word/vbaProject.bin", NOTES, "a.docm"),
    "xlsx": ("xl/vbaProject.bin", SHEET, "a.xlsm"),
}


@pytest.mark.parametrize("case", MACROS)
def test_a_file_with_macros_gives_its_text_and_nothing_of_them(case):
    part, content, name = MACROS[case]
    source = zipfile.ZipFile(io.BytesIO(content))
    parts = {entry: source.read(entry) for entry in source.namelist()}

    reading = read_notes(zipped(**parts, **{part: b"Sub AutoOpen() Shell"}), name)

    assert told(reading) == [(None, "work", "Choir"), (None, "barrier", "Rent")]
    assert "AutoOpen" not in str(reading)


ODD = "Barriers\n- \u200fעברית\u200f and back\n- Café £3 – “quoted”\n- Too loud 🎺 for us 👩‍👩‍👧\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_of_direction_and_emoji_stay_as_they_are(encoding):
    reading = read_notes(ODD.encode(encoding), "a.txt")

    assert [text for _, _, text in told(reading)] == [
        "\u200fעברית\u200f and back", "Café £3 – “quoted”", "Too loud 🎺 for us 👩‍👩‍👧",
    ]  # fmt: skip
    assert reading.questions == ()


class TestLettersInDoubt:
    def test_two_encodings_in_one_file_are_both_read_and_asked_about(self):
        content = (
            "Barriers\n- Café opens at six – maybe\n".encode() + b"- The \xa35 fee \x96 too dear\n"
        )

        reading = read_notes(content, "a.txt")

        assert [text for _, _, text in told(reading)] == [
            "Café opens at six – maybe", "The £5 fee – too dear",
        ]  # fmt: skip
        assert [(q.id, q.assumed) for q in reading.questions] == [("file.encoding", "mixed")]

    def test_windows_is_assumed_and_another_can_be_chosen(self):
        content = "Barriers\n- Café £3\n".encode("mac_roman")

        reading = read_notes(content, "a.txt", answers={"file.encoding": "mac_roman"})

        assert told(reading) == [(None, "barrier", "Café £3")]
        assert reading.questions[0].assumed == "cp1252"

    def test_what_windows_cannot_have_written_is_guessed_and_asked(self):
        text = "Barriers\n" + "- Улица тёмная, и никто не чинит фонари у дома\n" * 5

        reading = read_notes(text.encode("cp1251") + b"- \x98\n", "a.txt")

        asked = reading.questions[0]
        assert asked.id == "file.encoding"
        assert asked.assumed in {option.value for option in asked.options}


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
