"""Keeping coders blind: of what they are to code, they see nothing that anybody thinks.

What a page reads while it is made for a person at work is filtered in one place, so that a page
that is written tomorrow is blind as well. What changes something refuses instead.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from consult.models.candidates import CandidateMember
from consult.models.consultations import Consultation
from consult.models.double_coding import DoubleCoding, DoubleCodingState, SampledStatement
from consult.models.statements import Statement
from consult.models.themes import Coding, CodingState
from consult.services import audit
from consult.services.refusals import Conflict

_BLIND = "reads-blind"
OPEN = (DoubleCodingState.CODING, DoubleCodingState.MEASURING)


class StillBlind(Conflict):
    """A coder tried to see or decide what is to be coded blind."""


def hidden_from(user_id: int) -> Select[int]:
    """Return the statements of which this person must not see how anybody coded them."""
    return (
        select(SampledStatement.statement_id)
        .join(DoubleCoding, SampledStatement.double_coding_id == DoubleCoding.id)
        .where(
            DoubleCoding.state.in_(OPEN),
            or_(DoubleCoding.first_coder_id == user_id, DoubleCoding.second_coder_id == user_id),
        )
    )


def read_blind(session: Session) -> None:
    """Let the session read, from now on, only what the person at work may see.

    Whoever codes nothing blind reads as fast as ever: their queries are left as they are.
    """
    user_id = _person(session)
    session.info[_BLIND] = (
        user_id is not None and session.scalar(hidden_from(user_id).limit(1)) is not None
    )


def _person(session: Session) -> int | None:
    return audit.actor_of(session).user_id


@event.listens_for(Session, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    """Leave codings and candidate members of hidden statements out of what is read."""
    hidden = hidden_from_reader(state.session)
    if hidden is not None and state.is_select and not state.is_column_load:
        state.statement = state.statement.options(
            with_loader_criteria(Coding, Coding.statement_id.not_in(hidden), include_aliases=True),
            with_loader_criteria(
                CandidateMember, CandidateMember.statement_id.not_in(hidden), include_aliases=True
            ),
        )


def visible(session: Session) -> list[ColumnElement[bool]]:
    """Return the condition of statements of which the person at work may see how they stand.

    For lists that tell by what they hold: those of a theme, of a queue, of a place in the ledger.
    """
    hidden = hidden_from_reader(session)
    return [] if hidden is None else [Statement.id.not_in(hidden)]


def hidden_from_reader(session: Session) -> Select[int] | None:
    """Return the statements that are hidden from whoever reads; None where nobody reads blind."""
    user_id = _person(session)
    if user_id is None or not session.info.get(_BLIND):
        return None
    return hidden_from(user_id)


def hidden_among(session: Session, statement_ids: Iterable[int]) -> set[int]:
    """Return which of these statements the person at work must code blind first."""
    user_id = _person(session)
    if user_id is None:
        return set()
    wanted = hidden_from(user_id).where(SampledStatement.statement_id.in_(list(statement_ids)))
    return set(session.scalars(wanted))


def refuse(session: Session, statement_id: int) -> None:
    """Refuse to let a coder decide a statement that is to be coded blind.

    Raises
    ------
    StillBlind
        While the person at work is one of its two coders and not both have handed in.
    """
    if hidden_among(session, [statement_id]):
        raise StillBlind(
            "You are coding this statement blind. Code it under Double coding; until both coders "
            "have handed in, nothing else can be decided about it."
        )


def refuse_report(session: Session, consultation: Consultation) -> None:
    """Refuse a report to a coder whose blind statements stand in it.

    Raises
    ------
    StillBlind
        While it would show how others coded them. Its figures must be the same for everybody, so
        nothing is left out of it instead.
    """
    if _is_told(session, consultation):
        raise StillBlind(
            "The report shows how statements were coded that you are coding blind. Hand in your "
            "double coding first; the report opens when both coders have."
        )


def refuse_sign_off(session: Session, consultation: Consultation) -> None:
    """Refuse the sign-off to a coder whose blind statements are in it.

    Raises
    ------
    StillBlind
        While what they would sign is hidden from them in part.
    """
    if _is_told(session, consultation):
        raise StillBlind(
            "Part of what would be signed is hidden from you: how others coded the statements that "
            "you are coding blind. Hand in your double coding, or give its sample up; the sign-off "
            "opens when both coders have handed in. Somebody else can sign meanwhile."
        )


def _is_told(session: Session, consultation: Consultation) -> bool:
    """Return whether accepted codings are hidden from the person at work."""
    user_id = _person(session)
    if user_id is None:
        return False
    # The criterion on `Coding` would hide just these rows, so the columns are asked of the table.
    coding = Coding.__table__
    told = session.execute(
        select(coding.c.id)
        .where(
            coding.c.state == CodingState.ACCEPTED,
            coding.c.statement_id.in_(
                hidden_from(user_id).where(DoubleCoding.consultation_id == consultation.id)
            ),
        )
        .limit(1)
    ).first()
    return told is not None
