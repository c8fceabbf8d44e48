"""Equality questions: the ready section, and its counts as they may be shown.

The wording follows the harmonised standards of the Government Statistical Service and the census
of England and Wales of 2021; each question can be left out or answered “Prefer not to say”.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.surveys import (
    EqualityCount,
    Option,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services import disclosure
from consult.services.refusals import Conflict
from consult.services.surveys.structure import changing, place
from consult.services.surveys.wording import Wording

SAY_NOTHING = "Prefer not to say"
TITLE = "About you"
INTRODUCTION = (
    "These questions help us to see whether we hear from everybody. Each is optional.\n\n"
    "What you say here is only counted. It is kept apart from your other answers, and nobody can "
    "put the two together again, so that we cannot change or remove it later."
)
# Question, hint, answers; the last answer of each is SAY_NOTHING.
READY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "How old are you?",
        "",
        (
            *("Under 16", "16 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64"),
            *("65 to 74", "75 to 84", "85 or over"),
        ),
    ),
    ("What is your sex?", "", ("Female", "Male")),
    (
        "Is the gender you identify with the same as your sex registered at birth?",
        "",
        ("Yes", "No"),
    ),
    (
        "Do you have any physical or mental health conditions or illnesses lasting or expected "
        "to last 12 months or more that reduce your ability to carry out day-to-day activities?",
        "",
        ("Yes, a lot", "Yes, a little", "No, not at all", "I have no such condition"),
    ),
    (
        "What is your ethnic group?",
        "Choose the one that describes your ethnic group or background best.",
        (
            "White: English, Welsh, Scottish, Northern Irish or British",
            "White: Irish",
            "White: Gypsy or Irish Traveller",
            "White: Roma",
            "Any other White background",
            "Mixed: White and Black Caribbean",
            "Mixed: White and Black African",
            "Mixed: White and Asian",
            "Any other Mixed or multiple background",
            "Asian or Asian British: Indian",
            "Asian or Asian British: Pakistani",
            "Asian or Asian British: Bangladeshi",
            "Asian or Asian British: Chinese",
            "Any other Asian background",
            "Black or Black British: Caribbean",
            "Black or Black British: African",
            "Any other Black, Black British or Caribbean background",
            "Arab",
            "Any other ethnic group",
        ),
    ),
    (
        "What is your religion?",
        "",
        (
            *("No religion", "Christian", "Buddhist", "Hindu", "Jewish", "Muslim", "Sikh"),
            "Any other religion",
        ),
    ),
    (
        "Which of the following best describes your sexual orientation?",
        "",
        ("Straight or heterosexual", "Gay or lesbian", "Bisexual", "Other sexual orientation"),
    ),
    (
        "Do you look after, or give any help or support to, anyone because they have long-term "
        "physical or mental health conditions or illnesses, or problems related to old age?",
        "Do not count anything that you do as part of your paid work.",
        ("No", "Yes, up to 19 hours a week", "Yes, 20 to 49 hours a week", "Yes, 50 hours or more"),
    ),
    (
        "Are you pregnant, or have you given birth in the last 26 weeks?",
        "",
        ("Yes", "No"),
    ),
    (
        "What is your legal marital or registered civil partnership status?",
        "",
        (
            "Never married and never registered in a civil partnership",
            "Married or in a registered civil partnership",
            "Separated, divorced or a civil partnership that is dissolved",
            "Widowed or a surviving partner from a civil partnership",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One equality question as it may be shown; None is a count that is hidden.

    Attributes
    ----------
    base
        How many answered it; None where that itself would give somebody away.
    counts
        Each answer with how many gave it.
    """

    question: Question
    base: int | None
    counts: tuple[tuple[Option, int | None], ...]

    @property
    def is_hidden(self) -> bool:
        """Return whether something is hidden."""
        return any(count is None for _, count in self.counts)


def add(session: Session, survey: Survey) -> Section:
    """Add the ready section at the end.

    Raises
    ------
    Conflict
        When the survey has one.
    """
    if any(section.is_equality for section in survey.sections):
        raise Conflict("This survey has equality questions already. Change those.")
    section = Section(
        title=TITLE,
        introduction=INTRODUCTION,
        is_equality=True,
        position=len(survey.sections) + 1,
    )
    with changing(session, survey, "survey.equality_added", section):
        survey.sections.append(section)
        for text, hint, answers in READY:
            wording = Wording(
                QuestionType.ONE_CHOICE, text, hint=hint, options=[*answers, SAY_NOTHING]
            )
            place(section, Question(), wording)
    return section


def shown(session: Session, survey: Survey) -> list[Shown]:
    """Return the counts of the equality questions, none so small that it points to a person."""
    counts = {
        each.option_id: each.people
        for each in session.scalars(
            select(EqualityCount).where(EqualityCount.survey_id == survey.id)
        )
    }
    found = []
    for section in survey.sections:
        for question in section.questions if section.is_equality else ():
            line = [counts.get(option.id, 0) for option in question.options]
            released = disclosure.line(line, survey.consultation.fewest_shown)
            pairs = tuple(zip(question.options, released.counts, strict=True))
            found.append(Shown(question, released.total, pairs))
    return found
