"""How a response came, besides its route: by whose link, for whom, and whether it waits.

A link that works once is spent in the transaction that stores its response, and nothing that is
stored leads from the one to the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.doors import Door, Invitation, InvitationBatch, SpentInvitation
from consult.services.refusals import ServiceError
from consult.services.surveys.frozen import AnyConsultation
from consult.words import gettext as _
from consult.words import marked

SPENT = marked(
    "This link has been used: each works once, so your answers are with us already. If somebody "
    "else used it, ask whoever sent it to you for another."
)
UNKNOWN = marked("This link does not work, or has ended. Ask whoever sent it to you for another.")
LATE = "It was begun in time and sent after the consultation had closed."
ONLY_INVITED = marked(
    "This survey is answered by invitation. Open the link that you were sent, and send again."
)


class InvitationRefused(ServiceError):
    """A link that works once does not work; the text says why."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a response came.

    Attributes
    ----------
    organisation
        For which organisation it speaks; "" for a person.
    held_because
        Why it waits for an officer, in a sentence; "" where it counts at once.
    token
        Of the link that works once; "" where it came by none.
    is_late
        Whether it was begun while the consultation was open, and sent after it had closed.
    """

    organisation: str = ""
    held_because: str = ""
    token: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """What a consultation decided about how its responses come.

    Attributes
    ----------
    area_set_id
        Whose wards it is about; None for none.
    question_id
        The question that tells the ward or the postcode.
    """

    area_set_id: int | None = None
    question_id: int | None = None
    keeps_postcodes: bool = False
    follows_dates: bool = False
    is_by_invitation: bool = False
    asks_for_work: bool = False


def ways(session: Session, consultation: AnyConsultation) -> Ways:
    """Return what was decided, in one query: each resident's form asks it."""
    row = session.execute(
        select(
            ConsultationArea.area_set_id,
            ConsultationArea.question_id,
            ConsultationArea.keeps_postcodes,
            Door.follows_dates,
            Door.is_by_invitation,
            Door.asks_for_work,
        )
        .select_from(Consultation)
        .outerjoin(ConsultationArea, ConsultationArea.consultation_id == Consultation.id)
        .outerjoin(Door, Door.consultation_id == Consultation.id)
        .where(Consultation.id == consultation.id)
    ).one()
    area_set_id, question_id, *flags = row
    return Ways(area_set_id, question_id, *(bool(flag) for flag in flags))


def hashed(token: str) -> str:
    """Return what is stored of a link's token: 128 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(session: Session, consultation: Consultation, token: str) -> Invitation:
    """Return the invitation of a link that still works.

    Raises
    ------
    InvitationRefused
        For one that was used, has ended, or was never made for this consultation.
    """
    return _invitation(session, consultation.id, token)


def _invitation(session: Session, consultation_id: int, token: str) -> Invitation:
    found = session.scalar(
        select(Invitation)
        .join(InvitationBatch)
        .where(
            Invitation.token_hash == hashed(token),
            InvitationBatch.consultation_id == consultation_id,
            InvitationBatch.expires_at > utc_now(),
        )
    )
    if found is None:
        raise InvitationRefused(_(UNKNOWN))
    if session.get(SpentInvitation, found.id) is not None:
        raise InvitationRefused(_(SPENT))
    return found


def spend(session: Session, consultation_id: int, token: str) -> None:
    """Mark the link as used, inside the caller's transaction; its key lets that happen once.

    Raises
    ------
    InvitationRefused
        Where it does not work, also where another used it in this very moment.
    """
    invitation = _invitation(session, consultation_id, token)
    try:
        with session.begin_nested():
            session.execute(insert(SpentInvitation).values(invitation_id=invitation.id))
    except IntegrityError:
        raise InvitationRefused(_(SPENT)) from None
