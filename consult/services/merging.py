"""Merging two themes of a codebook, and taking a merge back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import AuditEvent
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.services import audit, themes
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction

MERGED = "theme.merged"


@dataclass(frozen=True, slots=True)
class Preview:
    """Who moves when one theme is merged into another: counts of statements that count.

    Attributes
    ----------
    accepted, to_review
        Statements whose coding moves to the other theme.
    in_both
        Statements that the other theme has already: they are not counted twice.
    after
        How many accepted statements the other theme then has.
    """

    accepted: int
    to_review: int
    in_both: int
    after: int


def preview(session: Session, theme: Theme, into: Theme) -> Preview:
    """Return who would move, without moving anybody."""
    mine, theirs = _live_states(session, theme), _live_states(session, into)
    moving = {key: state for key, state in mine.items() if key not in theirs}
    accepted = {
        statement_id
        for states in (mine, theirs)
        for statement_id, state in states.items()
        if state is CodingState.ACCEPTED
    }
    return Preview(
        accepted=sum(state is CodingState.ACCEPTED for state in moving.values()),
        to_review=sum(state is CodingState.PROPOSED for state in moving.values()),
        in_both=len(mine) - len(moving),
        after=len(accepted),
    )


def _live_states(session: Session, theme: Theme) -> dict[int, CodingState]:
    found = session.execute(
        select(Coding.statement_id, Coding.state)
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Coding.theme_id == theme.id,
            Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
            Statement.state == StatementState.LIVE,
        )
    )
    return {statement_id: state for statement_id, state in found}


def merge(session: Session, theme: Theme, into: Theme, *, seen_version: int) -> Theme:
    """Merge a theme into another, as somebody saw it at `seen_version`; return the other.

    The theme stays as a record that points to its heir. Where both themes stand on one statement
    there is one coding afterwards, accepted if either was.

    Raises
    ------
    InvalidInput
        When both are the same theme, or of different consultations.
    Conflict
        When either has changed or was merged since.
    """
    if theme.id == into.id or theme.codebook_id != into.codebook_id:
        raise InvalidInput("Choose another theme of this codebook to merge into.", field="into")
    with transaction(session):
        themes.refuse_stale(session, theme, seen_version)
        themes.refuse_stale(session, into, into.version)
        detail = _move_codings(session, theme, into)
        detail["lexicon_was"] = into.lexicon
        into.lexicon = _joined(into.lexicon, theme)
        theme.state = ThemeState.MERGED
        theme.merged_into_id = into.id
        for changed in (theme, into, theme.codebook):
            changed.version += 1
        audit.record(
            session,
            MERGED,
            theme,
            consultation=theme.codebook.consultation,
            into=into.id,
            **detail,
        )
    return into


def _move_codings(session: Session, theme: Theme, into: Theme) -> dict[str, Any]:
    """Give the heir what it lacks; return what was done, so that it can be taken back."""
    theirs = {coding.statement_id: coding for coding in _standing(session, into)}
    moved, retired, raised = [], [], []
    for coding in _standing(session, theme):
        other = theirs.get(coding.statement_id)
        if other is None and coding.state is not CodingState.REJECTED:
            coding.theme_id = into.id
            moved.append(coding.id)
            continue
        if other is not None and _outranks(coding, other):
            raised.append(_facts(other))
            _set(other, coding.state, coding.decided_by, coding.decided_at)
        retired.append(_facts(coding))
        _set(coding, CodingState.SUPERSEDED, None, None)
    session.flush()
    return {"moved": moved, "retired": retired, "raised": raised}


def _outranks(coding: Coding, other: Coding) -> bool:
    return coding.state is CodingState.ACCEPTED and other.state is not CodingState.ACCEPTED


def _standing(session: Session, theme: Theme) -> list[Coding]:
    return list(
        session.scalars(
            select(Coding)
            .where(Coding.theme_id == theme.id, Coding.state != CodingState.SUPERSEDED)
            .order_by(Coding.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _facts(coding: Coding) -> dict[str, Any]:
    at = coding.decided_at
    return {
        "coding": coding.id,
        "state": coding.state.value,
        "by": coding.decided_by_id,
        "at": at.isoformat() if at else None,
    }


def _set(coding: Coding, state: CodingState, by: User | None, at: datetime | None) -> None:
    coding.state, coding.decided_by, coding.decided_at = state, by, at


def _joined(lexicon: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """Return what either theme is known by, so that the heir finds the statements of both.

    What a theme must not be taken for is its own affair: the other's exclusions are left out.
    """
    fields = [field for field in themes.LEXICON if field != "never"]
    joined = {
        field: list(dict.fromkeys([*lexicon.get(field, ()), *theme.lexicon.get(field, ())]))
        for field in fields
    }
    return {**lexicon, **joined}


def unmerge(session: Session, theme: Theme) -> Theme:
    """Take a merge back: the theme is in use again, with the codings that came from it.

    What people have decided since the merge stays as they decided it.

    Raises
    ------
    Conflict
        When the theme is in use, or its heir was merged in turn.
    """
    with transaction(session):
        session.refresh(theme, with_for_update={"of": Theme})
        event = _last_merge(session, theme)
        into = session.get(Theme, theme.merged_into_id or 0)
        if event is None or into is None:
            raise Conflict(f"“{theme.name}” is in use: there is no merge to take back.")
        if into.state is not ThemeState.ACTIVE:
            raise Conflict(f"“{into.name}” was merged in turn. Take that merge back first.")
        _give_back(session, theme, into, event.detail)
        into.lexicon = event.detail["lexicon_was"]
        theme.state = ThemeState.ACTIVE
        theme.merged_into_id = None
        for changed in (theme, into, theme.codebook):
            changed.version += 1
        audit.record(
            session,
            "theme.unmerged",
            theme,
            consultation=theme.codebook.consultation,
            undoes=event.id,
        )
    return theme


def _last_merge(session: Session, theme: Theme) -> AuditEvent | None:
    if theme.state is not ThemeState.MERGED:
        return None
    return session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.event == MERGED,
            AuditEvent.subject_type == Theme.__tablename__,
            AuditEvent.subject_id == theme.id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def _give_back(session: Session, theme: Theme, into: Theme, detail: dict[str, Any]) -> None:
    for coding in _found(session, detail["moved"]):
        if coding.state is not CodingState.SUPERSEDED:
            coding.theme_id = theme.id
    for facts in detail["raised"]:
        other = session.get(Coding, facts["coding"])
        if other is not None and other.theme_id == into.id and other.state is CodingState.ACCEPTED:
            _restore(session, other, facts)
    taken = {coding.statement_id for coding in _standing(session, theme)}
    for facts in detail["retired"]:
        retired = session.get(Coding, facts["coding"])
        if retired is not None and retired.statement_id not in taken:
            _restore(session, retired, facts)


def _found(session: Session, coding_ids: Iterable[int]) -> list[Coding]:
    return [
        coding for coding_id in coding_ids if (coding := session.get(Coding, coding_id)) is not None
    ]


def _restore(session: Session, coding: Coding, facts: dict[str, Any]) -> None:
    by = session.get(User, facts["by"]) if facts["by"] else None
    at = datetime.fromisoformat(facts["at"]) if facts["at"] else None
    _set(coding, CodingState(facts["state"]), by, at)
