"""The append-only trail of who changed what, each event chained to the one before."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base
from consult.models.consultations import Consultation


class ActorKind(enum.StrEnum):
    """Who did it."""

    PERSON = "person"  # signed in
    TABLE = "table"  # a workshop table that joined by its code
    RESIDENT = "resident"  # never identified
    SYSTEM = "system"  # a command or a background job


class AuditEvent(Base):
    """One change: past tense, who, what, and the hash that chains it to the one before."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint(
            "(actor_kind = 'person') = (user_id IS NOT NULL)", name="a_person_is_named"
        ),
        # The newest event of a consultation tells whoever watches it whether to look again.
        Index("ix_audit_event_consultation_id_id", "consultation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80), index=True)
    actor_kind: Mapped[ActorKind]
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    table_id: Mapped[int | None]
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey(Consultation.id))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    user: Mapped[User | None] = relationship()
    consultation: Mapped[Consultation | None] = relationship()
