"""Saying of two partners' work that it overlaps, or that it does not, as people judge it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.overlaps import OverlapVerdict, Verdict
from consult.models.statements import Statement
from consult.services import audit
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction

LONGEST_REASON = 500

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of a pair, and why."""

    verdict: Verdict
    reason: str


def decide(
    session: Session, one: Statement, other: Statement, *, verdict: Verdict, reason: str
) -> OverlapVerdict:
    """Confirm or reject that two pieces of work overlap; a later verdict takes the place of it.

    Raises
    ------
    InvalidInput
        Without a reason, or for what is not two pieces of work of one consultation that count.
    """
    _refuse_no_pair(one, other)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput("Say why, in a sentence: it is shown beside the two.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(
            f"The reason has {len(reason)} characters. Shorten it to {LONGEST_REASON} or fewer.",
            field="reason",
        )
    one, other = sorted((one, other), key=lambda each: each.id)
    with transaction(session):
        found = session.get(OverlapVerdict, (one.id, other.id))
        if found is None:
            found = OverlapVerdict(one=one, other=other, consultation_id=one.consultation_id)
            session.add(found)
        found.verdict, found.reason = verdict, reason
        found.words_digest = _digest(one.quotable, other.quotable)
        found.decided_by_id = audit.actor_of(session).user_id
        _record(session, found, verdict.value)
    return found


def undo(session: Session, one: Statement, other: Statement) -> None:
    """Take a verdict back, so that the pair waits for one again.

    Raises
    ------
    InvalidInput
        Where nobody said anything of the two.
    """
    found = session.get(OverlapVerdict, tuple(sorted((one.id, other.id))))
    if found is None:
        raise InvalidInput("Nobody has said anything of these two, so there is nothing to undo.")
    with transaction(session):
        _record(session, found, "undone")
        session.delete(found)


def _refuse_no_pair(one: Statement, other: Statement) -> None:
    if one.id == other.id or one.consultation_id != other.consultation_id:
        raise InvalidInput("Choose two pieces of work of one consultation.")
    for each in (one, other):
        if each.kind is not StatementKind.WORK or not each.is_live:
            raise InvalidInput(f"Statement {each.id} is no work that counts.")


def _record(session: Session, found: OverlapVerdict, done: str) -> None:
    audit.record(
        session,
        f"overlap.{done}",
        found.one,
        consultation=found.one.consultation,
        other=found.other_id,
        reason=found.reason,
    )


def _digest(one: str, other: str) -> str:
    return hashlib.sha256(f"{one}\0{other}".encode()).hexdigest()


def judged(session: Session, consultation: Consultation) -> dict[Pair, Judged]:
    """Return what was said of each pair of work, where its words still are those judged."""
    one, other = aliased(Statement), aliased(Statement)
    rows = session.execute(
        select(OverlapVerdict, one.quotable, other.quotable)
        .join(one, one.id == OverlapVerdict.one_id)
        .join(other, other.id == OverlapVerdict.other_id)
        .where(OverlapVerdict.consultation_id == consultation.id)
        .order_by(OverlapVerdict.one_id, OverlapVerdict.other_id)
    )
    return {
        (found.one_id, found.other_id): Judged(found.verdict, found.reason)
        for found, *words in rows
        if found.words_digest == _digest(*words)
    }
