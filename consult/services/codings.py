"""Codings and what people decide of them: each decision is an event, and can be undone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementVersion
from consult.models.themes import AnalysisRun, Coding, CodingState, Theme, ThemeState
from consult.services import audit
from consult.services.deciding import Decision, NotAPerson, decision, set_state
from consult.services.double_coding import blinding
from consult.services.ledger import Ledger
from consult.services.ledger import of as ledger
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

# What a decision is has a module of its own; who decides codings finds all of it here.
__all__ = [
    "Decision",
    "Ledger",
    "NotAPerson",
    "accept",
    "accept_all",
    "add",
    "decision",
    "get",
    "ledger",
    "move",
    "reject",
    "set_state",
]


def get(session: Session, consultation: Consultation, coding_id: int) -> Coding:
    """Return one coding of the consultation, or raise NotFound."""
    coding = session.get(Coding, coding_id)
    if coding is None or coding.statement.consultation_id != consultation.id:
        raise NotFound("There is no such coding in this consultation.")
    return coding


def accept(session: Session, coding: Coding, *, seen: CodingState) -> Coding:
    """Say that a theme fits a statement.

    Parameters
    ----------
    seen
        The state in which the person saw it.

    Raises
    ------
    Conflict
        When somebody else decided otherwise since.
    """
    return _decide(session, coding, CodingState.ACCEPTED, seen)


def reject(session: Session, coding: Coding, *, seen: CodingState) -> Coding:
    """Say that a theme does not fit a statement; raises as `accept` does."""
    return _decide(session, coding, CodingState.REJECTED, seen)


def _decide(session: Session, coding: Coding, state: CodingState, seen: CodingState) -> Coding:
    deciding = decision(session)
    blinding.refuse(session, coding.statement_id)
    with transaction(session):
        coding = _as_it_stands(session, coding)
        if coding.state is state:
            return coding
        _refuse_overtaken(coding, seen, _WISHES[state])
        deciding.apply(coding, state)
        record(session, f"coding.{state.value}", coding, deciding)
    return coding


def _as_it_stands(session: Session, coding: Coding) -> Coding:
    """Lock a coding and return it, or what stands in its place since the machine coded anew.

    The machine learns while people decide. A suggestion that it has made anew meanwhile is decided
    in its place; one that it no longer makes is brought back, since a person has seen it and knows.
    """
    session.refresh(coding, with_for_update={"of": Coding})
    if not _was_coded_anew(session, coding):
        return coding
    stands = _standing(session, coding.statement_id, coding.theme_id)
    if stands is not None:
        return stands
    set_state(coding, CodingState.PROPOSED, None, None)
    return coding


def _was_coded_anew(session: Session, coding: Coding) -> bool:
    """Return whether only a later run has replaced a suggestion, and not another text or theme."""
    if coding.state is not CodingState.SUPERSEDED or coding.run_id is None:
        return False
    if coding.theme.state is not ThemeState.ACTIVE:
        return False
    begun = select(AnalysisRun.created_at).where(AnalysisRun.id == coding.run_id)
    edited = select(StatementVersion.id).where(
        StatementVersion.statement_id == coding.statement_id,
        StatementVersion.changed_at > begun.scalar_subquery(),
    )
    return session.scalar(edited.limit(1)) is None


# What the person wanted who came second, as the refusal says it.
_WISHES = {CodingState.ACCEPTED: "accepting it", CodingState.REJECTED: "rejecting it"}


def _refuse_overtaken(coding: Coding, seen: CodingState, wish: str) -> None:
    """Refuse where somebody decided since it was seen, and say what both sides wanted."""
    if coding.state is seen:
        return
    if coding.decided_by is None:
        raise Conflict("This suggestion has changed meanwhile. Reload the page and look again.")
    raise Conflict(
        f"{coding.decided_by.name} has {coding.state.value} this meanwhile: “{coding.theme.name}” "
        f"for statement {coding.statement_id}. You were {wish}, which was not saved. "
        "Look again, and press once more if you disagree."
    )


def record(session: Session, event: str, coding: Coding, deciding: Decision) -> None:
    """Write the event of a decision about one coding."""
    audit.record(
        session,
        event,
        coding,
        consultation=coding.statement.consultation,
        statement=coding.statement_id,
        theme=coding.theme_id,
        changes=deciding.changes,
    )


def add(
    session: Session, statement: Statement, theme: Theme, *, seen: CodingState | None = None
) -> Coding:
    """Add a theme to a statement: an accepted coding by the person at work.

    Parameters
    ----------
    seen
        How the theme stood for the statement when the person saw it; None where it did not.

    Raises
    ------
    Conflict
        When the theme was merged or deleted, or somebody has rejected it here since.
    """
    deciding = decision(session)
    blinding.refuse(session, statement.id)
    with transaction(session):
        refuse_rejected_since(session, deciding, statement, theme, seen)
        coding = give(session, deciding, statement, theme)
        if deciding.changes:
            record(session, "coding.added", coding, deciding)
    return coding


def refuse_rejected_since(
    session: Session,
    deciding: Decision,
    statement: Statement,
    theme: Theme,
    seen: CodingState | None,
) -> None:
    """Refuse to add a theme that somebody else rejected for the statement since it was seen."""
    coding = _standing(session, statement.id, theme.id)
    if coding is None or coding.state is not CodingState.REJECTED:
        return
    if seen is not CodingState.REJECTED and coding.decided_by_id != deciding.by.id:
        _refuse_overtaken(coding, CodingState.PROPOSED, "adding it")


def give(session: Session, deciding: Decision, statement: Statement, theme: Theme) -> Coding:
    """Accept a theme for a statement within a decision, whether or not it was proposed."""
    if theme.codebook.consultation_id != statement.consultation_id:
        raise NotFound("There is no such theme in this consultation.")
    if theme.state is not ThemeState.ACTIVE:
        raise Conflict(f"“{theme.name}” is no longer in the codebook. Reload the page.")
    coding = _standing(session, statement.id, theme.id)
    if coding is not None:
        if coding.state is not CodingState.ACCEPTED:
            deciding.apply(coding, CodingState.ACCEPTED)
        return coding
    coding = deciding.coding(statement=statement, theme=theme)
    session.add(coding)
    session.flush()
    deciding.apply(coding, CodingState.ACCEPTED, was_there=False)
    return coding


def _standing(session: Session, statement_id: int, theme_id: int) -> Coding | None:
    return session.scalar(
        select(Coding)
        .where(
            Coding.statement_id == statement_id,
            Coding.theme_id == theme_id,
            Coding.state != CodingState.SUPERSEDED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def move(session: Session, coding: Coding, theme: Theme, *, seen: CodingState) -> Coding:
    """Say that another theme fits the statement instead; one decision, one undo.

    Raises
    ------
    Conflict
        When somebody else decided since.
    """
    if theme.id == coding.theme_id:
        raise InvalidInput("Choose another theme to move it to.", field="theme")
    deciding = decision(session)
    blinding.refuse(session, coding.statement_id)
    with transaction(session):
        coding = _as_it_stands(session, coding)
        _refuse_overtaken(coding, seen, f"moving it to “{theme.name}”")
        moved = give(session, deciding, coding.statement, theme)
        if coding.state is not CodingState.REJECTED:
            deciding.apply(coding, CodingState.REJECTED)
        record(session, "coding.moved", moved, deciding)
    return moved


def accept_all(session: Session, consultation: Consultation, coding_ids: Iterable[int]) -> int:
    """Accept each of these codings that still waits, as one decision; return how many."""
    deciding = decision(session)
    wanted = sorted(set(coding_ids))
    with transaction(session):
        waiting = session.scalars(
            select(Coding)
            .join(Statement)
            .where(
                Coding.id.in_(wanted),
                Coding.state == CodingState.PROPOSED,
                Statement.consultation_id == consultation.id,
                Coding.statement_id.not_in(blinding.hidden_from(deciding.by.id)),
            )
            .order_by(Coding.id)
            .with_for_update(of=Coding)
            .execution_options(populate_existing=True)
        ).all()
        for coding in waiting:
            deciding.apply(coding, CodingState.ACCEPTED)
        if waiting:
            audit.record(
                session,
                "codings.accepted",
                consultation,
                consultation=consultation,
                changes=deciding.changes,
            )
    return len(waiting)
