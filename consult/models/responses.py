"""What one respondent sent, answer by answer."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.surveys import Option, Question, Survey


class Route(enum.StrEnum):
    """How a response reached us."""

    ONLINE = "online"
    PAPER = "paper"
    TELEPHONE = "telephone"
    ASSISTED = "assisted"


class Response(Base):
    """All that one respondent sent. Sending the same form twice stores it once."""

    __tablename__ = "response"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    # The form's own key: a replay has the same key and the same digest, a forgery another digest.
    submission_key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    route: Mapped[Route] = mapped_column(default=Route.ONLINE)
    submitted_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

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
    response_id: Mapped[int] = mapped_column(ForeignKey(Response.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    text: Mapped[str] = mapped_column(default="")

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    options: Mapped[list[Option]] = relationship(secondary=answer_option, order_by=Option.position)
