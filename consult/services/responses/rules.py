"""The one set of rules that an answer passes, by whichever route it comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from consult.models.surveys import CHOICES, TEXTS, UNANSWERED, QuestionType
from consult.services.refusals import InvalidInput
from consult.services.responses import reading, telling
from consult.services.responses.choice_rules import choice_fault, ranking_fault
from consult.services.responses.limits import MOST_CHARACTERS, MOST_ON_A_LINE, most_characters
from consult.services.responses.naming import named
from consult.services.responses.reading import SQUARES, Given, Typed, given, part, written
from consult.services.surveys.frozen import AnyQuestion
from consult.words import gettext as _
from consult.words import marked, told

__all__ = [
    "MOST_CHARACTERS",
    "AnsweredPast",
    "Given",
    "InvalidAnswers",
    "Typed",
    "faults",
    "given",
    "most_characters",
    "named",
    "written",
]

_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(\s*\d[A-Z]{2})?", re.IGNORECASE)


class InvalidAnswers(InvalidInput):
    """Some answers cannot be taken.

    Attributes
    ----------
    faults
        A sentence for each question, by its id.
    """

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


class AnsweredPast(InvalidAnswers):
    """Somebody on paper answered what their earlier answers lead past; nothing is stored yet."""


def faults(
    questions: Iterable[AnyQuestion], typed: Typed, *, may_leave_blank: bool = False
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
        if question.question_type not in UNANSWERED
    )
    return {question.id: fault for question, fault in found if fault}


def _fault(question: AnyQuestion, values: Sequence[str], *, may_leave_blank: bool) -> str:
    filled = [each for each in values if written(reading.field_of(question, each)[1])]
    if not filled:
        return "" if may_leave_blank or not question.is_required else _missing(question)
    return _FAULTS[question.question_type](question, filled)


_MISSING = {
    QuestionType.SEVERAL_CHOICES: marked("Choose at least one answer to {question}."),
    QuestionType.ONE_CHOICE: marked("Choose an answer to {question}."),
    QuestionType.SCALE: marked("Choose an answer to {question}."),
    QuestionType.RANKING: marked("Choose what comes first in {question}."),
    QuestionType.NUMBER: marked("Enter a number in answer to {question}."),
    QuestionType.DATE: marked("Enter a date in answer to {question}."),
    QuestionType.POSTCODE: marked("Enter your postcode or your ward in answer to {question}."),
    QuestionType.PLACE: marked("Say where it is in answer to {question}."),
    QuestionType.FILE: marked("Choose a file in answer to {question}."),
    QuestionType.CONTACT: marked("Say how we can reach you in answer to {question}."),
}


def _missing(question: AnyQuestion) -> str:
    sentence = _MISSING.get(question.question_type, marked("Enter an answer to {question}."))
    return _(sentence).format(question=named(question))


def _text_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    if len(values) > 1:
        return _("Give one answer to {question}.").format(question=named(question))
    length, most = len(written(values[0])), most_characters(question)
    if length > most:
        return _(
            "Your answer to {question} has {length} characters. Shorten it to {most} or fewer."
        ).format(question=named(question), length=f"{length:,}", most=f"{most:,}")
    return ""


def _number_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    found = reading.number(given(question, values).text)
    if len(values) > 1 or found is None:
        return _("Enter your answer to {question} as a number, such as 12 or 3.5.").format(
            question=named(question)
        )
    unit = told(question.unit) if question.unit else ""
    if question.least is not None and found < question.least:
        return _("Your answer to {question} must be {least} or more.").format(
            question=named(question), least=telling.with_unit(f"{question.least:g}", unit)
        )
    if question.most is not None and found > question.most:
        return _("Your answer to {question} must be {most} or less.").format(
            question=named(question), most=telling.with_unit(f"{question.most:g}", unit)
        )
    return ""


def _date_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    found = reading.day(values)
    if found is None:
        return _(
            "Enter your answer to {question} as a real date: day, month and year, such as 5 3 2026."
        ).format(question=named(question))
    if found.year < 1000:
        return _("Give the year in answer to {question} in four figures, such as 2026.").format(
            question=named(question)
        )
    return ""


def _postcode_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    reply = given(question, values)
    if not reply.text and not reply.options:
        return _("Choose only from the wards that are listed under {question}.").format(
            question=named(question)
        )
    looks_like_one = any(letter.isdigit() for letter in reply.text)
    if looks_like_one and not _POSTCODE.fullmatch(reply.text):
        return _("Enter a whole postcode in answer to {question}, such as GL1 1AA.").format(
            question=named(question)
        )
    if len(reply.text) > MOST_ON_A_LINE:
        return _("Enter only a postcode or the name of a ward in answer to {question}.").format(
            question=named(question)
        )
    return ""


def squares() -> list[str]:
    """Return the names of the squares of a map, row by row: A1, B1 and so on."""
    return [
        f"{chr(ord('A') + column)}{row}"
        for row in range(1, SQUARES + 1)
        for column in range(SQUARES)
    ]


def _place_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    square = part(values, "square")
    if square and square not in squares():
        return _("Choose only from the squares of the map under {question}.").format(
            question=named(question)
        )
    length = len(part(values, "words"))
    if length > MOST_ON_A_LINE:
        return _(
            "Your words for the place in answer to {question} have "
            "{length} characters. Shorten them to {most} or "
            "fewer."
        ).format(question=named(question), length=f"{length:,}", most=MOST_ON_A_LINE)
    return ""


def _file_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    try:
        UUID(part(values, "file").partition(" ")[0])
    except ValueError:
        return _("Choose the file in answer to {question} once more.").format(
            question=named(question)
        )
    return ""


_CONTACT = {
    "email": marked("Enter an email address in answer to {question}, such as name@example.org."),
    "telephone": marked("Enter a telephone number in answer to {question}, such as 01632 960 001."),
    "name": marked("Shorten your name in answer to {question} to 200 characters or fewer."),
    "": marked(
        "Give an email address or a telephone number in answer to {question}, or leave it all "
        "empty: without one we cannot reach you."
    ),
}


def _contact_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    where = reading.contact_fault(values)
    if not where:
        return ""
    if where == "email" and not part(values, "email"):
        if question.is_required:
            return _missing(question)
        where = ""
    return _(_CONTACT[where]).format(question=named(question))


_FAULTS: dict[QuestionType, Callable[[AnyQuestion, Sequence[str]], str]] = {
    **dict.fromkeys(TEXTS, _text_fault),
    **dict.fromkeys(CHOICES, choice_fault),
    QuestionType.RANKING: ranking_fault,
    QuestionType.NUMBER: _number_fault,
    QuestionType.DATE: _date_fault,
    QuestionType.POSTCODE: _postcode_fault,
    QuestionType.PLACE: _place_fault,
    QuestionType.FILE: _file_fault,
    QuestionType.CONTACT: _contact_fault,
}
