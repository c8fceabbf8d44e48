"""A questionnaire as it is asked, without the database: read by many at once, changed by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date

from consult.models.consultations import Consultation, Stage
from consult.models.kinds import StatementKind
from consult.models.surveys import (
    UNANSWERED,
    Comparison,
    Condition,
    Option,
    Question,
    QuestionType,
    Section,
    Survey,
)


@dataclass(frozen=True, slots=True, eq=False)
class FrozenConsultation:
    """What residents read of a consultation while they answer, and where it stands."""

    id: int
    slug: str
    title: str
    contact: str
    privacy_notice: str
    closes_on: date | None
    stage: Stage

    @property
    def is_public(self) -> bool:
        """Return whether residents may see it at all."""
        return self.stage is not Stage.DRAFT

    @property
    def is_open(self) -> bool:
        """Return whether responses are taken."""
        return self.stage is Stage.OPEN


@dataclass(frozen=True, slots=True, eq=False)
class FrozenOption:
    """A reply that is offered."""

    id: int
    position: int
    label: str
    is_other: bool
    is_exclusive: bool
    x: int | None
    y: int | None


@dataclass(frozen=True, slots=True, eq=False)
class FrozenQuestion:
    """One question; `matrix` is the heading of which it is a row."""

    id: int
    section_id: int
    position: int
    question_type: QuestionType
    text: str
    hint: str
    is_required: bool
    outcome_id: int | None
    statement_kind: StatementKind | None
    code: str
    least: float | None
    most: float | None
    unit: str
    matrix_id: int | None
    matrix: FrozenQuestion | None
    options: tuple[FrozenOption, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FrozenSection:
    """A page of the questionnaire."""

    id: int
    title: str
    introduction: str
    is_equality: bool
    questions: tuple[FrozenQuestion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FrozenCondition:
    """When a section or a question is asked."""

    section_id: int | None
    question_id: int | None
    source_id: int
    comparison: Comparison
    value: float | None
    options: tuple[FrozenOption, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """One version of a survey.

    Attributes
    ----------
    questions
        All of them in the order in which they are asked.
    kept_questions
        Those whose answers are stored with the response, as `Survey.kept_questions` says.
    """

    id: int
    consultation_id: int
    title: str
    introduction: str
    sections: tuple[FrozenSection, ...]
    conditions: tuple[FrozenCondition, ...]
    questions: tuple[FrozenQuestion, ...] = field(init=False)
    kept_questions: tuple[FrozenQuestion, ...] = field(init=False)

    def __post_init__(self) -> None:
        """List the questions once, since each form asks for them many times."""
        every = tuple(each for section in self.sections for each in section.questions)
        apart = {section.id for section in self.sections if section.is_equality}
        kept = tuple(
            each
            for each in every
            if each.section_id not in apart
            and each.question_type not in UNANSWERED | {QuestionType.CONTACT}
        )
        object.__setattr__(self, "questions", every)
        object.__setattr__(self, "kept_questions", kept)


# What reads a questionnaire takes it as it is stored, or as it is kept in memory.
AnyOption = Option | FrozenOption
AnyQuestion = Question | FrozenQuestion
AnySection = Section | FrozenSection
AnyCondition = Condition | FrozenCondition
AnySurvey = Survey | Questionnaire
AnyConsultation = Consultation | FrozenConsultation


def of_consultation(consultation: Consultation) -> FrozenConsultation:
    """Return a consultation, frozen."""
    names = (each.name for each in fields(FrozenConsultation))
    return FrozenConsultation(**{name: getattr(consultation, name) for name in names})


def of(survey: Survey) -> Questionnaire:
    """Return a survey that is loaded whole, frozen."""
    options: dict[int, FrozenOption] = {}
    questions: dict[int, FrozenQuestion] = {}
    # The rows of a matrix stand after it in their section.
    sections = tuple(_section(each, questions, options) for each in survey.sections)
    conditions = tuple(
        FrozenCondition(
            section_id=each.section_id,
            question_id=each.question_id,
            source_id=each.source_id,
            comparison=each.comparison,
            value=each.value,
            options=tuple(options[option.id] for option in each.options),
        )
        for each in survey.conditions
    )
    return Questionnaire(
        survey.id, survey.consultation_id, survey.title, survey.introduction, sections, conditions
    )


def _section(
    section: Section, questions: dict[int, FrozenQuestion], options: dict[int, FrozenOption]
) -> FrozenSection:
    for each in section.questions:
        questions[each.id] = _question(each, questions, options)
    return FrozenSection(
        section.id,
        section.title,
        section.introduction,
        section.is_equality,
        tuple(questions[each.id] for each in section.questions),
    )


def _question(
    question: Question, questions: dict[int, FrozenQuestion], options: dict[int, FrozenOption]
) -> FrozenQuestion:
    for each in question.options:
        options[each.id] = FrozenOption(
            each.id, each.position, each.label, each.is_other, each.is_exclusive, each.x, each.y
        )
    return FrozenQuestion(
        id=question.id,
        section_id=question.section_id,
        position=question.position,
        question_type=question.question_type,
        text=question.text,
        hint=question.hint,
        is_required=question.is_required,
        outcome_id=question.outcome_id,
        statement_kind=question.statement_kind,
        code=question.code,
        least=question.least,
        most=question.most,
        unit=question.unit,
        matrix_id=question.matrix_id,
        matrix=questions.get(question.matrix_id or 0),
        options=tuple(options[each.id] for each in question.options),
    )
