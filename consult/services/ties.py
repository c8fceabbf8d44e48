"""Tying solutions to the barriers that they answer, as people judge it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import SolutionTie, Statement, StatementState
from consult.services import audit
from consult.services.refusals import InvalidInput
from consult.services.statement_lists import words_match
from consult.services.transaction import transaction

MOST_OFFERED = 10
MOST_CHOSEN = 100
MOST_LOOKED_AT = 2_000


def barriers_of(session: Session, solution: Statement) -> list[Statement]:
    """Return the barriers that a solution is tied to."""
    return _other_side(session, SolutionTie.barrier_id, SolutionTie.solution_id == solution.id)


def solutions_to(session: Session, barrier: Statement) -> list[Statement]:
    """Return the solutions that are tied to a barrier."""
    return _other_side(session, SolutionTie.solution_id, SolutionTie.barrier_id == barrier.id)


def _other_side(
    session: Session,
    wanted: InstrumentedAttribute[int],
    condition: ColumnElement[bool],
) -> list[Statement]:
    found = session.scalars(
        select(Statement)
        .join(SolutionTie, wanted == Statement.id)
        .where(condition)
        .options(joinedload(Statement.outcome))
        .order_by(Statement.id)
    )
    return list(found)


def tie(session: Session, solution: Statement, barriers: Iterable[Statement]) -> list[Statement]:
    """Tie a solution to barriers and return those that are newly tied.

    Raises
    ------
    InvalidInput
        For what is no solution or no barrier, another consultation's, or where none is chosen.
    """
    wanted = list(dict.fromkeys(barriers))
    if not wanted:
        raise InvalidInput("Choose at least one barrier.", field="barriers")
    if solution.kind is not StatementKind.SOLUTION:
        raise InvalidInput(f"Statement {solution.id} is no solution.", field="barriers")
    for barrier in wanted:
        if barrier.kind is not StatementKind.BARRIER:
            raise InvalidInput(f"Statement {barrier.id} is no barrier.", field="barriers")
        if barrier.consultation_id != solution.consultation_id:
            raise InvalidInput(
                f"Statement {barrier.id} is of another consultation.", field="barriers"
            )
    with transaction(session):
        known = set(barriers_of(session, solution))
        fresh = [barrier for barrier in wanted if barrier not in known]
        actor = audit.actor_of(session)
        session.add_all(
            SolutionTie(solution=solution, barrier=barrier, tied_by_id=actor.user_id)
            for barrier in fresh
        )
        if fresh:
            audit.record(
                session,
                "solution.tied",
                solution,
                consultation=solution.consultation,
                barriers=[barrier.id for barrier in fresh],
            )
    return fresh


def untie(session: Session, solution: Statement, barrier: Statement) -> None:
    """Take a tie away again.

    Raises
    ------
    InvalidInput
        Where the two are not tied.
    """
    with transaction(session):
        if barrier not in barriers_of(session, solution):
            raise InvalidInput(f"Statement {solution.id} is not tied to statement {barrier.id}.")
        session.execute(
            delete(SolutionTie).where(
                SolutionTie.solution_id == solution.id, SolutionTie.barrier_id == barrier.id
            )
        )
        audit.record(
            session,
            "solution.untied",
            solution,
            consultation=solution.consultation,
            barriers=[barrier.id],
        )


def offered(session: Session, solution: Statement, *, words: str = "") -> list[Statement]:
    """Return barriers that a solution may answer, the likeliest first.

    Without words to search for, those come first that share words with the solution, then those of
    its outcome and of its table.
    """
    from consult.services.reports.stems import stems

    condition = [
        Statement.consultation_id == solution.consultation_id,
        Statement.kind == StatementKind.BARRIER,
        Statement.state == StatementState.LIVE,
        Statement.id.not_in([each.id for each in barriers_of(session, solution)]),
    ]
    if words.strip():
        condition.append(words_match(words))
    found = session.scalars(
        select(Statement)
        .where(*condition)
        .options(joinedload(Statement.outcome))
        .order_by(Statement.id)
        .limit(MOST_LOOKED_AT)
    ).all()
    own = stems(solution.text)

    def likelihood(barrier: Statement) -> tuple[int, bool, bool, int]:
        return (
            -len(own & stems(barrier.text)),
            solution.outcome_id is None or barrier.outcome_id != solution.outcome_id,
            solution.table_id is None or barrier.table_id != solution.table_id,
            barrier.id,
        )

    return sorted(found, key=likelihood)[:MOST_OFFERED]


def chosen(session: Session, consultation: Consultation, ids: Sequence[int]) -> list[Statement]:
    """Return the consultation's statements of these ids; what there is not is left out."""
    found = session.scalars(
        select(Statement).where(
            Statement.consultation_id == consultation.id, Statement.id.in_(ids[:MOST_CHOSEN])
        )
    )
    return list(found)


def by_barrier(session: Session, consultation: Consultation) -> dict[int, list[int]]:
    """Return for each barrier the solutions that are tied to it, where both of them count."""
    barrier = select(Statement.id).where(
        Statement.consultation_id == consultation.id,
        Statement.kind == StatementKind.BARRIER,
        Statement.state == StatementState.LIVE,
    )
    found: dict[int, list[int]] = {}
    for barrier_id, solution_id in session.execute(
        select(SolutionTie.barrier_id, SolutionTie.solution_id)
        .join(Statement, Statement.id == SolutionTie.solution_id)
        .where(
            SolutionTie.barrier_id.in_(barrier),
            Statement.kind == StatementKind.SOLUTION,
            Statement.state == StatementState.LIVE,
        )
        .order_by(SolutionTie.barrier_id, SolutionTie.solution_id)
    ):
        found.setdefault(barrier_id, []).append(solution_id)
    return found
