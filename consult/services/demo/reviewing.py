"""The demonstration's analysis and review: the machine proposes, its officers decide."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation
from consult.models.jobs import Job
from consult.models.positions import Position
from consult.models.statements import Statement
from consult.models.themes import Coding, CodingState
from consult.services import (
    analysis_runs,
    audit,
    codings,
    jobs,
    passages,
    positions,
    remarks,
    starting_codebooks,
    themes,
)
from consult.services.audit import Actor
from consult.services.learning import recoding
from consult.services.passages import Span
from consult.services.transaction import transaction

WORKER = "demo"


def analyse(session: Session, consultation: Consultation, *, by: User) -> None:
    """Run the analysis here and now, as a worker would."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    starting_codebooks.start_standard(session, consultation)
    _execute(session, analysis_runs.start(session, consultation))
    audit.act_as(session, audit.SYSTEM)


def learn(session: Session, consultation: Consultation, *, by: User) -> None:
    """Let the machine code anew what nobody has decided, here and now."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    _execute(session, recoding.start(session, consultation))
    audit.act_as(session, audit.SYSTEM)


def _execute(session: Session, started: Job) -> None:
    """Make a run as a worker would."""
    job = jobs.lease(session, started.id, worker=WORKER)
    assert job is not None  # noqa: S101 - nobody else works on a database that is being made
    message = analysis_runs.execute(session, job)
    jobs.finish(session, job, worker=WORKER, message=message)


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
    with transaction(session):
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


def leave(
    session: Session, consultation: Consultation, noted: Mapping[str, Statement], *, by: User
) -> None:
    """Code a part, write a note to colleagues and mark two quotes, as an officer would."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    codebook = themes.get_codebook(session, consultation)
    by_key = {theme.key: theme for theme in themes.list_themes(session, codebook)}
    shift, forum = noted["n005"], noted["n010"]
    part = Span("clashed with shift change at the cold stores", shift.version)
    passages.code(session, shift, by_key["participation"], part)
    remarks.write(session, shift, text="Ask the cold stores when their shifts change.")
    for statement in (shift, forum):
        remarks.bookmark(session, statement, is_set=True)
    audit.act_as(session, audit.SYSTEM)


def take_positions(session: Session, stands: Mapping[Statement, Position], by: User) -> None:
    """Decide where statements stand on the consultation's proposal."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    with transaction(session):
        for statement, position in stands.items():
            positions.decide(session, statement, position, seen=None)
    audit.act_as(session, audit.SYSTEM)
