"""Responses: taking what a respondent sent exactly once, and the receipt for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.areas import Ward
from consult.models.consultations import Stage
from consult.models.responses import Answer, Response, Route
from consult.models.surveys import QuestionType, Survey
from consult.services import areas, statements
from consult.services.refusals import Conflict, ConsultationNotOpen, NotFound
from consult.services.responses import arrivals, asked, filled, storing
from consult.services.responses.arrivals import Arrival, InvitationRefused, Ways
from consult.services.responses.asked import Known, Now
from consult.services.responses.filled import ONLINE, Filled
from consult.services.responses.rules import Given, InvalidAnswers, Typed
from consult.services.responses.storing import Sending
from consult.services.statements import Source
from consult.services.surveys.frozen import AnyConsultation, AnySurvey
from consult.services.transaction import connection_of, transaction
from consult.words import gettext as _

AS_USUAL = Arrival()
_written = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Received:
    """A response that is stored: its id, and the reference on its receipt."""

    id: int
    reference: str


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
    survey: AnySurvey,
    *,
    key: UUID,
    typed: Typed,
    route: Route = Route.ONLINE,
    entered_by: User | None = None,
    arrival: Arrival = AS_USUAL,
    keeps_all: bool = False,
) -> Response:
    """Store a response with its statements, as `receive` does, and return it."""
    received = receive(
        session,
        survey,
        key=key,
        typed=typed,
        route=route,
        entered_by=entered_by,
        arrival=arrival,
        keeps_all=keeps_all,
    )
    with transaction(session):  # which leaves no older view of the store open behind it
        return session.get_one(Response, received.id)


def receive(
    session: Session,
    survey: AnySurvey,
    *,
    key: UUID,
    typed: Typed,
    route: Route = Route.ONLINE,
    entered_by: User | None = None,
    arrival: Arrival = AS_USUAL,
    keeps_all: bool = False,
    expected: Now | None = None,
    form: Filled | None = None,
) -> Received:
    """Store a response with its statements; the same form again stores nothing.

    Parameters
    ----------
    key
        Made with the empty form, so that sending it twice can be told from two people.

    arrival
        By whose link it came, for which organisation, and whether it is held.

    keeps_all
        Whether what staff keyed in is stored although earlier answers lead past it.

    expected
        What the answers were read by, where that was not made sure of before.

    form
        What was typed, where it was read before.

    Raises
    ------
    AlreadySent
        When the key came before with other answers.
    AnsweredPast
        When what staff keyed in holds such answers, and nobody said that they are kept.
    ConsultationNotOpen
        When it is not open; what staff key in is taken until it is reported on.
    InvalidAnswers
        When an answer breaks a rule.
    InvitationRefused
        When its link does not work, or there is none where one is needed.
    Outdated
        When something else is asked than was expected; nothing is stored.
    """
    known = asked.known(connection_of(session), survey.consultation_id, key)
    if expected is not None:
        expected.refuse_outdated(known)
    form = form or filled.read(survey, typed, route=route, keeps_all=keeps_all)
    told = _without_postcodes(known.ways, form.replies)
    replies, ward = _located(session, known.ways, told)
    digest = _digest(survey, route, replies)
    if known.sent is not None:
        return _sent_before(known.sent, digest)
    _refuse_unless_open(known, is_online=route in ONLINE and not arrival.is_late)
    if form.faults:
        raise InvalidAnswers(form.faults)
    if known.ways.is_by_invitation and route is Route.ONLINE:
        raise InvitationRefused(_(arrivals.ONLY_INVITED))
    sending = Sending(
        survey=survey,
        key=key,
        digest=digest,
        route=route,
        entered_by_id=entered_by.id if entered_by else None,
        arrival=arrival,
        ward_id=ward.id if ward else None,
        replies=replies,
        aside=form.aside,
        has_draft=known.has_draft,
    )
    with transaction(session):
        stored = storing.store(session, sending)
        if stored is not None:
            return Received(*stored)
        # Another copy of the form came in this very moment.
        sent = asked.known(connection_of(session), survey.consultation_id, key).sent
        assert sent is not None  # noqa: S101 - it is what kept this one out
        return _sent_before(sent, digest)


def _located(session: Session, ways: Ways, replies: list[Given]) -> tuple[list[Given], Ward | None]:
    """Return the replies with postcodes as they are kept, and the ward that one of them tells."""
    at = next((n for n, each in enumerate(replies) if each.question.id == ways.question_id), None)
    if at is None or ways.area_set_id is None:
        return replies, None
    told = replies[at]
    text = told.text or next((option.label for option in told.options), "")
    ward = areas.locate(session, ways.area_set_id, text) if text else None
    if told.text and not ways.keeps_postcodes:
        replies[at] = replace(told, text=areas.without_postcode(told.text, ward))
    return replies, ward


def _without_postcodes(ways: Ways, replies: Sequence[Given]) -> list[Given]:
    """Return the replies with each postcode that nobody needs made wide."""
    return [
        replace(each, text=areas.without_postcode(each.text, None))
        if each.question.question_type is QuestionType.POSTCODE
        and not (ways.keeps_postcodes or each.question.id == ways.question_id)
        else each
        for each in replies
    ]


def _sent_before(sent: tuple[int, str, str], digest: str) -> Received:
    """Return what was sent with the same key, or refuse other answers under it."""
    response_id, reference, its_digest = sent
    if its_digest != digest:
        raise AlreadySent(reference)
    return Received(response_id, reference)


def _refuse_unless_open(known: Known, *, is_online: bool) -> None:
    # A sheet of paper that came in time may lie on the desk when the consultation closes.
    is_late_paper = known.stage is Stage.CLOSED and not is_online
    if known.stage is not Stage.OPEN and not is_late_paper:
        raise ConsultationNotOpen(f"“{known.title}” is not open for answers.")


def record_statements(
    session: Session,
    response: Response,
    *,
    answers: Sequence[Answer] = (),
    key: UUID | None = None,
) -> None:
    """Put the written answers into the statement store; what is there already stays as it is."""
    for answer in answers or response.answers:
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
            uuid=uuid5(key or response.submission_key, str(answer.question_id)),
            partner_labels=[],
        )


def _digest(survey: AnySurvey, route: Route, replies: Sequence[Given]) -> str:
    body = [
        [
            each.question.id,
            each.text,
            [option.id for option in each.options],
            # Left out where there is none, as it was before there were details.
            *([each.detail] if each.detail else []),
        ]
        for each in replies
    ]
    written = _written([survey.id, route.value, body])
    return hashlib.sha256(written.encode()).hexdigest()


def by_reference(session: Session, consultation: AnyConsultation, reference: str) -> Response:
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
        raise NotFound(_("There is no receipt of that reference. Check each letter of it."))
    return response
