"""Setting aside what cannot be analysed: answers that say nothing, and texts seen before.

Nothing is dropped without a word: the parts of a `Ledger` add up to what was received.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+")
# What `plain` comes to for the plainest letters, which most texts are made of.
_ASCII = str.maketrans(
    {
        code: None if chr(code) == "'" else chr(code).lower() if chr(code).isalnum() else " "
        for code in range(128)
    }
)
_SAYS_NOTHING = frozenset(
    (files("analysis") / "data" / "empty-answers.txt").read_text("utf-8").splitlines()
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of every statement received."""

    received: int
    themed: int
    other: int
    empty: int
    duplicate: int


def plain(text: str) -> str:
    """Return the words alone, in lower case with single spaces: equal for texts that read alike.

    Examples
    --------
    >>> plain("  Don’t  know!! ")
    'dont know'
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    text = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return " ".join(_WORD.findall(text))


def says_nothing(words: str) -> bool:
    """Return whether a text's `plain` words are an empty answer, such as "n/a"."""
    return not words or words in _SAYS_NOTHING or not any(mark.isalpha() for mark in words)


def first_seen(texts: Sequence[str], *, spared: Container[str] = ()) -> list[int | None]:
    """Return for each text the index of the first that reads alike, or None if empty.

    The `plain` words in `spared` do say something, whatever they are.
    """
    seen: dict[str, int] = {}
    found: list[int | None] = []
    for index, text in enumerate(texts):
        words = plain(text)
        is_empty = says_nothing(words) and words not in spared
        found.append(None if is_empty else seen.setdefault(words, index))
    return found
