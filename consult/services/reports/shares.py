"""One share in two consultations: what may be said of how it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.words import marked

if TYPE_CHECKING:
    from analysis.changes import Change

NEW, GONE = "new", "no longer named"
# What may be said of a change (analysis.changes), for those who read of it in another language.
SAID = (marked("grew"), marked("shrank"), marked("no clear change"), marked("too few to say"))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; None where so few may not be shown."""

    count: int | None
    base: int

    @property
    def words(self) -> str:
        """Return it as it is read: "12 of 80 (15%)"."""
        if self.count is None:
            return f"few of {self.base:,}" if self.base else "few"
        if not self.base:
            return "–"
        return f"{self.count:,} of {self.base:,} ({self.count / self.base:.0%})"


@dataclass(frozen=True, slots=True)
class Line:
    """One theme, outcome or answer in both consultations.

    Attributes
    ----------
    difference
        In percentage points with its 95% interval, or "" where nothing may be said.
    verdict
        What may be said of it in a word or two.
    """

    name: str
    before: Share
    now: Share
    difference: str
    verdict: str


def compared(
    name: str,
    before: tuple[int, int],
    now: tuple[int, int],
    fewest: int,
    *,
    is_known: tuple[bool, bool] = (True, True),
    is_hidden: bool = False,
) -> Line:
    """Return how a share changed, as far as its counts may be told."""
    from analysis.changes import change

    shares = [
        Share(None if is_hidden or 0 < count < fewest else count, base)
        for count, base in (before, now)
    ]
    if any(share.count is None for share in shares):
        return Line(name, shares[0], shares[1], "", "too few to show")
    if not all(is_known):
        return Line(name, shares[0], shares[1], "", GONE if is_known[0] else NEW)
    found = change(*before, *now)
    return Line(name, shares[0], shares[1], _points(found), found.verdict.value)


def change_in_words(before: tuple[int, int], now: tuple[int, int]) -> str:
    """Return how a share has changed, from counts and their bases.

    >>> change_in_words((8, 40), (32, 40)), change_in_words((2, 9), (3, 9))
    ('+60 points (+39 to +73): grew', 'too few to say')
    """
    from analysis.changes import change

    found = change(*before, *now)
    points = _points(found)
    return f"{points}: {found.verdict.value}" if points else found.verdict.value


def _points(found: Change) -> str:
    from analysis.changes import Verdict

    if found.points is None or found.verdict is Verdict.TOO_FEW:
        return ""
    points, low, high = map(_signed, (found.points, found.low, found.high))
    return f"{points} points ({low} to {high})"


def _signed(share: float | None) -> str:
    number = round(100 * (share or 0))
    return f"{number:+d}".replace("-", "−") if number else "0"
