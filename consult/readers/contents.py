"""What the cells of a column are, judged by their look: dates, addresses, choices or words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean

from consult.readers import vocabulary

_MOSTLY = 0.75
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_ZONE = r"(?:\s*(?:Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?"
_TIME = rf"(?:[ T,]+\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?{_ZONE})?"
_DATE = re.compile(
    rf"(?:{_DAY},?\s+)?(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}[ -,]*\d{{2,4}}|{_MONTH}\.? \d{{1,2}},? \d{{4}}|"
    rf"{_MONTH} \d{{1,2}} [\d:]+ [A-Z]{{2,5}} \d{{4}}){_TIME}",
    re.IGNORECASE,
)
_LOOKS = (
    ("date", _DATE),
    ("contact", re.compile(r"\S+@\S+\.\w+|https?://\S+|www\.\S+|(?:\d{1,3}\.){3}\d{1,3}")),
    ("postcode", re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(?:\s*\d[A-Z]{2})?", re.IGNORECASE)),
    ("code", re.compile(r"(?=\S*\d)[\w./#-]{1,40}")),
)
_SHORT, _LONGEST_CHOICE = 3.5, 8
_MANY, _FEW = 12, 3


def look(texts: Sequence[str]) -> str:
    """Return "date", "contact", "postcode" or "code" where most cells look so, else "".

    >>> look(["3/5/2026 10:00", "4/5/2026"]), look(["R0001", "R0002"]), look(["Rent", "B12"])
    ('date', 'code', '')
    """
    for name, pattern in _LOOKS:
        fitting = sum(bool(pattern.fullmatch(text.strip())) for text in texts)
        if texts and fitting >= _MOSTLY * len(texts):
            return name
    return ""


def is_choice(texts: Sequence[str], label: str = "") -> bool:
    """Whether cells are answers that were chosen from a list, rather than written.

    A few values that come again, words of a scale ("Strongly agree"), or throughout a word or two
    under a question that can be answered so.
    """
    if not texts:
        return False
    if repeats(texts):
        return True
    words = [len(text.split()) for text in texts]
    if max(words) > _LONGEST_CHOICE:
        return False
    chosen = sum(vocabulary.is_choice(text) for text in texts)
    if chosen and chosen >= len(texts) / 2:
        return True
    return vocabulary.asks_for_choice(label) and mean(words) <= _SHORT


def repeats(texts: Sequence[str], without: str = "") -> bool:
    """Whether texts repeat a few values, the one `without` not among them."""
    return len(texts) >= 4 and len(set(texts)) <= len(texts) / 2 and without not in texts


def is_list_of_few(texts: Sequence[str]) -> bool:
    """Whether many cells hold no more than a few different values, as tags do."""
    return len(texts) >= _MANY and len(set(texts)) <= _FEW
