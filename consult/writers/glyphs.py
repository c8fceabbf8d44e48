"""Text that can be written down: no control characters, and nothing the report's own fonts lack."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from pathlib import Path
from typing import Any

from consult.writers.plain import map_text

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML and HTML cannot hold: control characters, half characters and non-characters."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ANOTHER_SCRIPT = "[words in a script that our fonts lack]"
OF_A_REPORT = "[words in a script that our fonts lack; the Word file has them]"
"""A report is there as a Word file too, in which the fonts of its readers show them."""
RIGHT_TO_LEFT = {"R", "AL"}


def writable(report: Any) -> Any:
    """Return the report with a visible mark in place of each character that no file can hold."""
    return map_text(report, lambda text: UNWRITABLE.sub(REPLACEMENT, text.replace("\r\n", "\n")))


def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction runs from right to left.

    >>> is_right_to_left("שלום"), is_right_to_left("Hello")
    (True, False)
    """
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in RIGHT_TO_LEFT for kind in kinds if kind in {"L", *RIGHT_TO_LEFT}), False)


def drawable(text: str, another_script: str = ANOTHER_SCRIPT) -> str:
    """Return the text with words in place of each character that the embedded fonts cannot draw.

    A PDF for everyone must not hold a character without a shape, and an empty box says nothing. A
    symbol is named; letters of a script that is missing are spoken of, once a stretch.

    Parameters
    ----------
    another_script
        What stands for such letters: true of the file in which it is read.

    >>> drawable("Tea ☕ at 4"), drawable("Sushi 🍣")
    ('Tea ☕ at 4', 'Sushi [sushi]')
    """
    known = known_characters()
    stretches = itertools.groupby(text, lambda c: ord(c) in known or c in "\n\t")
    return "".join(
        "".join(stretch) if can_be_drawn else _spoken(tuple(stretch), another_script)
        for can_be_drawn, stretch in stretches
    )


def fonts() -> Path:
    """Return the folder of the DejaVu fonts that come with matplotlib: the same on each machine."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@functools.cache
def known_characters() -> frozenset[int]:
    """Return the code points that both weights of DejaVu Sans can draw."""
    from matplotlib.ft2font import FT2Font

    faces = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
    return frozenset.intersection(
        *(frozenset(FT2Font(str(fonts() / face)).get_charmap()) for face in faces)
    )


def _spoken(stretch: tuple[str, ...], another_script: str) -> str:
    """Return words for characters without a shape; marks that only change others are left out."""
    if any(unicodedata.category(character).startswith("L") for character in stretch):
        return another_script
    symbols = (c for c in stretch if unicodedata.category(c) not in {"Cf", "Mn", "Me", "Sk"})
    return "".join(f"[{unicodedata.name(c, 'unknown character').lower()}]" for c in symbols)
