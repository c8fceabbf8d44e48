"""What a file's first bytes, or the parts of its archive, betray of its true format."""

from __future__ import annotations

from consult.readers.archive import Archive

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\x1f\x8b", "zip"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
)
_APPLE_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_MAIL = "__substg1.0_"


def sniff(content: bytes, filename: str) -> str:
    """Return the format that the bytes betray; "" for text."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _sniff_ole(content)
    if content.startswith(b"PK"):
        return _sniff_zip(content, filename)
    if content[4:8] == b"ftyp" and content[8:12] in _APPLE_BRANDS:
        return "heic"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "picture"
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    start = content[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" if start.startswith((b"<!doctype html", b"<html")) else ""


def _sniff_ole(content: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds(_MAIL):
        return "outlook"
    if holds("WordDocument"):
        return "doc"
    if holds("PowerPoint Document"):
        return "slides"
    return "sheets" if holds("Workbook") or holds("Book") else "ole"


def _sniff_zip(content: bytes, filename: str) -> str:
    archive = Archive(content, filename)
    names = set(archive.names)
    if "mimetype" in names:
        archive.refuse_encryption()
        kind = archive.read("mimetype").strip().rpartition(b".")[2]
        kind = kind.removesuffix(b"-template")
        return {b"spreadsheet": "sheets", b"text": "odt", b"presentation": "slides"}.get(
            kind, "zip"
        )
    for part, found in (
        ("word/document.xml", "docx"),
        ("xl/workbook.", "sheets"),
        ("ppt/", "slides"),
    ):
        if any(name.startswith(part) for name in names):
            return found
    return "zip"
