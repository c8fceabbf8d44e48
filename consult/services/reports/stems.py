"""Which words two statements share: a plain rule that anyone can check by eye."""

from __future__ import annotations

import functools
import re

SHORTEST = 4
SHARED_WORDS = 2
SHARED_PART = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = ("ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "y", "e")
# Words of four letters and more that say nothing of what a statement is about.
_EMPTY = frozenset(
    _WORD.findall(
        """
    about above after again against also always among another anybody anyone anything around
    back because been before being below best better between both came cannot come comes could
    does doing done down each either else enough even ever every everybody everyone everything
    find first four from further gets getting give given goes going gone good have having hear
    here hers himself into isn itself just keep know known last less like little long look
    made make makes making many maybe more most much must need needed needs neither never next
    nobody none nothing often once only onto other others ourselves over people perhaps quite
    rather really said same says seem seems seen several shall should since some somebody
    someone something sometimes still such take taken takes than thank that their theirs them
    themselves then there these they thing things think this those though three through time
    told took towards under until upon used using very want wants well went were what whatever
    when where whether which while whole whom whose will with within without work worked
    working works would years your yours yourself
        """
    )
)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, in their order."""
    return _WORD.findall(text.lower())


def stems(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, without their endings.

    >>> sorted(stems("Volunteers were volunteering at the lunch club, and more lunches!"))
    ['club', 'lunch', 'volunt']
    """
    return frozenset(stem for word in words(text) if (stem := _stem(word)))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two statements share two words, and half of the words of the shorter one.

    >>> are_alike(stems("The lunch club on Fridays"), stems("Lunch club, every Tuesday"))
    True
    """
    shared = len(one & other)
    return shared >= SHARED_WORDS and shared >= SHARED_PART * min(len(one), len(other))


@functools.lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if len(word) < SHORTEST or word in _EMPTY:
        return ""
    while True:
        ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) > len(e) + 3), "")
        if not ending:
            return word
        word = word.removesuffix(ending)
