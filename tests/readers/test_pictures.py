"""Photographs of printed sheets: recognised where tesseract is, always for a person to compare."""

from __future__ import annotations

import importlib
import io

import pytest
from PIL import Image

from consult.readers.isolation import read_in_child
from consult.readers.notes import read_notes
from consult.readers.readings import NotesReading
from consult.readers.refusals import UnreadableFile
from tests.readers.builders import told
from tests.readers.makers import picture

GRID = [
    ["Work", "Barriers"],
    ["Choir in the hall", "No bus after six"],
    ["Lunch club", "Damp walls"],
]
NOTES = [
    (None, "work", "Choir in the hall"),
    (None, "barrier", "No bus after six"),
    (None, "work", "Lunch club"),
    (None, "barrier", "Damp walls"),
]


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return picture("= Table three, spring evening", "What was said in the room", grid=GRID)


def in_child(content: bytes, name: str) -> NotesReading:
    return NotesReading.from_dict(read_in_child("notes", content, name))


def changed(content: bytes, change, **options) -> bytes:
    stream = io.BytesIO()
    with Image.open(io.BytesIO(content)) as original:
        change(original.convert("L")).save(stream, **options)
    return stream.getvalue()


def test_a_ruled_sheet_is_read_by_its_cells_and_put_in_doubt(sheet):
    reading = in_child(sheet, "sheet.png")

    assert told(reading) == NOTES
    assert reading.statements[0].place["table"] == 1
    doubt = next(q for q in reading.questions if q.id == "picture.compared")
    assert "handwriting is not recognised" in doubt.ask
    assert doubt.assumed == "no"


def test_a_photograph_that_is_askew_and_grey(sheet):
    askew = changed(
        sheet,
        lambda p: p.rotate(1.6, fillcolor=255, expand=True).point(lambda v: int(v * 0.8) + 20),
        format="JPEG",
        quality=75,
    )

    assert told(in_child(askew, "photo.jpg")) == NOTES


def test_a_photograph_that_says_which_way_up_it_is(sheet):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = changed(sheet, lambda p: p.rotate(90, expand=True), format="JPEG", exif=exif)

    assert told(in_child(turned, "photo.jpeg")) == NOTES


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n...", "not a whole picture"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(3000), "not a whole picture"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(100), "Apple’s own format"),
    ],
)
def test_a_broken_or_unknown_picture_is_refused(name, content, says):
    with pytest.raises(UnreadableFile, match=says):
        read_notes(content, name)


def test_a_picture_without_print_is_refused_with_the_way_out():
    blank = io.BytesIO()
    Image.new("L", (900, 600), 250).save(blank, format="PNG")

    with pytest.raises(UnreadableFile, match="handwriting needs a person"):
        in_child(blank.getvalue(), "a.png")


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked():
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, format="PNG")

    with pytest.raises(UnreadableFile, match="20,000 × 20,000 points"):
        in_child(huge.getvalue(), "a.png")


def test_without_tesseract_it_says_who_can_help(sheet, monkeypatch):
    pytesseract = importlib.import_module("pytesseract").pytesseract
    monkeypatch.setattr(pytesseract, "tesseract_cmd", "/nowhere/tesseract")

    with pytest.raises(UnreadableFile, match=r"tesseract\) is\s+not|installed on this server"):
        read_notes(sheet, "a.png")
