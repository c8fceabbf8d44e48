"""More of the demonstration's survey: other types of question, routing, and equality questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from consult.models.surveys import Comparison, Question, QuestionType, Survey
from consult.services.surveys import conditions, equality, structure
from consult.services.surveys.wording import SCALES, Wording

WAYS = ("On foot", "By bike", "By bus", "By car", "By ferry")
STOPS = ("The Corn Hall @ 50, 42", "Ferry landing @ 18, 74", "Quarry school @ 80, 20")
ABOUT_THE_BUS = (
    Wording(
        QuestionType.NUMBER,
        "On how many days a week do you take it?",
        least=1,
        most=7,
        unit="days",
    ),
    Wording(
        QuestionType.MATRIX,
        "How satisfied are you with the bus?",
        rows=["How often it comes", "What it costs", "Where it stops"],
        options=SCALES["Satisfaction"],
    ),
    Wording(
        QuestionType.RANKING,
        "What would help you most?",
        options=["Later buses", "Lower fares", "A shelter at my stop"],
    ),
    Wording(
        QuestionType.PLACE,
        "Where do you wait the longest?",
        hint="You can name the stop, choose a square of the map, or both.",
        options=STOPS,
    ),
)


def add(session: Session, survey: Survey) -> None:
    """Add a section on getting about, one for those who take the bus, and the equality section."""
    moving = structure.add_section(session, survey, title="Getting about")
    ways = structure.add_question(
        session,
        moving,
        Wording(
            QuestionType.SEVERAL_CHOICES,
            "How do you get about in Hallowick?",
            options=WAYS,
            other="Another way",
            exclusive="I seldom leave home",
        ),
    )
    bus = structure.add_section(session, survey, title="The bus")
    for wording in ABOUT_THE_BUS:
        structure.add_question(session, bus, wording)
    by_bus = [option for option in ways.options if option.label == "By bus"]
    conditions.add(session, bus, source=ways, comparison=Comparison.ANY_OF, options=by_bus)
    equality.add(session, survey)


def typed(survey: Survey, number: int) -> dict[int, Sequence[str]]:
    """Return what the respondent of this number ticked in those sections: the same each time."""
    found: dict[int, Sequence[str]] = {}
    for section in survey.sections[-3:]:
        for place, question in enumerate(section.questions):
            # Primes, so that no two questions run in step; about one in six leaves one out.
            drawn = (number * 7 + place * 11 + number // 3) % 97
            if drawn % 6:
                found[question.id] = _answer(question, drawn)
    return found


def _answer(question: Question, drawn: int) -> list[str]:
    options = question.options
    if question.question_type is QuestionType.NUMBER:
        return [str(drawn % 7 + 1)]
    if question.question_type is QuestionType.RANKING:
        order = [*options[drawn % 3 :], *options[: drawn % 3]]
        return [f"{option.id}={place}" for place, option in enumerate(order, 1)]
    if question.question_type is QuestionType.PLACE:
        return [f"square={'ABCDEFGH'[drawn % 8]}{drawn % 5 + 2}"]
    plain = [each for each in options if not (each.is_other or each.is_exclusive)]
    if question.question_type is QuestionType.SEVERAL_CHOICES:
        return [str(plain[at % len(plain)].id) for at in {drawn, drawn // 2 + 2}]
    return [str(plain[drawn % len(plain)].id)] if plain else []
