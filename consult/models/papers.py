"""Papers: reports that people write, made of blocks that are bound to their evidence."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.statements import Statement


class PaperKind(enum.StrEnum):
    """What a paper is for, and so which sections it begins with."""

    COUNCIL_PAPER = "council-paper"
    FINDINGS = "findings"


class PaperState(enum.StrEnum):
    """How far a paper has come; any change makes it a draft again."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"


class BlockKind(enum.StrEnum):
    """What a block holds."""

    HEADING = "heading"
    TEXT = "text"
    FIGURE = "figure"
    TABLE = "table"
    CHART = "chart"
    QUOTE = "quote"
    FINDING = "finding"


class Paper(Base):
    """A report made of blocks, with whoever wrote, checked and approved it."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="title_not_empty"),
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint(
            "(state = 'draft') = (checked_at IS NULL)", name="checked_or_more_says_when"
        ),
        CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name="approved_says_when"
        ),
        CheckConstraint(
            "approved_by_id IS NULL OR author_id IS NULL OR approved_by_id != author_id",
            name="approved_by_another",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    kind: Mapped[PaperKind]
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[PaperState] = mapped_column(default=PaperState.DRAFT)
    # What stands at the head of a council paper: meeting, report of, wards, contact and the like.
    particulars: Mapped[dict[str, Any]] = mapped_column(default=dict)
    meeting_on: Mapped[date | None]
    # What the record had to say by itself so far, and how to undo the last choice among it.
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Counts the changes to the paper and to its blocks.
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    checked_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    approved_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    blocks: Mapped[list[PaperBlock]] = relationship(
        back_populates="paper",
        order_by="(PaperBlock.position, PaperBlock.id)",
        cascade="all, delete-orphan",
    )


class PaperBlock(Base):
    """One part of a paper. Its words name figures by reference; their values are in `snapshot`."""

    __tablename__ = "paper_block"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'quote') = (statement_id IS NOT NULL)", name="a_quote_names_its_statement"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey(Paper.id), index=True)
    # The part of the paper in which it stands, such as “background”.
    section: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[BlockKind]
    # Words with references such as {theme:resources.count}; of a quote, its pieces with […].
    text: Mapped[str] = mapped_column(default="")
    # What a person must write here; done when there is text.
    prompt: Mapped[str] = mapped_column(default="")
    # Of a table or chart: which one; of a figure: its reference.
    shows: Mapped[str] = mapped_column(default="")
    # A chart in words, for those who cannot see it.
    alt: Mapped[str] = mapped_column(default="")
    statement_id: Mapped[int | None] = mapped_column(ForeignKey(Statement.id), index=True)
    # The values of all references, as they were when somebody last took them over.
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    paper: Mapped[Paper] = relationship(back_populates="blocks")
    statement: Mapped[Statement | None] = relationship()

    @property
    def is_prompt(self) -> bool:
        """Return whether somebody has still to write what belongs here."""
        return bool(self.prompt) and not self.text.strip()


class PaperVersion(Base):
    """A paper as it stood when it was approved, or kept before its figures changed."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey(Paper.id), index=True)
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    # All that it says, as the JSON format writes it.
    content: Mapped[dict[str, Any]]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)

    paper: Mapped[Paper] = relationship()
    made_by: Mapped[User | None] = relationship()


class PaperReason(Base):
    """Why a warning of the fairness check is let stand, until what it was about changes."""

    __tablename__ = "paper_reason"
    __table_args__ = (
        UniqueConstraint("paper_id", "fingerprint"),
        CheckConstraint("length(reason) > 0", name="reason_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey(Paper.id), index=True)
    rule: Mapped[str] = mapped_column(String(40))
    # Of the rule, the place and the words that it was about.
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    given_at: Mapped[datetime] = mapped_column(default=utc_now)

    paper: Mapped[Paper] = relationship()
    given_by: Mapped[User | None] = relationship()


class PaperTemplate(Base):
    """A council's own Word file, with fields that a paper fills."""

    __tablename__ = "paper_template"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    added_at: Mapped[datetime] = mapped_column(default=utc_now)

    added_by: Mapped[User | None] = relationship()
