"""Versions of a survey: what was asked stays as it was, and a change is asked from then on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.models.surveys import Condition, Option, Question, Section, Survey
from consult.services import audit, surveys
from consult.services.refusals import Conflict, InvalidInput
from consult.services.surveys.frozen import AnyConsultation
from consult.services.transaction import checked_transaction, transaction


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a survey, and how many answered it."""

    survey: Survey
    responses: int


def every(session: Session, consultation: Consultation) -> list[Version]:
    """Return the versions in their order."""
    rows = session.execute(
        select(Survey, func.count(Response.id))
        .outerjoin(Response, Response.survey_id == Survey.id)
        .where(Survey.consultation_id == consultation.id)
        .group_by(Survey.id)
        .order_by(Survey.version)
    )
    return [Version(survey, count) for survey, count in rows]


def begin(session: Session, survey: Survey, *, what_changed: str) -> Survey:
    """Make a draft of the next version: a copy of the survey that may be changed.

    Raises
    ------
    Conflict
        When the survey may still be changed itself, or its next version is begun already.
    InvalidInput
        When nothing says what is to change.
    """
    if survey.is_draft or not surveys.why_locked(session, survey):
        raise Conflict("This survey can still be changed as it is.")
    if not what_changed.strip():
        raise InvalidInput("Say in a sentence what you change and why.", field="what_changed")
    with checked_transaction(session, lambda: _refuse_second(session, survey)):
        draft = _copy(survey)
        draft.is_draft = True
        draft.version = survey.version + 1
        draft.what_changed = what_changed.strip()
        session.add(draft)
        audit.record(
            session,
            "survey.version_begun",
            draft,
            consultation=survey.consultation,
            version=draft.version,
        )
    return draft


def _refuse_second(session: Session, survey: Survey) -> None:
    newest = surveys.newest(session, survey.consultation)
    if newest is not None and newest.version > survey.version:
        raise Conflict("Somebody else has just begun the next version. Change that one.")


def publish(session: Session, draft: Survey) -> Survey:
    """Ask this version from now on; who has a form of the one before may still send it.

    Raises
    ------
    Conflict
        When it is no draft, or something in it must be mended first.
    """
    if not draft.is_draft:
        raise Conflict("This version is asked already.")
    faults = surveys.hindrances(draft)
    if faults:
        raise Conflict(f"Mend the survey before you publish it. {faults[0]}")
    with transaction(session):
        draft.is_draft = False
        audit.record(
            session,
            "survey.version_published",
            draft,
            consultation=draft.consultation,
            version=draft.version,
        )
    return draft


def discard(session: Session, draft: Survey) -> None:
    """Remove a draft; what is asked stays as it is."""
    if not draft.is_draft:
        raise Conflict("This version is asked already, so it cannot be discarded.")
    with transaction(session):
        audit.record(
            session,
            "survey.version_discarded",
            draft,
            consultation=draft.consultation,
            version=draft.version,
        )
        draft.conditions = []
        session.flush()
        session.delete(draft)


def asked_in(session: Session, consultation: AnyConsultation, survey_id: int) -> Survey | None:
    """Return a version that is or was asked, for a form that was opened with it."""
    survey = session.get(Survey, survey_id)
    if survey is None or survey.is_draft or survey.consultation_id != consultation.id:
        return None
    return surveys.load(session, survey_id)


def _copy(survey: Survey) -> Survey:
    sections: dict[int, Section] = {}
    questions: dict[int, Question] = {}
    options: dict[int, Option] = {}
    copy = Survey(
        consultation=survey.consultation, title=survey.title, introduction=survey.introduction
    )
    for section in survey.sections:
        sections[section.id] = Section(
            position=section.position,
            title=section.title,
            introduction=section.introduction,
            is_equality=section.is_equality,
        )
        copy.sections.append(sections[section.id])
        for question in section.questions:
            questions[question.id] = _copy_question(question, options)
            sections[section.id].questions.append(questions[question.id])
    for question in survey.questions:
        if question.matrix_id is not None:
            questions[question.id].matrix = questions[question.matrix_id]
    copy.conditions = [
        Condition(
            section=sections.get(each.section_id or 0),
            question=questions.get(each.question_id or 0),
            source=questions[each.source_id],
            comparison=each.comparison,
            value=each.value,
            options=[options[option.id] for option in each.options],
        )
        for each in survey.conditions
    ]
    return copy


def _copy_question(question: Question, options: dict[int, Option]) -> Question:
    names = (
        *("position", "question_type", "text", "hint", "is_required", "outcome_id"),
        *("statement_kind", "code", "least", "most", "unit"),
    )
    copy = Question(**{name: getattr(question, name) for name in names})
    for option in question.options:
        options[option.id] = Option(
            **{
                name: getattr(option, name)
                for name in ("position", "label", "is_other", "is_exclusive", "x", "y")
            }
        )
        copy.options.append(options[option.id])
    return copy
