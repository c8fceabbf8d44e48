"""Events at which tables of people fill capture sheets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation


class Workshop(Base):
    """An event within a consultation."""

    __tablename__ = "workshop"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    # The kinds that are the columns of its capture sheets, in order.
    kinds: Mapped[list[str]] = mapped_column(default=lambda: ["work", "barrier"])
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    tables: Mapped[list[WorkshopTable]] = relationship(
        back_populates="workshop", order_by="WorkshopTable.number"
    )


class WorkshopTable(Base):
    """A group of people at a workshop, with its own capture sheet and join code.

    The code itself is not stored: it is made anew from the secret key and `code_salt`, and
    found by `code_hash`, so that a copy of the database joins nobody to a table.
    """

    __tablename__ = "workshop_table"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), index=True)
    number: Mapped[int]
    facilitator: Mapped[str] = mapped_column(default="")
    code_salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime]

    workshop: Mapped[Workshop] = relationship(back_populates="tables")

    @property
    def label(self) -> str:
        """Return what people call it."""
        return f"Table {self.number}"
