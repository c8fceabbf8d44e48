"""Wards, the postcodes in them, and how many people of which kind live there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.surveys import Option, Question


class AreaSet(Base):
    """The wards of one place, as somebody loaded them, with whom to thank for them."""

    __tablename__ = "area_set"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    attribution: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    wards: Mapped[list[Ward]] = relationship(
        back_populates="area_set", order_by="Ward.name", cascade="all, delete-orphan"
    )


class Ward(Base):
    """One ward: its name, and its outline where one was loaded."""

    __tablename__ = "ward"
    __table_args__ = (
        UniqueConstraint("area_set_id", "name"),
        CheckConstraint("length(name) > 0", name="name_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_set_id: Mapped[int] = mapped_column(ForeignKey(AreaSet.id), index=True)
    code: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(200))
    # Rings of longitude and latitude; the first of a polygon is its border.
    outline: Mapped[list[Any]] = mapped_column(default=list)

    area_set: Mapped[AreaSet] = relationship(back_populates="wards")


class Postcode(Base):
    """In which ward a postcode lies."""

    __tablename__ = "postcode"

    area_set_id: Mapped[int] = mapped_column(
        ForeignKey(AreaSet.id), primary_key=True, autoincrement=False
    )
    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey(Ward.id), index=True)


class PopulationShare(Base):
    """How many people of a kind live in the area: “Age”, “25 to 44”, 31,200."""

    __tablename__ = "population_share"
    __table_args__ = (
        UniqueConstraint("area_set_id", "characteristic", "label"),
        CheckConstraint("people >= 0", name="people_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_set_id: Mapped[int] = mapped_column(ForeignKey(AreaSet.id), index=True)
    characteristic: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(300))
    people: Mapped[int]


class ConsultationArea(Base):
    """Which wards a consultation is about, and which of its questions tells the ward."""

    __tablename__ = "consultation_area"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey(Consultation.id), primary_key=True, autoincrement=False
    )
    area_set_id: Mapped[int] = mapped_column(ForeignKey(AreaSet.id), index=True)
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey(Question.id, ondelete="SET NULL"), index=True
    )
    # A whole postcode is a handful of homes: it is kept only where somebody decided so.
    keeps_postcodes: Mapped[bool] = mapped_column(default=False)

    area_set: Mapped[AreaSet] = relationship()
    question: Mapped[Question | None] = relationship()


class Quota(Base):
    """How many responses are wanted from those who give one answer."""

    __tablename__ = "quota"
    __table_args__ = (CheckConstraint("wanted > 0", name="wanted_above_zero"),)

    option_id: Mapped[int] = mapped_column(
        ForeignKey(Option.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    wanted: Mapped[int]
