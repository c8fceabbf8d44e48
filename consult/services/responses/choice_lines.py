"""Answers to closed questions as lines of counts: one choice, scales, rows, several choices.

Where one can be chosen, the options are one line. Where several can, each option is a line of its
own, of those who chose it and those who did not: neither may be small.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea, Ward
from consult.models.consultations import Consultation
from consult.models.disclosure import FigureRelease
from consult.models.responses import Answer, Response
from consult.models.surveys import CHOICES, Question, QuestionType
from consult.services.responses import results
from consult.services.responses.answer_lines import CHOSE, DID_NOT, PREFIX, AnswerLines
from consult.services.responses.results import QuestionResult
from consult.services.responses.scopes import Scope

OF_GROUPS = "question-"
"""Lines of papers that left when groups still counted organisations with people."""

WARDS = "wards"
"""The line of wards in papers: of all responses that count."""

OVER_TIME = "over-time: question-"
"""Lines of comparisons that left when these still counted every response that had come."""

WITH_OTHERS = (
    "Its counts left before in a report that counted organisations, or other answers that do not"
    " count with people, or one version of the survey alone. Beside those counts, these would"
    " tell what few answered."
)

TELLS_WARDS = (
    "Its answers are wards, and how many responses came from each ward is told in reports, with"
    " those of organisations. The two overlap and could be subtracted."
)


@dataclass(frozen=True, slots=True)
class _Before:
    """What is told elsewhere of the same answers.

    Attributes
    ----------
    lines
        The names of lines that left under earlier ways of counting.
    with_organisations
        The questions, in any version, that somebody answered for an organisation.
    places
        The question that tells the ward, in the version in which it was chosen.
    wards
        The names of wards that were told, without capitals.
    """

    lines: frozenset[str]
    with_organisations: frozenset[int]
    places: int | None
    wards: frozenset[str]

    def tells_wards(self, question: Question, twins: Collection[int]) -> bool:
        """Return whether who answered what is who came from which ward."""
        labels = {each.label.casefold() for each in question.options}
        return self.places in twins or bool(labels & self.wards)


def of(session: Session, consultation: Consultation, scope: Scope) -> dict[int, AnswerLines]:
    """Return the lines of each closed question, also of those without an answer, by its id."""
    before = _before(session, consultation, scope)
    keys: dict[int, str] = {}
    for mine in sorted(scope.options):
        keys.setdefault(scope.options[mine], str(mine))
    return {
        each.question.id: _lines(each, _twins(scope, each.question), keys, before)
        for each in results.by_question(session, scope)
        if each.question.question_type in CHOICES
    }


def _twins(scope: Scope, question: Question) -> list[int]:
    return sorted(number for number, each in scope.twins.items() if each is question)


def _before(session: Session, consultation: Consultation, scope: Scope) -> _Before:
    lines = session.scalars(
        select(FigureRelease.line)
        .where(
            FigureRelease.consultation_id == consultation.id,
            FigureRelease.line.startswith(OF_GROUPS) | FigureRelease.line.startswith(OVER_TIME),
        )
        .distinct()
    )
    answered = session.scalars(
        select(Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.organisation != "", Answer.question_id.in_(scope.twins))
        .distinct()
    )
    decided = session.get(ConsultationArea, consultation.id)
    return _Before(
        frozenset(lines),
        frozenset(answered),
        decided.question_id if decided is not None else None,
        _wards_told(session, consultation),
    )


def _wards_told(session: Session, consultation: Consultation) -> frozenset[str]:
    """Return the names of the wards of which counts left, whatever tells the ward now."""
    kept = session.scalars(
        select(FigureRelease.counts).where(
            FigureRelease.consultation_id == consultation.id, FigureRelease.line == WARDS
        )
    )
    ids = {key.rpartition("-")[2] for counts in kept for key in counts}
    numbers = [int(each) for each in ids if each.isdecimal()]
    names = session.scalars(select(Ward.name).where(Ward.id.in_(numbers))) if numbers else ()
    return frozenset(name.casefold() for name in names)


def _lines(
    result: QuestionResult, twins: list[int], keys: Mapping[int, str], before: _Before
) -> AnswerLines:
    """Return the lines of one question, by the ids of the options of its first version."""
    question, options = result.question, result.options
    by_key = {keys[option.id]: each for option, each in zip(question.options, options, strict=True)}
    name, why = _name(twins, before)
    why = why or (TELLS_WARDS if before.tells_wards(question, twins) else "")
    labels = {key: each.label for key, each in by_key.items()}
    if not is_several(question):
        counts = {key: each.count for key, each in by_key.items()}
        return AnswerLines(question, name, counts, labels, why=why)
    rows = {key: f"{name}-option-{key}" for key in by_key}
    beside = {
        rows[key]: {CHOSE: each.count, DID_NOT: result.base - each.count}
        for key, each in by_key.items()
    }
    return AnswerLines(question, name, {}, labels, beside, rows, why=why)


def is_several(question: Question) -> bool:
    """Return whether more than one option can be chosen, so that they do not add up."""
    return question.question_type is QuestionType.SEVERAL_CHOICES and question.most != 1


def _name(twins: list[int], before: _Before) -> tuple[str, str]:
    """Return the name of a question's line, and why it must be left out, or "".

    What left of a group is the same line where it counted the same people.
    """
    groups = [f"{OF_GROUPS}{each}" for each in twins if f"{OF_GROUPS}{each}" in before.lines]
    compared = any(f"{OVER_TIME}{each}" in before.lines for each in twins)
    is_same = len(twins) == 1 and not before.with_organisations.intersection(twins)
    if groups and is_same and not compared:
        return groups[0], ""
    return f"{PREFIX}{twins[0]}", WITH_OTHERS if groups or compared else ""
