"""Organisations that deliver, and the short names by which people write them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base


class Organisation(Base):
    """A partner: a body that delivers something for the community."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    description: Mapped[str] = mapped_column(default="")

    short_names: Mapped[list[ShortName]] = relationship(
        back_populates="organisation",
        cascade="all, delete-orphan",
        order_by="ShortName.id",
        lazy="selectin",
    )

    @property
    def label(self) -> str:
        """Return what fits on a chip: the first short name, or the whole name."""
        return self.short_names[0].name if self.short_names else self.name


class ShortName(Base):
    """A way in which people write a partner, such as “GCH”; it names one partner only."""

    __tablename__ = "short_name"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    name: Mapped[str] = mapped_column(String(60))

    organisation: Mapped[Organisation] = relationship(back_populates="short_names")


class Abbreviation(Base):
    """A short form that people write for a place, or for anything else that is no partner."""

    __tablename__ = "abbreviation"
    __table_args__ = (
        CheckConstraint("length(short) > 0", name="short_not_empty"),
        CheckConstraint("length(meaning) > 0", name="meaning_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    short: Mapped[str] = mapped_column(String(60), unique=True)
    meaning: Mapped[str] = mapped_column(String(200))


Index("uq_short_name_name_lower", func.lower(ShortName.name), unique=True)
