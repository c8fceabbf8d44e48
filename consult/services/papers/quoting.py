"""A quote is a statement's own words: whole, or shortened where […] says so."""

from __future__ import annotations

import re

MARK = "[…]"
_MARKS = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")


def pieces(quoted: str) -> list[str]:
    """Return the pieces that a quote took over, in order.

    >>> pieces("The last bus […] after work.")
    ['The last bus', 'after work.']
    """
    return [piece for each in _MARKS.split(quoted) if (piece := " ".join(each.split()))]


def is_verbatim(quoted: str, statement: str) -> bool:
    """Return whether all pieces of a quote stand in the statement, in their order.

    >>> is_verbatim("The last bus […] at six", "The last bus goes at six."), is_verbatim("A", "B")
    (True, False)
    """
    said = " ".join(statement.split())
    place = 0
    for piece in pieces(quoted):
        found = said.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return bool(pieces(quoted))


def begins_or_ends_within_a_word(quoted: str, statement: str) -> bool:
    """Return whether a piece begins or ends in the middle of a word, which changes its meaning.

    >>> begins_or_ends_within_a_word("able to come", "We are unable to come.")
    True
    """
    said = " ".join(statement.split())
    place = 0
    for piece in pieces(quoted):
        found = said.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
        if _cuts(said, found, piece[0]) or _cuts(said, place, piece[-1]):
            return True
    return False


def _cuts(said: str, place: int, edge: str) -> bool:
    around = said[place - 1 : place + 1]
    return len(around) == 2 and around.isalnum() and edge.isalnum() and place > 0


def left_out(quoted: str, statement: str) -> str:
    """Return what a verbatim quote leaves out of its statement.

    >>> left_out("The last bus […] at six", "The last bus never goes at six.")
    ' never goes .'
    """
    said = " ".join(statement.split())
    place, gone = 0, ""
    for piece in pieces(quoted):
        found = said.find(piece, place)
        gone += said[place:found]
        place = found + len(piece)
    return gone + said[place:]


def tidied(quoted: str) -> str:
    """Return a quote with its marks written one way."""
    return f" {MARK} ".join(each.strip() for each in _MARKS.split(quoted.strip())).strip()
