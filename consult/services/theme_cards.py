"""What the workbench tells of one theme: quotes that show its middle and its edge, its overlaps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme, ThemeState
from consult.services.workbench_counts import in_play

QUOTES = 2
OVERLAPS = 3
_EXPLAINING = (CodingState.ACCEPTED, CodingState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A theme that shares statements with another, and how many."""

    theme: Theme
    count: int


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme's quotes, the most and the least typical, and the themes that it overlaps with."""

    typical: tuple[Statement, ...]
    least_typical: tuple[Statement, ...]
    overlaps: tuple[Overlap, ...]
    merged: tuple[Theme, ...]


def card(session: Session, consultation: Consultation, theme: Theme) -> ThemeCard:
    """Return what is told of a theme beside its definition."""
    typical = quotes(session, consultation, theme)
    known = {each.id for each in typical}
    edge = _explained(session, consultation, theme).order_by(
        Coding.state != CodingState.ACCEPTED, Coding.score, Statement.id.desc()
    )
    least = session.scalars(edge.limit(2 * QUOTES)).all()
    return ThemeCard(
        typical=tuple(typical),
        least_typical=tuple([each for each in least if each.id not in known][:QUOTES]),
        overlaps=_overlaps(session, theme),
        merged=tuple(merged_into(session, theme)),
    )


def quotes(session: Session, consultation: Consultation, theme: Theme) -> list[Statement]:
    """Return a theme's most typical statements: accepted before proposed, the surest first."""
    surest = _explained(session, consultation, theme).order_by(
        Coding.state != CodingState.ACCEPTED, Coding.score.desc(), Statement.id
    )
    return list(session.scalars(surest.limit(QUOTES)))


def _explained(session: Session, consultation: Consultation, theme: Theme) -> Select[Statement]:
    return (
        select(Statement)
        .join(Coding, Coding.statement_id == Statement.id)
        .where(
            *in_play(session, consultation),
            Coding.theme_id == theme.id,
            Coding.state.in_(_EXPLAINING),
        )
    )


def _overlaps(session: Session, theme: Theme) -> tuple[Overlap, ...]:
    other = aliased(Coding)
    shared = (
        select(other.theme_id, func.count().label("count"))
        .select_from(Coding)
        .join(other, other.statement_id == Coding.statement_id)
        .join(Statement, Statement.id == Coding.statement_id)
        .where(
            Coding.theme_id == theme.id,
            Coding.state.in_(_EXPLAINING),
            other.theme_id != theme.id,
            other.state.in_(_EXPLAINING),
            Statement.state == StatementState.LIVE,
        )
        .group_by(other.theme_id)
        .subquery()
    )
    rows = session.execute(
        select(Theme, shared.c.count)
        .join(shared, shared.c.theme_id == Theme.id)
        .where(Theme.state == ThemeState.ACTIVE)
        .order_by(shared.c.count.desc(), Theme.position)
        .limit(OVERLAPS)
    )
    return tuple(Overlap(each, count) for each, count in rows)


def merged_into(session: Session, theme: Theme) -> list[Theme]:
    """Return the themes that were merged into this one."""
    return list(
        session.scalars(
            select(Theme).where(Theme.merged_into_id == theme.id).order_by(Theme.position)
        )
    )
