"""Reminding whom an invitation was sent and who has not answered, by the officer's own list.

Which link went to whom is known only to whoever sent them, so they bring their list, and get it
back without the rows whose links were used. Nothing of it is stored. Lists must not tell who
answered in between: each is made only once enough people have answered since the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Consultation
from consult.models.doors import Invitation, InvitationBatch, InvitationReminder, SpentInvitation
from consult.readers.answers import AnswersReading
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.services.responses import importing
from consult.services.responses.arrivals import hashed
from consult.services.responses.doors import today
from consult.services.transaction import checked_transaction, transaction

_LINK = re.compile(r"/invited/([\w-]{8,100})(?![\w-])")
NOT_YET = "not used yet"
NO_LINK = "no link of these in this row"
NONE_IN_IT = (
    "No row has one of these links. Bring the file that you got when the links were made, with"
    " your own columns beside them if you like."
)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The rows whose links were not used yet, under the headings of the list that was brought.

    Rows without a link of the batch are kept as well. A column at the end says which are which.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def get(session: Session, consultation: Consultation, batch_id: int) -> InvitationBatch:
    """Return a batch of links of this consultation, or raise NotFound."""
    batch = session.get(InvitationBatch, batch_id)
    if batch is None or batch.consultation_id != consultation.id:
        raise NotFound("There are no such links.")
    return batch


def read(content: bytes, filename: str) -> AnswersReading:
    """Read a list of those to whom links were sent.

    Raises
    ------
    InvalidInput
        For what is no list, or is empty.
    """
    try:
        return importing.read(content, filename)
    except ServiceError:
        raise InvalidInput(
            f"We cannot read “{filename}” as a list. Save it as CSV or Excel, with headings in the"
            " first row and the links under one of them.",
            field="file",
        ) from None


def unanswered(session: Session, batch: InvitationBatch, reading: AnswersReading) -> Unanswered:
    """Return the rows of a list whose links were not used yet, and note that a list was made.

    Raises
    ------
    Conflict
        Where the links have ended, where all were used, or where so few were used since the last
        list that the two together would tell who used them.
    InvalidInput
        Where no row holds a link of the batch.
    """
    if batch.expires_at <= utc_now():
        raise Conflict("These links work no longer, so there is nobody to remind.")
    with transaction(session):
        # Two lists at once would each see what the other does not.
        session.execute(
            select(InvitationBatch.id).where(InvitationBatch.id == batch.id).with_for_update()
        )
        session.refresh(batch)
        made, used = _hashes(session, batch)
        _refuse_few(batch, made=len(made), used=len(used))
        found = _without(reading, made, used)
        batch.used_when_listed = len(used)
        audit.record(
            session,
            "invitations.listed",
            batch,
            consultation=batch.consultation,
            unanswered=len(made) - len(used),
        )
    return found


def _hashes(session: Session, batch: InvitationBatch) -> tuple[set[str], set[str]]:
    """Return what is stored of all links of a batch, and of those that were used."""
    rows = session.execute(
        select(Invitation.token_hash, SpentInvitation.invitation_id)
        .outerjoin(SpentInvitation, SpentInvitation.invitation_id == Invitation.id)
        .where(Invitation.batch_id == batch.id)
        .order_by(Invitation.token_hash)
    ).all()
    return {each for each, _ in rows}, {each for each, spent in rows if spent is not None}


def _refuse_few(batch: InvitationBatch, *, made: int, used: int) -> None:
    if used == made:
        raise Conflict("Everybody has answered, so there is nobody to remind.")
    fewest = batch.consultation.fewest_shown
    if not batch.used_when_listed and 0 < used < fewest:
        raise Conflict(
            f"Fewer than {fewest} people have answered. A list would tell who they are. Remind"
            " everybody for now: whoever answered is told so by their link."
        )
    if 0 < used - batch.used_when_listed < fewest:
        raise Conflict(
            f"Fewer than {fewest} people have answered since the last list. A new one would tell"
            " who they are. Use the list that you have: whoever answered since is told so by"
            " their link."
        )


def _without(reading: AnswersReading, made: set[str], used: set[str]) -> Unanswered:
    """Return the rows without those that hold a link in `used`."""
    names = [" ".join(filter(None, (each.name, each.under))) for each in reading.headings]
    kept, known = [], 0
    for row in reading.rows:
        match = _LINK.search(" ".join(row.cells))
        stored = hashed(match[1]) if match else ""
        known += stored in made
        if stored not in used:
            empty = [""] * (len(names) - len(row.cells))
            kept.append((*row.cells, *empty, NOT_YET if stored in made else NO_LINK))
    if not known:
        raise InvalidInput(NONE_IN_IT, field="file")
    return Unanswered((*names, "state of the link"), tuple(kept))


def remind(session: Session, batch: InvitationBatch, *, on: date) -> InvitationReminder:
    """Note on which day those who had not answered were reminded.

    Raises
    ------
    InvalidInput
        For a day that is to come, or before the links were made.
    Conflict
        For a day that is noted already.
    """
    if on > today():
        raise InvalidInput("Enter a day that is not in the future.", field="on")
    if on < batch.created_at.astimezone(UK_TIME).date():
        raise InvalidInput("Enter a day on which these links were there already.", field="on")
    with checked_transaction(session, lambda: _refuse_noted(session, batch, on)):
        reminder = InvitationReminder(
            batch=batch,
            reminded_on=on,
            noted_by_id=audit.actor_of(session).user_id,
        )
        session.add(reminder)
        session.flush()
        audit.record(
            session,
            "invitations.reminded",
            batch,
            consultation=batch.consultation,
            on=on.isoformat(),
        )
    return reminder


def _refuse_noted(session: Session, batch: InvitationBatch, on: date) -> None:
    if on in {each.reminded_on for each in reminders(session, batch)}:
        raise Conflict("That day is noted already.")


def reminders(session: Session, batch: InvitationBatch) -> list[InvitationReminder]:
    """Return the days on which people were reminded, the newest first."""
    wanted = select(InvitationReminder).where(InvitationReminder.batch_id == batch.id)
    return list(session.scalars(wanted.order_by(InvitationReminder.reminded_on.desc())))
