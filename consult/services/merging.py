"""Merging two themes of a codebook, and taking a merge back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.audit import AuditEvent
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.services import codebook_acts, sub_themes, themes
from consult.services.codebook_acts import MERGED, Act
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction


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
    refused = {key for key, state in theirs.items() if state is CodingState.REJECTED}
    mine = {
        key: state
        for key, state in mine.items()
        if state is CodingState.ACCEPTED or (state is CodingState.PROPOSED and key not in refused)
    }
    held = theirs.keys() - refused
    moving = {key: state for key, state in mine.items() if key not in held}
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
            Coding.state != CodingState.SUPERSEDED,
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
        act = Act(session, theme.codebook)
        _move_codings(session, act, theme, into)
        _hand_over_sub_themes(session, act, theme, into)
        act.change_theme(into, lexicon=_joined(into.lexicon, theme))
        act.change_theme(theme, state=ThemeState.MERGED, merged_into_id=into.id, parent_id=None)
        act.record(MERGED, theme, f"Merged “{theme.name}” into “{into.name}”", into=into.id)
    return into


def _move_codings(session: Session, act: Act, theme: Theme, into: Theme) -> None:
    """Give the heir what it lacks."""
    theirs = {coding.statement_id: coding for coding in codebook_acts.standing(session, into)}
    for coding in codebook_acts.standing(session, theme):
        other = theirs.get(coding.statement_id)
        if other is None and coding.state is not CodingState.REJECTED:
            act.move_coding(coding, into)
            continue
        if other is not None and _outranks(coding, other):
            act.set_coding(other, coding.state, coding.decided_by, coding.decided_at)
        act.set_coding(coding, CodingState.SUPERSEDED)
    session.flush()


def _outranks(coding: Coding, other: Coding) -> bool:
    return coding.state is CodingState.ACCEPTED and other.state is not CodingState.ACCEPTED


def _hand_over_sub_themes(session: Session, act: Act, theme: Theme, into: Theme) -> None:
    """Put the theme's sub-themes under its heir, or beside it where it is a sub-theme itself."""
    if into.parent_id == theme.id:
        act.change_theme(into, parent_id=None)
    above = into.parent_id or into.id
    for each in sub_themes.of(session, theme):
        if each.id != into.id:
            act.change_theme(each, parent_id=above)


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
        When the theme is in use, or its heir was merged or changed in turn.
    """
    with transaction(session):
        session.refresh(theme, with_for_update={"of": Theme})
        event = _last_merge(session, theme)
        into = session.get(Theme, theme.merged_into_id or 0)
        if event is None or into is None:
            raise Conflict(f"“{theme.name}” is in use: there is no merge to take back.")
        if into.state is not ThemeState.ACTIVE:
            raise Conflict(f"“{into.name}” was merged in turn. Take that merge back first.")
        codebook_acts.take_back(session, theme.codebook.consultation, event)
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
