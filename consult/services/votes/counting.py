"""The count: places with their ties, turnout with its base, and the same as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from consult.models.statements import StatementState
from consult.models.votes import Ballot, BallotDots, Vote, VoteOption, VoteState
from consult.models.workshops import Attendance, Participant, Workshop
from consult.services.votes.setting_up import is_news
from consult.writers.csv import safe_cell
from consult.writers.glyphs import writable

SMALLEST_BASE = 10
WITHHELD = "[a card that was withheld after the vote was opened]"


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many took part, and of how many.

    Attributes
    ----------
    present
        How many people were marked as here; None where nobody was.
    """

    ballots: int
    dots: int
    present: int | None

    @property
    def told(self) -> str:
        """Return it in a sentence."""
        noun = "ballot" if self.ballots == 1 else "ballots"
        if self.present is None:
            return f"{self.ballots:,} {noun}. Who was present is not known."
        said = f"{self.ballots:,} {noun}, {self.present:,} present"
        if self.ballots > self.present:
            return f"{said}: more ballots than people on the list, so some voted on two devices."
        if self.present >= SMALLEST_BASE:
            return f"{said} ({round(100 * self.ballots / self.present)}%)."
        return f"{said}."


@dataclass(frozen=True, slots=True)
class Result:
    """One option with its dots, most first.

    Attributes
    ----------
    place
        1 for the most dots; options with as many share a place, and the next ones are skipped.
    ballots
        How many ballots gave it at least one.
    """

    option: VoteOption
    label: str
    place: int
    is_tied: bool
    dots: int
    ballots: int

    @property
    def told_place(self) -> str:
        """Return the place as people write it: “2=” where it is shared."""
        return f"{self.place}=" if self.is_tied else str(self.place)


def turnout(session: Session, vote: Vote) -> Turnout:
    """Return how many ballots have given a dot, and how many people are there."""
    ballots, dots = session.execute(
        select(func.count(), func.coalesce(func.sum(Ballot.used), 0)).where(
            Ballot.vote_id == vote.id, Ballot.used > 0
        )
    ).one()
    present = session.scalar(
        select(func.count()).where(
            Participant.workshop_id == vote.workshop_id,
            Participant.attendance == Attendance.PRESENT,
        )
    )
    return Turnout(ballots, dots, present or None)


def results(session: Session, vote: Vote) -> list[Result]:
    """Return the options by their dots."""
    rows = session.execute(
        select(
            VoteOption,
            func.coalesce(func.sum(BallotDots.dots), 0),
            func.count(BallotDots.ballot_id),
        )
        .outerjoin(BallotDots, BallotDots.option_id == VoteOption.id)
        .where(VoteOption.vote_id == vote.id)
        .group_by(VoteOption.id)
        .options(selectinload(VoteOption.statement))
        .order_by(func.coalesce(func.sum(BallotDots.dots), 0).desc(), VoteOption.position)
    ).all()
    numbers = [dots for _, dots, _ in rows]
    return [
        Result(
            option=option,
            label=label_of(option),
            place=numbers.index(dots) + 1,
            is_tied=numbers.count(dots) > 1,
            dots=dots,
            ballots=ballots,
        )
        for option, dots, ballots in rows
    ]


def label_of(option: VoteOption) -> str:
    """Return the words that people voted on, unless an officer withheld them since."""
    statement = option.statement
    if statement is not None and statement.state is StatementState.WITHHELD:
        return WITHHELD
    return option.label


def current(session: Session, workshop: Workshop) -> Vote | None:
    """Return the vote that the wall shows: the open one, or the one closed last."""
    return session.scalar(
        select(Vote)
        .where(Vote.workshop_id == workshop.id, Vote.state != VoteState.DRAFT)
        .order_by(case((Vote.state == VoteState.OPEN, 0), else_=1), Vote.closed_at.desc())
        .limit(1)
    )


def mark(session: Session, workshop: Workshop) -> str:
    """Return a text that differs whenever what the wall shows of a vote does."""
    vote = current(session, workshop)
    if vote is None:
        return ""
    counted = turnout(session, vote)
    told = (counted.ballots, counted.dots, counted.present, is_news(vote))
    return f"{vote.id}-{vote.version}-{'-'.join(map(str, told))}"


def as_csv(session: Session, vote: Vote) -> str:
    """Return the results as a table, and below it how many took part."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(("place", "what", "kind", "dots", "ballots that gave it a dot"))
    for each in results(session, vote):
        kind = "card" if each.option.statement_id is not None else "theme"
        words = safe_cell(writable(each.label))
        lines.writerow((each.told_place, words, kind, each.dots, each.ballots))
    counted = turnout(session, vote)
    present = "" if counted.present is None else counted.present
    lines.writerow(())
    lines.writerow(("question", safe_cell(writable(vote.title))))
    lines.writerow(("dots a ballot", vote.dots))
    lines.writerow(("ballots", counted.ballots))
    lines.writerow(("dots given", counted.dots))
    lines.writerow(("people present", present))
    return "\ufeff" + held.getvalue()
