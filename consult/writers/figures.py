"""How numbers and dates are written: the base rule, whole percentages, "5 March 2026"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consult.words import marked

SMALLEST_BASE = 10
"""Below this base a percentage says more than the data does, so none is given."""

OPENING, CLOSING = ('"', "“"), ('"', "”")


class FigureOutOfRange(ValueError):
    """A count that cannot be: below nought, or above its own base."""


@dataclass(frozen=True)
class Figure:
    """A number, what it is out of, and the query that it came from.

    Parameters
    ----------
    count
        How many, from 0 upward.
    evidence
        The name of the query, or the id of the statement, behind the number.
    base
        Out of how many; None where the number stands alone.
    """

    count: int
    evidence: str
    base: int | None = None

    def __post_init__(self) -> None:
        if self.count < 0:
            raise FigureOutOfRange(
                f"“{self.evidence}” counts {self.count}; a count starts at 0. Mend the query."
            )
        if self.base is not None and self.count > self.base:
            raise FigureOutOfRange(
                f"“{self.evidence}” counts {self.count} of only {self.base};"
                " give the base it was counted in."
            )

    @property
    def text(self) -> str:
        """The figure as a sentence shows it: "61", "3 of 8" or "61 of 412 (15%)"."""
        return whole(self.count) if self.base is None else of_base(self.count, self.base)

    @property
    def percentage(self) -> str:
        """The share as a table shows it, empty where the base is too small for one."""
        return "" if self.base is None else percentage(self.count, self.base)


def whole(number: int) -> str:
    """Return a whole number with commas between thousands.

    >>> whole(12480)
    '12,480'
    """
    return f"{number:,}"


def percentage(count: int, base: int) -> str:
    """Return the share as a whole percentage, or nothing where the base is under 10.

    A share is never rounded to none or to all: that would deny the few whom it leaves out.

    >>> percentage(61, 412), percentage(1, 412), percentage(411, 412), percentage(3, 8)
    ('15%', 'under 1%', 'over 99%', '')
    """
    if base < SMALLEST_BASE:
        return ""
    rounded = (200 * count + base) // (2 * base)
    if rounded == 0 and count:
        return marked("under 1%")
    if rounded == 100 and count < base:
        return marked("over 99%")
    return f"{rounded}%"


def of_base(count: int, base: int) -> str:
    """Return a count with its base, and its percentage where the base allows one.

    >>> of_base(61, 412), of_base(3, 8)
    ('61 of 412 (15%)', '3 of 8')
    """
    share = percentage(count, base)
    return f"{whole(count)} of {whole(base)}" + (f" ({share})" if share else "")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun in the right form.

    >>> counted(1, "barrier"), counted(0, "barrier"), counted(2, "survey response")
    ('1 barrier', '0 barriers', '2 survey responses')
    """
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"


def dated(day: date) -> str:
    """Return a day in words, without a leading nought.

    >>> dated(date(2026, 3, 5))
    '5 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def period(first: date | None, last: date | None) -> str:
    """Return the days from first to last in words, as far as they are known.

    >>> period(date(2026, 3, 5), date(2026, 4, 30))
    '5 March 2026 to 30 April 2026'
    >>> period(date(2026, 3, 5), None)
    'from 5 March 2026'
    """
    if first and last:
        return dated(first) if first == last else f"{dated(first)} to {dated(last)}"
    if first:
        return f"from {dated(first)}"
    return f"until {dated(last)}" if last else ""


def joined(words: list[str] | tuple[str, ...]) -> str:
    """Return words as a list in a sentence.

    >>> joined(["Harbour Trust", "Youth Forum", "Town Council"])
    'Harbour Trust, Youth Forum and Town Council'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def quoted(text: str) -> str:
    """Return a speaker's words in quotation marks, unless they were written down with their own.

    >>> quoted("No bus"), quoted('"No bus"'), quoted('"No" and "bus"')
    ('“No bus”', '"No bus"', '“"No" and "bus"”')
    """
    inside = text[1:-1]
    has_own = text.startswith(OPENING) and text.endswith(CLOSING) and inside
    return text if has_own and not set(inside) & {*OPENING, *CLOSING} else f"“{text}”"
