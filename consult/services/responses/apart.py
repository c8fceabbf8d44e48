"""What is kept apart from the answers: equality, how to reach a person, and files.

Equality answers are only counted. There is no row a person, and each count of a survey is written
whenever one changes, so that neither an id, a time nor the order of rows in a copy of the
database leads from a response to what its sender said about themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Integer, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.responses import AnswerFile, ContactDetail, Response
from consult.models.surveys import EqualityCount, QuestionType, Survey
from consult.services.prepared import Prepared
from consult.services.responses.reading import Given
from consult.services.responses.rules import InvalidAnswers
from consult.services.surveys.frozen import AnySurvey
from consult.services.transaction import connection_of
from consult.words import gettext as _
from consult.words import marked

# A file that was chosen but never sent is forgotten after a day.
FORGOTTEN_AFTER = timedelta(days=1)
EXPIRED = marked(
    "A file that you chose is no longer here, since a day went by. Choose it once more."
)


@dataclass(frozen=True, slots=True)
class Aside:
    """What goes elsewhere than to the answers.

    Attributes
    ----------
    equality
        The ids of the chosen options of equality questions.
    contacts
        What was said to be reached by.
    """

    equality: tuple[int, ...]
    contacts: tuple[Given, ...]


def kept(survey: AnySurvey, answers: Sequence[Given]) -> list[Given]:
    """Return what is kept with the response, of what was answered."""
    kept_ids = {question.id for question in survey.kept_questions}
    return [each for each in answers if each.question.id in kept_ids]


def of(survey: AnySurvey, answers: Sequence[Given]) -> Aside:
    """Return what is kept apart, of what was answered."""
    equality = {section.id for section in survey.sections if section.is_equality}
    return Aside(
        tuple(
            option.id
            for each in answers
            if each.question.section_id in equality
            for option in each.options
        ),
        tuple(
            each
            for each in answers
            if each.question.question_type is QuestionType.CONTACT and each.detail
        ),
    )


def store(session: Session, survey: AnySurvey, response_id: int, aside: Aside) -> None:
    """Count what is only counted, and keep how the respondent may be reached."""
    if aside.equality:
        _count(session, survey, aside.equality)
    for given in aside.contacts:
        detail = given.detail or {}
        question_id = given.question.id
        session.add(ContactDetail(response_id=response_id, question_id=question_id, **detail))


_survey_id = bindparam("survey_id", type_=Integer())
_lock = Prepared(
    lambda _: select(Survey.id).where(Survey.id == _survey_id).with_for_update(key_share=True)
)


@functools.cache
def _counting(count: int) -> Prepared:
    """Return what counts so many chosen options of a survey and tells which rows there are."""
    chosen = [bindparam(f"chosen_{n}", type_=Integer()) for n in range(count)]
    # All rows are written, not only the chosen ones: where a row lies in the file tells nothing.
    people = EqualityCount.people + case((EqualityCount.option_id.in_(chosen), 1), else_=0)
    return Prepared(
        lambda _: (
            update(EqualityCount)
            .where(EqualityCount.survey_id == _survey_id)
            .values(people=people)
            .returning(EqualityCount.option_id)
        )
    )


def _count(session: Session, survey: AnySurvey, chosen: Sequence[int]) -> None:
    connection = connection_of(session)
    if connection.dialect.name == "postgresql":
        # One after another, or two who wrote the same rows in another order would wait for each
        # other. SQLite has one writer at a time.
        _lock.run(connection, {"survey_id": survey.id})
    row = {"survey_id": survey.id, **{f"chosen_{n}": each for n, each in enumerate(chosen)}}
    if not _counting(len(chosen)).run(connection, row):
        _begin_to_count(session, survey)
        _counting(len(chosen)).run(connection, row)


def _begin_to_count(session: Session, survey: AnySurvey) -> None:
    """Make a row for each option at once, the first time that one is counted."""
    session.add_all(
        EqualityCount(option_id=option.id, survey_id=survey.id, people=0)
        for section in survey.sections
        if section.is_equality
        for question in section.questions
        for option in question.options
    )
    session.flush()


def files_of(session: Session, replies: Sequence[Given]) -> dict[int, AnswerFile]:
    """Return the files that were chosen, by the ids of their questions.

    Raises
    ------
    InvalidAnswers
        For one that waited longer than files are kept.
    """
    found = {}
    for each in replies:
        if each.question.question_type is not QuestionType.FILE or not each.detail:
            continue
        file = session.scalar(
            select(AnswerFile).where(
                AnswerFile.token == UUID(each.detail["token"]),
                AnswerFile.question_id == each.question.id,
                AnswerFile.answer_id.is_(None),
                AnswerFile.uploaded_at > utc_now() - FORGOTTEN_AFTER,
            )
        )
        if file is None:
            raise InvalidAnswers({each.question.id: _(EXPIRED)})
        found[each.question.id] = file
    return found


def contacts(
    session: Session, consultation: Consultation, *, text: str = "", page: int, per_page: int
) -> tuple[list[ContactDetail], int]:
    """Return one page of contact details by name, and how many there are.

    Their order is the alphabet's, so that a place in the list tells no response.
    """
    conditions = [Survey.consultation_id == consultation.id]
    if text.strip():
        fields = (ContactDetail.name, ContactDetail.email, ContactDetail.telephone)
        conditions.append(or_(*(each.icontains(text.strip(), autoescape=True) for each in fields)))
    chosen = (
        select(ContactDetail)
        .join(Response, Response.id == ContactDetail.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(*conditions)
    )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ordered = chosen.order_by(func.lower(ContactDetail.name), ContactDetail.email, ContactDetail.id)
    return list(session.scalars(ordered.offset((page - 1) * per_page).limit(per_page))), total
