"""Which statements are in another language than the codebook's, so that they can be kept apart.

Whoever writes two words, a name or a place is taken to write the codebook's language: a few words
hardly ever tell one language from all others. Where codebooks of other languages are at hand, a
short statement is weighed between theirs and the main one alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from analysis.languages import chance_among, is_told, likeliest

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Words that no neighbouring language has: where they stand, nobody need ask any further.
_ENGLISH = frozenset((files("analysis") / "data" / "english-words.txt").read_text("utf-8").split())
_ENGLISH_SHARE = 0.15
_ENGLISH_CODE = "en"
# Words that English notes are full of: where there is no other, it is English as well.
_FAMILIAR = _ENGLISH | set(
    (files("analysis") / "data" / "english-familiar.txt").read_text("utf-8").split()
)
_SURE, _SURE_AMONG_FEW = 0.8, 0.95
_FEWEST_WORDS, _FEWEST_AMONG_FEW = 3, 2
_FEWEST_LETTERS, _FEWEST_LETTERS_AMONG_FEW = 14, 6
_LONGEST_NAME = 5
# West African Pidgin is what the model takes English shorthand for.
_SHORTHAND = "pcm"
_MOST_CHARACTERS = 4_000


def foreign(texts: Sequence[str], main: str, others: Collection[str] = ()) -> list[str | None]:
    """Return for each text its language where that is not the main one.

    Parameters
    ----------
    texts : sequence of str
    main : str
        The codebook's language, such as “en-GB”.
    others : collection of str
        Languages for which there are codebooks as well.

    Returns
    -------
    list of str or None
        ISO 639 codes, or None where a text is, or may well be, in the main language.
    """
    home = language_of(main)
    if home != _ENGLISH_CODE and not is_told(home):
        return [None] * len(texts)
    known = frozenset(code for code in map(language_of, others) if code != home and is_told(code))
    return [_language(text[:_MOST_CHARACTERS], home, known) for text in texts]


def language_of(tag: str) -> str:
    """Return the ISO 639 code of a language tag: “en” of “en-GB”."""
    return tag.lower().split("-")[0].split("_")[0]


@lru_cache(maxsize=4096)
def _language(text: str, home: str, known: frozenset[str]) -> str | None:
    words = _WORD.findall(text.lower())
    letters = sum(len(word.encode()) for word in words)
    if not words or (home == _ENGLISH_CODE and _is_plainly_english(words)):
        return None
    if len(words) >= _FEWEST_WORDS and letters >= _FEWEST_LETTERS and not _is_a_name(text):
        code, chance = likeliest(text)
        if chance >= _SURE:
            return code if code not in (home, _SHORTHAND) else None
    if known and len(words) >= _FEWEST_AMONG_FEW and letters >= _FEWEST_LETTERS_AMONG_FEW:
        code, chance = chance_among(text, known | {home})
        if code != home and chance >= _SURE_AMONG_FEW:
            return code
    return _by_script(text, home)


def _is_plainly_english(words: Sequence[str]) -> bool:
    english = sum(word in _ENGLISH for word in words)
    return english >= _ENGLISH_SHARE * len(words) or all(word in _FAMILIAR for word in words)


def _is_a_name(text: str) -> bool:
    """Return whether every word begins with a capital: “Llanelli Road Surgery”."""
    words = _WORD.findall(text)
    return len(words) <= _LONGEST_NAME and all(word[0].isupper() for word in words)


_LATIN = range(0x250)
# Languages that are not written in Latin letters: in all others, other letters are foreign.
_OTHER_SCRIPTS = (
    "am ar be bg bn el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr ne or pa ps ru sd si sr "
    "ta te th uk ur yi zh"
)


def _by_script(text: str, home: str) -> str | None:
    """Return the language of a short text none of whose letters the main language has."""
    if home in _OTHER_SCRIPTS.split() or any(ord(mark) in _LATIN for mark in _letters(text)):
        return None
    return likeliest(text)[0]


def _letters(text: str) -> Iterator[str]:
    return (mark for mark in text if mark.isalpha())
