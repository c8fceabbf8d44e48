"""The survey on paper and its poster: gathered here, written in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

from consult.models.surveys import CHOICES, Question, QuestionType, Section, Survey
from consult.services.refusals import NotFound
from consult.services.workshops.printing import NotPrinted, square
from consult.writers import SURVEY_PRINTS
from consult.writers.figures import dated
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.survey_prints import WHAT, PaperQuestion, PaperSection, SurveyPrints

NAMES = {
    "form": "Paper form",
    "large": "Large print form",
    "easy": "Easy Read form",
    "poster": "Poster",
}
_ONE = "Tick one box."
_HELP = {
    QuestionType.TEXT: "Write your answer on the lines.",
    QuestionType.SHORT_TEXT: "Write your answer on the line.",
    QuestionType.ONE_CHOICE: _ONE,
    QuestionType.SCALE: _ONE,
    QuestionType.SEVERAL_CHOICES: "Tick all that apply.",
    QuestionType.RANKING: "Write 1 beside what comes first, 2 beside the next, and so on.",
    QuestionType.NUMBER: "Write a number.",
    QuestionType.DATE: "Write the day, the month and the year.",
    QuestionType.POSTCODE: "Write your postcode. We keep the ward, not the postcode.",
    QuestionType.PLACE: "Write where it is: a street, a building or a landmark.",
    QuestionType.FILE: "Put a copy of it in the envelope.",
    QuestionType.CONTACT: "Write your name, and an email address or a telephone number.",
}
_MARKS = {
    QuestionType.TEXT: "lines",
    QuestionType.ONE_CHOICE: "one",
    QuestionType.SCALE: "one",
    QuestionType.SEVERAL_CHOICES: "several",
    QuestionType.RANKING: "ranking",
    QuestionType.INFORMATION: "none",
    QuestionType.MATRIX: "none",
    QuestionType.FILE: "none",
}


def render(survey: Survey, what: str, *, organisation: str, address: str) -> bytes:
    """Return a print of the survey as PDF.

    Parameters
    ----------
    what
        "form", "large" for large print, "easy" for Easy Read, or "poster".
    address
        Where it is answered online.

    Raises
    ------
    NotFound
        For another thing to print.
    NotPrinted
        Where the work failed.
    """
    if what not in WHAT:
        raise NotFound(f"“{what}” is nothing to print. Choose one of the survey’s prints.")
    consultation = survey.consultation
    prints = SurveyPrints(
        what=what,
        title=survey.title,
        organisation=organisation,
        consultation=consultation.title,
        introduction=survey.introduction or consultation.summary,
        closes=dated(consultation.closes_on) if consultation.closes_on else "",
        privacy=consultation.privacy_notice.strip(),
        contact=consultation.contact.strip(),
        address=address,
        square=square(address).decode(),
        sections=tuple(_sections(survey)),
    )
    try:
        return write_in_child(SURVEY_PRINTS, prints.to_dict())
    except WritingFailed as failure:
        raise NotPrinted(str(failure)) from failure


def _sections(survey: Survey) -> Iterator[PaperSection]:
    number = 0
    for section in survey.sections:
        questions = []
        for question in section.questions:
            is_asked = _MARKS.get(question.question_type) != "none"
            number += is_asked
            questions.append(_question(question, str(number) if is_asked else ""))
        yield PaperSection(section.title, _introduction(survey, section), tuple(questions))


def _introduction(survey: Survey, section: Section) -> str:
    is_conditional = any(each.section_id == section.id for each in survey.conditions)
    conditional = "Some people can leave this part out." if is_conditional else ""
    return "\n\n".join(part for part in (section.introduction, conditional) if part)


def _question(question: Question, number: str) -> PaperQuestion:
    kind = question.question_type
    matrix = question.matrix
    has_boxes = kind in CHOICES | {QuestionType.RANKING}
    unit = f" ({question.unit})" if question.unit else ""
    return PaperQuestion(
        number=number,
        text=f"{matrix.text} {question.text}" if matrix is not None else question.text + unit,
        hint=question.hint,
        help=_HELP.get(kind, ""),
        answer=_MARKS.get(kind, "line"),
        options=tuple(_label(each.label, is_other=each.is_other) for each in question.options)
        if has_boxes
        else (),
        is_required=question.is_required,
    )


def _label(label: str, *, is_other: bool) -> str:
    return f"{label} (please say): ………………" if is_other else label
