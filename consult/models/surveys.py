"""Questionnaires: sections, questions and their options."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome


class QuestionType(enum.StrEnum):
    """How a question is answered."""

    TEXT = "text"
    ONE_CHOICE = "one-choice"
    SEVERAL_CHOICES = "several-choices"
    SCALE = "scale"


class Survey(Base):
    """A questionnaire of a consultation; a change after opening makes a new version."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    consultation: Mapped[Consultation] = relationship()
    sections: Mapped[list[Section]] = relationship(
        back_populates="survey", order_by="Section.position", cascade="all, delete-orphan"
    )

    @property
    def questions(self) -> list[Question]:
        """Return all questions in the order in which they are asked."""
        return [question for section in self.sections for question in section.questions]


class Section(Base):
    """A page of the questionnaire."""

    __tablename__ = "survey_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")

    survey: Mapped[Survey] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(
        back_populates="section", order_by="Question.position", cascade="all, delete-orphan"
    )


class Question(Base):
    """One item. A text question with a `statement_kind` feeds the statement store."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        CheckConstraint(
            "statement_kind IS NULL OR question_type = 'text'", name="only_text_makes_statements"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey(Section.id), index=True)
    position: Mapped[int]
    question_type: Mapped[QuestionType]
    text: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey(Outcome.id), index=True)
    statement_kind: Mapped[StatementKind | None]

    section: Mapped[Section] = relationship(back_populates="questions")
    outcome: Mapped[Outcome | None] = relationship()
    options: Mapped[list[Option]] = relationship(
        back_populates="question", order_by="Option.position", cascade="all, delete-orphan"
    )


class Option(Base):
    """A reply that a choice or scale question offers."""

    __tablename__ = "question_option"
    __table_args__ = (
        CheckConstraint("length(label) > 0", name="label_not_empty"),
        UniqueConstraint("question_id", "label"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))

    question: Mapped[Question] = relationship(back_populates="options")
