"""A whole list of questions, pasted: sections, questions and what there is to choose from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.services.refusals import InvalidInput
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording, refuse_bad

MOST_QUESTIONS = 100
_SECTION = re.compile(r"#+\s*(.+)")
_OPTION = re.compile(r"(?:\s*[-*•–○☐]\s*|\s{2,}|\t)(.+)")
_NUMBER = re.compile(r"(?:q(?:uestion)?\s*)?\d{1,3}\s*[.):]\s+", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*\((?:tick|choose|select)\s+(?:all|any|several)[^)]*\)", re.IGNORECASE)
_REQUIRED = re.compile(r"\s*(?:\(required\)|\*)\s*$", re.IGNORECASE)
_OTHER = re.compile(r"other\b.{0,30}", re.IGNORECASE)
_NONE = re.compile(r"none(?: of (?:these|the above|them))?\.?", re.IGNORECASE)


@dataclass(slots=True)
class Pasted:
    """A section as it was pasted; without a title its questions go where the paste is made."""

    title: str = ""
    questions: list[Wording] = field(default_factory=list)


def read(text: str) -> list[Pasted]:
    r"""Return what a pasted list holds.

    A line that starts with “#” is a section, a line with a bullet or an indent is an answer of
    the question above it, every other line is a question.

    >>> [(each.text, each.options) for each in read("1. Tea?\n- Yes\n- No")[0].questions]
    [('Tea?', ['Yes', 'No'])]
    """
    found = [Pasted()]
    for line in text.splitlines():
        if not line.strip():
            continue
        section, option = _SECTION.fullmatch(line.strip()), _OPTION.fullmatch(line)
        questions = found[-1].questions
        if section:
            found.append(Pasted(section[1].strip()))
        elif option and questions:
            questions[-1] = _with(questions[-1], option[1].strip())
        else:
            questions.append(_question(line.strip()))
    return [each for each in found if each.title or each.questions]


def _question(line: str) -> Wording:
    text = _NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line
    bare = _REQUIRED.sub("", text)
    is_several = _SEVERAL.search(bare) is not None
    return Wording(
        QuestionType.SEVERAL_CHOICES if is_several else QuestionType.TEXT,
        _SEVERAL.sub("", bare),
        is_required=bare != text,
    )


def _with(question: Wording, option: str) -> Wording:
    kind = question.question_type
    if kind is QuestionType.TEXT:
        kind = QuestionType.ONE_CHOICE
    question = replace(question, question_type=kind)
    if _OTHER.fullmatch(option) and not question.other:
        return replace(question, other=option)
    if kind is QuestionType.SEVERAL_CHOICES and _NONE.fullmatch(option):
        return replace(question, exclusive=option)
    return replace(question, options=[*question.options, option])


def add(session: Session, survey: Survey, section: Section, pasted: list[Pasted]) -> list[Question]:
    """Add all of it, or nothing: the first questions to the section, sections after it.

    Raises
    ------
    InvalidInput
        When there is no question, there are too many, or one of them cannot be asked.
    """
    wordings = [each for part in pasted for each in part.questions]
    if not wordings:
        raise InvalidInput("Paste at least one question, each on a line.", field="text")
    if len(wordings) > MOST_QUESTIONS:
        raise InvalidInput(
            f"There are {len(wordings)} questions; the most at once is {MOST_QUESTIONS}.",
            field="text",
        )
    for wording in wordings:
        _refuse(section, wording)
    added = []
    with structure.changing(session, survey, "survey.questions_pasted", section):
        for part in pasted:
            target = section
            if part.title:
                target = Section(title=part.title[:200], position=len(survey.sections) + 1)
                survey.sections.append(target)
            for wording in part.questions:
                question = Question()
                structure.place(target, question, wording)
                added.append(question)
    return added


def _refuse(section: Section, wording: Wording) -> None:
    try:
        refuse_bad(wording)
        structure.refuse_in_equality(section, wording)
    except InvalidInput as refusal:
        raise InvalidInput(f"“{wording.text[:60]}”: {refusal}", field="text") from None
