"""Telling those who asked for it that results are out: each address once an edition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition, EditionNotice
from consult.models.responses import ContactDetail, Response, Standing
from consult.models.surveys import Survey
from consult.services import audit
from consult.services.mailing import NotMailed
from consult.services.refusals import InvalidInput, ServiceError
from consult.services.transaction import transaction

MOST_AT_ONCE = 50


class NotOutYet(ServiceError):
    """Nobody is told of an edition that residents cannot read."""


class Mailer(Protocol):
    """What takes a message."""

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand a message in."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How far the telling has come."""

    now: int
    refused: int
    left: int


def sentences(session: Session, consultation: Consultation) -> list[tuple[str, int]]:
    """Return the sentences that respondents agreed to, with how many left an address with each."""
    agreed = Counter(
        sentence for contact in _contacts(session, consultation) for sentence in contact.agreed
    )
    return agreed.most_common()


def waiting(session: Session, edition: Edition, sentence: str) -> list[ContactDetail]:
    """Return whom to tell: who agreed to the sentence and was not told, each address once."""
    told = set(
        session.scalars(
            select(ContactDetail.email)
            .join(EditionNotice, EditionNotice.contact_id == ContactDetail.id)
            .where(EditionNotice.edition_id == edition.id)
        )
    )
    seen = {address.strip().casefold() for address in told}
    found = []
    for contact in _contacts(session, edition.consultation):
        address = contact.email.strip().casefold()
        if sentence in contact.agreed and address not in seen:
            seen.add(address)
            found.append(contact)
    return found


def tell(
    session: Session, edition: Edition, mailer: Mailer, *, sentence: str, subject: str, text: str
) -> Sent:
    """Tell the next of those who asked.

    Raises
    ------
    NotOutYet
        Before the edition is to be seen, or after it was withdrawn.
    InvalidInput
        For a sentence that nobody agreed to.
    """
    if not edition.is_visible(utc_now()):
        raise NotOutYet("Residents cannot read this edition, so nobody is told of it.")
    if sentence not in dict(sentences(session, edition.consultation)):
        raise InvalidInput("Choose what people agreed to.", field="sentence")
    people = waiting(session, edition, sentence)
    first = people[:MOST_AT_ONCE]
    outcome = [_tell_one(session, edition, mailer, each, subject, text) for each in first]
    sent = Sent(outcome.count(True), outcome.count(False), len(people) - outcome.count(True))
    with transaction(session):
        audit.record(
            session,
            "edition.told",
            edition,
            consultation=edition.consultation,
            sent=sent.now,
            refused=sent.refused,
        )
    return sent


def _tell_one(
    session: Session,
    edition: Edition,
    mailer: Mailer,
    contact: ContactDetail,
    subject: str,
    text: str,
) -> bool:
    """Note it first: whoever is noted is never written to again, even where we are killed."""
    try:
        with transaction(session):
            notice = EditionNotice(edition_id=edition.id, contact_id=contact.id)
            session.add(notice)
    except IntegrityError:
        return True  # somebody else pressed the button at the same moment
    try:
        mailer.send(to=contact.email, subject=subject, text=text)
    except (NotMailed, InvalidInput):
        with transaction(session):
            session.execute(delete(EditionNotice).where(EditionNotice.id == notice.id))
        return False
    return True


def _contacts(session: Session, consultation: Consultation) -> list[ContactDetail]:
    wanted = (
        select(ContactDetail)
        .join(Response, ContactDetail.response_id == Response.id)
        .join(Survey, Response.survey_id == Survey.id)
        .where(
            Survey.consultation_id == consultation.id,
            Response.standing != Standing.WITHDRAWN,
            ContactDetail.email != "",
        )
        .order_by(ContactDetail.id)
    )
    return list(session.scalars(wanted))
