"""From bytes to text, when nobody has said in which encoding it was written."""

from __future__ import annotations

import codecs
import re

from consult.readers.refusals import UnreadableFile

# Windows-1252 is what Excel and Notepad write on a British desk. A guesser is worse than this
# assumption: it took "£3" for Central European "Ł3".
FALLBACK = "cp1252"
CHOICES = {
    "cp1252": "Windows (Western European)",
    "mac_roman": "older Macintosh",
    "cp850": "MS-DOS",
}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decode(content: bytes, filename: str, *, fallback: str = FALLBACK) -> tuple[str, str]:
    """Return the text and the name of the encoding in which it was found.

    Raises
    ------
    UnreadableFile
        When the bytes are not text.
    """
    encoding = _declared(content) or _unmarked_utf16(content)
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise _not_text(filename) from None
        encoding = fallback if fallback in CHOICES else FALLBACK
        text = content.decode(encoding, errors="replace")
    if "\0" in text or len(_CONTROL.findall(text[:20_000])) > max(20, len(text[:20_000]) // 50):
        raise _not_text(filename)
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n"), encoding or "utf-8"


def _declared(content: bytes) -> str:
    return next((name for mark, name in _MARKS if content.startswith(mark)), "")


def _unmarked_utf16(content: bytes) -> str:
    """Recognise UTF-16 by its zero bytes: every second one, for letters such as ours."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return ""
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    if low > len(sample) * 0.3 and high == 0:
        return "utf-16-le"
    if high > len(sample) * 0.3 and low == 0:
        return "utf-16-be"
    return ""


def _not_text(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{filename}” holds characters that are not text; "
        "save it again as plain text (UTF-8), or as a Word or Excel file."
    )
