"""Personal data in a text: how to reach a person, where they live, who they are.

The patterns find what is written in the usual ways; a person decides what is to be done with it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

LABELS = {
    "email": "email address",
    "phone": "phone number",
    "postcode": "postcode",
    "address": "address",
    "ni_number": "National Insurance number",
    "nhs_number": "NHS number",
    "card": "card number",
    "vehicle": "vehicle registration",
    "name": "name of a person",
}

# What stands before the @ has at most 64 characters; without a limit, a text that is one long word
# would be read to its end anew from each of its letters.
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Letters that no National Insurance number begins with are left out.
_NI_NUMBER = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d{2} ?){3}[A-D]\b", re.I
)
_TEN_DIGITS = re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
# Numbers that are in no use yet, or were typed with a slip, count as well.
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+44[ -]?(?:\(0\)[ -]?)?|\(?0)[1-37-9](?:[ )-]{0,2}\d){8,9}(?!\d)"
)
_FEWEST_DIGITS = 7
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r" ?\d[ABD-HJLNP-UW-Z]{2})\b"
)
_STREETS = (
    "Road|Street|Avenue|Lane|Close|Drive|Way|Court|Place|Gardens|Crescent|Terrace|Square|Grove|Hill|"
    "Rd|St|Ave|Cl|Dr|Mews|Parade|Row|Rise|View|Walk|Green|Park|House|Flats"
)
_ADDRESS = re.compile(
    rf"\b(?:(?:Flat|Apartment|Unit|Room|No\.?|Number) )?\d{{1,4}}[A-Za-z]?,? "
    rf"(?:[A-Z][\w’'-]+ ){{1,3}}(?:{_STREETS})\b"
)
_VEHICLE = re.compile(r"\b[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-PR-Z]{3}\b")
_NAME = r"(?:[OD][’'])?[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)*"
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sir|Cllr|Councillor"
_TITLED = re.compile(rf"\b(?:{_TITLES})\b\.? (?:[A-Z]\.? )?{_NAME}(?: {_NAME})?")
_INTRODUCED = re.compile(
    rf"\b(?i:my name is|i am called|signed by|my (?:son|daughter|husband|wife|mother|father|"
    rf"mum|dad|neighbour|carer|doctor|gp|social worker) is(?: called)?)\s+"
    rf"(?P<name>{_NAME}(?: {_NAME})?|(?i:(?<=my name is )\w+))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: what it is, and from where to where it stands in the text."""

    what: str
    start: int
    end: int


def find(text: str) -> tuple[Found, ...]:
    """Return the personal data in a text, in order; of what overlaps, the first kind found.

    >>> [found.what for found in find("Ring Mrs Lee on 01452 396396 or write to a@example.org")]
    ['name', 'phone', 'email']
    """
    found: list[Found] = []
    for piece in _every(text):
        # They are in order and apart, so only the two on either side can reach into it.
        place = bisect(found, piece.start, key=attrgetter("start"))
        is_after = place == 0 or found[place - 1].end <= piece.start
        is_before = place == len(found) or piece.end <= found[place].start
        if is_after and is_before:
            found.insert(place, piece)
    return tuple(found)


def redacted(text: str) -> str:
    """Return the text with what each piece of personal data is in its place.

    >>> redacted("My name is Pat Lee, AB12 CDE")
    'My name is [name of a person], [vehicle registration]'
    """
    return without(text, find(text))


def without(text: str, found: Sequence[Found]) -> str:
    """Return the text without the pieces found in it."""
    kept: list[str] = []
    end = 0
    for piece in found:
        kept += [text[end : piece.start], f"[{LABELS[piece.what]}]"]
        end = piece.end
    return "".join([*kept, text[end:]])


def _every(text: str) -> Iterator[Found]:
    """Go through all that may be personal data, the surest kinds first."""
    for what, pattern in (("email", _EMAIL), ("ni_number", _NI_NUMBER)):
        yield from (Found(what, *match.span()) for match in pattern.finditer(text))
    for match in _CARD.finditer(text):
        if _passes_luhn(match[0]):
            yield Found("card", *match.span())
    for match in _TEN_DIGITS.finditer(text):
        if _passes_mod_11(match[0]):
            yield Found("nhs_number", *match.span())
    yield from _phones(text)
    for what, pattern in (
        ("address", _ADDRESS),
        ("postcode", _POSTCODE),
        ("vehicle", _VEHICLE),
        ("name", _TITLED),
    ):
        yield from (Found(what, *match.span()) for match in pattern.finditer(text))
    yield from (Found("name", *match.span("name")) for match in _INTRODUCED.finditer(text))


def _phones(text: str) -> Iterator[Found]:
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return
    yield from (Found("phone", *match.span()) for match in _PHONE.finditer(text))
    # Only now: its tables of numbers take a while to load.
    from phonenumbers import PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, "GB"):
        yield Found("phone", match.start, match.end)


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdigit()]


def _passes_luhn(text: str) -> bool:
    """Whether the last digit of a card's number fits the others."""
    total = 0
    for place, digit in enumerate(reversed(_digits(text))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _passes_mod_11(text: str) -> bool:
    """Whether the last digit of an NHS number fits the other nine.

    >>> _passes_mod_11("943 476 5919"), _passes_mod_11("943 476 5918")
    (True, False)
    """
    digits = _digits(text)
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = 11 - total % 11
    return check != 10 and digits[9] == check % 11
