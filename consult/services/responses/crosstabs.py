"""One question by another: counts with small cells hidden, and whether they hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from consult.models.responses import Answer, Response, answer_option
from consult.models.surveys import Question, QuestionType, Survey
from consult.services import disclosure
from consult.services.refusals import NotFound
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.scopes import AnyScope, scope_of
from consult.writers.figures import percentage

if TYPE_CHECKING:
    from analysis import independence

_HIDDEN = "Counts are hidden, and a test would give them away, so none is shown."
_OVERLAP = "Several answers could be chosen, so the groups overlap and no test can be made."


@dataclass(frozen=True, slots=True)
class Line:
    """One answer to the first question, with those to the second.

    Attributes
    ----------
    counts
        None where a count is hidden.
    total
        How many of them answered both questions.
    """

    label: str
    counts: tuple[int | None, ...]
    total: int

    @property
    def shares(self) -> tuple[str, ...]:
        """Return each count as a share of the line."""
        return tuple("" if n is None else percentage(n, self.total) for n in self.counts)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """A table of two questions.

    Attributes
    ----------
    totals
        Of each column; empty where several answers could be chosen, so that columns overlap.
    base
        How many answered both.
    by_version
        How many of them answered each version that asked both so, the oldest first.
    """

    down: Question
    across: Question
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[int, ...]
    base: int
    test: independence.Finding
    fewest: int
    by_version: tuple[tuple[int, int], ...]

    @property
    def has_hidden(self) -> bool:
        """Return whether a count is hidden."""
        return any(count is None for line in self.lines for count in line.counts)

    @property
    def verdict(self) -> str:
        """Return in a sentence what the test says, without a word that promises a cause."""
        if not self.base:
            return "Nobody counted here has answered both questions."
        found = self.test
        if found.p is None:
            return found.why_not
        name = {"Fisher": "Fisher’s exact test", "chi-squared": "chi-squared test"}[found.test]
        p = "p under 0.001" if found.p < 0.001 else f"p = {found.p:.3f}"
        if found.p < 0.05:
            return (
                f"The groups answered differently, beyond what chance would explain ({name}, {p})."
            )
        return f"The differences may well be chance ({name}, {p})."


def choices(survey: Survey) -> list[Question]:
    """Return the questions that can be laid out against each other.

    Without equality questions: their answers are only counted, and stand beside no other answer.
    """
    countable = {QuestionType.ONE_CHOICE, QuestionType.SEVERAL_CHOICES, QuestionType.SCALE}
    return [each for each in survey.kept_questions if each.question_type in countable]


def question_of(asked: AnyScope, written: str) -> Question | None:
    """Return the question that the address asks for, or None for none.

    One of another version is taken for the same one here; None where that differs.
    """
    if not written:
        return None
    scope = scope_of(asked)
    if written.isascii() and written.isdecimal() and len(written) < 10:
        question = scope.found(int(written))
        if question is None or question in choices(scope.survey):
            return question
    raise NotFound("There is no such question with answers to choose from in this survey.")


def cross(
    session: Session,
    asked: AnyScope,
    down: Question,
    across: Question,
    *,
    audience: Audience = Audience.PEOPLE,
) -> CrossTable:
    """Lay two questions out against each other, over each version that asked both so.

    What one version hides stays hidden in the table of all: less another version's, it would
    tell. Each version's pattern is safe by itself, and their sum tells nothing new.
    """
    scope = scope_of(asked)
    fewest = scope.survey.consultation.fewest_shown
    parts = [
        _part(session, survey, one, other, audience, fewest)
        for survey in scope.counted
        if (one := scope.same(survey, down)) and (other := scope.same(survey, across))
    ]
    table = [
        [sum(each) for each in zip(*rows, strict=True)]
        for rows in zip(*(part.table for part in parts), strict=True)
    ]
    shown = [
        tuple(None if None in each else sum(each) for each in zip(*rows, strict=True))
        for rows in zip(*(part.shown for part in parts), strict=True)
    ]
    overlaps = QuestionType.SEVERAL_CHOICES in {down.question_type, across.question_type}
    return CrossTable(
        down,
        across,
        tuple(option.label for option in across.options),
        tuple(
            Line(option.label, row, sum(part.line_bases[number] for part in parts))
            for number, (option, row) in enumerate(zip(down.options, shown, strict=True))
        ),
        () if overlaps else tuple(map(sum, zip(*table, strict=True))),
        sum(part.base for part in parts),
        _test(table, overlaps=overlaps, is_hidden=any(None in row for row in shown)),
        fewest,
        tuple((part.version, part.base) for part in reversed(parts)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The table of one version."""

    version: int
    table: list[list[int]]
    shown: list[list[int | None]]
    line_bases: list[int]
    base: int


def _part(
    session: Session,
    survey: Survey,
    down: Question,
    across: Question,
    audience: Audience,
    fewest: int,
) -> _Part:
    counted = _counted(session, survey, down, across, audience)
    table = [[counted.get((d.id, a.id), 0) for a in across.options] for d in down.options]
    shown = disclosure.table(
        table,
        fewest,
        rows_add=across.question_type is not QuestionType.SEVERAL_CHOICES,
        columns_add=down.question_type is not QuestionType.SEVERAL_CHOICES,
    )
    bases = _line_bases(session, survey, down, across, audience)
    return _Part(
        survey.version,
        table,
        [list(row) for row in shown],
        [bases.get(option.id, 0) for option in down.options],
        _base(session, survey, down, across, audience),
    )


def _test(
    table: Sequence[Sequence[int]], *, overlaps: bool, is_hidden: bool
) -> independence.Finding:
    """Test a table, but where its p would tell somebody with the totals what is hidden."""
    from analysis import independence

    why_not = _OVERLAP if overlaps else _HIDDEN if is_hidden else ""
    return independence.Finding("", None, None, why_not) if why_not else independence.of(table)


def _line_bases(
    session: Session, survey: Survey, down: Question, across: Question, audience: Audience
) -> dict[int, int]:
    """Return how many gave each answer to the first question and any to the second."""
    rows = session.execute(
        select(answer_option.c.option_id, func.count())
        .select_from(Response)
        .join(Answer, (Answer.response_id == Response.id) & (Answer.question_id == down.id))
        .join(answer_option, answer_option.c.answer_id == Answer.id)
        .where(
            Response.survey_id == survey.id,
            belongs(audience),
            Response.answers.any((Answer.question_id == across.id) & Answer.options.any()),
        )
        .group_by(answer_option.c.option_id)
    )
    return {option_id: number for option_id, number in rows}


def _counted(
    session: Session, survey: Survey, down: Question, across: Question, audience: Audience
) -> dict[tuple[int, int], int]:
    first, second = aliased(Answer), aliased(Answer)
    chosen, other = aliased(answer_option), aliased(answer_option)
    rows = session.execute(
        select(chosen.c.option_id, other.c.option_id, func.count())
        .select_from(Response)
        .join(first, (first.response_id == Response.id) & (first.question_id == down.id))
        .join(second, (second.response_id == Response.id) & (second.question_id == across.id))
        .join(chosen, chosen.c.answer_id == first.id)
        .join(other, other.c.answer_id == second.id)
        .where(Response.survey_id == survey.id, belongs(audience))
        .group_by(chosen.c.option_id, other.c.option_id)
    )
    return {(one, two): number for one, two, number in rows}


def _base(
    session: Session, survey: Survey, down: Question, across: Question, audience: Audience
) -> int:
    answered = (
        Response.answers.any((Answer.question_id == each.id) & Answer.options.any())
        for each in (down, across)
    )
    counted = (
        select(func.count())
        .select_from(Response)
        .where(Response.survey_id == survey.id, belongs(audience), *answered)
    )
    return session.scalar(counted) or 0
