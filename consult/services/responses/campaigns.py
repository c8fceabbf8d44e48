"""Campaigns among the responses: near-identical words sent by many, and bursts of the same form.

What is found is counted apart with its reason and stays in the store. The first of each counts
with the others, for all who sent it; an officer can let any of them count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.models.consultations import Consultation
from consult.models.jobs import Job, JobState
from consult.models.responses import Response, Standing
from consult.models.surveys import TEXTS, Survey
from consult.services import audit, jobs, surveys
from consult.services.refusals import NotFound
from consult.services.repeats import CAMPAIGN_SIZE
from consult.services.transaction import transaction

JOB_KIND = "response-campaigns"
# So many forms with the very same answers within the span are one hand, or one machine.
BURST_SIZE = 10
BURST_SPAN = timedelta(minutes=10)
_ONLINE = ("online", "invited")


@dataclass(frozen=True, slots=True)
class Found:
    """Responses that are one campaign: the first counts for the others."""

    members: tuple[int, ...]
    reason: str


def start(session: Session, consultation: Consultation) -> Job:
    """Store the job of looking for campaigns; the caller hands its id to the queue.

    One that waits to be done or is being done stands for all who ask meanwhile.
    """
    last = jobs.latest(session, consultation, kind=JOB_KIND)
    if last is not None and last.state in {JobState.QUEUED, JobState.RUNNING}:
        return last
    return jobs.create(
        session, kind=JOB_KIND, subject_id=consultation.id, consultation=consultation
    )


def execute(session: Session, job: Job) -> str:
    """Do the job: mark what is a campaign, and say in a sentence what was found."""
    consultation = session.get(Consultation, job.consultation_id)
    survey = surveys.current(session, consultation) if consultation is not None else None
    if survey is None:
        raise NotFound("The survey is not there any more.")
    marked = mark(session, survey)
    if not marked:
        return "No new campaign was found among the responses."
    were = "response is" if marked == 1 else "responses are"
    return f"{marked:,} {were} now counted apart, each with its reason."


def mark(session: Session, survey: Survey) -> int:
    """Count apart what belongs to a campaign, and return how many responses that moved.

    What an officer let count again stays as it was decided.
    """
    responses = list(
        session.scalars(
            select(Response)
            .where(Response.survey_id == survey.id, Response.standing == Standing.COUNTED)
            .options(selectinload(Response.answers))
            .order_by(Response.id)
        )
    )
    settled = _settled(session, responses)
    by_id = {each.id: each for each in responses}
    moved = 0
    with transaction(session):
        for found in (*_near_identical(survey, responses), *_bursts(responses)):
            for response_id in found.members[1:]:
                response = by_id[response_id]
                if response.standing is not Standing.COUNTED or response_id in settled:
                    continue
                response.standing, response.standing_reason = Standing.CAMPAIGN, found.reason
                moved += 1
                audit.record(
                    session,
                    "response.counted_apart",
                    response,
                    consultation=survey.consultation,
                )
    return moved


def _settled(session: Session, responses: Sequence[Response]) -> set[int]:
    """Return the ids of those that an officer has let count before."""
    from consult.models.audit import AuditEvent

    released = session.scalars(
        select(AuditEvent.subject_id).where(
            AuditEvent.subject_type == "response", AuditEvent.event == "response.released"
        )
    )
    return set(released) & {each.id for each in responses}


def _near_identical(survey: Survey, responses: Sequence[Response]) -> Iterator[Found]:
    from analysis.duplicates import find_duplicates

    written = {each.id for each in survey.questions if each.question_type in TEXTS}
    texts = [
        "\n".join(a.text for a in each.answers if a.question_id in written and a.text)
        for each in responses
    ]
    for group in find_duplicates(texts):
        if group.kind != "campaign" or len(group.members) < CAMPAIGN_SIZE:
            continue
        members = tuple(responses[at].id for at in group.members)
        first = responses[group.members[0]].reference
        yield Found(
            members,
            f"One of {len(members)} responses in near-identical words; {first} counts for them.",
        )


def _bursts(responses: Sequence[Response]) -> Iterator[Found]:
    same: dict[str, list[tuple[datetime, Response]]] = defaultdict(list)
    for each in responses:
        if each.route.value in _ONLINE and any(a.text or a.options for a in each.answers):
            same[each.body_digest].append((each.submitted_at, each))
    for forms in same.values():
        # What came by a file has the moment that the file tells, in any order.
        sent = sorted(forms, key=lambda each: each[0])
        run = _densest([moment for moment, _ in sent])
        if len(run) >= BURST_SIZE:
            members = [sent[at][1] for at in run]
            yield Found(
                tuple(each.id for each in members),
                f"One of {len(members)} forms with the very same answers within "
                f"{BURST_SPAN.seconds // 60} minutes; {members[0].reference} counts for them.",
            )


def _densest(moments: Sequence[datetime]) -> range:
    """Return the longest run of moments, in order, that lies within the span of a burst."""
    best, start_at = range(0), 0
    for end, moment in enumerate(moments):
        while moment - moments[start_at] > BURST_SPAN:
            start_at += 1
        if end + 1 - start_at > len(best):
            best = range(start_at, end + 1)
    return best
