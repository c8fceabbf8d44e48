"""Coding anew what nobody has decided: by itself after a page of decisions, or when asked."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.jobs import Job
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun, Coding
from consult.services import analysis_runs
from consult.services.refusals import Conflict
from consult.services.transaction import transaction

# As many as a page of the workbench shows.
DECISIONS_A_TIME = 25


def decided_since(session: Session, run: AnalysisRun) -> int:
    """Return about how many statements people have decided since a run read the store."""
    # Found by the time of the decision: joined, every statement would be looked up first.
    is_of_it = select(Statement.id).where(
        Statement.id == Coding.statement_id, Statement.consultation_id == run.consultation_id
    )
    decided = select(func.count(Coding.statement_id.distinct())).where(
        Coding.decided_at > run.created_at, is_of_it.exists()
    )
    return session.scalar(decided) or 0


def start(session: Session, consultation: Consultation) -> Job:
    """Store a run that codes anew what nobody has decided, and the job that makes it.

    Raises
    ------
    Conflict
        Before the first analysis, or while a run waits.
    """
    if analysis_runs.latest(session, consultation) is None:
        raise Conflict("Start the analysis first; then it can learn from what you decide.")
    return analysis_runs.start(session, consultation, is_recoding=True)


def start_if_due(session: Session, consultation: Consultation) -> Job | None:
    """Start such a run where a page of decisions was made since the last one; else return None."""
    run = analysis_runs.latest(session, consultation)
    if run is None or decided_since(session, run) < DECISIONS_A_TIME:
        return None
    with transaction(session):
        # Of two officers who decide at the same moment one starts it.
        if analysis_runs.waiting(session, consultation) is not None:
            return None
        try:
            return start(session, consultation)
        except Conflict:
            return None
