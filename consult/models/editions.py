"""Published results: editions that never change, whom they were told to, and what readers wrote."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.papers import PaperVersion
from consult.models.responses import ContactDetail


class RemarkState(enum.StrEnum):
    """What became of what a reader wrote about the results."""

    NEW = "new"
    HELD = "held"  # it looks as if a machine had written it
    CORRECTED = "corrected"
    ANSWERED = "answered"
    NO_CHANGE = "no-change"


class NoticeState(enum.StrEnum):
    """How far somebody has been told of an edition."""

    WAITING = "waiting"
    SENDING = "sending"  # in the mail server's hands; where its worker died, nobody knows more
    SENT = "sent"
    FAILED = "failed"  # it was not sent, and nothing tries again by itself
    DROPPED = "dropped"  # they took back what they sent before it was their turn


class Edition(Base):
    """The results as they were published on one day; a correction is another edition."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)", name="withdrawn_says_why"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    number: Mapped[int]
    paper_version_id: Mapped[int] = mapped_column(ForeignKey(PaperVersion.id), index=True)
    # All that residents see, with small counts hidden already: nothing is worked out again.
    # Read only where it is shown: a page of links to editions needs none of it.
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    what_changed: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(String(200))
    licence_url: Mapped[str] = mapped_column(String(500), default="")
    visible_from: Mapped[datetime]
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    consultation: Mapped[Consultation] = relationship()
    paper_version: Mapped[PaperVersion] = relationship()
    published_by: Mapped[User | None] = relationship()

    def is_visible(self, now: datetime) -> bool:
        """Return whether residents may read it."""
        return self.withdrawn_at is None and self.visible_from <= now


class EditionNotice(Base):
    """That somebody who asked for it is told of an edition; nobody is told twice."""

    __tablename__ = "edition_notice"
    __table_args__ = (
        UniqueConstraint("edition_id", "contact_id"),
        CheckConstraint("(state = 'sent') = (told_at IS NOT NULL)", name="sent_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(ContactDetail.id), index=True)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]


class EditionRemark(Base):
    """What a reader wrote about an edition: a correction, or a comment."""

    __tablename__ = "edition_remark"
    __table_args__ = (CheckConstraint("length(text) > 0", name="text_not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey(Edition.id), index=True)
    # The form's own key, so that sending it twice stores it once.
    submission_key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    text: Mapped[str]
    # Where to answer, if the reader wants an answer.
    email: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[RemarkState] = mapped_column(default=RemarkState.NEW)
    note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    decided_by: Mapped[User | None] = relationship()
