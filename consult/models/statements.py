"""The statement store: every point made, in its speaker's words, from whichever route."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Made by whoever first held the words (a tablet, a form, a reader): saving twice stores once.
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey(Outcome.id), index=True)
    kind: Mapped[StatementKind]
    text: Mapped[str]
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


class StatementVersion(Base):
    """A statement as it stood after one change."""

    __tablename__ = "statement_version"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    number: Mapped[int]
    text: Mapped[str]
    kind: Mapped[StatementKind]
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
