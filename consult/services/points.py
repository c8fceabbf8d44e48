"""Where a statement seems to make several points, the points: what a person is offered, no more.

Words are never changed. Only where a list leans on words that it says once, “Lack of drivers /
fuel – GCH”, are those repeated, so that each point stands by itself; the original is kept.
"""

from __future__ import annotations

import re

MOST_POINTS = 20
_BULLET = r"[•·▪‣*–—-]|\(?[a-z\d]{1,2}[.)]"
_STRONG = re.compile(
    rf"\s*;\s*|\s*\n\s*(?=(?:(?:{_BULLET})\s+)?[A-Z\d“‘\"'])|\s*\n\s*(?={_BULLET}\s)|\s+•\s*"
)
_LEADING = re.compile(rf"^\s*(?:(?:{_BULLET})\s+)+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[“‘\"'(]*[A-Z\d])")
# What ends in a full stop without ending a sentence.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|approx|no|nos|vs|st|rd|mr|mrs|ms|dr|[a-z]|(?:[a-z]\.)+[a-z])\.$",
    re.IGNORECASE,
)
_SHORTEST_SENTENCE = 2
_PARTNER = re.compile(r"\s+(?:[–—-]\s+[^–—-]{2,60}|\([^()]{2,60}\))$")
_LISTING = re.compile(r"[;,•\n]|\s/\s|/.*/")
_HEADED = re.compile(
    r"(?:lack|shortage|loss) of|no|not enough|too (?:few|little)|without|need(?: for)? more",
    re.IGNORECASE,
)


def suggest(text: str) -> tuple[str, ...]:
    """Return the points that a statement seems to make, or nothing where it makes one.

    Examples
    --------
    >>> suggest("Lack of drivers / fuel / daylight")
    ('Lack of drivers', 'Lack of fuel', 'Lack of daylight')
    >>> suggest("no buses; no taxis; nowhere to wait")
    ('no buses', 'no taxis', 'nowhere to wait')
    >>> suggest("The hall is dear. Nobody answers the phone.")
    ('The hall is dear.', 'Nobody answers the phone.')
    >>> suggest("Health and safety rules, e.g. for St. Mark's fair")
    ()
    """
    found = _pieces(text) or _listed(text) or _sentences(text)
    return found if 2 <= len(found) <= MOST_POINTS else ()


def _pieces(text: str) -> tuple[str, ...]:
    """Return what stands between semicolons, on lines of its own, or after bullets."""
    pieces = (_LEADING.sub("", piece).strip() for piece in _STRONG.split(text))
    found = tuple(piece for piece in pieces if any(letter.isalpha() for letter in piece))
    return found if len(found) > 1 else ()


def _listed(text: str) -> tuple[str, ...]:
    """Return the items of a short list in one line; a mere pair of words is one point."""
    from analysis.points import points

    listed, partner = _without_partner(text.strip())
    if not (_LISTING.search(listed) or _HEADED.match(listed)):
        return ()
    return tuple(point + partner for point in points(listed))


def _without_partner(text: str) -> tuple[str, str]:
    """Return a text, and the partner at its end, “ – GCH”, who is named for every point of it."""
    found = _PARTNER.search(text)
    return (text[: found.start()], found[0]) if found else (text, "")


def _sentences(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for piece in _SENTENCE_END.split(text.strip()):
        is_broken_off = bool(found) and _is_broken_off(found[-1])
        if found and (is_broken_off or len(piece.split()) < _SHORTEST_SENTENCE):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return tuple(found)


def _is_broken_off(piece: str) -> bool:
    """Return whether a full stop ends an abbreviation or a number, and no sentence."""
    says_something = any(letter.isalpha() for letter in piece)
    return not says_something or _ABBREVIATED.search(piece) is not None


def repeats_words(text: str, points: tuple[str, ...]) -> bool:
    """Return whether a point has words that the text says once for several."""
    return any(point not in text for point in points)
