"""Which versions of a survey are counted together: one, or all where a question stayed the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.models.surveys import Question, Survey
from consult.services import surveys
from consult.services.refusals import NotFound
from consult.services.surveys import versions

ALL = "all"


@dataclass(frozen=True)
class Scope:
    """What is counted: the answers to some versions, by the questions of one of them.

    Attributes
    ----------
    survey
        The version whose questions are shown.
    counted
        The versions whose answers count, the newest first.
    asked
        Every version that is or was asked, the newest first.
    """

    survey: Survey
    counted: tuple[Survey, ...]
    asked: tuple[Survey, ...]

    @property
    def is_all(self) -> bool:
        """Return whether more than one version is counted."""
        return len(self.counted) > 1

    @property
    def label(self) -> str:
        """Return which versions are counted, in words."""
        if not self.is_all:
            return f"Version {self.survey.version}"
        numbers = [str(each.version) for each in reversed(self.counted)]
        return f"Versions {', '.join(numbers[:-1])} and {numbers[-1]}"

    @property
    def name(self) -> str:
        """Return the scope as addresses and file names write it."""
        return ALL if self.is_all else str(self.survey.version)

    @cached_property
    def twins(self) -> Mapping[int, Question]:
        """Return, by the id of a question in a counted version, the same question as shown."""
        shown = _by_key(self.survey)
        found = {each.id: each for each in self.survey.questions}
        for survey in self.counted:
            for key, question in _by_key(survey).items() if survey is not self.survey else ():
                if key in shown:
                    found[question.id] = shown[key]
        return found

    @cached_property
    def options(self) -> Mapping[int, int]:
        """Return, by the id of an option in a counted version, the id of the same one as shown."""
        return {
            mine.id: shown.id
            for survey in self.counted
            for question in survey.questions
            if question.id in self.twins
            for mine, shown in zip(question.options, self.twins[question.id].options, strict=True)
        }

    @cached_property
    def parted(self) -> list[tuple[Survey, Question]]:
        """Return the kept questions of counted versions that are shown nowhere, or otherwise."""
        return [
            (survey, question)
            for survey in self.counted
            for question in survey.kept_questions
            if question.id not in self.twins
        ]

    def of(self, response: Response) -> Survey:
        """Return the version that a response answered."""
        return next(each for each in self.asked if each.id == response.survey_id)

    def same(self, survey: Survey, question: Question) -> Question | None:
        """Return what a shown question is in another version, or None where that differs."""
        return next((q for q in survey.questions if self.twins.get(q.id) is question), None)

    def found(self, question_id: int) -> Question | None:
        """Return the shown question that is, or is the same as, one of any version.

        Raises
        ------
        NotFound
            When no version has such a question.
        """
        for survey in self.asked:
            for key, question in _keyed(survey):
                if question.id == question_id:
                    return question if survey is self.survey else _by_key(self.survey).get(key)
        raise NotFound("There is no such question in this survey.")


def _keyed(survey: Survey) -> list[tuple[Hashable, Question]]:
    """Return each question with all that must be alike for its answers to be added up."""
    return [
        (
            (
                *(each.code, each.question_type, each.text, each.hint, each.unit),
                *(each.outcome_id, each.least, each.most),
                each.matrix.text if each.matrix is not None else None,
                tuple((one.label, one.is_other, one.is_exclusive) for one in each.options),
            ),
            each,
        )
        for each in survey.questions
    ]


def _by_key(survey: Survey) -> dict[Hashable, Question]:
    """Return the questions that can be told apart; of two that are alike, neither is the same."""
    keyed = _keyed(survey)
    often = Counter(key for key, _ in keyed)
    return {key: question for key, question in keyed if often[key] == 1}


AnyScope = Survey | Scope


def alone(survey: Survey) -> Scope:
    """Return one version by itself."""
    return Scope(survey, (survey,), (survey,))


def scope_of(asked: AnyScope) -> Scope:
    """Return a scope as it is, and a survey as the scope of that version."""
    return asked if isinstance(asked, Scope) else alone(asked)


def is_counted(asked: AnyScope) -> ColumnElement[bool]:
    """Return the condition that a response is to one of the versions that are counted."""
    return Response.survey_id.in_([each.id for each in scope_of(asked).counted])


def chosen(session: Session, consultation: Consultation, written: str) -> Scope:
    """Return the scope that an address asks for: a version, all of them, or the newest for "".

    Raises
    ------
    NotFound
        Where nothing was asked yet, or there is no such version.
    """
    published = [
        surveys.load(session, each.survey.id)
        for each in reversed(versions.every(session, consultation))
        if not each.survey.is_draft
    ]
    if not published:
        raise NotFound(f"“{consultation.title}” has no survey.", missing="survey")
    asked = tuple(published)
    if written == ALL:
        return Scope(asked[0], asked, asked)
    for survey in asked:
        if written in {"", str(survey.version)}:
            return Scope(survey, (survey,), asked)
    raise NotFound("There is no such version of this survey.")


def responses_by_version(session: Session, scope: Scope) -> dict[int, int]:
    """Return how many responses came to each version that was asked, by its number."""
    rows = session.execute(
        select(Response.survey_id, func.count())
        .where(Response.survey_id.in_([each.id for each in scope.asked]))
        .group_by(Response.survey_id)
    )
    found = {survey_id: number for survey_id, number in rows}
    return {each.version: found.get(each.id, 0) for each in scope.asked}
