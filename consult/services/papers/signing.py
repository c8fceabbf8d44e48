"""From draft to approved: reasons for what may stand, the check, the approval, kept versions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.papers import Paper, PaperReason, PaperState, PaperVersion
from consult.services import audit, papers
from consult.services.papers import building, fairness, told
from consult.services.papers.fairness import Fault, Verdict, Weight
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.transaction import transaction
from consult.writers.figures import counted

SHORTEST_REASON = 10
LONGEST_REASON = 1_000
STALE = "stale"
NOT_TO_KEEP = frozenset({"changed-group", "small-group"})
"""Faults by which a version, which can be had as a file, would tell of few people."""


class NotFit(ServiceError):
    """The fairness check found what keeps a paper from this step."""


class NotTheirs(ServiceError):
    """Somebody else must take the step."""


def give_reason(session: Session, paper: Paper, *, fingerprint: str, reason: str) -> None:
    """Say why a warning of the check may stand; the reason goes into the log.

    Raises
    ------
    NotFound
        Where the check no longer warns of that.
    InvalidInput
        Where the reason is too short to be one, or too long.
    """
    verdict = fairness.check(papers.desk(session, paper.consultation, paper))
    fault = _warning(verdict, fingerprint)
    reason = _checked(reason)
    with transaction(session):
        _give(session, paper, fault, reason)


def keep_dated(session: Session, paper: Paper, *, reason: str, made_on: date, by: str) -> None:
    """Keep a paper with the figures that it has, though the store has others by now, and say why.

    Parameters
    ----------
    by
        The organisation whose paper it is.

    Raises
    ------
    NotFit
        Where no figure has changed, or one would tell of few people beside what left before.
    """
    desk = papers.desk(session, paper.consultation, paper)
    verdict = fairness.check(desk)
    stale = [f for f in verdict.of(Weight.WARNING) if f.rule == STALE]
    if not stale:
        raise NotFit("No figure of this report has changed, so there is nothing to keep.")
    refused = [fault.sentence for fault in verdict.errors if fault.rule in NOT_TO_KEEP]
    if refused:
        raise NotFit(f"This report cannot be kept as it is. {refused[0]}")
    reason = _checked(reason)
    with transaction(session):
        for fault in stale:
            if fault.reason is None:
                _give(session, paper, fault, reason)
        _keep(session, desk, reason, made_on, by)


def check(session: Session, paper: Paper) -> None:
    """Call a paper checked.

    Raises
    ------
    NotFit
        Where the check finds an error, something unwritten, or a warning without a reason.
    """
    _refuse_approved(paper)
    verdict = fairness.check(papers.desk(session, paper.consultation, paper))
    if not verdict.is_clear:
        raise NotFit(f"This report cannot be called checked yet: {summary(verdict)}.")
    with transaction(session):
        paper.state = PaperState.CHECKED
        paper.checked_at, paper.checked_by_id = utc_now(), audit.actor_of(session).user_id
        audit.record(
            session,
            "paper.checked",
            paper,
            consultation=paper.consultation,
            reasons=len(verdict.of(Weight.WARNING)),
        )


def approve(session: Session, paper: Paper, *, made_on: date, by: str) -> PaperVersion:
    """Approve a checked paper, and keep it as it is.

    Raises
    ------
    NotFit
        Where the paper is not checked, or the check would find something by now.
    NotTheirs
        Where whoever approves it wrote it, or changed it last.
    """
    _refuse_approved(paper)
    if paper.state is not PaperState.CHECKED:
        raise NotFit("Only a checked report can be approved. Have it checked first.")
    person = audit.actor_of(session).user_id
    if person is None or person in {paper.author_id, paper.changed_by_id}:
        raise NotTheirs(
            "Somebody else must approve this report: whoever wrote it, or changed it last, cannot."
        )
    desk = papers.desk(session, paper.consultation, paper)
    verdict = fairness.check(desk)
    if not verdict.is_clear:
        raise NotFit(f"Since it was checked, this report needs another look: {summary(verdict)}.")
    with transaction(session):
        paper.state = PaperState.APPROVED
        paper.approved_at, paper.approved_by_id = utc_now(), person
        session.flush()
        session.refresh(paper, ["approved_by"])
        kept = _keep(session, desk, "Approved.", made_on, by)
        audit.record(
            session,
            "paper.approved",
            paper,
            consultation=paper.consultation,
            version=kept.number,
        )
    return kept


def take_up_again(session: Session, paper: Paper) -> None:
    """Make an approved paper a draft, for the next version; the approved one is kept."""
    if paper.state is not PaperState.APPROVED:
        return
    with transaction(session):
        paper.state = PaperState.DRAFT
        paper.approved_at = paper.approved_by_id = None
        paper.checked_at = paper.checked_by_id = None
        paper.version += 1
        paper.changed_at, paper.changed_by_id = utc_now(), audit.actor_of(session).user_id
        audit.record(session, "paper.taken_up_again", paper, consultation=paper.consultation)


def summary(verdict: Verdict) -> str:
    """Return what stands in the way of a step, in a few words."""
    parts = (
        (len(verdict.errors), "error", "errors"),
        (len(verdict.of(Weight.MISSING)), "part to be written", "parts to be written"),
        (len(verdict.open_warnings), "warning without a reason", "warnings without a reason"),
    )
    return ", ".join(counted(number, one, many) for number, one, many in parts if number)


def _refuse_approved(paper: Paper) -> None:
    if paper.state is PaperState.APPROVED:
        raise NotFit("This report is approved already.")


def _warning(verdict: Verdict, fingerprint: str) -> Fault:
    for fault in verdict.of(Weight.WARNING):
        if fault.fingerprint == fingerprint:
            return fault
    raise NotFound("The check no longer warns of this. Look at what it finds now.")


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise InvalidInput(
            f"Write the reason in {SHORTEST_REASON} to {LONGEST_REASON:,} characters.",
            field="reason",
        )
    return reason


def _give(session: Session, paper: Paper, fault: Fault, reason: str) -> None:
    given = fault.reason
    if given is None:
        given = PaperReason(paper_id=paper.id, rule=fault.rule, fingerprint=fault.fingerprint)
    given.reason = reason
    given.given_at, given.given_by_id = utc_now(), audit.actor_of(session).user_id
    session.add(given)
    audit.record(
        session,
        "paper.reason_given",
        paper,
        consultation=paper.consultation,
        rule=fault.rule,
        where=fault.where,
        reason=reason,
    )


def _keep(session: Session, desk: papers.Desk, reason: str, made_on: date, by: str) -> PaperVersion:
    paper = desk.paper
    last = session.scalar(
        select(func.max(PaperVersion.number)).where(PaperVersion.paper_id == paper.id)
    )
    kept = PaperVersion(
        paper_id=paper.id,
        number=(last or 0) + 1,
        reason=reason,
        content=building.build(desk, made_on=made_on, organisation=by).to_dict(),
        made_by_id=audit.actor_of(session).user_id,
    )
    session.add(kept)
    told.remember(desk)
    audit.record(
        session,
        "paper.version_kept",
        paper,
        consultation=paper.consultation,
        version=kept.number,
    )
    return kept
