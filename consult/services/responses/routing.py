"""Who is asked what: the questions that earlier answers lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from consult.models.surveys import Comparison
from consult.services.responses import reading
from consult.services.responses.reading import Given, Typed
from consult.services.surveys.frozen import AnyCondition, AnyQuestion, AnySurvey

_Conditions = dict[int, list[AnyCondition]]


def asked(survey: AnySurvey, typed: Typed) -> Sequence[AnyQuestion]:
    """Return the questions that are asked of somebody who typed this, in their order.

    What was typed in answer to a question that is not asked decides nothing.
    """
    if not survey.conditions:
        return survey.questions
    return [each.question for each in answers(survey, typed)]


def answers(survey: AnySurvey, typed: Typed) -> list[Given]:
    """Return what was typed in answer to each question that is asked, in their order."""
    if not survey.conditions:
        return [reading.given(each, typed.get(each.id, ())) for each in survey.questions]
    sections, questions = _by_target(survey)
    found: dict[int, Given] = {}
    for section in survey.sections:
        if not _all_hold(sections.get(section.id, ()), found):
            continue
        for question in section.questions:
            if _is_asked(question, questions, found):
                found[question.id] = reading.given(question, typed.get(question.id, ()))
    return list(found.values())


def answered_past(survey: AnySurvey, typed: Typed) -> list[AnyQuestion]:
    """Return the questions that were answered although earlier answers lead past them."""
    if not survey.conditions:
        return []
    found = {question.id for question in asked(survey, typed)}
    return [
        question
        for question in survey.questions
        if question.id not in found
        and not reading.given(question, typed.get(question.id, ())).is_empty
    ]


def _by_target(survey: AnySurvey) -> tuple[_Conditions, _Conditions]:
    sections: _Conditions = {}
    questions: _Conditions = {}
    for condition in survey.conditions:
        if condition.section_id is not None:
            sections.setdefault(condition.section_id, []).append(condition)
        elif condition.question_id is not None:
            questions.setdefault(condition.question_id, []).append(condition)
    return sections, questions


def _is_asked(question: AnyQuestion, conditions: _Conditions, answers: dict[int, Given]) -> bool:
    # A row of a matrix is asked with its heading, or not at all.
    if question.matrix_id is not None and question.matrix_id not in answers:
        return False
    return _all_hold(conditions.get(question.id, ()), answers)


def _all_hold(conditions: list[AnyCondition] | tuple[()], answers: dict[int, Given]) -> bool:
    return all(holds(each, answers.get(each.source_id)) for each in conditions)


def holds(condition: AnyCondition, given: Given | None) -> bool:
    """Return whether a condition holds; None is a question that was not asked."""
    return _HOLDS[condition.comparison](condition, given)


def _is_any(condition: AnyCondition, given: Given | None) -> bool:
    chosen = {option.id for option in given.options} if given else set()
    return any(option.id in chosen for option in condition.options)


def _is_answered(_: AnyCondition, given: Given | None) -> bool:
    return given is not None and not given.is_empty


def _compared(condition: AnyCondition, given: Given | None) -> int | None:
    """Return -1, 0 or 1 for a number below, at or above the condition's; None without one."""
    found = reading.number(given.text) if given else None
    if found is None or condition.value is None:
        return None
    bound = Decimal(str(condition.value))
    return (found > bound) - (found < bound)


_HOLDS: dict[Comparison, Callable[[AnyCondition, Given | None], bool]] = {
    Comparison.ANY_OF: _is_any,
    Comparison.NONE_OF: lambda condition, given: not _is_any(condition, given),
    Comparison.ANSWERED: _is_answered,
    Comparison.NOT_ANSWERED: lambda condition, given: not _is_answered(condition, given),
    Comparison.AT_LEAST: lambda condition, given: _compared(condition, given) in {0, 1},
    Comparison.AT_MOST: lambda condition, given: _compared(condition, given) in {0, -1},
}
