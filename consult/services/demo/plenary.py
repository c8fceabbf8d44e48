"""The demonstration's plenary: the wall that the hall read, and the vote that it took."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.votes import Vote
from consult.models.workshops import Workshop
from consult.services import audit, jobs, themes, votes, walls
from consult.services.audit import Actor
from consult.services.transaction import transaction

WORKER = "demo"
QUESTION = "Which of these should the partnership put first?"
DOTS = 3
BALLOTS = 52
CHOICES = 7
BEGAN = time(14, 10, tzinfo=UTC)


def load(session: Session, workshop: Workshop, *, by: User, secret: str) -> None:
    """Open the wall, let its themes form, and take a vote over the largest of the codebook's."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    wall = walls.open_wall(session, workshop, secret=secret)
    job_id = walls.ask(session, wall)
    job = jobs.lease(session, job_id, worker=WORKER) if job_id is not None else None
    if job is not None:
        jobs.finish(session, job, worker=WORKER, message=walls.execute(session, job))
        session.refresh(wall)
    _vote(session, workshop, secret=secret)
    audit.act_as(session, audit.SYSTEM)


def _vote(session: Session, workshop: Workshop, *, secret: str) -> None:
    """Draft a vote, open it, fill the room's ballots and close it, on the day of the event."""
    vote = votes.create(session, workshop, title=QUESTION, dots=DOTS, secret=secret)
    codebook = themes.get_codebook(session, workshop.consultation)
    for theme in themes.list_themes(session, codebook)[:CHOICES]:
        votes.add_theme(session, vote, theme.id)
    votes.open_vote(session, vote)
    _fill(session, vote)
    votes.close(session, vote)
    if workshop.held_on is not None:
        with transaction(session):
            vote.opened_at = datetime.combine(workshop.held_on, BEGAN)
            vote.closed_at = vote.opened_at + timedelta(minutes=9)


def _fill(session: Session, vote: Vote) -> None:
    chance = random.Random(14)  # noqa: S311 - the same invented ballots on every machine
    choices = [option.id for option in vote.options]
    weights = [9, 3, 6, 6, 2, 4, 1][: len(choices)]
    with transaction(session):
        for number in range(BALLOTS):
            picked = chance.choices(choices, weights, k=DOTS)
            for option_id in dict.fromkeys(picked):
                dots = picked.count(option_id)
                votes.give(session, vote, token=f"demo-{number}", option_id=option_id, dots=dots)
