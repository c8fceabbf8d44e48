"""Double coding that was begun and not finished: what it lacks, what to do, what a report says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.base import UK_TIME
from consult.models.consultations import Consultation
from consult.models.double_coding import DoubleCoding, DoubleCodingState
from consult.services.double_coding import drawing, reconciling

OVER = (DoubleCodingState.FINISHED, DoubleCodingState.ABANDONED)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A double coding that is not over.

    Attributes
    ----------
    lacks
        What has not been done yet, for the people who would sign.
    to_do
        What somebody does about it.
    told
        What a report says of it.
    """

    double_coding: DoubleCoding
    lacks: str
    to_do: str
    told: str


def of(session: Session, consultation: Consultation) -> list[Unfinished]:
    """Return the consultation's double codings that are not over, oldest first."""
    found = session.scalars(
        select(DoubleCoding)
        .where(DoubleCoding.consultation_id == consultation.id, DoubleCoding.state.not_in(OVER))
        .order_by(DoubleCoding.id)
    )
    return [_unfinished(session, each) for each in found]


def _unfinished(session: Session, double_coding: DoubleCoding) -> Unfinished:
    if double_coding.state is DoubleCodingState.CODING:
        return _to_code(session, double_coding)
    if double_coding.state is DoubleCodingState.MEASURING:
        return _to_compare(session, double_coding)
    return _to_finish(session, double_coding)


def _to_code(session: Session, double_coding: DoubleCoding) -> Unfinished:
    row = drawing.row_of(session, double_coding)
    people = [(double_coding.first_coder.name, row.first, double_coding.first_done_at)]
    if double_coding.second_coder is not None:
        people.append((double_coding.second_coder.name, row.second, double_coding.second_done_at))
    done = [
        f"{name} has handed in" if handed_in else f"{name} has coded {coded:,} of {row.size:,}"
        for name, coded, handed_in in people
    ]
    left = " and ".join(name for name, _, handed_in in people if not handed_in)
    return Unfinished(
        double_coding,
        lacks=f"{_sample(row.size, double_coding)} is not coded: {', '.join(done)}.",
        to_do=f"{left} can code the rest and hand in; or give the sample up, and it counts "
        "for nothing.",
        told=f"{_sample(row.size, double_coding)} was to be coded by {_pair(double_coding)} "
        "without seeing each other. That is not done, so it says nothing of agreement yet.",
    )


def _to_compare(session: Session, double_coding: DoubleCoding) -> Unfinished:
    sample = _sample(drawing.row_of(session, double_coding).size, double_coding)
    return Unfinished(
        double_coding,
        lacks=f"{sample} is coded, and the two codings are not compared yet.",
        to_do="Wait until they are; where that failed, the sample’s page offers to do it again.",
        told=f"{sample} was coded by {_pair(double_coding)} without seeing each other. The two "
        "codings are not compared yet.",
    )


def _to_finish(session: Session, double_coding: DoubleCoding) -> Unfinished:
    sample = _sample(drawing.row_of(session, double_coding).size, double_coding)
    left = reconciling.standing(session, double_coding).left
    if left:
        differences = "1 difference is" if left == 1 else f"{left:,} differences are"
        return Unfinished(
            double_coding,
            lacks=f"{sample} is coded and compared, and {differences} not settled.",
            to_do="Settle each, then finish it: only then is what was agreed accepted.",
            told=f"{sample} was coded twice, and {differences} not settled. What the two agree "
            "on is not taken into the codings that are counted here.",
        )
    return Unfinished(
        double_coding,
        lacks=f"{sample} is settled, and it is not finished: what was agreed is not accepted.",
        to_do="Finish it, and what was agreed becomes the accepted themes of these statements.",
        told=f"{sample} was coded twice and every difference is settled, but that is not finished. "
        "What was agreed is not taken into the codings that are counted here.",
    )


def _sample(size: int, double_coding: DoubleCoding) -> str:
    drawn = double_coding.created_at.astimezone(UK_TIME)
    statements = "1 statement" if size == 1 else f"{size:,} statements"
    return f"A random sample of {statements}, drawn on {drawn.day} {drawn:%B %Y},"


def _pair(double_coding: DoubleCoding) -> str:
    return "two people" if double_coding.second_coder_id else "a person and the machine"
