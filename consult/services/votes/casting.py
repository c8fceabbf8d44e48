"""Giving dots and taking them back: one ballot a device, never more dots than it has."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.models.votes import Ballot, BallotDots, Vote
from consult.services import join_codes
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.transaction import transaction
from consult.services.votes.setting_up import code_of, takes_dots

TOKEN_BYTES = 16


class CodeUnknown(NotFound):
    """No vote has this code."""


class VoteNotOpen(ServiceError):
    """Dots came before the vote was opened, or after it was closed."""


class NoDotsLeft(ServiceError):
    """All of the ballot's dots are given."""


def new_token() -> str:
    """Return what a device keeps to know its ballot again: 128 random bits."""
    return secrets.token_hex(TOKEN_BYTES)


def find(session: Session, code: str, *, secret: str) -> Vote:
    """Return the vote whose code this is, whatever its state, or raise CodeUnknown."""
    typed = join_codes.as_typed(code)
    vote = session.scalar(select(Vote).where(Vote.code_hash == join_codes.hashed(typed)))
    if vote is None or not join_codes.is_same(typed, code_of(vote, secret=secret)):
        raise CodeUnknown("No vote has this code. Check it on the screen, or scan the square.")
    return vote


def dots_of(session: Session, vote: Vote, token: str) -> dict[int, int]:
    """Return how many dots the ballot of this token gave to each option."""
    found = session.execute(
        select(BallotDots.option_id, BallotDots.dots)
        .join(Ballot, BallotDots.ballot_id == Ballot.id)
        .where(Ballot.vote_id == vote.id, Ballot.token_hash == _hashed(token))
    )
    return {option_id: dots for option_id, dots in found}


def give(session: Session, vote: Vote, *, token: str, option_id: int, dots: int) -> int:
    """Let an option have so many of the ballot's dots, and return how many are left.

    The number is what it shall be, not what is added: the same request twice changes nothing.

    Raises
    ------
    VoteNotOpen
        Before it is opened, and once it is closed.
    NoDotsLeft
        When the ballot would give more than it has.
    InvalidInput
        For an option of another vote.
    """
    with transaction(session):
        # Closing waits for the dots that came before it, and those after it find it closed.
        session.refresh(vote, with_for_update={"of": Vote, "read": True})
        if not takes_dots(vote):
            raise VoteNotOpen("This vote is closed, so no dot was given or taken back.")
        if option_id not in {each.id for each in vote.options}:
            raise InvalidInput("That is not among what is voted on. Load the page again.")
        ballot = _ballot(session, vote, token)
        given = select(func.coalesce(func.sum(BallotDots.dots), 0)).where(
            BallotDots.ballot_id == ballot.id, BallotDots.option_id != option_id
        )
        used = (session.scalar(given) or 0) + max(dots, 0)
        if used > ballot.allowed:
            raise NoDotsLeft(
                f"You have given all {ballot.allowed} of your dots. Take one back to move it."
                if ballot.allowed > 1
                else "You have given your dot. Take it back to move it."
            )
        _set(session, ballot, option_id, dots)
        ballot.used = used
    return ballot.allowed - used


def _ballot(session: Session, vote: Vote, token: str) -> Ballot:
    """Return the ballot of this token, locked; a new one where it gives its first dot."""
    wanted = select(Ballot).where(Ballot.vote_id == vote.id, Ballot.token_hash == _hashed(token))
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    ballot = session.scalar(locked)
    if ballot is None:
        ballot = Ballot(vote_id=vote.id, token_hash=_hashed(token), allowed=vote.dots)
        session.add(ballot)
        session.flush()
    return ballot


def _set(session: Session, ballot: Ballot, option_id: int, dots: int) -> None:
    session.execute(
        delete(BallotDots)
        .where(BallotDots.ballot_id == ballot.id, BallotDots.option_id == option_id)
        .execution_options(synchronize_session=False)
    )
    if dots > 0:
        session.execute(
            BallotDots.__table__.insert().values(  # type: ignore[attr-defined]
                ballot_id=ballot.id, option_id=option_id, dots=dots
            )
        )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
