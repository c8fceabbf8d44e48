"""The survey on paper and its poster: gathered here, written in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consult.models.surveys import (
    CHOICES,
    Comparison,
    Condition,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services.refusals import NotFound
from consult.services.responses import limits
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
    QuestionType.CONTACT: "Write an email address or a telephone number. Tick what you agree to.",
}
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
_FIELDS = {
    QuestionType.DATE: ("Day", "Month", "Year"),
    QuestionType.CONTACT: ("Name", "Email address", "Telephone number"),
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
    numbers = _numbers(survey)
    for section in survey.sections:
        questions = []
        for question in section.questions:
            if question.question_type is QuestionType.MATRIX and not question.hint:
                continue  # each of its rows is printed with its words
            is_asked = _MARKS.get(question.question_type) != "none"
            number += is_asked
            questions.append(_question(question, str(number) if is_asked else ""))
        yield PaperSection(section.title, _introduction(survey, section, numbers), tuple(questions))


def _numbers(survey: Survey) -> dict[int, int]:
    """Return the number that each question has on paper, by its id."""
    asked = [each for each in survey.questions if _MARKS.get(each.question_type) != "none"]
    return {question.id: number for number, question in enumerate(asked, 1)}


def _introduction(survey: Survey, section: Section, numbers: Mapping[int, int]) -> str:
    conditions = [each for each in survey.conditions if each.section_id == section.id]
    conditional = _only_if(conditions, numbers) if conditions else ""
    return "\n\n".join(part for part in (section.introduction, conditional) if part)


def _only_if(conditions: Sequence[Condition], numbers: Mapping[int, int]) -> str:
    """Return who answers a part, by what they ticked; what is no tick is left to the reader."""
    if any(each.comparison is not Comparison.ANY_OF for each in conditions):
        return "Some people can leave this part out."
    ticked = (
        f"{' or '.join(f'“{option.label}”' for option in each.options)} "
        f"in question {numbers[each.source.id]}"
        for each in conditions
    )
    return f"Answer this part only if you ticked {' and '.join(ticked)}."


def _question(question: Question, number: str) -> PaperQuestion:
    kind = question.question_type
    matrix = question.matrix
    has_boxes = kind in CHOICES | {QuestionType.RANKING, QuestionType.CONTACT}
    unit = f" ({question.unit})" if question.unit else ""
    return PaperQuestion(
        number=number,
        text=f"{matrix.text} {question.text}" if matrix is not None else question.text + unit,
        hint=question.hint,
        help=limits.printed(question) or _HELP.get(kind, ""),
        answer=_MARKS.get(kind, "line"),
        options=tuple(_label(each.label, is_other=each.is_other) for each in question.options)
        if has_boxes
        else (),
        fields=_FIELDS.get(kind, ()),
        is_required=question.is_required,
    )


def _label(label: str, *, is_other: bool) -> str:
    return f"{label} (please say): ………………" if is_other else label
