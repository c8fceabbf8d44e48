"""Statements taken apart: the points of a list in one line, the sentences of an answer.

"Lack of manpower / money / interest" is three points, each with its lack; "Time; transport" is two.
Longer prose is one point, however many commas it has.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"\s*(?:[/;,&•\n]|\band\b|\bor\b)\s*", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<head>(?:lack|shortage|loss) of|no|not enough|too (?:few|little)|poor|limited|insufficient"
    r"|without|need(?: for)? more)\s+(?P<items>.+)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 3
_SENTENCE = re.compile(r"(?<=[.!?;:\n])\s+")
_SHORTEST_SENTENCE = 3


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, an exclamation of a word or two joined to the one before.

    Examples
    --------
    >>> sentences("We asked twice. Nothing! Nobody ever came back to us.")
    ('We asked twice. Nothing!', 'Nobody ever came back to us.')
    """
    found: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        if found and len(sentence.split()) < _SHORTEST_SENTENCE:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return tuple(found)


def points(text: str) -> tuple[str, ...]:
    """Return the points of a list written in one line, or nothing where it is no list.

    Examples
    --------
    >>> points("Lack of manpower / money")
    ('Lack of manpower', 'Lack of money')
    >>> points("Time, transport and cost")
    ('Time', 'transport', 'cost')
    >>> points("We asked for help, and they came, and it was good")
    ()
    """
    whole = text.strip().rstrip(".")
    found = _HEAD.fullmatch(whole)
    head, listed = (found["head"] + " ", found["items"]) if found else ("", whole)
    items = [item.strip() for item in _MARKS.split(listed) if item.strip()]
    if len(items) < 2 or any(len(item.split()) > _LONGEST for item in items):
        return ()
    return tuple(item if _HEAD.match(item) else head + item for item in items)
