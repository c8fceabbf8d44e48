"""Answers that are no ticks as lines of counts: numbers, dates, rankings and places on a map.

What leaves the house is told of these lines alone, so that whatever is said of the answers in
public, a mean too, is worked out from counts that everybody may read. A line is cut into the same
groups in each release: counts of groups that overlap could be subtracted from each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.disclosure import FigureRelease
from consult.models.surveys import Question, QuestionType
from consult.services.responses import measures
from consult.services.responses.measures import Told
from consult.services.responses.scopes import Scope
from consult.words import marked

MOST_RANKED = 8
"""Of more options than this only the first place is told: the lines of a ranking are many."""

PREFIX = "answers-"
CHOSE, DID_NOT = "chose", "did-not"
IN_WORDS = "in words"
WORDS_ALONE = marked("No square, only words")
UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class AnswerLines:
    """One question with its lines, before disclosure control.

    Attributes
    ----------
    name
        Of the line that is told; it is the same whatever version of the survey is the newest.
    counts
        How many respondents are in each of its groups; every respondent is in one.
    labels
        What each group of it is, in the order in which they are told.
    beside
        Of a ranking, who gave each place to each option: the line of a place, and that of an
        option, by their names. They overlap, and are hidden together.
    rows
        Of a ranking, the name of the line of each option, by its label; of several choices, by
        its key.
    why
        Why nothing may be told of it, or "".
    """

    question: Question
    name: str
    counts: Mapping[str, int]
    labels: Mapping[str, str]
    beside: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all its lines."""
        return tuple(self.all_counts)

    @property
    def all_counts(self) -> dict[str, Mapping[str, int]]:
        """Return the groups of all its lines, by their names."""
        return {self.name: self.counts, **self.beside}

    def at(self, key: str) -> tuple[str, str]:
        """Return the line that counts one of its answers, and the group there."""
        return (self.rows[key], CHOSE) if key in self.rows else (self.name, key)

    @property
    def is_answered(self) -> bool:
        """Return whether anybody answered it."""
        return any(sum(each.values()) for each in self.all_counts.values())

    @property
    def title(self) -> str:
        """Return its words; of a row of a matrix with those above it."""
        matrix = self.question.matrix
        return f"{matrix.text}: {self.question.text}" if matrix is not None else self.question.text

    @property
    def number(self) -> str:
        """Return the part of its name that is its own."""
        return self.name.removeprefix(PREFIX)


def of(session: Session, consultation: Consultation, scope: Scope) -> dict[int, AnswerLines]:
    """Return the lines of each question that was answered, by its id."""
    kept = _kept(session, consultation)
    found = {}
    for question, each in measures.told(session, scope):
        name = _name(scope, question)
        make = _MAKERS[question.question_type]
        found[question.id] = make(question, name, each, kept.get(name, []))
    return {number: each for number, each in found.items() if each.is_answered}


def _name(scope: Scope, question: Question) -> str:
    """Return the name of a question's line, by the first version that asked it so."""
    first = min(number for number, each in scope.twins.items() if each is question)
    return f"{PREFIX}{first}"


def _kept(session: Session, consultation: Consultation) -> dict[str, list[str]]:
    """Return the groups of each line that left before, as its last release has them."""
    rows = session.execute(
        select(FigureRelease.line, FigureRelease.counts)
        .where(
            FigureRelease.consultation_id == consultation.id,
            FigureRelease.line.startswith(PREFIX),
        )
        .order_by(FigureRelease.id)
    )
    return {line: list(counts) for line, counts in rows}


def _number(
    question: Question, name: str, told: Sequence[Told], kept: Sequence[str]
) -> AnswerLines:
    numbers = measures.numbers_in(told)
    step = Decimal(kept[0].partition("+")[2]) if kept else _step(numbers)
    counts = measures.spread(numbers, step)
    starts = {Decimal(key.partition("+")[0]) for key in kept} | counts.keys()
    whole = measures.are_whole([*numbers, *starts])
    keys = {start: f"{start.normalize():f}+{step.normalize():f}" for start in sorted(starts)}
    return AnswerLines(
        question,
        name,
        {key: counts[start] for start, key in keys.items()},
        {key: measures.span(start, step, whole=whole) for start, key in keys.items()},
    )


def _step(numbers: Sequence[Decimal]) -> Decimal:
    return measures.step_of(numbers) if numbers else Decimal(0)


def _date(question: Question, name: str, told: Sequence[Told], kept: Sequence[str]) -> AnswerLines:
    days = measures.days_in(told)
    by_month = "-" in kept[0] if kept else bool(days) and measures.is_by_month(days)
    counts = measures.by_period(days, by_month=by_month)
    keys = sorted({*kept, *counts})
    labels = {key: measures.period(key) for key in keys}
    return AnswerLines(question, name, {key: counts[key] for key in keys}, labels)


def _place(question: Question, name: str, told: Sequence[Told], kept: Sequence[str]) -> AnswerLines:
    counts = Counter(str(each.detail.get("square") or IN_WORDS) for each in told)
    squares = sorted({*kept, *counts} - {IN_WORDS}, key=lambda key: (-counts[key], key))
    labels = {**{key: key for key in squares}, IN_WORDS: WORDS_ALONE}
    return AnswerLines(question, name, {key: counts[key] for key in labels}, labels)


def _ranking(
    question: Question, name: str, told: Sequence[Told], _kept: Sequence[str]
) -> AnswerLines:
    place_of = [
        {option: place for place, option in enumerate(each.order, 1)} for each in told if each.order
    ]
    options = [each.id for each in question.options]
    given = Counter(
        (at, each.get(option, 0)) for each in place_of for at, option in enumerate(options)
    )

    def keyed(pairs: list[tuple[int, int]]) -> dict[str, int]:
        return {_cell(name, *pair): given[pair] for pair in pairs}

    places, beside = range(len(options) + 1), {}
    rows = {label.label: f"{name}-option-{at}" for at, label in enumerate(question.options)}
    if len(options) <= MOST_RANKED:
        for at, row in enumerate(rows.values()):
            beside[row] = keyed([(at, place) for place in places])
        for place in places[2:]:
            column = keyed([(at, place) for at in range(len(options))])
            beside[f"{name}-place-{place}"] = {
                **column,
                UNPLACED: len(place_of) - sum(column.values()),
            }
    return AnswerLines(
        question,
        name,
        keyed([(at, 1) for at in range(len(options))]),
        {_cell(name, at, 1): each.label for at, each in enumerate(question.options)},
        beside,
        rows if beside else {},
    )


def _cell(name: str, option: int, place: int) -> str:
    """Return the key of those who gave an option a place; it is one count in all its lines."""
    return f"place:{name}.{option}.{place}"


_Maker = Callable[[Question, str, Sequence[Told], Sequence[str]], AnswerLines]
_MAKERS: dict[QuestionType, _Maker] = {
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.RANKING: _ranking,
    QuestionType.PLACE: _place,
}
MEASURED = frozenset(_MAKERS)
