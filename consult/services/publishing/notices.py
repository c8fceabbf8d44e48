"""Telling those who asked for it that results are out: each address once an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition, EditionNotice, NoticeState
from consult.models.jobs import Job, JobState
from consult.models.responses import ContactDetail, Response, Standing
from consult.models.surveys import Survey
from consult.services import audit, jobs, themes
from consult.services.publishing import delivery
from consult.services.refusals import Conflict, InvalidInput, ServiceError
from consult.services.transaction import transaction

# What may be tried once more; what is being sent, or was, is not sent again.
UNSENT = frozenset({NoticeState.WAITING, NoticeState.FAILED})


class NotOutYet(ServiceError):
    """Nobody is told of an edition that residents cannot read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the telling of an edition has come.

    Attributes
    ----------
    unknown
        Handed to the mail server by a worker that ended before it heard whether it was taken.
    next_try_at
        When those who wait are tried again, where the mail server failed before.
    """

    counts: Mapping[NoticeState, int]
    unknown: int
    is_under_way: bool
    next_try_at: datetime | None

    @property
    def total(self) -> int:
        """Return how many were to be told."""
        return sum(self.counts.values())

    def of(self, state: str) -> int:
        """Return how many are as far as that."""
        return self.counts.get(NoticeState(state), 0)


def sentences(session: Session, consultation: Consultation) -> list[tuple[str, int]]:
    """Return the sentences that respondents agreed to, with how many left an address with each."""
    agreed = Counter(
        sentence for contact in _contacts(session, consultation) for sentence in contact.agreed
    )
    return agreed.most_common()


def progress(session: Session, edition: Edition) -> Progress:
    """Return how many were told of an edition, and how many were not."""
    counts: dict[NoticeState, int] = {
        state: count
        for state, count in session.execute(
            select(EditionNotice.state, func.count())
            .where(EditionNotice.edition_id == edition.id)
            .group_by(EditionNotice.state)
        )
    }
    job = _job_of(session, edition)
    is_under_way = job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}
    sending = counts.get(NoticeState.SENDING, 0)
    # One at a time is with the server while a worker is at it.
    at_work = job is not None and job.state is JobState.RUNNING
    due_at = job.due_at if job is not None and is_under_way else None
    later = due_at if due_at is not None and due_at > utc_now() else None
    return Progress(counts, max(sending - at_work, 0), is_under_way, later)


def start(session: Session, edition: Edition, *, sentence: str, subject: str, text: str) -> Job:
    """Store whom to tell, and the job that tells them; the caller hands its id to the queue.

    Raises
    ------
    NotOutYet
        Before the edition is to be seen, or after it was withdrawn.
    InvalidInput
        For a sentence that nobody agreed to.
    Conflict
        While they are being told, and where nobody is left.
    """
    if not edition.is_visible(utc_now()):
        raise NotOutYet("Residents cannot read this edition, so nobody is told of it.")
    with transaction(session):
        themes.lock(session, edition.consultation)
        if sentence not in dict(sentences(session, edition.consultation)):
            raise InvalidInput("Choose what people agreed to.", field="sentence")
        job = _job_of(session, edition)
        if job is not None and job.state in {JobState.QUEUED, JobState.RUNNING}:
            raise Conflict("They are being told already. Look again in a while.")
        found = _put_down(session, edition, sentence)
        if not found:
            raise Conflict("Everybody who agreed to that was told of this edition.")
        audit.record(
            session,
            "edition.telling_begun",
            edition,
            consultation=edition.consultation,
            people=found,
        )
        return jobs.create(
            session,
            kind=delivery.JOB_KIND,
            subject_id=edition.id,
            consultation=edition.consultation,
            parameters={"subject": subject, "text": text},
        )


def _put_down(session: Session, edition: Edition, sentence: str) -> int:
    """Let everybody wait who agreed and was not told, each address once; return how many."""
    noted = {_key(email): notice for notice, email in _noted(session, edition)}
    put_down = set()
    for contact in _contacts(session, edition.consultation):
        key = _key(contact.email)
        if sentence not in contact.agreed or key in put_down:
            continue
        if key not in noted:
            noted[key] = EditionNotice(edition_id=edition.id, contact_id=contact.id)
            session.add(noted[key])
        elif noted[key].state not in UNSENT:
            continue
        noted[key].state, noted[key].tries = NoticeState.WAITING, 0
        put_down.add(key)
    session.flush()
    return len(put_down)


def _noted(session: Session, edition: Edition) -> list[tuple[EditionNotice, str]]:
    wanted = (
        select(EditionNotice, ContactDetail.email)
        .join(ContactDetail, EditionNotice.contact_id == ContactDetail.id)
        .where(EditionNotice.edition_id == edition.id)
        .order_by(EditionNotice.id)
        .execution_options(populate_existing=True)
    )
    return [(notice, email) for notice, email in session.execute(wanted)]


def _key(email: str) -> str:
    return email.strip().casefold()


def _job_of(session: Session, edition: Edition) -> Job | None:
    return session.scalar(
        select(Job)
        .where(Job.kind == delivery.JOB_KIND, Job.subject_id == edition.id)
        .order_by(Job.id.desc())
        .limit(1)
    )


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
