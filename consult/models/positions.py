"""Where a statement stands on a proposal: what the machine reads of it, and what people say."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun


class Position(enum.StrEnum):
    """Where a statement stands on a proposal. It is never part of a theme."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"
    UNCLEAR = "unclear"


def _position(column: str) -> Enum:
    # PostgreSQL wants each check of a table to have a name of its own.
    return Enum(
        Position,
        name=column,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class StatementPosition(Base):
    """A statement's position: suggested by a run, with why, and decided by a person."""

    __tablename__ = "statement_position"
    __table_args__ = (
        CheckConstraint(
            "(decided IS NULL) = (decided_at IS NULL)"
            " AND (decided IS NULL) = (decided_by_id IS NULL)",
            name="decided_says_who_and_when",
        ),
        CheckConstraint("(suggested IS NULL) = (run_id IS NULL)", name="suggested_by_a_run"),
        CheckConstraint("chance >= 0 AND chance <= 1", name="chance_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), unique=True)
    suggested: Mapped[Position | None] = mapped_column(_position("suggested"))
    chance: Mapped[float] = mapped_column(default=0.0)
    why: Mapped[list[str]] = mapped_column(default=list)
    run_id: Mapped[int | None] = mapped_column(ForeignKey(AnalysisRun.id))
    decided: Mapped[Position | None] = mapped_column(_position("decided"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship()
    decided_by: Mapped[User | None] = relationship()
