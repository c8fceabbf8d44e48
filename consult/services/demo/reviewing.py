"""The demonstration's analysis and review: the machine proposes, its officers decide."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.themes import Coding, CodingState
from consult.services import analysis_runs, audit, codings, jobs, themes
from consult.services.audit import Actor

WORKER = "demo"


def analyse(session: Session, consultation: Consultation, *, by: User) -> None:
    """Run the analysis here and now, as a worker would."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    themes.start_standard(session, consultation)
    started = analysis_runs.start(session, consultation)
    job = jobs.lease(session, started.id, worker=WORKER)
    assert job is not None  # noqa: S101 - nobody else works on a database that is being made
    message = analysis_runs.execute(session, job)
    jobs.finish(session, job, worker=WORKER, message=message)
    audit.act_as(session, audit.SYSTEM)


def decide(
    session: Session,
    consultation: Consultation,
    decided: Mapping[int, set[str]],
    *,
    by: User,
) -> None:
    """Decide statements as their hand coding says: accept, reject, and add what is missing.

    Parameters
    ----------
    decided
        The theme keys of each statement's id.
    """
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    codebook = themes.get_codebook(session, consultation)
    by_key = {theme.key: theme for theme in themes.list_themes(session, codebook)}
    for statement_id, keys in decided.items():
        proposed = session.scalars(
            select(Coding).where(
                Coding.statement_id == statement_id, Coding.state == CodingState.PROPOSED
            )
        ).all()
        for coding in proposed:
            settle = codings.accept if coding.theme.key in keys else codings.reject
            settle(session, coding, seen=CodingState.PROPOSED)
        statement = session.get_one(Statement, statement_id)
        for key in sorted(keys - {coding.theme.key for coding in proposed}):
            codings.add(session, statement, by_key[key])
    audit.act_as(session, audit.SYSTEM)
