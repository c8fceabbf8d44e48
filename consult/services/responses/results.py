"""What came back: responses by day and route, counts per option, and each response."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from consult.models.responses import Answer, Response, Route, answer_option
from consult.models.surveys import CHOICES, Question
from consult.services.refusals import NotFound
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.scopes import AnyScope, Scope, is_counted, scope_of

# Below this base a percentage says more than is known.
SMALLEST_BASE = 10


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many chose one option."""

    label: str
    count: int
    base: int

    @property
    def percentage(self) -> str:
        """Return the whole percentage of the base, or "" where the base is too small for one."""
        return f"{round(100 * self.count / self.base)}%" if self.base >= SMALLEST_BASE else ""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question with what was answered to it.

    Attributes
    ----------
    base
        How many answered it.
    options
        For a choice, each option in its order; empty for a text.
    by_version
        How many of the base answered each version that has the question, the oldest first.
    """

    question: Question
    base: int
    options: tuple[OptionCount, ...]
    by_version: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """How many responses came on one day, by route."""

    on: date
    by_route: dict[Route, int]

    @property
    def total(self) -> int:
        """Return the responses of all routes."""
        return sum(self.by_route.values())


def count(session: Session, asked: AnyScope) -> int:
    """Return how many responses the survey has."""
    counted = select(func.count()).select_from(Response).where(is_counted(asked))
    return session.scalar(counted) or 0


def by_day(session: Session, asked: AnyScope) -> list[Day]:
    """Return the days on which responses came, in order."""
    on = func.date(Response.submitted_at)
    days: dict[str, dict[Route, int]] = {}
    counted = (
        select(on, Response.route, func.count())
        .where(is_counted(asked))
        .group_by(on, Response.route)
        .order_by(on)
    )
    for day, route, number in session.execute(counted):
        days.setdefault(str(day), {})[route] = number
    return [Day(date.fromisoformat(day), by_route) for day, by_route in days.items()]


def by_question(
    session: Session, asked: AnyScope, *, audience: Audience = Audience.PEOPLE
) -> list[QuestionResult]:
    """Return each question with its base and, for a choice, the count of each option."""
    scope = scope_of(asked)
    is_told = or_(Answer.text != "", Answer.detail.is_not(None))
    texts = _answered(session, scope, audience, is_told)
    choices = _answered(session, scope, audience, Answer.options.any())
    rows = session.execute(
        select(answer_option.c.option_id, func.count())
        .join(Answer, Answer.id == answer_option.c.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(is_counted(scope), belongs(audience))
        .group_by(answer_option.c.option_id)
    )
    chosen: Counter[int] = Counter()
    for option_id, number in rows:
        chosen[scope.options.get(option_id, option_id)] += number
    return [_result(scope, each, texts, choices, chosen) for each in scope.survey.kept_questions]


def _answered(
    session: Session, scope: Scope, audience: Audience, condition: ColumnElement[bool]
) -> dict[int, int]:
    rows = session.execute(
        select(Answer.question_id, func.count())
        .join(Response, Response.id == Answer.response_id)
        .where(is_counted(scope), belongs(audience), condition)
        .group_by(Answer.question_id)
    )
    return {question_id: number for question_id, number in rows}


def _result(
    scope: Scope,
    question: Question,
    texts: dict[int, int],
    choices: dict[int, int],
    chosen: Counter[int],
) -> QuestionResult:
    is_choice = question.question_type in CHOICES
    answered = choices if is_choice else texts
    versions = [(each.version, scope.same(each, question)) for each in reversed(scope.counted)]
    by_version = tuple(
        (number, answered.get(same.id, 0)) for number, same in versions if same is not None
    )
    base = sum(number for _, number in by_version)
    options = tuple(
        OptionCount(each.label, chosen[each.id], base)
        for each in (question.options if is_choice else ())
    )
    return QuestionResult(question, base, options, by_version)


def get(session: Session, asked: AnyScope, response_id: int) -> Response:
    """Return one response to some versions with its answers, or raise NotFound."""
    response = session.scalar(
        select(Response)
        .where(Response.id == response_id, is_counted(asked))
        .options(
            selectinload(Response.answers).selectinload(Answer.options),
            selectinload(Response.answers).selectinload(Answer.question),
        )
    )
    if response is None:
        raise NotFound("There is no such response to this survey.")
    return response


def routes(days: list[Day]) -> list[Route]:
    """Return the routes by which something came, the most used first."""
    total: Counter[Route] = Counter()
    for day in days:
        total.update(day.by_route)
    return [route for route, _ in total.most_common()]
