"""A respondent corrects or withdraws what they sent, until the consultation closes."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.responses import Answer, Response, ResponseVersion, Standing
from consult.models.statements import Statement, StatementState
from consult.models.surveys import UNANSWERED, Option, QuestionType
from consult.services import audit, statements
from consult.services.refusals import Conflict, ConsultationNotOpen, NotFound
from consult.services.responses import (
    by_reference,
    reading,
    record_statements,
    references,
    routing,
    rules,
)
from consult.services.responses.reading import Given, Typed
from consult.services.responses.rules import InvalidAnswers
from consult.services.surveys.frozen import AnyQuestion, AnySection, AnySurvey
from consult.services.transaction import transaction
from consult.words import gettext as _
from consult.words import marked

LETTERS_IN_A_CODE = 12
WITHDRAWN = "Withdrawn by the respondent."
REWORDED = "Reworded by the respondent: the new words are in another statement."
# These are kept where no reference leads to them, or cannot be typed again.
_NOT_HERE = UNANSWERED | {QuestionType.FILE, QuestionType.CONTACT}
WRONG = marked(
    "The reference and the code do not belong together. Check each letter of both; they are on "
    "your receipt."
)


def code_of(secret: str, *, reference: str, key: UUID) -> str:
    """Return the code that is shown with a receipt: derived, so that it is stored nowhere."""
    named = f"correct {reference} {key}"
    digest = hmac.digest(secret.encode(), named.encode(), "sha256")
    return references.spelt(int.from_bytes(digest), LETTERS_IN_A_CODE)


def find(
    session: Session, consultation: Consultation, *, secret: str, reference: str, code: str
) -> Response:
    """Return a response that may be changed by whoever has its reference and its code.

    Raises
    ------
    NotFound
        Where they do not belong together; nothing tells which of them is wrong.
    ConsultationNotOpen
        Outside the open stage.
    Conflict
        When it was withdrawn.
    """
    given = references.tidy(code)
    try:
        response = by_reference(session, consultation, references.tidy(reference))
        right = code_of(secret, reference=response.reference, key=response.submission_key)
    except NotFound:
        raise NotFound(_(WRONG)) from None
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise NotFound(_(WRONG))
    _refuse_unless_changeable(response)
    return response


def _refuse_unless_changeable(response: Response) -> None:
    consultation = response.survey.consultation
    if not consultation.is_open:
        raise ConsultationNotOpen(
            _("“{title}” has closed, so answers can no longer be changed.").format(
                title=consultation.title
            )
        )
    if response.standing is Standing.WITHDRAWN:
        raise Conflict(_("These answers were withdrawn. To answer again, start a new response."))


def changeable(survey: AnySurvey) -> list[AnyQuestion]:
    """Return the questions whose answers a reference leads to."""
    return [each for each in survey.kept_questions if each.question_type not in _NOT_HERE]


def by_section(survey: AnySurvey) -> list[tuple[AnySection, list[AnyQuestion]]]:
    """Return the sections that have such questions, each with those."""
    here = {question.id for question in changeable(survey)}
    sections = (
        (section, [each for each in section.questions if each.id in here])
        for section in survey.sections
    )
    return [(section, asked) for section, asked in sections if asked]


def typed(response: Response) -> dict[int, list[str]]:
    """Return the stored answers as they would be typed."""
    return {answer.question_id: reading.typed(answer) for answer in response.answers}


def correct(session: Session, response: Response, *, typed: Typed) -> int:
    """Store changed answers, keep what was there before, and return how many changed.

    Raises
    ------
    InvalidAnswers
        When an answer breaks a rule.
    """
    _refuse_unless_changeable(response)
    survey = response.survey
    before = {answer.question_id: answer for answer in response.answers}
    stood = {key: reading.typed(each) for key, each in before.items()}
    whole = {**stood, **typed}
    here = {question.id for question in changeable(survey)}
    asked = [each for each in routing.asked(survey, whole) if each.id in here]
    faults = rules.faults(asked, whole)
    if faults:
        raise InvalidAnswers(faults)
    replies = [reading.given(each, whole.get(each.id, ())) for each in asked]
    # What the change leads past is emptied; what a paper answered past its routing stays.
    led_past = {each.id for each in routing.asked(survey, stood)} - {each.id for each in asked}
    replies += [Given(answer.question) for key, answer in before.items() if key in here & led_past]
    changed = [each for each in replies if _differs(before.get(each.question.id), each)]
    if not changed:
        return 0
    with transaction(session):
        _keep_version(session, response)
        for reply in changed:
            _change(session, response, before.get(reply.question.id), reply)
        audit.record(
            session,
            "response.corrected",
            response,
            consultation=survey.consultation,
            questions=[each.question.id for each in changed],
        )
    return len(changed)


def _differs(answer: Answer | None, reply: Given) -> bool:
    if answer is None:
        return not reply.is_empty
    return (answer.text, list(answer.options), answer.detail or None) != (
        reply.text,
        list(reply.options),
        reply.detail or None,
    )


def _keep_version(session: Session, response: Response) -> None:
    session.add(
        ResponseVersion(
            response=response,
            number=_versions(session, response) + 1,
            answers={
                str(each.question_id): {
                    "text": each.text,
                    "options": [option.label for option in each.options],
                    "detail": each.detail,
                }
                for each in response.answers
            },
        )
    )


def _change(session: Session, response: Response, answer: Answer | None, reply: Given) -> None:
    if answer is None:
        answer = Answer(question_id=reply.question.id)
        response.answers.append(answer)
    words_changed = answer.text != reply.text
    answer.text, answer.detail = reply.text, reply.detail
    answer.options = [session.get_one(Option, each.id) for each in reply.options]
    session.flush()
    if words_changed and reply.question.statement_kind is not None:
        _restate(session, response, answer)


def _restate(session: Session, response: Response, answer: Answer) -> None:
    """Let the statements of a text follow its new words; the old words are kept as versions."""
    standing = _statements(session, [answer.id])
    if len(standing) == 1 and answer.text:
        statement = standing[0]
        statements.change(session, statement, seen_version=statement.version, text=answer.text)
        return
    _withhold(session, standing, REWORDED if answer.text else WITHDRAWN)
    if answer.text and response.standing is not Standing.HELD:
        # Under another name than the withheld statement of the first words.
        name = uuid5(response.submission_key, f"correction {_versions(session, response)}")
        record_statements(session, response, answers=[answer], key=name)


def _versions(session: Session, response: Response) -> int:
    """Return how often the response was corrected."""
    counted = select(func.count()).where(ResponseVersion.response_id == response.id)
    return session.scalar(counted) or 0


def _statements(session: Session, answers: Iterable[int]) -> list[Statement]:
    """Return what counts of some answers, or waits to."""
    return list(
        session.scalars(
            select(Statement)
            .where(
                Statement.answer_id.in_(list(answers)),
                Statement.state.not_in([StatementState.REPLACED, StatementState.WITHHELD]),
            )
            .order_by(Statement.id)
        )
    )


def _withhold(session: Session, standing: Iterable[Statement], reason: str) -> None:
    for statement in standing:
        statements.set_state(session, statement, StatementState.WITHHELD, reason=reason)


def withdraw(session: Session, response: Response) -> Response:
    """Take a response out of every count; nothing of it is deleted, and nobody can undo it.

    Raises
    ------
    Conflict
        When it is withdrawn already.
    """
    _refuse_unless_changeable(response)
    with transaction(session):
        response.standing, response.standing_reason = Standing.WITHDRAWN, WITHDRAWN
        _withhold(session, _statements(session, [each.id for each in response.answers]), WITHDRAWN)
        audit.record(
            session, "response.withdrawn", response, consultation=response.survey.consultation
        )
    return response
