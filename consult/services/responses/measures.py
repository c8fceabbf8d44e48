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
from consult.services.responses import reading
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
class _Told:
    """One answer, by the ids of the options that are shown."""

    text: str
    detail: Mapping[str, Any]
    order: tuple[int, ...]


def by_question(
    session: Session, asked: AnyScope, *, audience: Audience = Audience.PEOPLE
) -> dict[int, Measure]:
    """Return a measure for each question that can be measured and was answered, by its id."""
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
    told: dict[int, list[_Told]] = defaultdict(list)
    for question_id, text, detail in rows:
        if text or detail:
            found = detail or {}
            order = tuple(scope.options.get(each, each) for each in found.get("order", ()))
            told[shown[question_id].id].append(_Told(text, found, order))
    questions = {each.id: each for each in shown.values()}
    measured = {
        number: _MEASURES[questions[number].question_type](questions[number], each)
        for number, each in told.items()
    }
    return {number: each for number, each in measured.items() if each.lines}


def _ranking(question: Question, told: Sequence[_Told]) -> Measure:
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


def _number(question: Question, told: Sequence[_Told]) -> Measure:
    numbers = sorted(found for each in told if (found := reading.number(each.text)) is not None)
    if not numbers:
        return Measure("", "", "", ())
    unit = f" {question.unit}" if question.unit else ""
    summary = (
        f"From {_plain(numbers[0])} to {_plain(numbers[-1])}{unit}; the middle answer is "
        f"{_plain(median(numbers))}, the mean {fmean(numbers):,.1f}."
    )
    lines = tuple(
        OptionCount(label, count, len(numbers)) for label, count in _spread(numbers).items()
    )
    return Measure(summary, "Number", "Responses", lines)


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole:,f}" if number == whole else f"{number.normalize():,f}"


def _spread(numbers: Sequence[Decimal]) -> dict[str, int]:
    """Return how many numbers there are of each value or, where these are many, of each span."""
    if len(set(numbers)) <= MOST_LINES:
        return {_plain(each): count for each, count in sorted(Counter(numbers).items())}
    step = _step(numbers[-1] - numbers[0])
    are_whole = all(each == each.to_integral_value() for each in numbers) and step >= 1
    counts = Counter(each // step - (each < 0 and each % step != 0) for each in numbers)
    return {
        f"{_plain(at * step)} to {_plain(at * step + step - 1)}"
        if are_whole
        else f"{_plain(at * step)} to under {_plain(at * step + step)}": counts[at]
        for at in sorted(counts)
    }


def _step(width: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5, 10, 20, … that parts a width into few enough spans."""
    power = Decimal(10) ** ((width / (MOST_LINES - 1)).adjusted())
    return next(power * each for each in (1, 2, 5, 10) if width / (power * each) <= MOST_LINES - 1)


def _date(_question: Question, told: Sequence[_Told]) -> Measure:
    days = sorted(_days(told))
    if not days:
        return Measure("", "", "", ())
    first, last = days[0], days[-1]
    by_month = (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS
    counts = Counter((each.year, each.month if by_month else 1) for each in days)
    lines = tuple(
        OptionCount(f"{date(*key, 1):{'%B %Y' if by_month else '%Y'}}", counts[key], len(days))
        for key in sorted(counts)
    )
    summary = f"From {in_words(first)} to {in_words(last)}."
    return Measure(summary, "Month" if by_month else "Year", "Responses", lines)


def _days(told: Iterable[_Told]) -> Iterator[date]:
    for each in told:
        try:
            yield date.fromisoformat(each.text)
        except ValueError:
            continue


def _place(_question: Question, told: Sequence[_Told]) -> Measure:
    squares = Counter(str(each.detail["square"]) for each in told if each.detail.get("square"))
    most = sorted(squares.items(), key=lambda each: (-each[1], each[0]))
    in_text = sum(bool(each.text) for each in told)
    summary = f"{squares.total():,} chose a square of the map, {in_text:,} wrote where it is."
    if len(most) > MOST_SQUARES:
        summary += f" The table has the {MOST_SQUARES} that were chosen most often."
    lines = tuple(OptionCount(name, count, len(told)) for name, count in most[:MOST_SQUARES])
    return Measure(summary, "Square", "Responses", lines)


_MEASURES: dict[QuestionType, Callable[[Question, Sequence[_Told]], Measure]] = {
    QuestionType.RANKING: _ranking,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.PLACE: _place,
}
