"""Numbers that somebody sent as text: a record's id, a page, a version."""

from __future__ import annotations

from collections.abc import Iterable

# More is no id that a table can hold, and nobody counts so far.
MOST_DIGITS = 9


def number_in(text: str | None, *, digits: int = MOST_DIGITS) -> int | None:
    """Return the whole number that a text is, or None where it is none of that many digits.

    >>> number_in("12"), number_in(""), number_in("-1"), number_in("²"), number_in("9" * 30)
    (12, None, None, None, None)
    """
    sent = text or ""
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= digits
    return int(sent) if is_number else None


def numbers_in(texts: Iterable[str], *, digits: int = MOST_DIGITS) -> list[int]:
    """Return the numbers among several texts; what is none is left out."""
    found = (number_in(each, digits=digits) for each in texts)
    return [each for each in found if each is not None]
