"""How long an answer may be; and what a question says of how many it takes, or how large."""

from __future__ import annotations

from consult.models.surveys import QuestionType
from consult.services.surveys.frozen import AnyQuestion
from consult.words import gettext as _
from consult.words import marked

MOST_CHARACTERS = 4_000
# What fits on a line: a short text, what “other” is, the words for a place.
MOST_ON_A_LINE = 300
_SAID = {
    QuestionType.SEVERAL_CHOICES: {
        "exactly": marked("Choose {most}."),
        "between": marked("Choose {least} to {most}."),
        "least": marked("Choose {least} or more."),
        "most": marked("Choose up to {most}."),
    },
    QuestionType.NUMBER: {
        "exactly": marked("The number {most}."),
        "between": marked("A number from {least} to {most}."),
        "least": marked("{least} or more."),
        "most": marked("{most} or less."),
    },
}
# On paper a box is ticked and a number is written.
_PRINTED = {
    QuestionType.SEVERAL_CHOICES: {
        "exactly": marked("Tick {most}."),
        "between": marked("Tick {least} to {most}."),
        "least": marked("Tick {least} or more."),
        "most": marked("Tick up to {most}."),
    },
    QuestionType.NUMBER: {
        "exactly": marked("Write the number {most}."),
        "between": marked("Write a number from {least} to {most}."),
        "least": marked("Write a number, {least} or more."),
        "most": marked("Write a number, {most} or less."),
    },
}


def most_characters(question: AnyQuestion) -> int:
    """Return how many characters a text may have."""
    usual = MOST_CHARACTERS if question.question_type is QuestionType.TEXT else MOST_ON_A_LINE
    return min(int(question.most), MOST_CHARACTERS) if question.most else usual


def said(question: AnyQuestion) -> str:
    """Return the sentence on the limits of a question, or "" where it has none."""
    which = _which(question)
    return _filled(_(_SAID[question.question_type][which]), question) if which else ""


def printed(question: AnyQuestion) -> str:
    """Return what paper says of the limits of a question, or "" where it has none."""
    which = _which(question)
    return _filled(_(_PRINTED[question.question_type][which]), question) if which else ""


def _filled(sentence: str, question: AnyQuestion) -> str:
    least, most = (f"{each:g}" if each is not None else "" for each in _ends(question))
    return sentence.format(least=least, most=most)


def _which(question: AnyQuestion) -> str:
    """Return which of both ends are told; "" for none of them."""
    least, most = _ends(question)
    if question.question_type not in _SAID:
        return ""
    if least is not None and most is not None:
        return "exactly" if least == most else "between"
    return "least" if least is not None else "most" if most is not None else ""


def _ends(question: AnyQuestion) -> tuple[float | None, float | None]:
    """Return both ends; that at least one answer is chosen goes without saying."""
    is_choice = question.question_type is QuestionType.SEVERAL_CHOICES
    least = None if is_choice and (question.least or 0) <= 1 else question.least
    return least, question.most
