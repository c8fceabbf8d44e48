"""Answers that somebody keeps on the server to come back to; they are not sent yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.surveys import Survey


class ResponseDraft(Base):
    """A form as it was last kept. It is erased when it is sent, and when its time is over."""

    __tablename__ = "response_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    # Only whoever kept it knows the code; nobody can read it from here.
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The form's own key, so that a form that was sent takes its draft with it.
    submission_key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    version: Mapped[int] = mapped_column(default=1)
    step: Mapped[int]
    # By the question's id, as it was typed.
    typed: Mapped[dict[str, Any]]
    # What another tab or device had kept and this one replaced, by the question's id.
    replaced: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    survey: Mapped[Survey] = relationship()
