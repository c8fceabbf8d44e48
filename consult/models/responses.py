"""What one respondent sent, answer by answer."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from consult.models.accounts import User
from consult.models.areas import Ward
from consult.models.base import Base, utc_now
from consult.models.surveys import Option, Question, Survey


class Route(enum.StrEnum):
    """How a response reached us."""

    ONLINE = "online"
    PAPER = "paper"
    TELEPHONE = "telephone"
    ASSISTED = "assisted"
    EMAIL = "email"
    LETTER = "letter"
    INVITED = "invited"  # online too, by a link that works once
    SPREADSHEET = "spreadsheet"  # a row of a file that another tool wrote


class Standing(enum.StrEnum):
    """Whether a response counts, and if not, how it is counted apart. None is ever deleted."""

    COUNTED = "counted"
    HELD = "held"  # until an officer has looked at it
    CAMPAIGN = "campaign"  # one of many that say the same
    WITHDRAWN = "withdrawn"  # by its respondent, for good


class Response(Base):
    """All that one respondent sent. Sending the same form twice stores it once."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("standing = 'counted' OR length(standing_reason) > 0", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    # The form's own key: a replay has the same key and the same digest, a forgery another digest.
    submission_key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    route: Mapped[Route] = mapped_column(default=Route.ONLINE)
    submitted_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    standing: Mapped[Standing] = mapped_column(
        default=Standing.COUNTED, server_default=Standing.COUNTED.value
    )
    standing_reason: Mapped[str] = mapped_column(default="", server_default="")
    # Begun while the consultation was open, and sent after it had closed.
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    # For which organisation it speaks; "" for a person.
    organisation: Mapped[str] = mapped_column(String(200), default="", server_default="")
    ward_id: Mapped[int | None] = mapped_column(ForeignKey(Ward.id), index=True)

    ward: Mapped[Ward | None] = relationship()
    survey: Mapped[Survey] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        back_populates="response", order_by="Answer.id", cascade="all, delete-orphan"
    )


answer_option = Table(
    "answer_option",
    Base.metadata,
    Column("answer_id", Integer, ForeignKey("answer.id"), primary_key=True),
    Column("option_id", Integer, ForeignKey("question_option.id"), primary_key=True),
)


class Answer(Base):
    """The reply to one question that was asked: a row without text or options is “no answer”."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("response_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey(Response.id))
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    text: Mapped[str] = mapped_column(default="")
    # What neither says: the order of a ranking, the square of a place on the map.
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    options: Mapped[list[Option]] = relationship(secondary=answer_option, order_by=Option.position)


class AnswerFile(Base):
    """A file that a respondent sent; until the response is sent it belongs to no answer."""

    __tablename__ = "answer_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The form's own name for it: nobody can guess it, and no name of the sender's is used.
    token: Mapped[UUID] = mapped_column(Uuid, unique=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey(Answer.id), unique=True)
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    uploaded_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)

    question: Mapped[Question] = relationship()
    answer: Mapped[Answer | None] = relationship()


class ContactDetail(Base):
    """How a respondent may be reached and to what they agreed, apart from the answers."""

    __tablename__ = "contact_detail"
    __table_args__ = (UniqueConstraint("response_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey(Response.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    # The sentences that they agreed to, word for word.
    agreed: Mapped[list[str]] = mapped_column(default=list)

    response: Mapped[Response] = relationship()
    question: Mapped[Question] = relationship()


class ResponseVersion(Base):
    """What a response said before its respondent corrected it."""

    __tablename__ = "response_version"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey(Response.id), index=True)
    number: Mapped[int]
    # By the question's id: text, labels of options, detail.
    answers: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)

    response: Mapped[Response] = relationship()
