"""Answers repeated in later texts: “You said {q3}” becomes “You said by bus”."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from consult.services.surveys.frozen import AnyQuestion, AnySurvey
from consult.words import gettext as _
from consult.words import marked

MARK = re.compile(r"\{(q\d{1,6})\}")
LONGEST = 200
UNANSWERED = marked("(not answered)")


def codes(text: str) -> list[str]:
    """Return the codes of the questions whose answers a text repeats.

    >>> codes("You said {q3}. What of {q12}?")
    ['q3', 'q12']
    """
    return MARK.findall(text)


def worded(text: str, survey: AnySurvey, answer: Callable[[AnyQuestion], str]) -> str:
    """Return a text with the answers that it repeats, each on one line and not too long.

    What a respondent typed is put in once and not read again, so that it repeats nothing itself.
    """
    if "{q" not in text:
        return text
    questions = {question.code: question for question in survey.questions}

    def told(found: re.Match[str]) -> str:
        question = questions.get(found[1])
        if question is None:
            return found[0]
        lines = ", ".join(answer(question).splitlines())
        return textwrap.shorten(lines, LONGEST, placeholder="…") or _(UNANSWERED)

    return MARK.sub(told, text)
