"""Links that work once: making them, how many were used, and ending them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Consultation
from consult.models.doors import Invitation, InvitationBatch, InvitationReminder, SpentInvitation
from consult.services import audit
from consult.services.refusals import InvalidInput, NotFound
from consult.services.responses.arrivals import hashed
from consult.services.transaction import transaction

MOST_AT_ONCE = 5_000
BYTES_OF_A_TOKEN = 16


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of links: how many were made and used."""

    batch: InvitationBatch
    made: int
    used: int
    # When those who had not answered were last reminded.
    reminded_on: date | None = None

    @property
    def left(self) -> int:
        """Return how many were not used yet."""
        return self.made - self.used

    @property
    def has_ended(self) -> bool:
        """Return whether its links work no longer."""
        return self.batch.expires_at <= utc_now()


def make(
    session: Session, consultation: Consultation, *, name: str, count: int, until: date
) -> list[str]:
    """Make links and return their tokens, which are shown this once and stored as hashes only.

    Raises
    ------
    InvalidInput
        Without a name, for no links or too many, or an end that is past.
    """
    label = " ".join(name.split())
    if not label:
        raise InvalidInput("Enter whom they are for.", field="name")
    if not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInput(f"Enter a number from 1 to {MOST_AT_ONCE:,}.", field="count")
    ends = datetime.combine(until + timedelta(days=1), time(), UK_TIME)
    if ends <= utc_now():
        raise InvalidInput("Enter a last day that is not past.", field="until")
    tokens = [secrets.token_urlsafe(BYTES_OF_A_TOKEN) for _ in range(count)]
    with transaction(session):
        batch = InvitationBatch(consultation=consultation, name=label[:200], expires_at=ends)
        session.add(batch)
        session.flush()
        # In an order of their own: the first row is not the first who was sent a link.
        hashes = sorted(map(hashed, tokens))
        session.execute(
            insert(Invitation), [{"batch_id": batch.id, "token_hash": each} for each in hashes]
        )
        audit.record(
            session, "invitations.made", batch, consultation=consultation, invitations=count
        )
    return tokens


def batches(session: Session, consultation: Consultation) -> list[BatchRow]:
    """Return the consultation's batches, newest first."""
    wanted = _counted().where(InvitationBatch.consultation_id == consultation.id)
    rows = session.execute(wanted.order_by(InvitationBatch.id.desc())).all()
    latest = {
        batch_id: day
        for batch_id, day in session.execute(
            select(InvitationReminder.batch_id, func.max(InvitationReminder.reminded_on))
            .where(InvitationReminder.batch_id.in_([batch.id for batch, _, _ in rows]))
            .group_by(InvitationReminder.batch_id)
        )
    }
    return [BatchRow(*row, latest.get(row[0].id)) for row in rows]


def row(session: Session, batch: InvitationBatch) -> BatchRow:
    """Return how many links of a batch were made and used."""
    return BatchRow(*session.execute(_counted().where(InvitationBatch.id == batch.id)).one())


def _counted() -> Select[InvitationBatch, int, int]:
    return (
        select(
            InvitationBatch, func.count(Invitation.id), func.count(SpentInvitation.invitation_id)
        )
        .join(Invitation, Invitation.batch_id == InvitationBatch.id)
        .outerjoin(SpentInvitation, SpentInvitation.invitation_id == Invitation.id)
        .group_by(InvitationBatch.id)
    )


def end(session: Session, consultation: Consultation, batch_id: int) -> InvitationBatch:
    """Let the links of a batch work no longer."""
    batch = session.get(InvitationBatch, batch_id)
    if batch is None or batch.consultation_id != consultation.id:
        raise NotFound("There are no such links.")
    with transaction(session):
        batch.expires_at = utc_now()
        audit.record(session, "invitations.ended", batch, consultation=consultation)
    return batch
