"""Handing notices to the mail server, in the background: again where it was down, within bounds.

Each notice is marked before it is handed in. Where a worker dies in between, nobody knows whether
it was sent: it is not sent again, and the officer sees that there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.editions import Edition, EditionNotice, NoticeState
from consult.models.jobs import Job
from consult.models.responses import ContactDetail, Response, Standing
from consult.services import audit
from consult.services.jobs import Later
from consult.services.mailing import Mailer, NotMailed, NotReached, Refused
from consult.services.pulse import Pulse
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

JOB_KIND = "edition-notice"
AT_ONCE = 200
"""Notices in one go; then other work of the background has its turn."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 240, 720))
"""How long a notice that was not taken waits before each further try."""

DOWN = "The mail server takes no messages just now. We try again by ourselves."


def execute(session: Session, job: Job, *, mailer: Mailer | None) -> str:
    """Tell those who wait, and return a sentence on what came of it.

    Raises
    ------
    Later
        Where some still wait.
    Conflict
        When the edition was withdrawn.
    """
    edition = session.get(Edition, job.subject_id)
    if edition is None:
        raise NotFound("The edition of this job is not there.")
    if not edition.is_visible(utc_now()):
        _give_up(session, edition)
        raise Conflict("Residents cannot read this edition any more, so nobody else was told.")
    became = _hand_in_all(session, job, edition, mailer)
    _note(session, edition, became)
    return _end(session, edition)


def _hand_in_all(
    session: Session, job: Job, edition: Edition, mailer: Mailer | None
) -> list[NoticeState]:
    """Hand in one go of notices; stop where the server is down, or the job is another's."""
    if mailer is None:
        _put_off(session, edition)
        return []
    waiting = session.scalars(
        select(EditionNotice.id)
        .where(EditionNotice.edition_id == edition.id, EditionNotice.state == NoticeState.WAITING)
        .order_by(EditionNotice.tries, EditionNotice.id)
        .limit(AT_ONCE)
    ).all()
    subject, text = job.parameters["subject"], job.parameters["text"]
    pulse = Pulse(job)
    pulse.say("Telling those who asked", total=len(waiting))
    became: list[NoticeState] = []
    with pulse.beating(session):
        for done, notice_id in enumerate(waiting):
            if pulse.is_lost():
                break
            pulse.advance(done / len(waiting))
            try:
                became += _hand_in(session, notice_id, mailer, subject, text)
            except NotReached:
                _put_off(session, edition)
                break
    return became


def _hand_in(
    session: Session, notice_id: int, mailer: Mailer, subject: str, text: str
) -> list[NoticeState]:
    """Hand one notice in, if it still waits, and store what became of it."""
    if not _take(session, notice_id):
        return []
    to, standing, withdrawn_at = _to_whom(session, notice_id)
    if withdrawn_at is not None:
        return _store(session, notice_id, NoticeState.FAILED)
    if standing is Standing.WITHDRAWN or not to:
        return _store(session, notice_id, NoticeState.DROPPED)
    try:
        mailer.send(to=to, subject=subject, text=text)
    except NotReached:
        _store(session, notice_id, NoticeState.WAITING)
        raise
    except (Refused, InvalidInput):
        return _store(session, notice_id, NoticeState.FAILED)
    except NotMailed:
        return _store(session, notice_id, NoticeState.WAITING, tried=1)
    return _store(session, notice_id, NoticeState.SENT)


def _take(session: Session, notice_id: int) -> bool:
    """Mark a notice as being sent; False where another worker has it."""
    with transaction(session):
        taken = session.scalar(
            update(EditionNotice)
            .where(EditionNotice.id == notice_id, EditionNotice.state == NoticeState.WAITING)
            .values(state=NoticeState.SENDING)
            .returning(EditionNotice.id)
        )
    return taken is not None


def _to_whom(session: Session, notice_id: int) -> tuple[str, Standing, datetime | None]:
    """Return the address of a notice, whether its response still stands, and its edition too."""
    with transaction(session):
        to, standing, withdrawn_at = session.execute(
            select(ContactDetail.email, Response.standing, Edition.withdrawn_at)
            .join(EditionNotice, EditionNotice.contact_id == ContactDetail.id)
            .join(Response, Response.id == ContactDetail.response_id)
            .join(Edition, Edition.id == EditionNotice.edition_id)
            .where(EditionNotice.id == notice_id)
        ).one()
    return to, standing, withdrawn_at


def _store(
    session: Session, notice_id: int, state: NoticeState, *, tried: int = 0
) -> list[NoticeState]:
    told_at = utc_now() if state is NoticeState.SENT else None
    with transaction(session):
        session.execute(
            update(EditionNotice)
            .where(EditionNotice.id == notice_id)
            .values(state=state, told_at=told_at, tries=EditionNotice.tries + tried)
        )
    return [state]


def _put_off(session: Session, edition: Edition) -> None:
    """Count a try of everybody who waits: the server would have taken none of them."""
    with transaction(session):
        session.execute(
            update(EditionNotice)
            .where(
                EditionNotice.edition_id == edition.id, EditionNotice.state == NoticeState.WAITING
            )
            .values(tries=EditionNotice.tries + 1)
        )


def _end(session: Session, edition: Edition) -> str:
    """Give up what was tried often enough; come back for what still waits."""
    given_up = _give_up(session, edition, after=len(WAITS))
    fewest = session.scalar(
        select(func.min(EditionNotice.tries)).where(
            EditionNotice.edition_id == edition.id, EditionNotice.state == NoticeState.WAITING
        )
    )
    if fewest is not None:
        wait = WAITS[fewest - 1] if fewest else timedelta(0)
        raise Later(utc_now() + wait, DOWN if fewest else "Telling those who asked")
    return "Some could not be told." if given_up else "Everybody who could be told was told."


def _give_up(session: Session, edition: Edition, *, after: int = -1) -> int:
    """Mark as not sent what waits and was tried more often than that; return how many."""
    with transaction(session):
        ended = session.scalars(
            update(EditionNotice)
            .where(
                EditionNotice.edition_id == edition.id,
                EditionNotice.state == NoticeState.WAITING,
                EditionNotice.tries > after,
            )
            .values(state=NoticeState.FAILED)
            .returning(EditionNotice.id)
        ).all()
    return len(ended)


def _note(session: Session, edition: Edition, became: Sequence[NoticeState]) -> None:
    sent, refused = became.count(NoticeState.SENT), became.count(NoticeState.FAILED)
    if not sent and not refused:
        return
    with transaction(session):
        audit.record(
            session,
            "edition.told",
            edition,
            consultation=edition.consultation,
            sent=sent,
            refused=refused,
        )
