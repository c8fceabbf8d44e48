"""The statement store: every point made, in its speaker's words, from whichever route."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SQLColumnExpression,
    String,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation
from consult.models.responses import Answer
from consult.models.strategy import Outcome
from consult.models.workshops import WorkshopTable


class StatementState(enum.StrEnum):
    """Whether a statement counts, and if not, why not. Nothing is ever deleted."""

    LIVE = "live"
    STRUCK = "struck"  # struck through at the table; its facilitator can bring it back
    WITHHELD = "withheld"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    CAMPAIGN = "campaign"
    # Its words stand in other statements: a whole in its parts, or parts in their whole again.
    REPLACED = "replaced"


class SourceKind(enum.StrEnum):
    """By which of the three doors a statement came in."""

    TABLE = "table"
    ANSWER = "answer"
    IMPORT = "import"


class Statement(Base):
    """One point, in a participant's own words: the unit that is coded and counted.

    The row holds the newest version; `StatementVersion` holds every one.
    """

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        CheckConstraint(
            "(source_kind = 'table' AND table_id IS NOT NULL"
            " AND answer_id IS NULL AND import_id IS NULL)"
            " OR (source_kind = 'answer' AND answer_id IS NOT NULL"
            " AND table_id IS NULL AND import_id IS NULL)"
            " OR (source_kind = 'import' AND import_id IS NOT NULL"
            " AND table_id IS NULL AND answer_id IS NULL)",
            name="one_source",
        ),
        CheckConstraint("state = 'live' OR length(state_reason) > 0", name="state_has_reason"),
        CheckConstraint("version >= 1", name="version_from_one"),
        Index("ix_statement_consultation_id_kind_state", "consultation_id", "kind", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Made by whoever first held the words (a tablet, a form, a reader): saving twice stores once.
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey(Outcome.id), index=True)
    kind: Mapped[StatementKind]
    text: Mapped[str]
    # What reports and the public may read of it, where personal data is taken out; "" for all.
    public_text: Mapped[str] = mapped_column(default="", server_default="")
    heading: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[StatementState] = mapped_column(default=StatementState.LIVE)
    state_reason: Mapped[str] = mapped_column(default="")
    source_kind: Mapped[SourceKind]
    table_id: Mapped[int | None] = mapped_column(ForeignKey(WorkshopTable.id), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey(Answer.id), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey(Import.id), index=True)
    # Where in its file it stood: page, sheet, table, row, column, paragraph, line.
    place: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What its file told of it besides: date, number of the answer, ward.
    about: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Whether a person has said that it makes one point, though it may look like several.
    is_one_point: Mapped[bool] = mapped_column(default=False)
    # A device's own order of its cards; its clock is never trusted.
    device: Mapped[str] = mapped_column(String(40), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    outcome: Mapped[Outcome | None] = relationship()
    table: Mapped[WorkshopTable | None] = relationship()
    answer: Mapped[Answer | None] = relationship()
    import_: Mapped[Import | None] = relationship()
    versions: Mapped[list[StatementVersion]] = relationship(
        back_populates="statement", order_by="StatementVersion.number"
    )
    partners: Mapped[list[StatementPartner]] = relationship(
        back_populates="statement", cascade="all, delete-orphan", order_by="StatementPartner.id"
    )

    @property
    def is_live(self) -> bool:
        """Return whether it counts."""
        return self.state is StatementState.LIVE

    @hybrid_property
    def quotable(self) -> str:
        """Return its words as a report may quote them."""
        return self.public_text or self.text

    @quotable.inplace.expression
    @classmethod
    def _quotable_expression(cls) -> SQLColumnExpression[str]:
        return func.coalesce(func.nullif(cls.public_text, ""), cls.text)


class StatementVersion(Base):
    """A statement as it stood after one change."""

    __tablename__ = "statement_version"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id))
    number: Mapped[int]
    text: Mapped[str]
    kind: Mapped[StatementKind]
    heading: Mapped[str] = mapped_column(default="")
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey(Outcome.id))
    state: Mapped[StatementState]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)

    statement: Mapped[Statement] = relationship(back_populates="versions")
    changed_by: Mapped[User | None] = relationship()


class StatementPartner(Base):
    """A partner named in a statement, as written; tied to the directory where it is known."""

    __tablename__ = "statement_partner"
    __table_args__ = (UniqueConstraint("statement_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    label: Mapped[str] = mapped_column(String(100))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)

    statement: Mapped[Statement] = relationship(back_populates="partners")
    organisation: Mapped[Organisation | None] = relationship()


class StatementPart(Base):
    """A statement that was split off another, which made several points.

    Of a whole and its parts only one side counts at a time; the other is replaced.
    """

    __tablename__ = "statement_part"
    __table_args__ = (CheckConstraint("part_id != whole_id", name="part_of_another"),)

    part_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True)
    whole_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)

    part: Mapped[Statement] = relationship(foreign_keys=[part_id])
    whole: Mapped[Statement] = relationship(foreign_keys=[whole_id])


class SolutionTie(Base):
    """A solution tied to a barrier that it answers, as a person judged."""

    __tablename__ = "solution_tie"
    __table_args__ = (CheckConstraint("solution_id != barrier_id", name="tie_of_two"),)

    solution_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True)
    barrier_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), primary_key=True, index=True)
    tied_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    tied_at: Mapped[datetime] = mapped_column(default=utc_now)

    solution: Mapped[Statement] = relationship(foreign_keys=[solution_id])
    barrier: Mapped[Statement] = relationship(foreign_keys=[barrier_id])
