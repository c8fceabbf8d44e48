"""Who is asked what, as an officer sets it: conditions on sections and questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.models.surveys import (
    CHOICES,
    UNANSWERED,
    Comparison,
    Condition,
    Option,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services.refusals import InvalidInput, NotFound
from consult.services.surveys.structure import changing

# How high a box of the picture is, and how far it is from one to the next.
_HEIGHT, _STEP = 56, 84
BY_OPTIONS = frozenset({Comparison.ANY_OF, Comparison.NONE_OF})
BY_VALUE = frozenset({Comparison.AT_LEAST, Comparison.AT_MOST})
_WORDS = {
    Comparison.ANY_OF: "is {}",
    Comparison.NONE_OF: "is not {}",
    Comparison.ANSWERED: "was answered",
    Comparison.NOT_ANSWERED: "was not answered",
    Comparison.AT_LEAST: "is {} or more",
    Comparison.AT_MOST: "is {} or less",
}


def sources(survey: Survey, target: Section | Question) -> list[Question]:
    """Return the questions whose answers can lead to a section or question: those before it.

    Equality questions lead nowhere: what follows would tell what was answered.
    """
    found: list[Question] = []
    for section in survey.sections:
        if section is target:
            break
        for question in section.questions:
            if question is target:
                return found
            if not section.is_equality and question.question_type not in UNANSWERED:
                found.append(question)
    return found


def of(survey: Survey, target: Section | Question) -> list[Condition]:
    """Return the conditions on which a section or a question is asked."""
    return [each for each in survey.conditions if target in (each.section, each.question)]


def add(
    session: Session,
    target: Section | Question,
    *,
    source: Question | None,
    comparison: Comparison,
    options: Sequence[Option] = (),
    value: float | None = None,
) -> Condition:
    """Ask a section or question only where an earlier answer is so."""
    survey = target.survey if isinstance(target, Section) else target.section.survey
    if source is None or source not in sources(survey, target):
        raise InvalidInput("Choose a question that is asked before this one.", field="source")
    _refuse(source, comparison, options, value)
    condition = Condition(
        source=source,
        comparison=comparison,
        options=list(options) if comparison in BY_OPTIONS else [],
        value=value if comparison in BY_VALUE else None,
        section=target if isinstance(target, Section) else None,
        question=target if isinstance(target, Question) else None,
    )
    with changing(session, survey, "survey.condition_added", target):
        survey.conditions.append(condition)
    return condition


def _refuse(
    source: Question, comparison: Comparison, options: Sequence[Option], value: float | None
) -> None:
    if comparison in BY_OPTIONS and source.question_type not in CHOICES:
        raise InvalidInput(
            "That question has no answers to choose from. Ask whether it was answered.",
            field="comparison",
        )
    if comparison in BY_OPTIONS and not options:
        raise InvalidInput("Tick at least one of the answers of that question.", field="options")
    if not set(options) <= set(source.options):
        raise InvalidInput("Tick answers of the question that you chose.", field="options")
    if comparison in BY_VALUE and source.question_type is not QuestionType.NUMBER:
        raise InvalidInput("That question does not ask for a number.", field="comparison")
    if comparison in BY_VALUE and value is None:
        raise InvalidInput("Enter the number to compare with.", field="value")


def remove(session: Session, survey: Survey, condition_id: int) -> None:
    """Take a condition away."""
    condition = next((each for each in survey.conditions if each.id == condition_id), None)
    if condition is None:
        raise NotFound("There is no such condition. It may have been removed.")
    target = condition.section or condition.question
    if target is not None:
        with changing(session, survey, "survey.condition_removed", target):
            survey.conditions.remove(condition)


@dataclass(frozen=True, slots=True)
class Box:
    """A section in the picture: where it stands, and how many questions it asks."""

    section: Section
    y: int
    questions: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """What leads from one section to another, or past it."""

    start: int
    end: int
    bend: int
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Sections below each other with arrows from an answer to what it leads to."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: int


def picture(survey: Survey) -> Picture:
    """Return where everything stands in a picture of who is asked what."""
    places = {section.id: n * _STEP for n, section in enumerate(survey.sections)}
    boxes = tuple(
        Box(section, places[section.id], len(section.questions)) for section in survey.sections
    )
    arrows: list[Arrow] = []
    for condition in survey.conditions:
        section = condition.section or (condition.question and condition.question.section)
        if section is not None:
            start = places[condition.source.section_id] + _HEIGHT // 2 + 8
            end = places[section.id] + _HEIGHT // 2 - 8
            arrows.append(Arrow(start, end, 40 + 26 * (len(arrows) % 6), in_words(condition)))
    return Picture(boxes, tuple(arrows), len(boxes) * _STEP)


def in_words(condition: Condition) -> str:
    """Return what must be so: “q3 is “By bus” or “By car””."""
    labels = " or ".join(f"“{option.label}”" for option in condition.options)
    value = "" if condition.value is None else f"{condition.value:g}"
    return f"{condition.source.code} {_WORDS[condition.comparison].format(labels or value or '–')}"
