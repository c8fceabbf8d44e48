"""Signing off: two officers say that a version of the codebook and its codings stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation


class SignOff(Base):
    """What two people signed: all of it, with its digest. It freezes nothing."""

    __tablename__ = "sign_off"
    __table_args__ = (
        CheckConstraint("first_by_id != second_by_id", name="two_people"),
        CheckConstraint("(second_by_id IS NULL) = (second_at IS NULL)", name="second_says_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    codebook_version: Mapped[int]
    # Of the content, as SHA-256: anybody can count it again.
    digest: Mapped[str] = mapped_column(String(80))
    # The themes as people read them, and each accepted coding with its statement's version.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # How the work stood: codings, those decided by people, what waits, and the blind agreement.
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    first_at: Mapped[datetime] = mapped_column(default=utc_now)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    second_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    first_by: Mapped[User] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[User | None] = relationship(foreign_keys=[second_by_id])
