"""What was released of groups of respondents, so that a later release can be held against it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation


class FigureRelease(Base):
    """One line of counts that left the house: what was true, and what was hidden in it."""

    __tablename__ = "figure_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    # Which line: "question-7", "wards".
    line: Mapped[str] = mapped_column(String(80))
    # By the key of each group; the hidden ones too, or nothing could be held against them.
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    hidden: Mapped[list[str]] = mapped_column(JSON)
    released_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
