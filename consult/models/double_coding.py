"""Double coding: a random sample that two code blind, what each gave, and how they agreed."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.themes import Theme


class DoubleCodingState(enum.StrEnum):
    """How far a double coding has come."""

    CODING = "coding"  # blind: neither sees the other's, or any suggestion
    MEASURING = "measuring"  # both handed in; a worker compares them
    RECONCILING = "reconciling"  # people settle what differs
    FINISHED = "finished"
    ABANDONED = "abandoned"


class Seat(enum.StrEnum):
    """Whose coding of a statement it is."""

    FIRST = "first"
    SECOND = "second"
    AGREED = "agreed"  # what the two, or whoever settled it, came to


class DoubleCoding(Base):
    """One random sample, coded twice. Without a second person the machine is the second coder."""

    __tablename__ = "double_coding"
    __table_args__ = (
        CheckConstraint("first_coder_id != second_coder_id", name="two_coders"),
        CheckConstraint(
            "state NOT IN ('reconciling', 'finished') OR measured_at IS NOT NULL",
            name="measured_before_reconciled",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    codebook_version: Mapped[int]
    seed: Mapped[int]
    # By what the sample is spread: "outcome", "kind", "source", or a group of respondents.
    spread_by: Mapped[str] = mapped_column(String(120))
    # How many statements it was drawn from.
    drawn_from: Mapped[int]
    state: Mapped[DoubleCodingState] = mapped_column(default=DoubleCodingState.CODING, index=True)
    first_coder_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    second_coder_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    first_done_at: Mapped[datetime | None]
    second_done_at: Mapped[datetime | None]
    measured_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    # The figures of agreement, each with its n, as they stood when both had handed in.
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    first_coder: Mapped[User] = relationship(foreign_keys=[first_coder_id])
    second_coder: Mapped[User | None] = relationship(foreign_keys=[second_coder_id])
    units: Mapped[list[SampledStatement]] = relationship(
        back_populates="double_coding", order_by="SampledStatement.position"
    )


class SampledStatement(Base):
    """A statement of the sample, with the words that were to be coded."""

    __tablename__ = "sampled_statement"
    __table_args__ = (
        UniqueConstraint("double_coding_id", "statement_id"),
        UniqueConstraint("double_coding_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    double_coding_id: Mapped[int] = mapped_column(ForeignKey(DoubleCoding.id), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    position: Mapped[int]
    stratum: Mapped[str]
    text: Mapped[str]

    double_coding: Mapped[DoubleCoding] = relationship(back_populates="units")
    statement: Mapped[Statement] = relationship()
    codings: Mapped[list[BlindCoding]] = relationship(back_populates="unit")

    def of(self, seat: Seat) -> BlindCoding | None:
        """Return what one seat gave the statement, if it has coded it."""
        return next((each for each in self.codings if each.seat is seat), None)


blind_coding_theme = Table(
    "blind_coding_theme",
    Base.metadata,
    Column("blind_coding_id", Integer, ForeignKey("blind_coding.id"), primary_key=True),
    Column("theme_id", Integer, ForeignKey("theme.id"), primary_key=True),
)


class BlindCoding(Base):
    """All themes that one seat gave a statement of the sample; none of them means *other*."""

    __tablename__ = "blind_coding"
    __table_args__ = (UniqueConstraint("unit_id", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(SampledStatement.id), index=True)
    seat: Mapped[Seat]
    # Nobody where the machine coded.
    coder_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    coded_at: Mapped[datetime] = mapped_column(default=utc_now)

    unit: Mapped[SampledStatement] = relationship(back_populates="codings")
    coder: Mapped[User | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(
        secondary=blind_coding_theme, order_by=Theme.position
    )
