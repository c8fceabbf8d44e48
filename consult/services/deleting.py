"""Deleting a theme: its statements go to Other, and it stays as a record."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.services import codebook_acts, sub_themes, themes
from consult.services.codebook_acts import DELETED, Act
from consult.services.transaction import transaction


def delete(session: Session, theme: Theme, *, seen_version: int) -> int:
    """Take a theme out of the codebook; return how many statements were accepted under it.

    A statement with another theme stays under that one; the others go to Other. Sub-themes then
    stand by themselves. The key is never given to another theme.

    Raises
    ------
    Conflict
        When it has changed since, or is no longer in use.
    """
    with transaction(session):
        themes.refuse_stale(session, theme, seen_version)
        act = Act(session, theme.codebook)
        accepted = _accepted(session, theme)
        retire(session, act, theme)
        noun = "statement" if accepted == 1 else "statements"
        told = f"Deleted “{theme.name}”, which had {accepted:,} {noun}"
        act.record(DELETED, theme, told, accepted=accepted)
    return accepted


def retire(session: Session, act: Act, theme: Theme) -> None:
    """Let go of what stands under a theme, and of its sub-themes, within a change."""
    for coding in codebook_acts.standing(session, theme):
        act.set_coding(coding, CodingState.SUPERSEDED)
    for each in sub_themes.of(session, theme):
        act.change_theme(each, parent_id=None)
    act.change_theme(theme, state=ThemeState.DELETED, parent_id=None)


def _accepted(session: Session, theme: Theme) -> int:
    counted = (
        select(func.count())
        .select_from(Coding)
        .join(Statement)
        .where(
            Coding.theme_id == theme.id,
            Coding.state == CodingState.ACCEPTED,
            Statement.state == StatementState.LIVE,
        )
    )
    return session.scalar(counted) or 0
