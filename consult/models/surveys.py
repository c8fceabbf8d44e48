"""Questionnaires: their versions, sections, questions, options, and who is asked what."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome


class QuestionType(enum.StrEnum):
    """How a question is answered."""

    TEXT = "text"
    SHORT_TEXT = "short-text"
    ONE_CHOICE = "one-choice"
    SEVERAL_CHOICES = "several-choices"
    SCALE = "scale"
    # Only the heading of its rows: each row is a question of its own, a scale.
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    POSTCODE = "postcode"
    PLACE = "place"
    FILE = "file"
    CONTACT = "contact"
    INFORMATION = "information"


TEXTS = frozenset({QuestionType.TEXT, QuestionType.SHORT_TEXT})
# Answered by options that are counted.
CHOICES = frozenset({QuestionType.ONE_CHOICE, QuestionType.SEVERAL_CHOICES, QuestionType.SCALE})
# They stand on the page but take no answer.
UNANSWERED = frozenset({QuestionType.MATRIX, QuestionType.INFORMATION})


class Survey(Base):
    """A questionnaire of a consultation; a change after opening makes a new version.

    The newest version that is no draft is asked; what came to an older one stays with it.
    """

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    is_draft: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What is different from the version before, for those who read the results.
    what_changed: Mapped[str] = mapped_column(default="", server_default="")

    consultation: Mapped[Consultation] = relationship()
    sections: Mapped[list[Section]] = relationship(
        back_populates="survey", order_by="Section.position", cascade="all, delete-orphan"
    )
    conditions: Mapped[list[Condition]] = relationship(
        back_populates="survey", order_by="Condition.id", cascade="all, delete-orphan"
    )

    @property
    def questions(self) -> list[Question]:
        """Return all questions in the order in which they are asked."""
        return [question for section in self.sections for question in section.questions]

    @property
    def kept_questions(self) -> list[Question]:
        """Return the questions whose answers are stored with the response.

        Without what only informs, how to reach a person, and the equality questions, whose
        answers are kept apart.
        """
        return [
            question
            for section in self.sections
            if not section.is_equality
            for question in section.questions
            if question.question_type not in UNANSWERED | {QuestionType.CONTACT}
        ]


class Section(Base):
    """A page of the questionnaire."""

    __tablename__ = "survey_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(default="")
    # Its answers are only counted, and never kept with the response.
    is_equality: Mapped[bool] = mapped_column(default=False, server_default=false())

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
            "statement_kind IS NULL OR question_type IN ('text', 'short-text')",
            name="only_text_makes_statements",
        ),
        CheckConstraint("least IS NULL OR most IS NULL OR least <= most", name="least_below_most"),
        CheckConstraint(
            "matrix_id IS NULL OR question_type = 'scale'", name="a_row_of_a_matrix_is_a_scale"
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
    # Names the question in every version: “q7” in a text, a column of a file.
    code: Mapped[str] = mapped_column(String(20), default="", server_default="")
    # Of a text its characters, of choices how many, of a number its value.
    least: Mapped[float | None]
    most: Mapped[float | None]
    unit: Mapped[str] = mapped_column(String(40), default="", server_default="")
    matrix_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)

    section: Mapped[Section] = relationship(back_populates="questions")
    outcome: Mapped[Outcome | None] = relationship()
    rows: Mapped[list[Question]] = relationship(
        back_populates="matrix", order_by="Question.position", cascade="all, delete-orphan"
    )
    matrix: Mapped[Question | None] = relationship(back_populates="rows", remote_side=[id])
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
    # “Other”: whoever chooses it says what, in words.
    is_other: Mapped[bool] = mapped_column(default=False, server_default=false())
    # “None of these”: chosen with nothing else.
    is_exclusive: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of a landmark on the map of a place: hundredths from the left and from the top.
    x: Mapped[int | None]
    y: Mapped[int | None]

    question: Mapped[Question] = relationship(back_populates="options")


class Comparison(enum.StrEnum):
    """What an earlier answer must be."""

    ANY_OF = "any-of"
    NONE_OF = "none-of"
    ANSWERED = "answered"
    NOT_ANSWERED = "not-answered"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


condition_option = Table(
    "condition_option",
    Base.metadata,
    Column("condition_id", Integer, ForeignKey("condition.id"), primary_key=True),
    Column("option_id", Integer, ForeignKey("question_option.id"), primary_key=True),
)


class Condition(Base):
    """When a section or a question is asked: only if an earlier answer passes the comparison.

    Where there are several, all must hold. A question that was not asked counts as not answered.
    """

    __tablename__ = "condition"
    __table_args__ = (
        CheckConstraint("(section_id IS NULL) != (question_id IS NULL)", name="of_one_thing"),
        CheckConstraint(
            "(comparison IN ('at-least', 'at-most')) = (value IS NOT NULL)",
            name="value_where_compared",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey(Section.id), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(Question.id), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(Question.id), index=True)
    comparison: Mapped[Comparison]
    value: Mapped[float | None]

    survey: Mapped[Survey] = relationship(back_populates="conditions")
    section: Mapped[Section | None] = relationship(foreign_keys=[section_id])
    question: Mapped[Question | None] = relationship(foreign_keys=[question_id])
    source: Mapped[Question] = relationship(foreign_keys=[source_id])
    options: Mapped[list[Option]] = relationship(
        secondary=condition_option, order_by=Option.position
    )


class EqualityCount(Base):
    """How often one answer to an equality question was given, and nothing of who gave it.

    There is no row a person, so that nothing can be joined by id, time or order.
    """

    __tablename__ = "equality_count"
    __table_args__ = (CheckConstraint("people >= 0", name="people_not_negative"),)

    option_id: Mapped[int] = mapped_column(
        ForeignKey(Option.id), primary_key=True, autoincrement=False
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey(Survey.id), index=True)
    people: Mapped[int] = mapped_column(default=0)

    option: Mapped[Option] = relationship()
