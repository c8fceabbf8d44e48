"""The doors by which a survey's sections and questions are changed, while it may be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput
from consult.services.surveys import SurveyLocked, why_locked
from consult.services.surveys.wording import (
    Wording,
    apply,
    fingerprint,
    lines,
    of,
    of_row,
    refuse_bad,
)
from consult.services.transaction import transaction

Item = TypeVar("Item", Section, Question)


@contextmanager
def changing(
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
    with changing(session, survey, "survey.changed", survey):
        survey.title = title.strip()
        survey.introduction = introduction.strip()
    return survey


def add_section(session: Session, survey: Survey, *, title: str, introduction: str = "") -> Section:
    """Add a page at the end."""
    if not title.strip():
        raise InvalidInput("Enter a title.", field="title")
    section = Section(title=title.strip(), introduction=introduction.strip())
    with changing(session, survey, "survey.section_added", section):
        survey.sections.append(section)
        number(survey.sections)
    return section


def change_section(
    session: Session, section: Section, *, seen: str, title: str, introduction: str
) -> Section:
    """Change a section that somebody saw when its `fingerprint` was `seen`."""
    if not title.strip():
        raise InvalidInput("Enter a title.", field="title")
    with changing(session, section.survey, "survey.section_changed", section):
        _refuse_if_changed(section, seen)
        section.title = title.strip()
        section.introduction = introduction.strip()
    return section


def remove_section(session: Session, section: Section) -> None:
    """Remove a page with all its questions."""
    survey = section.survey
    with changing(session, survey, "survey.section_removed", section):
        survey.sections.remove(section)
        number(survey.sections)
        _forget_conditions(survey)


def add_question(
    session: Session, section: Section, wording: Wording, *, after: Question | None = None
) -> Question:
    """Add a question at the end of a section, or after another in it."""
    refuse_bad(wording)
    refuse_in_equality(section, wording)
    question = Question()
    with changing(session, section.survey, "survey.question_added", question):
        place(section, question, wording, after=after)
    return question


def refuse_in_equality(section: Section, wording: Wording) -> None:
    """Raise InvalidInput for an equality question that could tell who answered it."""
    is_only_ticked = wording.question_type in {
        QuestionType.ONE_CHOICE,
        QuestionType.SEVERAL_CHOICES,
    }
    if section.is_equality and (not is_only_ticked or wording.other.strip()):
        raise InvalidInput(
            "In the equality section people only tick answers: words could tell who they are. "
            "Choose one choice or several choices, without an answer to write beside.",
            field="question_type",
        )
    if section.is_equality and wording.is_required:
        raise InvalidInput("Nobody must answer an equality question.", field="is_required")


def place(
    section: Section, question: Question, wording: Wording, *, after: Question | None = None
) -> None:
    """Put a new question with its rows where it belongs; the caller holds the change together."""
    apply(question, wording)
    question.code = next_code(section.survey)
    at = len(section.questions)
    if after is not None:
        at = section.questions.index(_block(after)[-1]) + 1
    section.questions.insert(at, question)
    _lay_rows(question, wording)
    number(section.questions)


def next_code(survey: Survey) -> str:
    """Return the code that no question of the survey has had."""
    numbers = [
        int(each.code[1:])
        for each in survey.questions
        if each.code.startswith("q") and each.code[1:].isdecimal()
    ]
    return f"q{max(numbers, default=0) + 1}"


def _block(question: Question) -> list[Question]:
    """Return a question with the rows that go wherever it goes."""
    return [question, *question.rows]


def _lay_rows(question: Question, wording: Wording) -> None:
    """Give a matrix a question for each of its rows, right after it; keep those that stay."""
    section = question.section
    kept = {row.text: row for row in question.rows}
    texts = lines(wording.rows) if question.question_type is QuestionType.MATRIX else []
    for row in question.rows:
        section.questions.remove(row)
    question.rows = []
    for text in texts:
        row = kept.get(text) or Question(code=next_code(section.survey))
        question.rows.append(row)
        section.questions.insert(section.questions.index(question) + len(question.rows), row)
        apply(row, of_row(wording, text))


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
    refuse_in_equality(question.section, wording)
    survey = question.section.survey
    with changing(session, survey, "survey.question_changed", question):
        _refuse_if_changed(question, seen)
        before = set(question.options)
        apply(question, wording)
        _lay_rows(question, wording)
        number(question.section.questions)
        for condition in survey.conditions:
            condition.options = [
                each for each in condition.options if each not in before - set(question.options)
            ]
        _forget_conditions(survey)
    return question


def remove_question(session: Session, question: Question) -> None:
    """Remove a question with its options, its rows, and what its answers led to."""
    section = question.section
    with changing(session, section.survey, "survey.question_removed", question):
        for each in reversed(_block(question)):
            section.questions.remove(each)
        number(section.questions)
        _forget_conditions(section.survey)


def _forget_conditions(survey: Survey) -> None:
    """Remove the conditions about what is no longer there."""
    sections, questions = set(survey.sections), set(survey.questions)
    survey.conditions = [
        each
        for each in survey.conditions
        if each.source in questions
        and (each.section is None or each.section in sections)
        and (each.question is None or each.question in questions)
    ]


def copy_question(session: Session, question: Question) -> Question:
    """Add a copy right after a question."""
    return add_question(session, question.section, of(question), after=question)


def move_section(session: Session, section: Section, *, up: bool) -> None:
    """Move a page before the one before it, or after the one after it."""
    survey = section.survey
    with changing(session, survey, "survey.section_moved", section):
        _swap(survey.sections, section, up=up)


def move_question(session: Session, question: Question, *, up: bool) -> None:
    """Move a question by one place; from the edge of its section into the next one.

    A matrix takes its rows along, and a row stays among the rows.
    """
    section = question.section
    with changing(session, section.survey, "survey.question_moved", question):
        if question.matrix is not None:
            _swap(question.matrix.rows, question, up=up)
            _arrange(section, _blocks(section))
            return
        blocks = _blocks(section)
        here = next(n for n, block in enumerate(blocks) if block[0] is question)
        there = here + (-1 if up else 1)
        if 0 <= there < len(blocks):
            blocks.insert(there, blocks.pop(here))
            _arrange(section, blocks)
        else:
            _move_across(section, blocks[here], up=up)


def _blocks(section: Section) -> list[list[Question]]:
    return [_block(question) for question in section.questions if question.matrix is None]


def _arrange(section: Section, blocks: Sequence[list[Question]]) -> None:
    section.questions[:] = [question for block in blocks for question in block]
    number(section.questions)


def _move_across(section: Section, block: list[Question], *, up: bool) -> None:
    sections = section.survey.sections
    beside = sections.index(section) + (-1 if up else 1)
    if not 0 <= beside < len(sections):
        return
    target = sections[beside]
    if target.is_equality != section.is_equality:
        raise InvalidInput("Equality questions stay in their section, and others outside it.")
    at = len(target.questions) if up else 0
    for offset, question in enumerate(block):
        target.questions.insert(at + offset, question)
    number([each for each in section.questions if each not in block])
    number(target.questions)


def _swap(items: list[Item], item: Item, *, up: bool) -> None:
    here = items.index(item)
    there = here + (-1 if up else 1)
    if 0 <= there < len(items):
        items.insert(there, items.pop(here))
    number(items)


def number(items: Sequence[Item]) -> None:
    """Give each thing of an order its position."""
    for position, item in enumerate(items, 1):
        item.position = position


def _refuse_if_changed(item: Section | Question, seen: str) -> None:
    if fingerprint(item) != seen:
        raise Conflict(
            "Somebody else changed this while you wrote. What you wrote is still below; compare it"
            " with the survey, then save again."
        )
