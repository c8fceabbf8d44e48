"""Photographs and scans of printed sheets, recognised by tesseract, to the neutral layout.

What a machine recognises in a picture may be wrong, so that a person always confirms it.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator, Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

from consult.readers.layout import Doubt, Layout
from consult.readers.page_tables import ruled_tables
from consult.readers.page_words import Word, lines_of
from consult.readers.pages import Page, compose
from consult.readers.refusals import UnreadableFile
from consult.readers.rulings import straight, without_rules

if TYPE_CHECKING:
    from PIL import Image

QUESTION = "picture.compared"
_MOST_POINTS = 80_000_000
_LONGEST_SIDE = 3_600
_SHORTEST_SIDE, _GOOD_SIDE = 2_200, 3_000
_MOST_PAGES = 10
_SECONDS = 40
_HOPELESS = 50
_LINE = 4
_LIKE_BULLETS = frozenset({"¢", "*¢", "«", "©", "®", "e", "*", "+", "°", "»", "·", "-", "o"})


def read(content: bytes, filename: str, _answers: Mapping[str, str]) -> Layout:
    """Return the layout of a picture with printed text.

    Raises
    ------
    UnreadableFile
        When it is no whole picture, when nothing is recognised, or where nothing can be.
    """
    pages = [
        _page(picture, number, filename)
        for number, picture in enumerate(_pages(content, filename), 1)
    ]
    return Layout("picture", *compose(pages), doubts=(_doubt(),))


def _doubt() -> Doubt:
    return Doubt(
        QUESTION,
        "the picture",
        "These words were recognised in a picture, which goes wrong at times, "
        "and handwriting is not recognised at all. Does each say what the sheet says?",
        "no",
        {"no": "Not compared yet", "yes": "Yes, I compared them with the sheet"},
    )


def _pages(content: bytes, filename: str) -> list[Image.Image]:
    """Return the pages of a picture: upright, grey, and of a size in which print is read well."""
    try:
        from PIL import Image, ImageOps, ImageSequence
    except ImportError:
        raise _no_tesseract(filename) from None
    Image.MAX_IMAGE_PIXELS = None  # Counted below, with a sentence of our own.
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_POINTS:
                raise UnreadableFile(
                    f"“{filename}” has {picture.width:,} × {picture.height:,} points, more than "
                    "can be read; save it smaller, about 3,000 points wide."
                )
            picture.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
            frames = list(_first(ImageSequence.Iterator(picture)))
            return [_prepared(ImageOps.exif_transpose(frame)) for frame in frames]
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError):
        raise UnreadableFile(
            f"“{filename}” is not a whole picture; take or save it again and try the new one."
        ) from None


def _first(frames: Any) -> Iterator[Image.Image]:
    for number, frame in enumerate(frames):
        if number == _MOST_PAGES:
            return
        yield frame.copy()


def _prepared(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "P"}:
        # A transparent ground would turn black, and black letters vanish on it.
        from PIL import Image

        full = picture.convert("RGBA")
        ground = Image.new("RGBA", full.size, "white")
        ground.alpha_composite(full)
        picture = ground
    grey = picture.convert("L")
    longest = max(grey.size)
    scale = 1.0
    if longest > _LONGEST_SIDE:
        scale = _LONGEST_SIDE / longest
    elif longest < _SHORTEST_SIDE:
        scale = min(3.0, _GOOD_SIDE / longest)
    size = (max(1, int(grey.width * scale)), max(1, int(grey.height * scale)))
    return grey if scale == 1.0 else grey.resize(size)


def _page(picture: Image.Image, number: int, filename: str) -> Page:
    sheet = without_rules(straight(picture))
    words = _recognised(sheet.picture, filename)
    tables = tuple(ruled_tables(sheet.tables, words, number))
    inside = {id(word) for table in tables for word in table.words()}
    lines = lines_of([word for word in words if id(word) not in inside], float(picture.width))
    return Page(number, float(picture.height), tuple(lines), tables)


def _recognised(picture: Image.Image, filename: str) -> list[Word]:
    """Return the words that tesseract finds, with their places."""
    try:
        pytesseract: Any = importlib.import_module("pytesseract")
    except ImportError:
        raise _no_tesseract(filename) from None
    try:
        data: dict[str, list[Any]] = pytesseract.image_to_data(
            picture, lang="eng", config="--psm 3", timeout=_SECONDS,
            output_type=pytesseract.Output.DICT,
        )  # fmt: skip
    except pytesseract.TesseractNotFoundError:
        raise _no_tesseract(filename) from None
    except (pytesseract.TesseractError, RuntimeError, OSError):
        raise UnreadableFile(
            f"“{filename}” could not be recognised within the time that a picture may take; "
            "photograph one sheet at a time, straight from above, or type its notes."
        ) from None
    spots = [at for at, text in enumerate(data["text"]) if any(map(str.isalnum, text))]
    sure = [float(data["conf"][at]) for at in spots]
    if not spots or sum(sure) / len(sure) < _HOPELESS:
        raise UnreadableFile(
            f"“{filename}” shows no print that can be recognised; handwriting needs a person: "
            "type its notes into the box or a text file, or photograph a printed sheet again."
        )
    return list(_words(data))


def _words(data: Mapping[str, list[Any]]) -> Iterator[Word]:
    """Give the recognised words; a bullet is often taken for another sign."""
    usual = median(h for h, text in zip(data["height"], data["text"], strict=True) if text.strip())
    before: tuple[int, ...] = ()
    heights: dict[tuple[int, ...], float] = {}
    lines = list(zip(data["block_num"], data["par_num"], data["line_num"], strict=True))
    for line, level, height in zip(lines, data["level"], data["height"], strict=True):
        if level == _LINE:
            heights[line] = height
    for at, text in enumerate(data["text"]):
        if not text.strip() or not text.strip("|_[]{}"):
            continue
        is_first, before = lines[at] != before, lines[at]
        follows = data["text"][at + 1] if at + 1 < len(lines) and lines[at + 1] == before else ""
        if is_first and follows and text in _LIKE_BULLETS:
            text = "•"
        yield Word(
            text,
            float(data["left"][at]),
            float(data["left"][at] + data["width"][at]),
            float(data["top"][at]),
            float(data["top"][at] + data["height"][at]),
            size=round(usual * max(1.0, round(heights[before] / usual / 1.6 * 4) / 4), 1),
        )


def _no_tesseract(filename: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{filename}” is a picture, and no program that recognises print (tesseract) is "
        "installed on this server; type its notes, or ask whoever runs the server to install it."
    )
