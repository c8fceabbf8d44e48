"""A form as it was filled in, read once: what is asked, what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.models.responses import Route
from consult.services.responses import apart, reading, routing, rules
from consult.services.responses.apart import Aside
from consult.services.responses.reading import Given, Typed
from consult.services.responses.rules import AnsweredPast
from consult.services.surveys.frozen import AnyQuestion, AnySurvey

# By these routes a resident sends a form; by all others somebody else brings it.
ONLINE = frozenset({Route.ONLINE, Route.INVITED})
# A paper, a letter or a file cannot be asked again for what it leaves out.
SILENT = frozenset({Route.PAPER, Route.EMAIL, Route.LETTER, Route.SPREADSHEET})
PAST = "{question} is answered, although an earlier answer leads past it."


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds.

    Attributes
    ----------
    questions
        What is asked of whoever answered so, in its order.
    replies
        What is kept with the response.
    aside
        What is kept apart from it.
    faults
        A sentence for each question whose answer cannot be taken, by its id.
    """

    questions: Sequence[AnyQuestion]
    replies: Sequence[Given]
    aside: Aside
    faults: Mapping[int, str]


def read(
    survey: AnySurvey, typed: Typed, *, route: Route = Route.ONLINE, keeps_all: bool = False
) -> Filled:
    """Read what was typed.

    Parameters
    ----------
    keeps_all
        Whether what staff keyed in is kept although earlier answers lead past it.

    Raises
    ------
    AnsweredPast
        When what staff keyed in holds such answers, and nobody said that they are kept.
    """
    answers: Sequence[Given] = routing.answers(survey, typed)
    if route not in ONLINE:
        answers = _with_past(survey, typed, answers, keeps_all=keeps_all)
    questions = [each.question for each in answers]
    return Filled(
        questions,
        apart.kept(survey, answers),
        apart.of(survey, answers),
        rules.faults(questions, typed, may_leave_blank=route in SILENT),
    )


def _with_past(
    survey: AnySurvey, typed: Typed, answers: Sequence[Given], *, keeps_all: bool
) -> Sequence[Given]:
    """Return all answers in their order: on paper people also answer what a page leads past."""
    past = routing.answered_past(survey, typed)
    if not past:
        return answers
    if not keeps_all:
        raise AnsweredPast({each.id: PAST.format(question=rules.named(each)) for each in past})
    wanted = {each.id for each in past} | {each.question.id for each in answers}
    return [
        reading.given(each, typed.get(each.id, ()))
        for each in survey.questions
        if each.id in wanted
    ]
