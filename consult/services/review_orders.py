"""The orders of review that a run found: the least certain first, and the most different first.

They were worked out with the run; here they are only read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun, CodingState, RunPlace, RunState
from consult.services import ledger


def _newest(consultation: Consultation) -> ScalarSelect[int]:
    return (
        select(func.max(AnalysisRun.id))
        .where(
            AnalysisRun.consultation_id == consultation.id,
            AnalysisRun.state == RunState.FINISHED,
        )
        .scalar_subquery()
    )


def _place_in(consultation: Consultation) -> ColumnElement[bool]:
    """Return the condition that joins a statement to its place in the newest run's orders."""
    return (RunPlace.statement_id == Statement.id) & (RunPlace.run_id == _newest(consultation))


def least_certain_first(
    waiting: Select[Statement], consultation: Consultation, score: ColumnElement[Any]
) -> Select[Statement]:
    """Return statements that wait, by the run's order; after them those without a place in it.

    Parameters
    ----------
    score
        By which the latter are ordered, the weakest first.
    """
    place = RunPlace.least_certain
    return waiting.outerjoin(RunPlace, _place_in(consultation)).order_by(
        case((place.is_(None), 1), else_=0), place, score.asc(), Statement.id
    )


def most_different(live: Select[Statement], consultation: Consultation) -> Select[Statement]:
    """Return what nobody has decided and the run found most unlike all that was decided."""
    touched = ledger.has_coding(CodingState.ACCEPTED, CodingState.REJECTED)
    placed = live.join(RunPlace, _place_in(consultation))
    return placed.where(RunPlace.most_different.is_not(None), ~touched)


def count_most_different(
    session: Session, consultation: Consultation, live: Iterable[ColumnElement[bool]]
) -> int:
    """Return how many there are; found from the run's places, which are few or none.

    Parameters
    ----------
    live
        The conditions of the statements that count.
    """
    touched = ledger.has_coding(CodingState.ACCEPTED, CodingState.REJECTED)
    is_open = select(Statement.id).where(Statement.id == RunPlace.statement_id, *live, ~touched)
    counted = select(func.count(RunPlace.id)).where(
        RunPlace.run_id == _newest(consultation),
        RunPlace.most_different.is_not(None),
        is_open.correlate(RunPlace).exists(),
    )
    return session.scalar(counted) or 0


def most_different_first(different: Select[Statement]) -> Select[Statement]:
    """Return the same in the run's order."""
    return different.order_by(RunPlace.most_different)
