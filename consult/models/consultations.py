"""One exercise of asking a community: its purpose, dates, outcomes, privacy notice and stage."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.strategy import Outcome, Strategy


class Stage(enum.StrEnum):
    """Where a consultation stands; it moves one step at a time."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


consultation_outcome = Table(
    "consultation_outcome",
    Base.metadata,
    Column("consultation_id", Integer, ForeignKey("consultation.id"), primary_key=True),
    Column("outcome_id", Integer, ForeignKey("outcome.id"), primary_key=True),
)


class Consultation(Base):
    """One exercise of asking."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint(
            "opens_on IS NULL OR closes_on IS NULL OR opens_on <= closes_on",
            name="opens_before_it_closes",
        ),
        CheckConstraint("fewest_shown IN (5, 10)", name="fewest_shown"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    # What is proposed, in a sentence, where people are asked whether they are for or against.
    proposal: Mapped[str] = mapped_column(default="", server_default="")
    contact: Mapped[str] = mapped_column(default="")
    privacy_notice: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    strategy_id: Mapped[int | None] = mapped_column(ForeignKey(Strategy.id), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    # No group of respondents smaller than this has its count released.
    fewest_shown: Mapped[int] = mapped_column(default=5, server_default="5")
    # Whether the counts of groups are released to the nearest five.
    rounds_counts: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Counts the changes to its settings, so that two officers cannot overwrite each other.
    version: Mapped[int] = mapped_column(default=1)

    strategy: Mapped[Strategy | None] = relationship()
    outcomes: Mapped[list[Outcome]] = relationship(
        secondary=consultation_outcome, order_by=Outcome.position
    )

    @property
    def is_public(self) -> bool:
        """Return whether residents may see it at all."""
        return self.stage is not Stage.DRAFT

    @property
    def is_open(self) -> bool:
        """Return whether statements and responses are taken."""
        return self.stage is Stage.OPEN
