"""Positions on a proposal: the machine suggests with its reasons, and a person decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload

from consult.config import encoder_name
from consult.models.accounts import User
from consult.models.consultations import Consultation
from consult.models.positions import Position, StatementPosition
from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun
from consult.services import audit, codings
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction

if TYPE_CHECKING:
    from consult.services.analysis_inputs import Item

LEAST_FOR_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the machine reads of one statement."""

    position: Position
    chance: float
    why: tuple[str, ...]


def suggest(
    items: Collection[Item], proposal: str, decided: Mapping[int, str]
) -> dict[int, Suggested]:
    """Return the position of each statement on a proposal, learned from what people decided.

    Parameters
    ----------
    decided
        The positions that people gave, by statement.
    """
    from analysis.minilm import encoder_named
    from analysis.position import learn

    listed = list(items)
    examples = [item for item in listed if item.id in decided]
    reader = learn(
        [item.text for item in examples],
        [decided[item.id] for item in examples],
        proposal=proposal,
        encoder=encoder_named(encoder_name()),
    )
    found = reader.read([item.text for item in listed])
    return {
        item.id: Suggested(Position(each.position), each.chance, each.why)
        for item, each in zip(listed, found, strict=True)
    }


def decisions(session: Session, consultation_id: int) -> dict[int, str]:
    """Return the positions that people decided, by statement."""
    rows = session.execute(
        select(StatementPosition.statement_id, StatementPosition.decided)
        .join(Statement)
        .where(Statement.consultation_id == consultation_id, StatementPosition.decided.is_not(None))
    )
    return {statement_id: decided.value for statement_id, decided in rows if decided}


def store(
    session: Session, run: AnalysisRun, found: Mapping[int, Suggested], unchanged: Collection[int]
) -> None:
    """Store a run's suggestions inside the caller's transaction; what people decided stands."""
    known = of(session, found)
    for statement_id, each in sorted(found.items()):
        if statement_id not in unchanged:
            continue
        row = known.get(statement_id)
        if row is None:
            row = StatementPosition(statement_id=statement_id)
            session.add(row)
        row.suggested, row.run_id = each.position, run.id
        row.chance, row.why = each.chance, list(each.why)


def of(session: Session, statement_ids: Iterable[int]) -> dict[int, StatementPosition]:
    """Return what is known of some statements' positions."""
    ids = list(statement_ids)
    found: dict[int, StatementPosition] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(
            select(StatementPosition)
            .where(StatementPosition.statement_id.in_(ids[start : start + 500]))
            .options(joinedload(StatementPosition.decided_by))
        )
        found |= {row.statement_id: row for row in rows}
    return found


def stands(position: Position | None, *, decided_alone: bool = False) -> ColumnElement[bool]:
    """Return the condition that a statement stands there: decided so, or suggested and undecided.

    Parameters
    ----------
    position
        None for the statements of which nobody has decided it.
    decided_alone
        Whether what the machine suggests does not count.
    """
    row = StatementPosition
    of_it = row.statement_id == Statement.id
    if position is None:
        return ~exists().where(of_it, row.decided.is_not(None))
    if decided_alone:
        return exists().where(of_it, row.decided == position)
    suggested = and_(row.decided.is_(None), row.suggested == position)
    return exists().where(of_it, (row.decided == position) | suggested)


def named(value: str) -> Position | None:
    """Return the position of a name, or None for “undecided”; raise for any other word."""
    if not value:
        return None
    try:
        return Position(value)
    except ValueError:
        raise InvalidInput("Choose for, against, mixed or unclear.", field="position") from None


def decide(
    session: Session, statement: Statement, position: Position | None, *, seen: Position | None
) -> None:
    """Say where a statement stands; None takes the decision back.

    Parameters
    ----------
    seen
        What was decided when the person looked.

    Raises
    ------
    InvalidInput
        When the consultation has no proposal.
    Conflict
        When somebody else decided otherwise since.
    """
    if not statement.consultation.proposal.strip():
        raise InvalidInput("Write the proposal in the consultation’s settings first.")
    deciding = codings.decision(session)
    with transaction(session):
        row = _locked(session, statement)
        was, before = row.decided, _decided(row)
        if was is position:
            return
        # A quick hand decides twice before the first is shown: only another person's is a conflict.
        if was is not seen and row.decided_by_id != deciding.by.id:
            raise Conflict("Somebody has decided this position meanwhile. Reload the page.")
        row.decided = position
        row.decided_by = deciding.by if position else None
        row.decided_at = deciding.at if position else None
        audit.record(
            session,
            "position.decided" if position else "position.taken_back",
            statement,
            consultation=statement.consultation,
            was=was.value if was else None,
            position=position.value if position else None,
            changes=[{"position": row.id, "was": before}],
        )


def _locked(session: Session, statement: Statement) -> StatementPosition:
    """Return what is known of a statement's position, held until the transaction ends."""
    row = session.scalar(
        select(StatementPosition)
        .where(StatementPosition.statement_id == statement.id)
        .with_for_update(of=StatementPosition)
        .execution_options(populate_existing=True)
    )
    if row is None:
        row = StatementPosition(statement_id=statement.id)
        session.add(row)
        session.flush()
    return row


def _decided(row: StatementPosition) -> dict[str, Any] | None:
    """Return a decision as an event keeps it, to be taken back by."""
    if row.decided is None or row.decided_at is None:
        return None
    return {
        "position": row.decided.value,
        "by": row.decided_by_id,
        "at": row.decided_at.isoformat(),
    }


def restore(session: Session, row: StatementPosition, was: dict[str, Any] | None) -> int:
    """Let a decision stand as it stood before, inside the caller's transaction."""
    row.decided = Position(was["position"]) if was else None
    row.decided_by = session.get(User, was["by"]) if was else None
    row.decided_at = datetime.fromisoformat(was["at"]) if was else None
    return row.statement_id


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements stand where, by people's decisions alone, of how many that count."""

    counts: dict[Position, int]
    statements: int

    @property
    def decided(self) -> int:
        """Return the base: the statements whose position somebody decided."""
        return sum(self.counts.values())


def tally(session: Session, consultation: Consultation) -> Tally:
    """Return how many statements that count stand where."""
    rows = session.execute(
        select(StatementPosition.decided, func.count())
        .select_from(Statement)
        # What the machine has not read and nobody has decided belongs to the base as well.
        .outerjoin(StatementPosition, StatementPosition.statement_id == Statement.id)
        .where(
            Statement.consultation_id == consultation.id,
            Statement.state == StatementState.LIVE,
        )
        .group_by(StatementPosition.decided)
    ).all()
    counts = dict.fromkeys(Position, 0) | {where: number for where, number in rows if where}
    return Tally(counts, sum(number for _, number in rows))


def in_words(found: Tally) -> str:
    """Return the positions as a report says them, with their base; "" where none is decided."""
    base = found.decided
    if not base:
        return ""

    def share(count: int) -> str:
        per_cent = f" ({count / base:.0%})" if base >= LEAST_FOR_PERCENT else ""
        return f"{count:,}{per_cent}"

    told = {position: share(count) for position, count in found.counts.items()}
    return (
        f"Of {base:,} statements whose position on the proposal somebody decided "
        f"(of {found.statements:,}), {told[Position.FOR]} were for it, "
        f"{told[Position.AGAINST]} against, {told[Position.MIXED]} mixed and "
        f"{told[Position.UNCLEAR]} unclear. Positions are counted apart from themes."
    )
