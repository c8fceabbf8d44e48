"""From bytes to text, when nobody has said in which encoding it was written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from consult.readers.layout import Doubt
from consult.readers.refusals import NOTES, Advice, UnreadableFile

QUESTION = "file.encoding"
# Windows-1252 is what Excel and Notepad write on a British desk. A guesser is worse than this
# assumption: it took "£3" for Central European "Ł3".
_ASSUMED = "cp1252"
MIXED = "mixed"
_CODE_PAGES = {10000: "mac_roman", 65001: "utf-8"}
_CHOICES = {
    "cp1252": "Windows (Western European)",
    MIXED: "Unicode, with some signs from Windows",
    "mac_roman": "older Macintosh",
    "cp850": "MS-DOS",
    "cp1250": "Windows (Central European)",
    "cp1251": "Windows (Cyrillic)",
    "cp1256": "Windows (Arabic)",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_LETTER_OF_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_GUESSED_FROM = 50_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what a person should confirm about its letters, if anything."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def decode(
    content: bytes, filename: str, answers: Mapping[str, str], *, advice: Advice = NOTES
) -> Decoded:
    """Return the text of bytes that do not say how they are coded.

    Raises
    ------
    UnreadableFile
        When the bytes are not text.
    """
    doubts: tuple[Doubt, ...] = ()
    encoding = _declared(content) or _unmarked_utf16(content) or "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise _not_text(filename, advice) from None
        assumed = _best_guess(content)
        doubts = (_doubt(assumed),)
        chosen = answers.get(QUESTION, assumed)
        text = _decode_as(content, chosen if chosen in doubts[0].options else assumed)
    if "\0" in text or len(_CONTROL.findall(text[:20_000])) > max(20, len(text[:20_000]) // 50):
        raise _not_text(filename, advice)
    return Decoded(_CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n"), doubts)


def of_code_page(number: int) -> str:
    """Return the encoding that Windows calls by a number, its Western one where it is unknown.

    >>> of_code_page(1251), of_code_page(65001), of_code_page(7)
    ('cp1251', 'utf-8', 'cp1252')
    """
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return _ASSUMED
    return name


def _doubt(assumed: str) -> Doubt:
    return Doubt(
        QUESTION,
        "the file’s letters",
        "The file does not say how its letters are coded. Do signs such as “£” and “–” look right?",
        assumed,
        {assumed: assumed, **_CHOICES},
    )


def _best_guess(content: bytes) -> str:
    """Return the likeliest encoding of bytes that are not UTF-8 throughout."""
    letters = sum(len(found[0]) for found in _LETTER_OF_UTF8.finditer(content))
    others = sum(byte > 127 for byte in content) - letters
    if letters > others:
        return MIXED
    try:
        content.decode(_ASSUMED)
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        found = from_bytes(content[:_GUESSED_FROM]).best()
        return found.encoding if found else _ASSUMED
    return _ASSUMED


def _decode_as(content: bytes, encoding: str) -> str:
    if encoding == MIXED:
        return content.decode("utf-8", errors="consult-windows")
    return content.decode(encoding, errors="replace")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows writes them: a file pasted from two others."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - only asked when decoding
    wrong = error.object[error.start : error.end]
    return wrong.decode(_ASSUMED, errors="replace"), error.end


codecs.register_error("consult-windows", _as_windows)


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


def _not_text(filename: str, advice: Advice) -> UnreadableFile:
    return UnreadableFile(f"“{filename}” holds characters that are not text; {advice.as_text}.")
