"""Which format a file truly has, and the one door through which it becomes a layout."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import PurePath

from consult.readers.layout import MAX_CELLS, Layout, Table
from consult.readers.refusals import UnreadableFile
from consult.readers.signatures import sniff

MAX_BYTES = 25 * 2**20

ENDINGS = {
    "docx": "docx", "docm": "docx", "dotx": "docx", "dotm": "docx", "doc": "doc",
    "odt": "odt", "ott": "odt", "rtf": "rtf", "pdf": "pdf",
    "xlsx": "sheets", "xlsm": "sheets", "xls": "sheets", "ods": "sheets", "xlsb": "sheets",
    "csv": "separated", "tsv": "separated", "tab": "separated",
    "json": "records", "jsonl": "records",
    "txt": "plain", "text": "plain", "md": "plain", "": "plain",
    "html": "html", "htm": "html", "eml": "mail", "msg": "outlook",
    "png": "picture", "jpg": "picture", "jpeg": "picture", "tif": "picture", "tiff": "picture",
    "webp": "picture", "gif": "picture", "heic": "heic", "heif": "heic", "avif": "heic",
}  # fmt: skip
# Readers are loaded when they are needed: their libraries take memory of the child.
_READERS = {
    "docx": "word",
    "odt": "opendocument",
    "rtf": "rich_text",
    "pdf": "pdf",
    "sheets": "sheets",
    "separated": "separated",
    "records": "records",
    "plain": "plain",
    "html": "markup",
    "mail": "mail",
    "outlook": "outlook",
    "picture": "pictures",
}
# Formats without bytes by which to know them.
_TEXTS = {"plain", "separated", "records", "html", "mail"}
_NAMES = {
    "docx": "a Word document (.docx)",
    "odt": "an OpenDocument text (.odt)",
    "rtf": "a Rich Text file (.rtf)",
    "pdf": "a PDF",
    "sheets": "a spreadsheet",
    "html": "a web page",
    "outlook": "an Outlook message (.msg)",
    "picture": "a picture",
    "slides": "a presentation",
    "zip": "a zip archive",
    "doc": "an old Word document (.doc)",
    "encrypted": "protected with a password",
    "ole": "an old Office file",
    "heic": "a picture in Apple’s own format (HEIC)",
}
_WAYS_OUT = {
    "slides": "copy its notes into a Word or text file",
    "zip": "unpack it and choose the files in it; several can be chosen at once",
    "doc": "open it in Word, save it as .docx and try again",
    "encrypted": "open it, take the password off, save a copy and try again",
    "ole": "save it as .docx or .xlsx and try again",
    "heic": "save it as JPEG, or send it from the phone by email, and try again",
}


def read_layout(
    content: bytes, filename: str, answers: Mapping[str, str] | None = None
) -> Layout:  # fmt: skip
    """Return what a person sees in the file.

    Parameters
    ----------
    answers
        Answers to the doubts of an earlier reading, by their ids.

    Raises
    ------
    UnreadableFile
        When the file is not what its name says, or cannot be read.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile(f"“{filename}” is empty; choose the file that holds the notes.")
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"“{filename}” is larger than {MAX_BYTES // 2**20} MB; "
            "take the pictures out of it, make them smaller, or split it."
        )
    ending = PurePath(filename.lower()).suffix.lstrip(".")
    found = _true_format(filename, ending, sniff(content, filename))
    reader = importlib.import_module(f"consult.readers.{_READERS[found]}")
    layout: Layout = reader.read(content, filename, answers or {})
    _check_size(layout, filename)
    return layout


def _check_size(layout: Layout, filename: str) -> None:
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    cells = sum(bool(cell.paragraphs) for table in tables for row in table.rows for cell in row)
    if cells > MAX_CELLS or len(layout.blocks) > MAX_CELLS:
        raise UnreadableFile(
            f"“{filename}” has more than {MAX_CELLS:,} cells or paragraphs; "
            "split it into several files."
        )
    if not any(any(map(str.isalpha, paragraph.text)) for paragraph in layout.paragraphs()):
        raise UnreadableFile(
            f"“{filename}” has no text in it; if the notes are a picture, type them out first."
        )


def _true_format(filename: str, ending: str, found: str) -> str:
    """Return the format to read; refuse what we do not read, and what is not what it says."""
    if found in _WAYS_OUT:
        raise UnreadableFile(f"“{filename}” is {_NAMES[found]}; {_WAYS_OUT[found]}.")
    if ending not in ENDINGS:
        raise UnreadableFile(
            f"“{filename}” is a .{ending} file, which is not read here; "
            "save the notes as .docx, .xlsx, .csv, .pdf or .txt."
        )
    said = ENDINGS[ending]
    # Survey tools call a web page with one table an Excel file, so that Excel opens it.
    if (found, said) == ("html", "sheets"):
        return found
    if found and found != said:
        raise UnreadableFile(
            f"“{filename}” ends in .{ending or 'nothing'} but is {_NAMES[found]}; "
            "give it its true ending and try again."
        )
    if not found and said not in _TEXTS:
        raise UnreadableFile(
            f"“{filename}” is not {_NAMES[said]}, although its name says so; "
            f"open it in the program that made it and save it again as .{ending}."
        )
    return said
