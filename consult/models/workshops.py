"""Events at which tables of people fill capture sheets: their set-up, and who came."""

from __future__ import annotations

import enum
from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation
from consult.models.strategy import Outcome


class QuorumRule(enum.StrEnum):
    """Of what there must be enough before a group can decide, and whether a number or a share."""

    NONE = "none"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    SHARE_OF_PEOPLE = "share-of-people"
    SHARE_OF_ORGANISATIONS = "share-of-organisations"


workshop_outcome = Table(
    "workshop_outcome",
    Base.metadata,
    Column("workshop_id", Integer, ForeignKey("workshop.id"), primary_key=True),
    Column("outcome_id", Integer, ForeignKey("outcome.id"), primary_key=True),
)


class Workshop(Base):
    """An event within a consultation."""

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint("(quorum_rule = 'none') = (quorum_size = 0)", name="quorum_has_size"),
        CheckConstraint(
            "quorum_size >= 0 AND (quorum_rule NOT LIKE 'share%' OR quorum_size <= 100)",
            name="quorum_share_is_a_percentage",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    ground_rules: Mapped[list[str]] = mapped_column(default=list)
    quorum_rule: Mapped[QuorumRule] = mapped_column(default=QuorumRule.NONE)
    # People or organisations; for a share, per cent of those who were invited.
    quorum_size: Mapped[int] = mapped_column(default=0)
    # Counts the changes to its set-up, so that two officers cannot overwrite each other.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    # Those that its sheets ask about; none means all of the consultation's.
    outcomes: Mapped[list[Outcome]] = relationship(
        secondary=workshop_outcome, order_by=Outcome.position
    )
    columns: Mapped[list[WorkshopColumn]] = relationship(
        back_populates="workshop",
        order_by="WorkshopColumn.position",
        cascade="all, delete-orphan",
    )
    rounds: Mapped[list[WorkshopRound]] = relationship(
        back_populates="workshop",
        order_by="WorkshopRound.starts_at",
        cascade="all, delete-orphan",
    )
    tables: Mapped[list[WorkshopTable]] = relationship(
        back_populates="workshop", order_by="WorkshopTable.number"
    )

    @property
    def asked_outcomes(self) -> list[Outcome]:
        """Return the outcomes that its sheets ask about."""
        return list(self.outcomes or self.consultation.outcomes)

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of statement that its columns take, each once."""
        return list(dict.fromkeys(column.kind.value for column in self.columns))


class WorkshopColumn(Base):
    """A heading under which a table writes cards, and what kind of statement each of them is.

    A column stands under each outcome; a discussion heading stands once, for the whole table.
    """

    __tablename__ = "workshop_column"
    __table_args__ = (
        UniqueConstraint("workshop_id", "key"),
        CheckConstraint("length(heading) > 0", name="heading_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), index=True)
    # By which a device names it; the kind's own word where it is that kind's usual column.
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(80))
    kind: Mapped[StatementKind]
    is_discussion: Mapped[bool] = mapped_column(default=False)

    workshop: Mapped[Workshop] = relationship(back_populates="columns")


class WorkshopRound(Base):
    """A part of the day with one question: when it starts, how long it takes, what is asked."""

    __tablename__ = "workshop_round"
    __table_args__ = (
        UniqueConstraint("workshop_id", "starts_at"),
        CheckConstraint("minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), index=True)
    # By the clock on the wall of the place where it is held.
    starts_at: Mapped[time]
    minutes: Mapped[int]
    asks: Mapped[str] = mapped_column(String(300))

    workshop: Mapped[Workshop] = relationship(back_populates="rounds")


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


class Attendance(enum.StrEnum):
    """Where somebody on the list stands."""

    EXPECTED = "expected"
    PRESENT = "present"
    APOLOGIES = "apologies"


class Participant(Base):
    """Somebody on a workshop's attendance list: invited, in place of somebody, or just there.

    The name is taken off when it is needed no longer; who was represented stays.
    """

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint(
            "substitute_for_id IS NULL OR NOT is_invited", name="substitute_was_not_invited"
        ),
        CheckConstraint(
            "substitute_for_id IS NULL OR substitute_for_id != id", name="substitute_of_another"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey(Workshop.id), index=True)
    name: Mapped[str] = mapped_column(String(120))
    # The organisation as written, and as the directory knows it.
    organisation_label: Mapped[str] = mapped_column(String(200), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    is_invited: Mapped[bool] = mapped_column(default=True)
    attendance: Mapped[Attendance] = mapped_column(default=Attendance.EXPECTED)
    substitute_for_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), unique=True)

    workshop: Mapped[Workshop] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    substitute_for: Mapped[Participant | None] = relationship(remote_side=[id])

    @property
    def represents(self) -> str:
        """Return the organisation that this person speaks for, by its full name where known."""
        return self.organisation.name if self.organisation else self.organisation_label
