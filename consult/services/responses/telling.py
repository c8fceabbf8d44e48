"""An answer in words: for the respondent to check, for staff to read, and for a file's cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from consult import words
from consult.models.surveys import CHOICES, QuestionType
from consult.services.surveys.frozen import AnyOption, AnyQuestion
from consult.words import gettext as _


class Answered(Protocol):
    """What was answered: an `Answer` of the store, or what was typed just now."""

    @property
    def question(self) -> AnyQuestion:
        """Return what was asked."""

    @property
    def text(self) -> str:
        """Return the words of the answer."""

    @property
    def options(self) -> Sequence[AnyOption]:
        """Return the options that were chosen."""

    @property
    def detail(self) -> dict[str, Any] | None:
        """Return what neither says."""


def as_text(answer: Answered) -> str:
    """Return the answer as it is read, a line for each part; "" where there is none."""
    return "\n".join(_lines(answer))


def as_cell(answer: Answered) -> str:
    """Return the answer as one cell: dates and numbers bare, so that they sort and add up."""
    if answer.question.question_type in {QuestionType.DATE, QuestionType.NUMBER}:
        return answer.text
    if answer.question.question_type is QuestionType.TEXT:
        return answer.text
    return "; ".join(_lines(answer))


def is_answered(answer: Answered) -> bool:
    """Return whether something was answered."""
    return bool(answer.text or answer.options or answer.detail)


def _lines(answer: Answered) -> list[str]:
    kind = answer.question.question_type
    if kind is QuestionType.RANKING:
        return _ranked(answer)
    if kind in CHOICES:
        return [_chosen(option, answer.text) for option in answer.options]
    if kind is QuestionType.CONTACT:
        detail = answer.detail or {}
        told = [detail.get(name, "") for name in ("name", "email", "telephone")]
        return [each for each in [*told, *detail.get("agreed", [])] if each]
    lines = [_written(answer)] if answer.text else []
    lines += [words.told(option.label) for option in answer.options]
    if kind is QuestionType.PLACE and answer.detail:
        lines.append(_("Square {name}").format(name=answer.detail["square"]))
    return lines


def _written(answer: Answered) -> str:
    if answer.question.question_type is QuestionType.DATE:
        return day_in_words(answer.text)
    if answer.question.question_type is QuestionType.NUMBER and answer.question.unit:
        return with_unit(answer.text, words.told(answer.question.unit))
    return answer.text


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit as people read it; one of many stands in brackets.

    The unit is an officer's own word in any language, so nobody here knows its singular.

    >>> with_unit("3", "days"), with_unit("1", "days"), with_unit("1", "")
    ('3 days', '1 (days)', '1')
    """
    if not unit:
        return number
    return f"{number} ({unit})" if number == "1" else f"{number} {unit}"


def day_in_words(text: str) -> str:
    """Return an ISO date as people read it; another text stays as it is.

    >>> day_in_words("2026-03-05"), day_in_words("in spring")
    ('5 March 2026', 'in spring')
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return words.day(day)


def _chosen(option: AnyOption, other: str) -> str:
    label = words.told(option.label)
    return f"{label}: {other}" if option.is_other and other else label


def _ranked(answer: Answered) -> list[str]:
    labels = {option.id: words.told(option.label) for option in answer.options}
    order = (answer.detail or {}).get("order", [])
    return [f"{place}. {labels[each]}" for place, each in enumerate(order, 1) if each in labels]
