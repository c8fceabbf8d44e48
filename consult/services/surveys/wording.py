"""What an officer decides about one question, and what may not be decided so."""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome
from consult.models.surveys import Option, Question, QuestionType, Section
from consult.services.refusals import InvalidInput

AGREEMENT = (
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
)
MOST_OPTIONS = 50
LONGEST_OPTION = 300


@dataclass(frozen=True, slots=True)
class Wording:
    """All that an officer decides about one question.

    Attributes
    ----------
    options
        The labels of a choice or scale, in order; a scale without any is given agreement.
    statement_kind
        What the answers are in the statement store; None keeps them out of it.
    """

    question_type: QuestionType
    text: str
    hint: str = ""
    is_required: bool = False
    options: Sequence[str] = ()
    outcome: Outcome | None = None
    statement_kind: StatementKind | None = None


def refuse_bad(wording: Wording) -> None:
    """Raise InvalidInput for a question without text, or options that cannot be told apart."""
    if not wording.text.strip():
        raise InvalidInput("Enter the question.", field="text")
    labels = [label.casefold() for label in _labels(wording)]
    if len(labels) > MOST_OPTIONS:
        raise InvalidInput(
            f"There are {len(labels)} answers; the most is {MOST_OPTIONS}.", field="options"
        )
    twice = next((label for label in _labels(wording) if labels.count(label.casefold()) > 1), None)
    if twice:
        raise InvalidInput(f"“{twice}” is there twice. Remove one of them.", field="options")
    long = next((label for label in _labels(wording) if len(label) > LONGEST_OPTION), None)
    if long:
        raise InvalidInput(
            f"“{textwrap.shorten(long, 60, placeholder='…')}” has {len(long)} characters; "
            f"the most for an answer is {LONGEST_OPTION}.",
            field="options",
        )


def _labels(wording: Wording) -> list[str]:
    if wording.question_type is QuestionType.TEXT:
        return []
    labels = [" ".join(each.split()) for each in wording.options if each.strip()]
    is_scale = wording.question_type is QuestionType.SCALE
    return list(AGREEMENT) if is_scale and not labels else labels


def apply(question: Question, wording: Wording) -> None:
    """Give the question this wording."""
    is_text = wording.question_type is QuestionType.TEXT
    question.question_type = wording.question_type
    question.text = wording.text.strip()
    question.hint = wording.hint.strip()
    question.is_required = wording.is_required
    question.outcome = wording.outcome
    question.statement_kind = wording.statement_kind if is_text else None
    # An option that stays is kept: its label may not stand in the table twice, even for a moment.
    kept = {option.label: option for option in question.options}
    question.options = [kept.get(label) or Option(label=label) for label in _labels(wording)]
    for position, option in enumerate(question.options, 1):
        option.position = position


def fingerprint(item: Section | Question) -> str:
    """Return a short text that changes when the section or question does."""
    if isinstance(item, Section):
        content: list[object] = [item.title, item.introduction]
    else:
        content = [
            item.question_type.value,
            item.text,
            item.hint,
            item.is_required,
            item.outcome_id,
            item.statement_kind,
            [option.label for option in item.options],
        ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
