"""Overlaps: pairs of work by different partners that a person judged to be the same, or not."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.statements import Statement


class Verdict(enum.StrEnum):
    """What a person says of a pair of work."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class OverlapVerdict(Base):
    """A pair of work, in the order of their ids, and whether it overlaps."""

    __tablename__ = "overlap_verdict"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="pair_in_order"),
        CheckConstraint("length(reason) > 0", name="reason_not_empty"),
    )

    one_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True, index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(String(500))
    # Of the words that were judged: of other words nothing was said.
    words_digest: Mapped[str] = mapped_column(String(64))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime] = mapped_column(default=utc_now)

    one: Mapped[Statement] = relationship(foreign_keys=[one_id])
    other: Mapped[Statement] = relationship(foreign_keys=[other_id])
