"""Responses: taking what a respondent sent exactly once, and the receipt for it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.consultations import Consultation, Stage
from consult.models.responses import Answer, Response, Route
from consult.models.surveys import Survey
from consult.services import audit, statements
from consult.services.refusals import Conflict, ConsultationNotOpen, InvalidInput, NotFound
from consult.services.responses import rules
from consult.services.responses.rules import Given, Typed
from consult.services.statements import Source
from consult.services.transaction import transaction

# No vowels, so that no word comes out; none of 0 O 1 I L U S 5, which are taken for each other.
REFERENCE_LETTERS = "2346789BCDFGHJKMNPQRTVWXYZ"


class InvalidAnswers(InvalidInput):
    """Some answers cannot be taken.

    Attributes
    ----------
    faults
        A sentence for each question, by its id.
    """

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


class AlreadySent(Conflict):
    """The form was sent before with other answers.

    Attributes
    ----------
    reference
        The receipt of what was sent first.
    """

    def __init__(self, reference: str) -> None:
        super().__init__(f"These answers were sent already. Their reference is {reference}.")
        self.reference = reference


def submit(
    session: Session,
    survey: Survey,
    *,
    key: UUID,
    typed: Typed,
    route: Route = Route.ONLINE,
    entered_by: User | None = None,
) -> Response:
    """Store a response with its statements; the same form again stores nothing.

    Parameters
    ----------
    key
        Made with the empty form, so that sending it twice can be told from two people.

    Raises
    ------
    AlreadySent
        When the key came before with other answers.
    ConsultationNotOpen
        When it is not open; what staff key in is taken until it is reported on.
    InvalidAnswers
        When an answer breaks a rule.
    """
    replies = [rules.given(each, typed.get(each.id, ())) for each in survey.questions]
    digest = _digest(survey, route, replies)
    sent = _sent_before(session, key, digest)
    if sent is not None:
        return sent
    _refuse_unless_open(survey.consultation, is_online=route is Route.ONLINE)
    faults = rules.faults(survey.questions, typed, may_leave_blank=route is Route.PAPER)
    if faults:
        raise InvalidAnswers(faults)
    response = Response(
        survey=survey,
        reference=new_reference(),
        submission_key=key,
        body_digest=digest,
        route=route,
        entered_by_id=entered_by.id if entered_by else None,
        answers=[
            Answer(question=each.question, text=each.text, options=list(each.options))
            for each in replies
        ],
    )
    return _store(session, response)


def _store(session: Session, response: Response) -> Response:
    """Store the response with its statements, or return the copy of it that came first."""
    with transaction(session):
        try:
            with session.begin_nested():
                session.add(response)
        except IntegrityError:
            sent = _sent_before(session, response.submission_key, response.body_digest)
            if sent is None:
                raise
            return sent
        _record_statements(session, response)
        audit.record(
            session,
            "response.received",
            response,
            consultation=response.survey.consultation,
            route=response.route.value,
        )
    return response


def _sent_before(session: Session, key: UUID, digest: str) -> Response | None:
    sent = session.scalar(select(Response).where(Response.submission_key == key))
    if sent is not None and sent.body_digest != digest:
        raise AlreadySent(sent.reference)
    return sent


def _refuse_unless_open(consultation: Consultation, *, is_online: bool) -> None:
    # A sheet of paper that came in time may lie on the desk when the consultation closes.
    is_late_paper = consultation.stage is Stage.CLOSED and not is_online
    if not consultation.is_open and not is_late_paper:
        raise ConsultationNotOpen(f"“{consultation.title}” is not open for answers.")


def _record_statements(session: Session, response: Response) -> None:
    for answer in response.answers:
        kind = answer.question.statement_kind
        if kind is None or not answer.text:
            continue
        statements.record(
            session,
            response.survey.consultation,
            kind=kind,
            text=answer.text,
            source=Source(answer=answer),
            outcome=answer.question.outcome,
            uuid=uuid5(response.submission_key, str(answer.question_id)),
            partner_labels=[],
        )


def _digest(survey: Survey, route: Route, replies: Sequence[Given]) -> str:
    body = [
        [each.question.id, each.text, [option.id for option in each.options]] for each in replies
    ]
    written = json.dumps([survey.id, route.value, body], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def new_reference() -> str:
    """Return a reference that can be read out: three groups, such as “K7QM-4T2X-9H”."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(10))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def by_reference(session: Session, consultation: Consultation, reference: str) -> Response:
    """Return the response of a reference, in whichever case it was typed, or raise NotFound."""
    response = session.scalar(
        select(Response)
        .join(Survey, Response.survey_id == Survey.id)
        .where(
            Survey.consultation_id == consultation.id,
            Response.reference == reference.strip().upper(),
        )
    )
    if response is None:
        raise NotFound("There is no receipt of that reference. Check each letter of it.")
    return response
