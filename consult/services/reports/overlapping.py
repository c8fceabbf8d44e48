"""The pairs of work that may overlap, and what people said of each, for the page of staff."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.overlaps import Verdict
from consult.services.reports import beside, gaps, gathering, quotes
from consult.writers.barrier_summary import Overlap


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of work by where they stand."""

    waiting: tuple[Overlap, ...]
    confirmed: tuple[Overlap, ...]
    rejected: tuple[Overlap, ...]
    rule: str = gaps.RULE


def pairs(session: Session, consultation: Consultation) -> Pairs:
    """Return the pairs that wait for a verdict, and those that have one.

    Raises
    ------
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    found = gathering.gather(session, consultation)
    quoter = quotes.quoter(session, consultation, found)
    return Pairs(
        gaps.overlaps(found, quoter, beside.neighbours(found)),
        gaps.judged_overlaps(found, quoter, verdict=Verdict.CONFIRMED),
        gaps.judged_overlaps(found, quoter, verdict=Verdict.REJECTED),
    )
