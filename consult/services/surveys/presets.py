"""Ready pieces of a survey: outcomes that matter to a respondent, and what was asked before."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from sqlalchemy.orm import Session

from consult.models.strategy import Outcome
from consult.models.surveys import Comparison, Condition, Question, QuestionType, Section, Survey
from consult.services.refusals import Conflict
from consult.services.surveys import OF_AN_OUTCOME, structure
from consult.services.surveys.wording import Wording, of

WHICH = "Which of these matter to you?"


def add_outcomes(session: Session, survey: Survey) -> Section:
    """Ask which outcomes matter, then of each what works and what gets in the way.

    Raises
    ------
    Conflict
        When the consultation has no outcomes, or the survey asks so already.
    """
    outcomes = survey.consultation.outcomes
    if not outcomes:
        raise Conflict("This consultation has no outcomes. Choose them in the settings first.")
    if any(question.text == WHICH for question in survey.questions):
        raise Conflict("This survey asks already which outcomes matter.")
    first = Section(title="What matters to you", position=0)
    with structure.changing(session, survey, "survey.outcomes_added", first):
        at = next((n for n, each in enumerate(survey.sections) if each.is_equality), None)
        place = len(survey.sections) if at is None else at
        survey.sections.insert(place, first)
        which = Question()
        labels = [textwrap.shorten(each.label, 300, placeholder="…") for each in outcomes]
        structure.place(first, which, Wording(QuestionType.SEVERAL_CHOICES, WHICH, options=labels))
        for option, outcome in zip(which.options, outcomes, strict=True):
            section = _section_of(survey, place + option.position, outcome)
            survey.conditions.append(
                Condition(
                    section=section,
                    source=which,
                    comparison=Comparison.ANY_OF,
                    options=[option],
                )
            )
        structure.number(survey.sections)
    return first


def _section_of(survey: Survey, place: int, outcome: Outcome) -> Section:
    section = Section(title=textwrap.shorten(outcome.title, 200, placeholder="…"), position=place)
    survey.sections.insert(place, section)
    for text, hint, kind in OF_AN_OUTCOME:
        wording = Wording(QuestionType.TEXT, text, hint=hint, outcome=outcome, statement_kind=kind)
        structure.place(section, Question(), wording)
    return section


def ask_again(session: Session, section: Section, question: Question) -> Question:
    """Ask a question of another consultation word for word; its outcome is not taken over."""
    return structure.add_question(session, section, replace(of(question), outcome=None))
