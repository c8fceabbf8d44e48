"""Groups of statements that say the same: reviewed as one, reported apart, and reversible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from consult.models.audit import AuditEvent
from consult.models.consultations import Consultation
from consult.models.repeats import RepeatDecision, RepeatGroup, RepeatKind, RepeatMember
from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun, RunState
from consult.services import audit, codings, statements
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

DECIDED = "repeats.decided"
LONGEST_REASON = 300
# Only these come and go with a decision about a group: what was withheld or split stays so.
_MOVABLE = (StatementState.LIVE, StatementState.DUPLICATE, StatementState.CAMPAIGN)
_STATES = {
    RepeatDecision.CAMPAIGN: StatementState.CAMPAIGN,
    RepeatDecision.DUPLICATE: StatementState.DUPLICATE,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A group as a run found it; the first statement is the one that counts for all."""

    kind: RepeatKind
    statement_ids: tuple[int, ...]


def store(session: Session, run: AnalysisRun, found: Sequence[Found]) -> None:
    """Store the groups of a run, inside the caller's transaction.

    A group is left out whose statements people have decided about together already.
    """
    decided = _decided(session, run.consultation_id)
    for each in found:
        if any(decision.issuperset(each.statement_ids) for decision in decided):
            continue
        members = [
            RepeatMember(statement_id=statement_id, position=position)
            for position, statement_id in enumerate(each.statement_ids)
        ]
        session.add(
            RepeatGroup(
                consultation_id=run.consultation_id, run_id=run.id, kind=each.kind, members=members
            )
        )


def _decided(session: Session, consultation_id: int) -> list[set[int]]:
    groups: dict[int, set[int]] = {}
    rows = session.execute(
        select(RepeatMember.group_id, RepeatMember.statement_id)
        .join(RepeatGroup, RepeatMember.group_id == RepeatGroup.id)
        .where(
            RepeatGroup.consultation_id == consultation_id,
            RepeatGroup.decision != RepeatDecision.OPEN,
        )
    )
    for group_id, statement_id in rows:
        groups.setdefault(group_id, set()).add(statement_id)
    return list(groups.values())


def settled(session: Session, consultation_id: int) -> set[int]:
    """Return the statements about whose repeats people have decided."""
    return set[int]().union(*_decided(session, consultation_id))


def _standing(consultation: Consultation) -> ColumnElement[bool]:
    """Return the condition of the groups that are shown: the newest run's, and all decided ones."""
    newest = (
        select(func.max(AnalysisRun.id))
        .where(
            AnalysisRun.consultation_id == consultation.id,
            AnalysisRun.state == RunState.FINISHED,
            AnalysisRun.is_recoding.is_(False),
        )
        .scalar_subquery()
    )
    return or_(RepeatGroup.run_id == newest, RepeatGroup.decision != RepeatDecision.OPEN)


def find(
    session: Session,
    consultation: Consultation,
    *,
    is_open: bool = True,
    kind: RepeatKind | None = None,
    page: int = 1,
    per_page: int = 20,
) -> tuple[list[RepeatGroup], int]:
    """Return one page of groups, the largest first, and how many there are."""
    wanted = _narrowed(consultation, is_open=is_open, kind=kind)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    size = (
        select(func.count())
        .where(RepeatMember.group_id == RepeatGroup.id)
        .correlate(RepeatGroup)
        .scalar_subquery()
    )
    listed = session.scalars(
        wanted.options(selectinload(RepeatGroup.members).selectinload(RepeatMember.statement))
        .order_by(size.desc(), RepeatGroup.id)
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()
    return list(listed), total


def _narrowed(
    consultation: Consultation, *, is_open: bool, kind: RepeatKind | None
) -> Select[RepeatGroup]:
    state = RepeatGroup.decision == RepeatDecision.OPEN
    wanted = select(RepeatGroup).where(
        RepeatGroup.consultation_id == consultation.id,
        _standing(consultation),
        state if is_open else ~state,
    )
    return wanted if kind is None else wanted.where(RepeatGroup.kind == kind)


def count_open(session: Session, consultation: Consultation) -> int:
    """Return how many groups wait for a decision."""
    wanted = _narrowed(consultation, is_open=True, kind=None)
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def get(session: Session, consultation: Consultation, group_id: int) -> RepeatGroup:
    """Return one group of the consultation, or raise NotFound."""
    group = session.get(RepeatGroup, group_id)
    if group is None or group.consultation_id != consultation.id:
        raise NotFound("There is no such group of repeats in this consultation.")
    return group


def decide(
    session: Session,
    group: RepeatGroup,
    decision: RepeatDecision,
    *,
    reason: str,
    seen: RepeatDecision,
) -> RepeatGroup:
    """Say what a group is: separate people's words, one campaign, or one statement twice.

    Raises
    ------
    Conflict
        When somebody decided about the group since it was seen.
    InvalidInput
        Without a reason.
    """
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise InvalidInput(
            f"Say in a sentence, of at most {LONGEST_REASON} characters, why you decide so.",
            field="reason",
        )
    if decision is RepeatDecision.OPEN:
        raise InvalidInput("Choose what the group is.", field="decision")
    deciding = codings.decision(session)
    with transaction(session):
        session.refresh(group, with_for_update={"of": RepeatGroup})
        _refuse_overtaken(group, seen)
        was = _enter(session, group, decision, why)
        group.decision, group.reason = decision, why
        group.decided_by, group.decided_at = deciding.by, deciding.at
        audit.record(
            session,
            DECIDED,
            group,
            consultation=group.consultation,
            decision=decision.value,
            statements=[member.statement_id for member in group.members],
            changes=[{"repeat_group": group.id, "was": was}],
        )
    return group


def _refuse_overtaken(group: RepeatGroup, seen: RepeatDecision) -> None:
    if group.decision is seen:
        return
    who = group.decided_by.name if group.decided_by else "Somebody"
    raise Conflict(
        f"{who} has decided about this group meanwhile: {group.reason or 'it is open again'}. "
        "Your decision was not saved. Reload the page and look again."
    )


def _enter(
    session: Session, group: RepeatGroup, decision: RepeatDecision, why: str
) -> dict[str, list[str]]:
    """Put each statement into its state; return where those stood that changed."""
    movable = [each.statement for each in group.members if each.statement.state in _MOVABLE]
    aside = _STATES.get(decision)
    was = {}
    for at, statement in enumerate(movable):
        counts = aside is None or at == 0
        state = StatementState.LIVE if counts or aside is None else aside
        if statement.state is state:
            continue
        was[str(statement.id)] = [statement.state.value, statement.state_reason]
        reason = "" if counts else f"{why} Statement {movable[0].id} counts for it."
        statements.set_state(session, statement, state, reason=reason)
    return was


def take_back(session: Session, group: RepeatGroup, event: AuditEvent | None = None) -> RepeatGroup:
    """Open a decided group again; its statements stand as before, unless others moved them since.

    Raises
    ------
    Conflict
        When it is open already.
    """
    codings.decision(session)
    with transaction(session):
        session.refresh(group, with_for_update={"of": RepeatGroup})
        event = event or _last(session, group)
        if event is None or group.decision is RepeatDecision.OPEN:
            raise Conflict("This group is open already. Reload the page.")
        [change] = event.detail["changes"]
        restore(session, group, change)
        audit.record(
            session,
            "repeats.reopened",
            group,
            consultation=group.consultation,
            undoes=event.id,
            statements=[member.statement_id for member in group.members],
        )
    return group


def restore(session: Session, group: RepeatGroup, change: dict[str, Any]) -> None:
    """Open a group and put its statements where they stood, inside the caller's transaction."""
    for statement_id, (state, reason) in change["was"].items():
        statement = session.get_one(Statement, int(statement_id))
        if statement.state in _MOVABLE:
            statements.set_state(session, statement, StatementState(state), reason=reason)
    group.decision, group.reason = RepeatDecision.OPEN, ""
    group.decided_by, group.decided_at = None, None


def _last(session: Session, group: RepeatGroup) -> AuditEvent | None:
    return session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.event == DECIDED,
            AuditEvent.subject_type == RepeatGroup.__tablename__,
            AuditEvent.subject_id == group.id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
