"""Dates as people write them in tables, gathered into years, months or days.

"5/3/2026" is the fifth of March: the day stands first, as in Britain, unless it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?: .*)?")
_SPOKEN = re.compile(r"(?:\w+,? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})(?: .*)?")
_MONTH = re.compile(r"([A-Za-z]{3,9})\.? (\d{4})")
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_MOST_DAYS, _MOST_MONTHS = 31, 36


class UnreadableDate(ValueError):
    """A cell that is no date that we know."""


def parse_date(cell: str) -> date:
    """Return the date that a cell gives; a month or a year alone is its first day.

    Raises
    ------
    UnreadableDate
        When it is none, such as 31 February.

    Examples
    --------
    >>> [str(parse_date(cell)) for cell in ("5/3/2026", "2026-03-05T10:00", "5th March 2026")]
    ['2026-03-05', '2026-03-05', '2026-03-05']
    """
    year, month, day = _parts(" ".join(cell.split()))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDate(cell) from error


def _parts(cell: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(cell):
        return int(found[1]), int(found[2]), int(found[3] or 1)
    if found := _SLASHED.fullmatch(cell):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
        return (year, month, day) if month <= 12 else (year, day, month)
    if found := _SPOKEN.fullmatch(cell):
        return int(found[3]), _month(found[2]), int(found[1])
    if found := _MONTH.fullmatch(cell):
        return int(found[2]), _month(found[1]), 1
    if found := _YEAR.fullmatch(cell):
        return int(found[1]), 1, 1
    raise UnreadableDate(cell)


def _month(name: str) -> int:
    short = name[:3].lower()
    if short not in _MONTHS:
        raise UnreadableDate(name)
    return _MONTHS.index(short) + 1


def periods_of(days: Sequence[date]) -> tuple[list[str], list[int]]:
    """Return the names of the periods from the first day to the last, and that of each day.

    They are days within a month or so, months within three years, else years; none is left out
    because nothing came in it.
    """
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last - first).days < _MOST_DAYS:
        names = [
            _day_name(date.fromordinal(at)) for at in range(first.toordinal(), last.toordinal() + 1)
        ]
        return names, [(day - first).days for day in days]
    if months < _MOST_MONTHS:
        start = first.year * 12 + first.month - 1
        names = [
            f"{_MONTHS[at % 12].title()} {at // 12}" for at in range(start, start + months + 1)
        ]
        return names, [day.year * 12 + day.month - 1 - start for day in days]
    names = [str(year) for year in range(first.year, last.year + 1)]
    return names, [day.year - first.year for day in days]


def _day_name(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1].title()}"
