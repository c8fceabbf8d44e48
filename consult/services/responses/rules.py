"""The one set of rules that an answer passes, by whichever route it comes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from consult.models.surveys import CHOICES, TEXTS, UNANSWERED, QuestionType
from consult.services.refusals import InvalidInput
from consult.services.responses import reading
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
    "named",
    "written",
]

MOST_CHARACTERS = 4_000
# What fits on a line: a short text, what “other” is, the words for a place.
MOST_ON_A_LINE = 300
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


def most_characters(question: AnyQuestion) -> int:
    """Return how many characters a text may have."""
    usual = MOST_CHARACTERS if question.question_type is QuestionType.TEXT else MOST_ON_A_LINE
    return min(int(question.most), MOST_CHARACTERS) if question.most else usual


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


def _choice_fault(question: AnyQuestion, values: Sequence[str]) -> str:
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


def _ranking_fault(question: AnyQuestion, values: Sequence[str]) -> str:
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


def _number_fault(question: AnyQuestion, values: Sequence[str]) -> str:
    found = reading.number(given(question, values).text)
    if len(values) > 1 or found is None:
        return _("Enter your answer to {question} as a number, such as 12 or 3.5.").format(
            question=named(question)
        )
    unit = f" {told(question.unit)}" if question.unit else ""
    if question.least is not None and found < question.least:
        return _("Your answer to {question} must be {least}{unit} or more.").format(
            question=named(question), least=f"{question.least:g}", unit=unit
        )
    if question.most is not None and found > question.most:
        return _("Your answer to {question} must be {most}{unit} or less.").format(
            question=named(question), most=f"{question.most:g}", unit=unit
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
    **dict.fromkeys(CHOICES, _choice_fault),
    QuestionType.RANKING: _ranking_fault,
    QuestionType.NUMBER: _number_fault,
    QuestionType.DATE: _date_fault,
    QuestionType.POSTCODE: _postcode_fault,
    QuestionType.PLACE: _place_fault,
    QuestionType.FILE: _file_fault,
    QuestionType.CONTACT: _contact_fault,
}


def named(question: AnyQuestion) -> str:
    """Return the question in quotation marks, short enough to stand in a sentence."""
    text = told(question.text).strip().removesuffix(".")
    return f"“{textwrap.shorten(text, 90, placeholder='…')}”"
