"""Keying in a response on paper a second time, to find the slips of the first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.doors import SecondEntry
from consult.models.responses import Answer, Response, Route
from consult.models.statements import Statement, StatementState
from consult.models.surveys import Option, Question, QuestionType, Survey
from consult.services import audit, paging, responses, statements
from consult.services.refusals import Conflict
from consult.services.responses import rules, telling
from consult.services.responses.rules import Given, InvalidAnswers, Typed
from consult.services.responses.scopes import AnyScope, is_counted
from consult.services.transaction import transaction

EMPTIED = "The second keying of the paper found nothing written here."


@dataclass(frozen=True, slots=True)
class Difference:
    """One question whose two keyings differ, each as it is read."""

    question: Question
    first: str
    second: str


def to_check(
    session: Session, asked: AnyScope, *, page: int = 1, per_page: int = 20
) -> tuple[list[Response], int]:
    """Return one page of responses on paper that were keyed in once, and how many there are."""
    conditions = (
        is_counted(asked),
        Response.route.in_([Route.PAPER, Route.LETTER]),
        ~exists().where(SecondEntry.response_id == Response.id),
    )
    total = session.scalar(select(func.count()).select_from(Response).where(*conditions)) or 0
    rows = session.scalars(
        select(Response)
        .where(*conditions)
        .order_by(Response.id)
        .offset(paging.start(page, total, per_page))
        .limit(per_page)
    )
    return list(rows), total


def compare(survey: Survey, response: Response, typed: Typed) -> list[Difference]:
    """Return the questions in which the second keying differs from what is stored.

    Raises
    ------
    InvalidAnswers
        When an answer of the second keying breaks a rule.
    """
    faults = rules.faults(survey.kept_questions, typed, may_leave_blank=True)
    if faults:
        raise InvalidAnswers(faults)
    stored = {answer.question_id: answer for answer in response.answers}
    found = []
    for question in survey.kept_questions:
        if question.question_type is QuestionType.FILE:
            # Nobody keys in a file, so there is no slip to find.
            continue
        answer = stored.get(question.id)
        first = telling.as_text(answer) if answer is not None else ""
        second = telling.as_text(rules.given(question, typed.get(question.id, ())))
        if first != second:
            found.append(Difference(question, first, second))
    return found


def settle(
    session: Session,
    survey: Survey,
    response: Response,
    typed: Typed,
    *,
    by: User,
    second_is_right: Collection[int] = (),
) -> int:
    """Store that it was keyed in twice, and mend the answers in which the second is right.

    Parameters
    ----------
    second_is_right
        The ids of the questions whose second keying is what stands on the paper.

    Returns
    -------
    int
        How many answers were mended.

    Raises
    ------
    Conflict
        When somebody else keyed it in again meanwhile.
    """
    differences = compare(survey, response, typed)
    if session.get(SecondEntry, response.id) is not None:
        raise Conflict(f"{response.reference} was keyed in a second time already.")
    wrong = [each.question for each in differences if each.question.id in second_is_right]
    with transaction(session):
        for question in wrong:
            _mend(session, response, rules.given(question, typed.get(question.id, ())))
        session.add(
            SecondEntry(response=response, entered_by_id=by.id, differences=len(differences))
        )
        audit.record(
            session,
            "response.keyed_again",
            response,
            consultation=survey.consultation,
            differences=len(differences),
            mended=[question.id for question in wrong],
        )
    return len(wrong)


def _mend(session: Session, response: Response, right: Given) -> None:
    """Give the answer what the second keying says, and its statement the new words."""
    stored = {answer.question_id: answer for answer in response.answers}
    answer = stored.get(right.question.id)
    if answer is None:
        answer = Answer(question_id=right.question.id)
        response.answers.append(answer)
    answer.text, answer.detail = right.text, right.detail
    answer.options = [session.get_one(Option, each.id) for each in right.options]
    session.flush()
    if right.question.statement_kind is None:
        return
    statement = session.scalar(select(Statement).where(Statement.answer_id == answer.id))
    if statement is None:
        responses.record_statements(session, response)
    elif answer.text:
        statements.change(session, statement, seen_version=statement.version, text=answer.text)
    else:
        statements.set_state(session, statement, StatementState.WITHHELD, reason=EMPTIED)
