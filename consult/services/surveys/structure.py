"""The doors by which a survey's sections and questions are changed, while it may be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from consult.models.surveys import Question, Section, Survey
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput
from consult.services.surveys import SurveyLocked, why_locked
from consult.services.surveys.wording import Wording, apply, fingerprint, refuse_bad
from consult.services.transaction import transaction

Item = TypeVar("Item", Section, Question)


@contextmanager
def _changing(
    session: Session, survey: Survey, event: str, subject: Survey | Section | Question
) -> Iterator[None]:
    """Hold one change of the structure together: the lock, the transaction and the event."""
    with transaction(session):
        session.refresh(survey.consultation, with_for_update=True)
        reason = why_locked(session, survey)
        if reason:
            raise SurveyLocked(reason)
        yield
        audit.record(session, event, subject, consultation=survey.consultation)


def change(session: Session, survey: Survey, *, title: str, introduction: str) -> Survey:
    """Change the survey's title and introduction."""
    if not title.strip():
        raise InvalidInput("Enter a title.", field="title")
    with _changing(session, survey, "survey.changed", survey):
        survey.title = title.strip()
        survey.introduction = introduction.strip()
    return survey


def add_section(session: Session, survey: Survey, *, title: str, introduction: str = "") -> Section:
    """Add a page at the end."""
    if not title.strip():
        raise InvalidInput("Enter a title.", field="title")
    section = Section(title=title.strip(), introduction=introduction.strip())
    with _changing(session, survey, "survey.section_added", section):
        survey.sections.append(section)
        _number(survey.sections)
    return section


def change_section(
    session: Session, section: Section, *, seen: str, title: str, introduction: str
) -> Section:
    """Change a section that somebody saw when its `fingerprint` was `seen`."""
    if not title.strip():
        raise InvalidInput("Enter a title.", field="title")
    with _changing(session, section.survey, "survey.section_changed", section):
        _refuse_if_changed(section, seen)
        section.title = title.strip()
        section.introduction = introduction.strip()
    return section


def remove_section(session: Session, section: Section) -> None:
    """Remove a page with all its questions."""
    survey = section.survey
    with _changing(session, survey, "survey.section_removed", section):
        survey.sections.remove(section)
        _number(survey.sections)


def add_question(session: Session, section: Section, wording: Wording) -> Question:
    """Add a question at the end of a section."""
    refuse_bad(wording)
    question = Question()
    with _changing(session, section.survey, "survey.question_added", question):
        apply(question, wording)
        section.questions.append(question)
        _number(section.questions)
    return question


def change_question(
    session: Session, question: Question, wording: Wording, *, seen: str
) -> Question:
    """Change a question that somebody saw when its `fingerprint` was `seen`.

    Raises
    ------
    Conflict
        When it has changed since.
    InvalidInput
        For a question without text, or options that cannot be told apart.
    """
    refuse_bad(wording)
    with _changing(session, question.section.survey, "survey.question_changed", question):
        _refuse_if_changed(question, seen)
        apply(question, wording)
    return question


def remove_question(session: Session, question: Question) -> None:
    """Remove a question with its options."""
    section = question.section
    with _changing(session, section.survey, "survey.question_removed", question):
        section.questions.remove(question)
        _number(section.questions)


def move_section(session: Session, section: Section, *, up: bool) -> None:
    """Move a page before the one before it, or after the one after it."""
    survey = section.survey
    with _changing(session, survey, "survey.section_moved", section):
        _swap(survey.sections, section, up=up)


def move_question(session: Session, question: Question, *, up: bool) -> None:
    """Move a question by one place; from the edge of its section into the next one."""
    section = question.section
    sections = section.survey.sections
    with _changing(session, section.survey, "survey.question_moved", question):
        beside = sections.index(section) + (-1 if up else 1)
        is_at_edge = section.questions[0 if up else -1] is question
        if not is_at_edge:
            _swap(section.questions, question, up=up)
        elif 0 <= beside < len(sections):
            question.section = sections[beside]
            if not up:
                sections[beside].questions.insert(0, sections[beside].questions.pop())
            _number(section.questions)
            _number(sections[beside].questions)


def _swap(items: list[Item], item: Item, *, up: bool) -> None:
    here = items.index(item)
    there = here + (-1 if up else 1)
    if 0 <= there < len(items):
        items.insert(there, items.pop(here))
    _number(items)


def _number(items: Sequence[Item]) -> None:
    for position, item in enumerate(items, 1):
        item.position = position


def _refuse_if_changed(item: Section | Question, seen: str) -> None:
    if fingerprint(item) != seen:
        raise Conflict("Somebody else changed this meanwhile. Reload the page and look again.")
