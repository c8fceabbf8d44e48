"""The rules that a choice passes: only from what is listed, and as many as the question takes."""

from __future__ import annotations

from collections.abc import Sequence

from consult.models.surveys import QuestionType
from consult.services.responses import reading
from consult.services.responses.limits import MOST_ON_A_LINE
from consult.services.responses.naming import named
from consult.services.responses.reading import part
from consult.services.surveys.frozen import AnyQuestion
from consult.words import gettext as _
from consult.words import told


def choice_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    """Return what is wrong with the options that somebody chose, or ""."""
    chosen = reading.plain(question, values)
    if not set(chosen) <= {str(option.id) for option in question.options}:
        return _("Choose only from the answers that are listed under {question}.").format(
            question=named(question)
        )
    if len(chosen) > 1 and question.question_type is not QuestionType.SEVERAL_CHOICES:
        return _("Choose only one answer to {question}.").format(question=named(question))
    fault = _exclusive_fault(question, chosen) or _other_fault(
        question, chosen, part(values, "other")
    )
    if fault or any(each.is_exclusive and str(each.id) in chosen for each in question.options):
        return fault  # “None of these” is all that it says, whatever the number wanted
    return _count_fault(question, len(chosen))


def _exclusive_fault(question: AnyQuestion, chosen: Sequence[str]) -> str:
    alone = next(
        (each for each in question.options if each.is_exclusive and str(each.id) in chosen), None
    )
    if alone is not None and len(chosen) > 1:
        return _("Choose either “{answer}” or the other answers to {question}, not both.").format(
            answer=told(alone.label), question=named(question)
        )
    return ""


def _other_fault(question: AnyQuestion, chosen: Sequence[str], text: str) -> str:
    other = next((option for option in question.options if option.is_other), None)
    if other is None:
        return ""
    is_chosen = str(other.id) in chosen
    if is_chosen and not text:
        return _("Say in words what you mean by “{answer}” in answer to {question}.").format(
            answer=told(other.label), question=named(question)
        )
    if text and not is_chosen:
        return _(
            "You wrote something beside “{answer}” in answer to "
            "{question}. Choose “{answer}”, or clear what you wrote."
        ).format(answer=told(other.label), question=named(question))
    if len(text) > MOST_ON_A_LINE:
        return _(
            "What you wrote beside “{answer}” in answer to {question} has"
            " {length} characters. Shorten it to {most} or "
            "fewer."
        ).format(
            answer=told(other.label),
            question=named(question),
            length=f"{len(text):,}",
            most=MOST_ON_A_LINE,
        )
    return ""


def _count_fault(question: AnyQuestion, count: int) -> str:
    if question.question_type is not QuestionType.SEVERAL_CHOICES or not count:
        return ""
    if question.most and count > question.most:
        return _("You chose {count} answers to {question}. Choose no more than {most}.").format(
            count=count, question=named(question), most=f"{question.most:g}"
        )
    if question.least and count < question.least:
        return _("Choose at least {least} answers to {question}.").format(
            least=f"{question.least:g}", question=named(question)
        )
    return ""


def ranking_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    """Return what is wrong with the places that somebody gave, or ""."""
    places = [reading.field_of(question, each)[1] for each in values]
    most = len(question.options)
    if not all(each.isdecimal() and 1 <= int(each[:4]) <= most for each in places):
        return _("Choose only from the places that are listed under {question}.").format(
            question=named(question)
        )
    numbers = sorted(int(each) for each in places)
    twice = next((n for n in numbers if numbers.count(n) > 1), None)
    if twice:
        return _(
            "You gave place {twice} more than once in {question}. Give it to one only."
        ).format(twice=twice, question=named(question))
    gap = next((n for n, given in enumerate(numbers, 1) if n != given), None)
    if gap:
        return _("You left out place {gap} in {question}. Choose what comes {gap}.").format(
            gap=gap, question=named(question)
        )
    return ""
