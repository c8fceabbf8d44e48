"""Officers' texts in other languages."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base
from consult.models.consultations import Consultation


class Translation(Base):
    """One text of a consultation in another language.

    It belongs to the wording and not to its place: a text that stands twice is translated once,
    a new version of the survey keeps what did not change, and what is reworded is not shown in
    another language until somebody translates the new wording.
    """

    __tablename__ = "translation"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        UniqueConstraint("consultation_id", "language", "source_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id))
    language: Mapped[str] = mapped_column(String(20))
    source_digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str]
    text: Mapped[str]

    consultation: Mapped[Consultation] = relationship()
