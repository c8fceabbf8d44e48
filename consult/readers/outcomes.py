"""How people write the outcome that their notes are about."""

from __future__ import annotations

import re

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten"
_REFERENCE = rf"(?:[A-Z]{{1,3}}[.\-]?)?\d{{1,3}}(?:\.\d{{1,3}})*[a-z]?(?!\w)|(?:{_NUMBERS})\b"
_NAMED = re.compile(
    rf"(?:strategic\s+|draft\s+)?(?:outcome|objective|priority|goal|aim)\s*(?:no\.?|number|ref\.?)?\s*[:–-]?\s*"
    rf"(?P<reference>{_REFERENCE})[.)]?\s*[-–—:.]*\s*(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(
    r"(?:outcome|priority|objective)\s*[:–—-]\s*(?P<title>\S.*)", re.IGNORECASE | re.DOTALL
)
_NUMBERED = re.compile(
    r"(?P<reference>\d{1,2}(?:\.\d{1,2})+[a-z]?)[.):]?\s*[-–—:]?\s*(?P<title>[^\W\d_a-z].*|)",
    re.DOTALL,
)
_VALUE = re.compile(
    rf"(?P<reference>{_REFERENCE})[.):]?(?:\s*[-–—:]\s*|\s+|$)(?P<title>.*)", re.DOTALL
)

Parsed = tuple[str | None, str]


def in_heading(text: str) -> Parsed | None:
    """Return the reference and title of an outcome that a line names, or None.

    >>> in_heading("Outcome 2.1 – Safer streets")
    ('2.1', 'Safer streets')
    >>> in_heading("Outcome 2.2.")
    ('2.2', '')
    >>> in_heading("Outcome: Cleaner air")
    (None, 'Cleaner air')
    >>> in_heading("3.1 Warm homes"), in_heading("2.5 million people")
    (('3.1', 'Warm homes'), None)
    """
    for pattern in (_NAMED, _LABELLED, _NUMBERED):
        if found := pattern.fullmatch(text.strip()):
            parts = found.groupdict()
            return parts.get("reference"), parts["title"].strip()
    return None


def is_aim(text: str) -> bool:
    """Whether a line names an aim, which has outcomes of its own.

    >>> is_aim("Aim 2: Safe and strong"), is_aim("Aimless walks")
    (True, False)
    """
    return bool(re.match(r"\s*(?:strategic\s+)?(?:aim|goal)\b", text, re.IGNORECASE))


def in_cell(text: str) -> Parsed:
    """Return the reference and title in a cell of a column of outcomes.

    >>> in_cell("2.1 Safer streets"), in_cell("Warm homes"), in_cell("4")
    (('2.1', 'Safer streets'), (None, 'Warm homes'), ('4', ''))
    """
    if named := in_heading(text):
        return named
    if found := _VALUE.fullmatch(text.strip()):
        return found["reference"], found["title"].strip()
    return None, text
