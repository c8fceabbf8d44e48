"""Which format a file truly has, and the one door through which it becomes a layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from consult.readers import encodings, plain, separated, sheets, word
from consult.readers.archive import Archive
from consult.readers.layout import MAX_CELLS, Layout, Table
from consult.readers.refusals import UnreadableFile

MAX_BYTES = 25 * 2**20

ENDINGS = {
    "docx": "docx", "docm": "docx", "dotx": "docx",
    "xlsx": "sheets", "xlsm": "sheets", "xls": "sheets", "ods": "sheets", "xlsb": "sheets",
    "csv": "separated", "tsv": "separated", "tab": "separated",
    "txt": "plain", "text": "plain", "md": "plain", "": "plain",
}  # fmt: skip
_NAMES = {
    "docx": "a Word document (.docx)",
    "sheets": "a spreadsheet",
    "odt": "an OpenDocument text (.odt)",
    "slides": "a presentation",
    "zip": "a zip archive",
    "doc": "an old Word document (.doc)",
    "encrypted": "protected with a password",
    "ole": "an old Office file",
    "pdf": "a PDF",
    "rtf": "a Rich Text file (.rtf)",
    "picture": "a picture",
    "html": "a web page",
}
_WAYS_OUT = {
    "odt": "save it as .docx and try again",
    "slides": "copy its notes into a Word or text file",
    "zip": "unpack it and choose the files in it one by one",
    "doc": "open it in Word, save it as .docx and try again",
    "encrypted": "open it, take the password off, save a copy and try again",
    "ole": "save it as .docx or .xlsx and try again",
    "pdf": "copy its text into a Word or text file, or ask for the file it was made from",
    "rtf": "save it as .docx and try again",
    "picture": "type its notes into a Word or text file",
    "html": "open it in a browser, copy what you need and paste it, or save it as .xlsx",
}
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "zip"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
)


def read_layout(content: bytes, filename: str, *, encoding: str = encodings.FALLBACK) -> Layout:
    """Return what a person sees in the file.

    Parameters
    ----------
    encoding
        What to assume of text that is not Unicode.

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
            "take the pictures out of it or split it."
        )
    ending = PurePath(filename.lower()).suffix.lstrip(".")
    found = _sniff(content, filename)
    _compare(filename, ending, found)
    layout = _READERS[ENDINGS[ending]](content, filename, encoding)
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


def _compare(filename: str, ending: str, found: str) -> None:
    """Refuse what we do not read, and what is not what the ending says."""
    if found in _WAYS_OUT:
        raise UnreadableFile(f"“{filename}” is {_NAMES[found]}; {_WAYS_OUT[found]}.")
    if ending not in ENDINGS:
        raise UnreadableFile(
            f"“{filename}” is a .{ending} file, which is not read here; "
            "save the notes as .docx, .xlsx, .csv or .txt."
        )
    said = ENDINGS[ending]
    if found and found != said:
        raise UnreadableFile(
            f"“{filename}” ends in .{ending or 'nothing'} but is {_NAMES[found]}; "
            "give it its true ending and try again."
        )
    if not found and said in {"docx", "sheets"}:
        raise UnreadableFile(
            f"“{filename}” is not {_NAMES[said]}, although its name says so; "
            f"open it in the program that made it and save it again as .{ending}."
        )


def _sniff(content: bytes, filename: str) -> str:
    """Return the format that the first bytes betray; "" for text."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _sniff_ole(content)
    if content.startswith(b"PK"):
        return _sniff_zip(content, filename)
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    start = content[:200].lstrip().lower()
    return "html" if start.startswith((b"<!doctype html", b"<html")) else ""


def _sniff_ole(content: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument"):
        return "doc"
    return "sheets" if holds("Workbook") or holds("Book") else "ole"


def _sniff_zip(content: bytes, filename: str) -> str:
    archive = Archive(content, filename)
    names = set(archive.names)
    if "mimetype" in names:
        kind = archive.read("mimetype")
        return {b"spreadsheet": "sheets", b"text": "odt"}.get(kind.rpartition(b".")[2], "zip")
    for part, found in (
        ("word/document.xml", "docx"),
        ("xl/workbook.", "sheets"),
        ("ppt/", "slides"),
    ):
        if any(name.startswith(part) for name in names):
            return found
    return "zip"


_READERS: dict[str, Callable[[bytes, str, str], Layout]] = {
    "docx": word.read,
    "sheets": sheets.read,
    "separated": separated.read,
    "plain": plain.read,
}
