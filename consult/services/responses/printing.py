"""The survey on paper and its poster: gathered here, written in a process of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from consult import words
from consult.models.surveys import (
    Comparison,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services.refusals import NotFound
from consult.services.responses import paper_languages, paper_words
from consult.services.responses.paper_words import told
from consult.services.workshops.printing import NotPrinted, square
from consult.writers import SURVEY_PRINTS
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.survey_prints import (
    WHAT,
    PaperQuestion,
    PaperSection,
    Sentence,
    SurveyPrints,
)

_MARKS = {
    QuestionType.TEXT: "lines",
    QuestionType.ONE_CHOICE: "one",
    QuestionType.SCALE: "one",
    QuestionType.SEVERAL_CHOICES: "several",
    QuestionType.RANKING: "ranking",
    QuestionType.DATE: "date",
    QuestionType.CONTACT: "contact",
    QuestionType.INFORMATION: "none",
    QuestionType.MATRIX: "none",
    QuestionType.FILE: "none",
}


def render(
    session: Session,
    survey: Survey,
    what: str,
    *,
    organisation: str,
    address: str,
    language: str = words.SOURCE,
) -> bytes:
    """Return a print of the survey as PDF.

    Parameters
    ----------
    what
        "form", "large" for large print, "easy" for Easy Read, or "poster".
    address
        Where it is answered online, in that language.
    language
        The code of one that the survey has. What is not translated is printed in English.

    Raises
    ------
    NotFound
        For another thing to print, or a language that the survey does not have.
    NotPrinted
        Where our fonts lack the letters of the language, or the work failed.
    """
    if what not in WHAT:
        raise NotFound(f"“{what}” is nothing to print. Choose one of the survey’s prints.")
    texts = paper_languages.texts_of(session, survey, language)
    with words.speaking(language, texts):
        prints = _prints(survey, what, organisation=organisation, address=address)
    try:
        return write_in_child(SURVEY_PRINTS, prints.to_dict())
    except WritingFailed as failure:
        raise NotPrinted(str(failure)) from failure


def _prints(survey: Survey, what: str, *, organisation: str, address: str) -> SurveyPrints:
    """Return what is printed, in the language that is spoken."""
    consultation = survey.consultation
    return SurveyPrints(
        what=what,
        language=words.speech().chosen,
        own=paper_words.own(
            what,
            title=words.told(survey.title),
            closes_on=consultation.closes_on,
            address=address,
        ),
        title=told(survey.title),
        organisation=organisation,
        introduction=told(survey.introduction or consultation.summary),
        privacy=told(consultation.privacy_notice),
        contact=consultation.contact.strip(),
        address=address,
        square=square(address).decode(),
        sections=tuple(_sections(survey)),
    )


def _sections(survey: Survey) -> Iterator[PaperSection]:
    numbers = _numbers(survey)
    repeated = {question.code: numbers[question.id] for question in survey.questions}
    for section in survey.sections:
        yield PaperSection(
            paper_words.piped(section.title, repeated),
            paper_words.piped(section.introduction, repeated),
            _condition(survey, section, numbers),
            tuple(
                _question(question, numbers[question.id], repeated)
                for question in section.questions
                # Each row of a matrix is printed with the words above the rows.
                if question.question_type is not QuestionType.MATRIX or question.hint
            ),
        )


def _numbers(survey: Survey) -> dict[int, str]:
    """Return the number that each question has on paper, by its id; "" where it has none."""
    counted = itertools.count(1)
    return {
        question.id: "" if _MARKS.get(question.question_type) == "none" else str(next(counted))
        for question in survey.questions
    }


def _condition(survey: Survey, section: Section, numbers: Mapping[int, str]) -> Sentence:
    """Return who answers a part, by what they ticked; what is no tick is left to the reader."""
    found = [each for each in survey.conditions if each.section_id == section.id]
    if not found:
        return ()
    if any(each.comparison is not Comparison.ANY_OF for each in found):
        return paper_words.condition([])
    return paper_words.condition(
        [(numbers[each.source.id], [option.label for option in each.options]) for each in found]
    )


def _question(question: Question, number: str, repeated: Mapping[str, str]) -> PaperQuestion:
    kind = question.question_type
    return PaperQuestion(
        number=number,
        text=_text(question, repeated),
        hint=paper_words.piped(question.hint, repeated),
        help=paper_words.help_of(question),
        answer=_MARKS.get(kind, "line"),
        options=tuple(
            paper_words.option(each.label, is_other=each.is_other) for each in question.options
        )
        if kind in paper_languages.WITH_BOXES
        else (),
        fields=paper_words.fields_of(question),
        is_required=question.is_required,
    )


def _text(question: Question, repeated: Mapping[str, str]) -> Sentence:
    """Return a question with its unit; a row of a matrix with the words above the rows.

    `repeated` has the numbers of the questions whose answers it may repeat, by their codes.
    """
    text = paper_words.piped(question.text, repeated)
    if question.matrix is not None:
        above = paper_words.piped(question.matrix.text, repeated)
        return paper_words.filled("{above} {row}", above=above, row=text)
    if not question.unit:
        return text
    return paper_words.filled("{question} ({unit})", question=text, unit=told(question.unit))
