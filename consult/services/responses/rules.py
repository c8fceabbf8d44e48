"""The one set of rules that an answer passes, by whichever route it comes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.models.surveys import Option, Question, QuestionType
from consult.services import statements
from consult.services.refusals import InvalidInput

MOST_CHARACTERS = 4_000
# What was typed, by the question's id: one text, or the ids of the chosen options.
Typed = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """One question with what was answered to it; neither text nor options is “no answer”."""

    question: Question
    text: str
    options: tuple[Option, ...]


def written(typed: str) -> str:
    """Return a text as the store keeps it; "" where it holds nothing to keep."""
    try:
        return statements.clean(typed)
    except InvalidInput:
        return typed.strip() if len(typed) > statements.MOST_CHARACTERS else ""


def given(question: Question, values: Sequence[str]) -> Given:
    """Return what the typed values mean for a question; `faults` says whether they may."""
    if question.question_type is QuestionType.TEXT:
        return Given(question, written(values[0]) if values else "", ())
    return Given(question, "", tuple(each for each in question.options if str(each.id) in values))


def faults(
    questions: Iterable[Question], typed: Typed, *, may_leave_blank: bool = False
) -> dict[int, str]:
    """Return a sentence for each question whose answer cannot be taken, by its id.

    Parameters
    ----------
    may_leave_blank
        Whether required questions may go unanswered: nobody can ask a sheet of paper again.
    """
    found = (
        (question, _fault(question, typed.get(question.id, ()), may_leave_blank=may_leave_blank))
        for question in questions
    )
    return {question.id: fault for question, fault in found if fault}


def _fault(question: Question, values: Sequence[str], *, may_leave_blank: bool) -> str:
    filled = [each for each in values if written(each)]
    if not filled:
        return "" if may_leave_blank or not question.is_required else _missing(question)
    if question.question_type is QuestionType.TEXT:
        return _text_fault(question, filled)
    return _choice_fault(question, filled)


def _missing(question: Question) -> str:
    if question.question_type is QuestionType.TEXT:
        return f"Enter an answer to {named(question)}."
    if question.question_type is QuestionType.SEVERAL_CHOICES:
        return f"Choose at least one answer to {named(question)}."
    return f"Choose an answer to {named(question)}."


def _text_fault(question: Question, values: Sequence[str]) -> str:
    if len(values) > 1:
        return f"Give one answer to {named(question)}."
    length = len(written(values[0]))
    if length > MOST_CHARACTERS:
        return (
            f"Your answer to {named(question)} has {length:,} characters. "
            f"Shorten it to {MOST_CHARACTERS:,} or fewer."
        )
    return ""


def _choice_fault(question: Question, values: Sequence[str]) -> str:
    if not set(values) <= {str(option.id) for option in question.options}:
        return f"Choose only from the answers that are listed under {named(question)}."
    if len(values) > 1 and question.question_type is not QuestionType.SEVERAL_CHOICES:
        return f"Choose only one answer to {named(question)}."
    return ""


def named(question: Question) -> str:
    """Return the question in quotation marks, short enough to stand in a sentence."""
    return f"“{textwrap.shorten(question.text, 90, placeholder='…')}”"
