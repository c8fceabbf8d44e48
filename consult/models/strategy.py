"""The framework that is consulted on: strategy, aims, outcomes, actions, what is delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now


class Strategy(Base):
    """One version of a strategy."""

    __tablename__ = "strategy"
    __table_args__ = (UniqueConstraint("title", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    aims: Mapped[list[Aim]] = relationship(back_populates="strategy", order_by="Aim.number")
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="strategy", order_by="Outcome.position"
    )
    delivered: Mapped[list[DeliveredItem]] = relationship(
        back_populates="strategy", order_by="DeliveredItem.id"
    )


class Aim(Base):
    """What the strategy is for, in one of its parts."""

    __tablename__ = "aim"
    __table_args__ = (UniqueConstraint("strategy_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey(Strategy.id), index=True)
    number: Mapped[int]
    title: Mapped[str]

    strategy: Mapped[Strategy] = relationship(back_populates="aims")
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="aim", order_by="Outcome.position"
    )


class Outcome(Base):
    """A change that people would notice, with its reference (“2.1”) and title."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("strategy_id", "reference"),
        CheckConstraint("length(reference) > 0", name="reference_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey(Strategy.id), index=True)
    aim_id: Mapped[int | None] = mapped_column(ForeignKey(Aim.id), index=True)
    reference: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)

    strategy: Mapped[Strategy] = relationship(back_populates="outcomes")
    aim: Mapped[Aim | None] = relationship(back_populates="outcomes")
    actions: Mapped[list[Action]] = relationship(back_populates="outcome", order_by="Action.number")

    @property
    def label(self) -> str:
        """Return reference and title as people say them together."""
        return f"{self.reference} {self.title}".strip()


class Action(Base):
    """Something that the partners have said they will do for an outcome."""

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("outcome_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey(Outcome.id), index=True)
    number: Mapped[int]
    text: Mapped[str]

    outcome: Mapped[Outcome] = relationship(back_populates="actions")


delivered_outcome = Table(
    "delivered_outcome",
    Base.metadata,
    Column("delivered_item_id", Integer, ForeignKey("delivered_item.id"), primary_key=True),
    Column("outcome_id", Integer, ForeignKey("outcome.id"), primary_key=True),
)


class DeliveredItem(Base):
    """Work that is already being delivered, for one outcome or shared by several."""

    __tablename__ = "delivered_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey(Strategy.id), index=True)
    text: Mapped[str]

    strategy: Mapped[Strategy] = relationship(back_populates="delivered")
    outcomes: Mapped[list[Outcome]] = relationship(
        secondary=delivered_outcome, order_by=Outcome.position
    )
