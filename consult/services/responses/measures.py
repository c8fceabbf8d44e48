"""What answers come to that are no ticks: numbers, dates, rankings and places on a map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import fmean, median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.responses import Answer, Response
from consult.models.surveys import Question, QuestionType
from consult.services.responses import reading, telling
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.results import OptionCount
from consult.services.responses.scopes import AnyScope, is_counted, scope_of
from consult.words import day as in_words

# So many values are each a line of their own; more are put together.
MOST_LINES = 12
MOST_MONTHS = 24
MOST_SQUARES = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """What the answers to one question come to.

    Attributes
    ----------
    summary
        A sentence over them all, or "".
    heading
        What the lines are.
    counted
        What is counted of each.
    places
        Of a ranking, the mean place of each line; empty for all else.
    """

    summary: str
    heading: str
    counted: str
    lines: tuple[OptionCount, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, by the ids of the options that are shown."""

    text: str
    detail: Mapping[str, Any]
    order: tuple[int, ...]


def by_question(
    session: Session, asked: AnyScope, *, audience: Audience = Audience.PEOPLE
) -> dict[int, Measure]:
    """Return a measure for each question that can be measured and was answered, by its id."""
    measured = {
        question.id: _MEASURES[question.question_type](question, each)
        for question, each in told(session, asked, audience=audience)
    }
    return {number: each for number, each in measured.items() if each.lines}


def told(
    session: Session, asked: AnyScope, *, audience: Audience = Audience.PEOPLE
) -> list[tuple[Question, list[Told]]]:
    """Return each question that can be measured and was answered, with all its answers.

    Whatever is said of these answers, on the officer's page or in public, is counted from this.
    """
    scope = scope_of(asked)
    shown = {
        number: each for number, each in scope.twins.items() if each.question_type in _MEASURES
    }
    rows = session.execute(
        select(Answer.question_id, Answer.text, Answer.detail)
        .join(Response, Response.id == Answer.response_id)
        .where(is_counted(scope), belongs(audience), Answer.question_id.in_(shown))
        .order_by(Answer.id)
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for question_id, text, detail in rows:
        if text or detail:
            parts = detail or {}
            order = tuple(scope.options.get(each, each) for each in parts.get("order", ()))
            found[shown[question_id].id].append(Told(text, parts, order))
    questions = {each.id: each for each in shown.values()}
    return [(questions[number], each) for number, each in found.items()]


def _ranking(question: Question, told: Sequence[Told]) -> Measure:
    firsts = Counter(each.order[0] for each in told if each.order)
    given: dict[int, list[int]] = defaultdict(list)
    for each in told:
        for place, option_id in enumerate(each.order, 1):
            given[option_id].append(place)
    options = question.options
    return Measure(
        "A mean place of 1 would be first for everybody who gave it a place.",
        "Answer",
        "Put first",
        tuple(OptionCount(each.label, firsts[each.id], len(told)) for each in options),
        tuple(_mean_place(given[each.id], len(told)) for each in options),
    )


def _mean_place(places: Sequence[int], base: int) -> str:
    if not places:
        return "–"
    by = "" if len(places) == base else f" by {len(places):,}"
    return f"{fmean(places):.1f}{by}"


def numbers_in(told: Iterable[Told]) -> list[Decimal]:
    """Return the numbers that were told, the smallest first."""
    return sorted(found for each in told if (found := reading.number(each.text)) is not None)


def _number(question: Question, told: Sequence[Told]) -> Measure:
    numbers = numbers_in(told)
    if not numbers:
        return Measure("", "", "", ())
    most = telling.with_unit(plain(numbers[-1]), question.unit)
    summary = (
        f"From {plain(numbers[0])} to {most}; the middle answer is "
        f"{plain(median(numbers))}, the mean {fmean(numbers):,.1f}."
    )
    step, whole = step_of(numbers), are_whole(numbers)
    lines = tuple(
        OptionCount(span(start, step, whole=whole), count, len(numbers))
        for start, count in sorted(spread(numbers, step).items())
    )
    return Measure(summary, "Number", "Responses", lines)


def plain(number: Decimal) -> str:
    """Return a number as it is written, with commas between thousands."""
    whole = number.to_integral_value()
    return f"{whole:,f}" if number == whole else f"{number.normalize():,f}"


def are_whole(numbers: Iterable[Decimal]) -> bool:
    """Return whether none has a fraction."""
    return all(each == each.to_integral_value() for each in numbers)


def step_of(numbers: Sequence[Decimal]) -> Decimal:
    """Return how wide the spans of sorted numbers are; 0 where each value stands by itself."""
    few = len(set(numbers)) <= MOST_LINES
    return Decimal(0) if few else _step(numbers[-1] - numbers[0])


def spread(numbers: Iterable[Decimal], step: Decimal) -> Counter[Decimal]:
    """Return how many numbers there are in each span, by where it starts."""
    if not step:
        return Counter(numbers)
    return Counter((each // step - (each < 0 and each % step != 0)) * step for each in numbers)


def span(start: Decimal, step: Decimal, *, whole: bool) -> str:
    """Return the name of a span; of whole numbers it says the last that is in it."""
    if not step:
        return plain(start)
    if whole and step >= 1:
        return f"{plain(start)} to {plain(start + step - 1)}"
    return f"{plain(start)} to under {plain(start + step)}"


def _step(width: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5, 10, 20, … that parts a width into few enough spans."""
    power = Decimal(10) ** ((width / (MOST_LINES - 1)).adjusted())
    return next(power * each for each in (1, 2, 5, 10) if width / (power * each) <= MOST_LINES - 1)


def _date(_question: Question, told: Sequence[Told]) -> Measure:
    days = days_in(told)
    if not days:
        return Measure("", "", "", ())
    by_month = is_by_month(days)
    lines = tuple(
        OptionCount(period(key), count, len(days))
        for key, count in sorted(by_period(days, by_month=by_month).items())
    )
    summary = f"From {in_words(days[0])} to {in_words(days[-1])}."
    return Measure(summary, "Month" if by_month else "Year", "Responses", lines)


def days_in(told: Iterable[Told]) -> list[date]:
    """Return the days that were told, the earliest first."""
    return sorted(_days(told))


def _days(told: Iterable[Told]) -> Iterator[date]:
    for each in told:
        try:
            yield date.fromisoformat(each.text)
        except ValueError:
            continue


def is_by_month(days: Sequence[date]) -> bool:
    """Return whether sorted days are few enough months to count them so, and not by year."""
    first, last = days[0], days[-1]
    return (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS


def by_period(days: Iterable[date], *, by_month: bool) -> Counter[str]:
    """Return how many days are in each month, such as “2026-03”, or in each year."""
    return Counter(f"{each:%Y-%m}" if by_month else f"{each:%Y}" for each in days)


def period(key: str) -> str:
    """Return a month or a year in words.

    >>> period("2026-03"), period("2026")
    ('March 2026', '2026')
    """
    year, _, month = key.partition("-")
    return f"{date(int(year), int(month), 1):%B %Y}" if month else year


def _place(_question: Question, told: Sequence[Told]) -> Measure:
    squares = Counter(str(each.detail["square"]) for each in told if each.detail.get("square"))
    most = sorted(squares.items(), key=lambda each: (-each[1], each[0]))
    in_text = sum(bool(each.text) for each in told)
    summary = f"{squares.total():,} chose a square of the map, {in_text:,} wrote where it is."
    if len(most) > MOST_SQUARES:
        summary += f" The table has the {MOST_SQUARES} that were chosen most often."
    lines = tuple(OptionCount(name, count, len(told)) for name, count in most[:MOST_SQUARES])
    return Measure(summary, "Square", "Responses", lines)


_MEASURES: dict[QuestionType, Callable[[Question, Sequence[Told]], Measure]] = {
    QuestionType.RANKING: _ranking,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.PLACE: _place,
}
