"""A vote from its draft to its end: opened once there is a choice, closed for good or reopened."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.votes import MOST_DOTS, Vote, VoteState
from consult.models.workshops import Workshop
from consult.services import audit, join_codes
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

# Short enough to type on a phone from the other end of a hall; wrong ones are slowed down.
CODE_LENGTH = 7
LONGEST_TITLE = 200
FEWEST_OPTIONS = 2
# Whoever opened a vote and forgot it does not leave it open to the world.
OPEN_FOR = join_codes.LIFE
# As long as a hall talks of the results before it goes on.
NEWS_FOR = timedelta(minutes=15)


def create(session: Session, workshop: Workshop, *, title: str, dots: int, secret: str) -> Vote:
    """Draft a vote without options yet.

    Raises
    ------
    InvalidInput
        Without a question, or with no number of dots that a person can give.
    """
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise InvalidInput("Enter what the room is asked.", field="title")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(
            f"The question has {len(title)} characters. Shorten it to {LONGEST_TITLE}.",
            field="title",
        )
    if not 1 <= dots <= MOST_DOTS:
        raise InvalidInput(f"Give each person between 1 and {MOST_DOTS} dots.", field="dots")
    with transaction(session):
        vote = Vote(workshop=workshop, title=title, dots=dots, code_salt=secrets.token_hex(16))
        vote.code_hash = join_codes.hashed(code_of(vote, secret=secret))
        session.add(vote)
        audit.record(session, "vote.drafted", vote, consultation=workshop.consultation, dots=dots)
    return vote


def code_of(vote: Vote, *, secret: str) -> str:
    """Return the vote's code."""
    return join_codes.derived("vote code", vote.code_salt, secret=secret, length=CODE_LENGTH)


def get(session: Session, workshop: Workshop, vote_id: int) -> Vote:
    """Return one vote of the workshop, or raise NotFound."""
    vote = session.get(Vote, vote_id)
    if vote is None or vote.workshop_id != workshop.id:
        raise NotFound("There is no such vote at this workshop.")
    return vote


def list_votes(session: Session, workshop: Workshop) -> list[Vote]:
    """Return the workshop's votes, the newest first."""
    wanted = select(Vote).where(Vote.workshop_id == workshop.id)
    return list(session.scalars(wanted.order_by(Vote.id.desc())))


def takes_dots(vote: Vote) -> bool:
    """Return whether dots can be given now."""
    if vote.state is not VoteState.OPEN or vote.opened_at is None:
        return False
    return utc_now() < vote.opened_at + OPEN_FOR


def is_news(vote: Vote) -> bool:
    """Return whether the hall waits for it: it takes dots, or was closed a moment ago."""
    return takes_dots(vote) or (
        vote.closed_at is not None
        and vote.state is VoteState.CLOSED
        and utc_now() < vote.closed_at + NEWS_FOR
    )


def open_vote(session: Session, vote: Vote) -> None:
    """Let the room vote, for the first time or again; dots that were given stay.

    Raises
    ------
    InvalidInput
        Where there is no choice yet.
    Conflict
        While another vote of the workshop is open.
    """
    if len(vote.options) < FEWEST_OPTIONS:
        raise InvalidInput("Put at least two cards or themes to the vote before you open it.")
    other = Conflict("Another vote of this workshop is open. Close it first.")
    open_one = select(Vote.id).where(
        Vote.workshop_id == vote.workshop_id, Vote.state == VoteState.OPEN, Vote.id != vote.id
    )
    try:
        with transaction(session):
            session.refresh(vote, with_for_update={"of": Vote})
            if vote.state is VoteState.OPEN:
                return
            if session.scalar(open_one) is not None:
                raise other
            vote.state, vote.opened_at, vote.closed_at = VoteState.OPEN, utc_now(), None
            vote.version += 1
            audit.record(session, "vote.opened", vote, consultation=vote.workshop.consultation)
    except IntegrityError:
        # Somebody opened the other one at this very moment; the database lets one be open.
        raise other from None


def close(session: Session, vote: Vote) -> None:
    """Take no more dots. Closing a closed one does nothing.

    Raises
    ------
    InvalidInput
        Where it was never open.
    """
    if vote.state is VoteState.DRAFT:
        raise InvalidInput("This vote has not been opened yet, so there is nothing to close.")
    with transaction(session):
        session.refresh(vote, with_for_update={"of": Vote})
        if vote.state is VoteState.OPEN:
            vote.state, vote.closed_at = VoteState.CLOSED, utc_now()
            vote.version += 1
            audit.record(session, "vote.closed", vote, consultation=vote.workshop.consultation)
