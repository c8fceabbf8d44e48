"""What the moderator reads: every card that could be on the wall, and whether it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.statements import Statement
from consult.models.walls import Wall, WallRuling
from consult.services import paging
from consult.services.statement_lists import words_match
from consult.services.walls import showing


class Show(enum.StrEnum):
    """Which cards the moderator looks at."""

    ALL = "all"
    SHOWN = "shown"
    WAITING = "waiting"
    HELD_BACK = "held-back"


@dataclass(frozen=True, slots=True)
class Listed:
    """A card as the moderator sees it."""

    statement: Statement
    is_shown: bool
    is_held_back: bool


def list_cards(
    session: Session,
    wall: Wall,
    *,
    show: Show = Show.ALL,
    words: str = "",
    table_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
) -> tuple[list[Listed], int]:
    """Return one page of the cards, newest first, and how many fit."""
    conditions = [showing.counting(wall), _condition(wall, show)]
    if words.strip():
        conditions.append(words_match(words))
    if table_id is not None:
        conditions.append(Statement.table_id == table_id)
    wanted = select(Statement).where(*conditions)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    found = session.scalars(
        wanted.options(joinedload(Statement.table), joinedload(Statement.outcome))
        .order_by(Statement.id.desc())
        .offset(paging.start(page, total, per_page))
        .limit(per_page)
    ).all()
    ids = [each.id for each in found]
    on_wall = set(
        session.scalars(select(Statement.id).where(Statement.id.in_(ids), showing.shown(wall)))
    )
    back = set(
        session.scalars(
            select(WallRuling.statement_id).where(
                WallRuling.statement_id.in_(ids), WallRuling.is_shown.is_(False)
            )
        )
    )
    return [Listed(each, each.id in on_wall, each.id in back) for each in found], total


def counts(session: Session, wall: Wall) -> dict[Show, int]:
    """Return how many cards each choice has."""
    return {
        show: session.scalar(
            select(func.count())
            .select_from(Statement)
            .where(showing.counting(wall), _condition(wall, show))
        )
        or 0
        for show in Show
    }


def _condition(wall: Wall, show: Show) -> ColumnElement[bool]:
    held_back = exists().where(
        WallRuling.statement_id == Statement.id, WallRuling.is_shown.is_(False)
    )
    return {
        Show.ALL: showing.counting(wall),
        Show.SHOWN: showing.shown(wall),
        Show.HELD_BACK: held_back,
        Show.WAITING: and_(~held_back, ~showing.shown(wall)),
    }[show]
