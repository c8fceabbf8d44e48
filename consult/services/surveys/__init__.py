"""Surveys: finding and making one, what locks it, and what hinders opening it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.responses import Response
from consult.models.strategy import Outcome
from consult.models.surveys import (
    CHOICES,
    Condition,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services import audit
from consult.services.refusals import Conflict, NotFound, ServiceError
from consult.services.transaction import checked_transaction

# What each outcome is asked about: the question, its hint, and what the answers are.
OF_AN_OUTCOME = (
    (
        "What is being done?",
        "Anything that you, a group or a service does already.",
        StatementKind.WORK,
    ),
    (
        "What gets in the way?",
        "Whatever makes it harder than it should be.",
        StatementKind.BARRIER,
    ),
)
FEWEST_OPTIONS = 2


class SurveyLocked(ServiceError):
    """Its questions can no longer be changed; the text says why."""


def current(session: Session, consultation: Consultation) -> Survey | None:
    """Return the version of the consultation's survey that is asked, whole, or None."""
    return _newest(session, consultation, Survey.is_draft.is_(False))


def newest(session: Session, consultation: Consultation) -> Survey | None:
    """Return the version that is worked on: a draft of changes, or the one that is asked."""
    return _newest(session, consultation)


def _newest(
    session: Session, consultation: Consultation, *conditions: ColumnElement[bool]
) -> Survey | None:
    return session.scalar(
        select(Survey)
        .where(Survey.consultation_id == consultation.id, *conditions)
        .order_by(Survey.version.desc())
        .limit(1)
        .options(*_whole())
    )


def get(session: Session, consultation: Consultation) -> Survey:
    """Return the consultation's survey as it is worked on, or raise NotFound."""
    survey = newest(session, consultation)
    if survey is None:
        raise NotFound(f"“{consultation.title}” has no survey.", missing="survey")
    return survey


def load(session: Session, survey_id: int) -> Survey:
    """Return a survey by its id, whole and as it now stands, or raise NotFound."""
    survey = session.scalar(select(Survey).where(Survey.id == survey_id).options(*_whole()))
    if survey is None:
        raise NotFound("There is no such survey.")
    return survey


def _whole() -> tuple[ExecutableOption, ...]:
    questions = selectinload(Survey.sections).selectinload(Section.questions)
    return (
        joinedload(Survey.consultation),
        selectinload(Survey.conditions).selectinload(Condition.options),
        questions.selectinload(Question.options),
        questions.joinedload(Question.outcome),
    )


def why_locked(session: Session, survey: Survey) -> str:
    """Return in a sentence why the questions cannot be changed, or "" where they can."""
    if survey.is_draft:
        return ""
    answered = select(func.count()).where(Response.survey_id == survey.id)
    number = session.scalar(answered) or 0
    if number:
        return (
            f"The questions are locked: {number:,} {'response' if number == 1 else 'responses'} "
            "came in, and each answer must keep the question that was asked. "
            "To change one, make a new version."
        )
    if survey.consultation.is_open:
        return (
            "The consultation is open, so the questions are locked: everybody must be asked "
            "the same. To change one, make a new version, which is asked once you publish it."
        )
    return ""


def way_to_first_question(survey: Survey) -> str:
    """Return what to do where a survey has no question: it stands in a section."""
    return "Add one." if survey.sections else "Add a section, and write its first question."


def hindrances(survey: Survey) -> list[str]:
    """Return what must be mended before the consultation opens, a sentence each."""
    found = []
    if not survey.questions:
        found.append(f"There is no question in it. {way_to_first_question(survey)}")
    found += [
        f"The section “{section.title}” has no question. Add one, or remove the section."
        for section in survey.sections
        if not section.questions and survey.questions
    ]
    found += [
        f"“{question.text}” has fewer than two answers to choose from. Add them."
        for question in survey.questions
        if question.question_type in CHOICES | {QuestionType.RANKING}
        and len(question.options) < FEWEST_OPTIONS
    ]
    if not survey.consultation.privacy_notice.strip():
        found.append("There is no privacy notice. Write one in the consultation’s settings.")
    return found


def create(
    session: Session, consultation: Consultation, *, title: str = "", outcomes: Sequence[Outcome]
) -> Survey:
    """Make the consultation's survey: for each outcome a section with its two questions.

    Raises
    ------
    Conflict
        When it has one already.
    SurveyLocked
        When the consultation is open.
    """
    if consultation.is_open:
        raise SurveyLocked(
            f"“{consultation.title}” is open. Close it, make the survey, then open it again."
        )
    with checked_transaction(session, lambda: _refuse_second(session, consultation)):
        survey = Survey(
            consultation=consultation,
            title=title.strip() or consultation.title,
            sections=[_section_of(each, number) for number, each in enumerate(outcomes, 1)],
        )
        session.add(survey)
        audit.record(
            session, "survey.created", survey, consultation=consultation, sections=len(outcomes)
        )
    return survey


def _refuse_second(session: Session, consultation: Consultation) -> None:
    if current(session, consultation) is not None:
        raise Conflict(f"“{consultation.title}” has a survey already.")


def _section_of(outcome: Outcome, position: int) -> Section:
    return Section(
        position=position,
        title=textwrap.shorten(outcome.title, 200, placeholder="…"),
        questions=[
            Question(
                position=number,
                code=f"q{len(OF_AN_OUTCOME) * (position - 1) + number}",
                question_type=QuestionType.TEXT,
                text=text,
                hint=hint,
                outcome=outcome,
                statement_kind=kind,
            )
            for number, (text, hint, kind) in enumerate(OF_AN_OUTCOME, 1)
        ],
    )


def get_section(survey: Survey, section_id: int) -> Section:
    """Return one section of the survey, or raise NotFound."""
    for section in survey.sections:
        if section.id == section_id:
            return section
    raise NotFound("There is no such section in this survey. It may have been removed.")


def get_question(survey: Survey, question_id: int) -> Question:
    """Return one question of the survey, or raise NotFound."""
    for question in survey.questions:
        if question.id == question_id:
            return question
    raise NotFound("There is no such question in this survey. It may have been removed.")
