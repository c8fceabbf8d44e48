"""The agenda: timed rounds, written as lines, and the one that is on now.

A line is “10:00 20 What is being done already?”: when it starts, how many minutes it takes, what is
asked. Without a time a round starts when the one before it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from consult.models.base import UK_TIME
from consult.models.workshops import Workshop, WorkshopRound
from consult.services.refusals import InvalidInput

MOST_ROUNDS = 40
LONGEST_ROUND = 600
LONGEST_ASK = 300
_LINE = re.compile(
    r"(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})\s*[,;–-]?\s+)?"
    r"(?P<minutes>\d{1,4})\s*(?:min(?:utes|s)?\b\.?)?\s*[,;:–-]?\s*"
    r"(?P<asks>.*)"
)
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the day with one question."""

    starts_at: time
    minutes: int
    asks: str

    @property
    def ends_at(self) -> time:
        """Return when it is over, by the same clock."""
        return _after(self.starts_at, self.minutes)


@dataclass(frozen=True, slots=True)
class Now:
    """Where the day stands.

    Attributes
    ----------
    round
        The one that is on; None before the first, between two and after the last.
    following
        The one that comes next, if any.
    minutes_left
        Of the round that is on, or until the following one; at least 1.
    """

    round: Round | None
    following: Round | None
    minutes_left: int


def _after(start: time, minutes: int) -> time:
    return (datetime.combine(_ANY_DAY, start) + timedelta(minutes=minutes)).time()


def read(lines: str, *, field: str = "agenda") -> tuple[Round, ...]:
    """Return the rounds that somebody wrote, a line each.

    Raises
    ------
    InvalidInput
        For a line that is no round, or rounds that overlap; it says which.
    """
    rounds: list[Round] = []
    for number, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            rounds.append(_read_line(line, number, rounds[-1] if rounds else None, field))
    if len(rounds) > MOST_ROUNDS:
        raise InvalidInput(
            f"An agenda has at most {MOST_ROUNDS} rounds; these are {len(rounds)}.", field=field
        )
    for one, other in pairwise(rounds):
        if _is_before(other.starts_at, one):
            raise InvalidInput(
                f"“{other.asks}” starts at {other.starts_at:%H:%M}, before “{one.asks}” ends at "
                f"{one.ends_at:%H:%M}. Change one of them.",
                field=field,
            )
    return tuple(rounds)


def _is_before(start: time, earlier: Round) -> bool:
    """Return whether a round starts before an earlier one ends, or after midnight."""
    crosses_midnight = earlier.ends_at < earlier.starts_at
    return start < earlier.ends_at or crosses_midnight


def _read_line(line: str, number: int, before: Round | None, field: str) -> Round:
    found = _LINE.fullmatch(line.strip())
    asks = " ".join(found["asks"].split()) if found else ""
    if found is None or not asks:
        raise InvalidInput(
            f"Line {number} of the agenda, “{line.strip()[:60]}”, is no round. "
            "Write start, minutes and what is asked: 10:00 20 What is being done?",
            field=field,
        )
    if len(asks) > LONGEST_ASK:
        raise InvalidInput(
            f"What is asked in line {number} of the agenda has {len(asks)} characters; "
            f"the most is {LONGEST_ASK}.",
            field=field,
        )
    minutes = int(found["minutes"])
    if not 1 <= minutes <= LONGEST_ROUND:
        raise InvalidInput(
            f"Line {number} of the agenda takes {minutes} minutes; give it 1 to {LONGEST_ROUND}.",
            field=field,
        )
    return Round(_start(found, number, before, field), minutes, asks)


def _start(found: re.Match[str], number: int, before: Round | None, field: str) -> time:
    if found["hour"] is None:
        if before is None:
            raise InvalidInput(
                "The first line of the agenda says no time. Begin it like 10:00 20.", field=field
            )
        return before.ends_at
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        raise InvalidInput(
            f"Line {number} of the agenda starts at {hour}:{minute:02}, which is no time of day.",
            field=field,
        )
    return time(hour, minute)


def written(rounds: Iterable[Round]) -> str:
    """Return rounds as the lines that `read` takes."""
    return "\n".join(f"{each.starts_at:%H:%M} {each.minutes} {each.asks}" for each in rounds)


def of(workshop: Workshop) -> tuple[Round, ...]:
    """Return the workshop's rounds in the order of the day."""
    return tuple(Round(each.starts_at, each.minutes, each.asks) for each in workshop.rounds)


def rows(rounds: Sequence[Round]) -> list[WorkshopRound]:
    """Return new records of the rounds."""
    return [
        WorkshopRound(starts_at=each.starts_at, minutes=each.minutes, asks=each.asks)
        for each in rounds
    ]


def current_round(workshop: Workshop, now: datetime) -> Now | None:
    """Return where the workshop's day stands, or None on another day and once it is over."""
    here = now.astimezone(UK_TIME)
    if workshop.held_on is None or workshop.held_on != here.date():
        return None
    rounds = of(workshop)
    is_on = next((each for each in rounds if each.starts_at <= here.time() < each.ends_at), None)
    following = next((each for each in rounds if each.starts_at > here.time()), None)
    if is_on is None and following is None:
        return None
    until = is_on.ends_at if is_on else following.starts_at if following else time()
    left = datetime.combine(here.date(), until) - here.replace(tzinfo=None)
    return Now(is_on, following, max(1, -(-int(left.total_seconds()) // 60)))
