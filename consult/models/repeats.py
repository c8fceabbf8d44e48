"""Groups of statements that say the same: found by a run, decided by people, never deleted."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base
from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.themes import AnalysisRun


class RepeatKind(enum.StrEnum):
    """How alike the statements of a group are."""

    EXACT = "exact"
    NEAR = "near"
    CAMPAIGN = "campaign"


class RepeatDecision(enum.StrEnum):
    """What people made of a group."""

    OPEN = "open"
    SEPARATE = "separate"  # separate people's words: each counts
    CAMPAIGN = "campaign"  # one campaign: one counts, the others are reported apart
    DUPLICATE = "duplicate"  # one statement recorded several times: one counts


class RepeatGroup(Base):
    """Statements that a run found to say the same."""

    __tablename__ = "repeat_group"
    __table_args__ = (
        CheckConstraint(
            "decision = 'open' OR (decided_at IS NOT NULL AND length(reason) > 0)",
            name="decided_says_why",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(AnalysisRun.id), index=True)
    kind: Mapped[RepeatKind]
    decision: Mapped[RepeatDecision] = mapped_column(default=RepeatDecision.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    decided_by: Mapped[User | None] = relationship()
    members: Mapped[list[RepeatMember]] = relationship(
        back_populates="group", order_by="RepeatMember.position"
    )


class RepeatMember(Base):
    """One statement of a group; the first is the one that counts where only one does."""

    __tablename__ = "repeat_member"
    __table_args__ = (UniqueConstraint("group_id", "statement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(RepeatGroup.id), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    position: Mapped[int]

    group: Mapped[RepeatGroup] = relationship(back_populates="members")
    statement: Mapped[Statement] = relationship()
