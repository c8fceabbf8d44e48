"""Sentences as the check reads them: quotes and figures set aside, numbers found, words counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.services.papers.binding import REFERENCE, Reference, pieces

FIGURE = "\N{REPLACEMENT CHARACTER}"
"""Stands in a masked sentence where a figure was, once for each letter."""

_SENTENCE = re.compile(r"(?<=[.!?])[”’\"]?\s+(?=[“\"A-Z{])|\n+")
_QUOTE = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = "years?|months?|weeks?|days?|hours?|minutes?|miles?|metres?|kilometres?"
_LABELS = (
    "sections?|outcomes?|aims?|actions?|appendix|appendices|paragraphs?|articles?|parts?"
    "|schedules?|clauses?|regulations?|questions?|tables?|pages?|chapters?|options?|steps?|phases?"
    "|statements?|rounds?|lots?|stages?|years?|rule|version|priority|priorities|recommendations?"
)
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|dozens?"
)
_LIST = r"\d+(?:\.\d+)*[a-z]?(?:\(\w+\))?"
LET_BE = re.compile(
    rf"[£€$]\s?\d[\d,.]*\d?\s?(?:million|billion|bn|m|k)?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?: \d{{4}})?"
    rf"|\b(?:{_MONTHS}) \d{{4}}\b"
    rf"|\b(?:1[89]|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?s?\b(?!\s*(?:people|residents|statements))"
    rf"|\b(?:{_LABELS}) {_LIST}(?:(?:, | and | to |–){_LIST})*"
    r"|\b\d+\.\d+(?:\.\d+)*[a-z]?\b(?!\s*(?:%|per ?cent|million))"
    r"|\b\d{1,2}[:.]\d\d\s?(?:am|pm)?\b|\b\d{1,2}\s?(?:am|pm)\b"
    r"|\b(?:add(?:s|ed)?(?: up)?|sums?|comes?|came) to (?:more than |over |less than )?"
    r"100\s?(?:%|per ?cent\b)"
    rf"|\b(?:\d+|{_WORDS})(?:[ -](?:to|or)[ -](?:\d+|{_WORDS}))?[ -](?:{_UNITS})\b",
    re.IGNORECASE,
)
"""Numbers that count nothing that people said: money, dates, years, references, lengths of time."""

NUMBER = re.compile(
    r"\b\d[\d,]*(?:\.\d+)?\s?(?:%|per ?cent\b)?"
    rf"|\b(?:one|{_WORDS}) (?:[a-z]+ )?(?:in|out of) (?:every )?(?:\d+|{_WORDS})\b"
    rf"|\b(?:one|two|three|four|a)[ -](?:thirds?|quarters?|fifths?|tenths?)\b"
    rf"|\b(?:{_WORDS})\b(?: per ?cent\b)?",
    re.IGNORECASE,
)
_VALUES = {word: value for value, word in enumerate(_WORDS.split("|")[:19], start=2)} | {
    "a": 1,
    "one": 1,
    "third": 3,
    "half": 2,
    "quarter": 4,
    "fifth": 5,
    "tenth": 10,
}
# What a fraction counts may stand in it: “one barrier in ten”.
_COUNTED = re.compile(r"^(\w+) (?!in\b|out\b)[a-z]+ (?=in |out of )")
_NEGATIVE = re.compile(r"\b(?:not|no|never|nor|but|unless|except|hardly)\b|n[’']t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A figure in a sentence, and where it stands in its masked words."""

    reference: Reference
    start: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block.

    Attributes
    ----------
    masked
        Its words with blanks for quotes and a mark for each figure, as long as it is itself.
    """

    text: str
    masked: str
    quotes: tuple[str, ...]
    figures: tuple[Spoken, ...]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text."""
    return [_sentence(each.strip()) for each in _SENTENCE.split(text) if each and each.strip()]


def _sentence(text: str) -> Sentence:
    quotes = tuple(found[1] or found[2] or "" for found in _QUOTE.finditer(text))
    masked = _QUOTE.sub(lambda found: " " * len(found[0]), text)
    masked = REFERENCE.sub(lambda found: FIGURE * len(found[0]), masked)
    return Sentence(text, masked, quotes, tuple(_spoken(text)))


def _spoken(text: str) -> Iterator[Spoken]:
    place = 0
    for piece in pieces(text):
        if isinstance(piece, Reference):
            yield Spoken(piece, place)
        place += len(piece.written if isinstance(piece, Reference) else piece)


def typed_numbers(sentence: Sentence) -> list[re.Match[str]]:
    """Return the numbers that somebody typed, but for those that count nothing."""
    masked = LET_BE.sub(lambda found: " " * len(found[0]), sentence.masked)
    return list(NUMBER.finditer(masked))


def fraction(words: str) -> float | None:
    """Return what a fraction in words says in percent; None for any other number.

    >>> fraction("three quarters"), fraction("one in five"), fraction("26")
    (75.0, 20.0, None)
    >>> fraction("one barrier in ten")
    10.0
    """
    words = _COUNTED.sub(r"\1 ", words.strip().lower())
    parts = re.split(r"[ -]+(?:in|out of)?[ -]*(?:every )?", words)
    values = [_value(part) for part in parts]
    if len(values) != 2 or not (values[0] and values[1]):
        return None
    return 100 * values[0] / values[1]


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() else _VALUES.get(word, _VALUES.get(word.rstrip("s")))


def turns_meaning(left_out: str) -> bool:
    """Return whether words that a quote leaves out could turn its meaning around."""
    return _NEGATIVE.search(left_out) is not None


def reading_age(text: str) -> int:
    """Return the age at which most people can read a text (Flesch and Kincaid's grade, plus five).

    References
    ----------
    Kincaid, Fishburne, Rogers and Chissom (1975), Derivation of New Readability Formulas.
    """
    words = re.findall(r"[A-Za-z’']+", text)
    count = max(len(sentences(text)), 1)
    if not words:
        return 0
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / count + 11.8 * syllables / len(words) - 15.59
    return max(round(grade + 5), 0)


def _syllables(word: str) -> int:
    word = word.lower().removesuffix("e") or "e"
    return max(len(re.findall(r"[aeiouy]+", word)), 1)
