"""What each column of a spreadsheet of answers is: a question, one of its options, a particular.

A column's meaning is one short text, so that it can be chosen in a form and kept: "q12" is the
question of that id, "o34" one of its options (ticked or not), "p:ward" a particular, "" nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.doors import ColumnMapping
from consult.models.surveys import CHOICES, UNANSWERED, Option, Question, QuestionType, Survey
from consult.readers.answers import Heading
from consult.services.responses import cells, exporting

PARTICULARS = {
    "id": ("reference", "response id", "responseid", "unique id", "userid", "respondent id",
           "_uuid", "_id", "submission id", "id"),
    "received": ("received", "timestamp", "recordeddate", "enddate", "ended", "completion time",
                 "date submitted", "_submission_time", "end", "end date", "submitted"),
    "route": ("route",),
    "organisation": ("organisation", "organization", "on behalf of"),
    "counted": ("counted with",),
}  # fmt: skip
NAMES = {
    "p:id": "The number of the response",
    "p:received": "When it was received",
    "p:route": "How it came",
    "p:organisation": "The organisation that it speaks for",
    "p:counted": "What it is counted with",
}
# What stands before the answers in a file of our own; the ward is told by an answer, and
# what comes in answers the version that is asked now.
OURS = ("p:id", "p:received", "p:route", "p:counted", "p:organisation", "", "")
_AFTER = re.compile(r"\s*[-–]\s*selected choice$", re.IGNORECASE)
_PARTED = (
    re.compile(r"^(?P<question>.+?)\s*\[(?P<option>.+)\]$"),  # LimeSurvey, Google's grids
    re.compile(r"^(?P<question>.+?)\s*[-–]\s*selected choice\s*[-–]\s*(?P<option>.+)$", re.I),
    re.compile(r"^(?P<question>.+?)/(?P<option>[^/]+)$"),  # KoboToolbox
    re.compile(r"^(?P<question>.+?)\s+[-–]\s+(?P<option>.+)$"),  # Qualtrics' split fields
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its meaning, and how that is called.

    Attributes
    ----------
    is_unsure
        Whether several questions are in its words, and nobody said which it answers.
    """

    number: int
    heading: Heading
    meaning: str
    is_unsure: bool = False

    @property
    def label(self) -> str:
        """Return its headings as one line."""
        return " › ".join(part for part in (self.heading.name, self.heading.under) if part)


# Stands for no question: ids begin at one.
SHARED = 0


class Targets:
    """What the columns of a file may be, for one survey."""

    def __init__(self, survey: Survey) -> None:
        self.questions = {
            question.id: question
            for question in survey.questions
            if question.question_type not in UNANSWERED | {QuestionType.FILE, QuestionType.CONTACT}
        }
        self.options = {
            option.id: (question, option)
            for question in self.questions.values()
            if question.question_type in CHOICES
            for option in question.options
        }
        self._names: dict[str, int] = {}
        # No two are the same, so that a person can tell questions in the same words apart.
        self._headings = {
            question.id: heading
            for question, heading in zip(
                survey.kept_questions, exporting.headings(survey), strict=True
            )
        }
        self._exact = {heading: number for number, heading in self._headings.items()}
        for number, heading in self._headings.items():
            self._name(heading, number)
        for question in self.questions.values():
            self._name(question.text, question.id)
            self._name(question.code, question.id)

    def _name(self, name: str, question_id: int) -> None:
        if not plain(name) or question_id not in self.questions:
            return
        if self._names.setdefault(plain(name), question_id) != question_id:
            # Two questions in the same words: which one a column answers, a person says.
            self._names[plain(name)] = SHARED

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return all meanings with their names, as a form offers them."""
        found = [("", "Nothing to take over"), *NAMES.items()]
        for question in self.questions.values():
            found.append((f"q{question.id}", self._headings.get(question.id, question.text)))
            if question.question_type is QuestionType.SEVERAL_CHOICES:
                found += [(f"o{each.id}", f"– {each.label}") for each in question.options]
        return found

    def is_known(self, meaning: str) -> bool:
        """Return whether a meaning is one of this survey's."""
        return meaning in {value for value, _ in self.choices}

    def question(self, meaning: str) -> Question | None:
        """Return the question that a column answers whole."""
        return self.questions.get(int(meaning[1:])) if meaning.startswith("q") else None

    def option(self, meaning: str) -> tuple[Question, Option] | None:
        """Return the option that a column says was ticked or not, with its question."""
        return self.options.get(int(meaning[1:])) if meaning.startswith("o") else None

    def guess(self, heading: Heading) -> str:
        """Return what a column most likely is, by its headings."""
        exact = self._exact.get(cells.unguarded(heading.name))
        if exact in self.questions and not heading.under:
            return f"q{exact}"
        # A question over one of its answers is that answer, not the question once more.
        if heading.under and (parted := self._parted(heading)):
            return parted
        for name in (heading.under, heading.name):
            bare = _AFTER.sub("", name)
            if question_id := self._names.get(plain(bare)):
                return f"q{question_id}"
        return self._parted(heading) or _particular(heading)

    def is_shared(self, heading: Heading) -> bool:
        """Return whether the words of a heading are those of several questions."""
        return any(self._names.get(plain(each)) == SHARED for each in (heading.name, heading.under))

    def _parted(self, heading: Heading) -> str:
        """Return the option, or the row of a matrix, of a heading that names its question too."""
        pairs = [(heading.name, heading.under)]
        for pattern in _PARTED:
            for name in (heading.under, heading.name):
                found = pattern.match(name)
                if found:
                    pairs.append((found["question"], found["option"]))
        for asked, told in pairs:
            question_id = self._names.get(plain(asked))
            if not question_id or not told:
                continue
            for option in self.questions[question_id].options:
                if plain(option.label) == plain(told):
                    return f"o{option.id}"
        return next(
            (
                f"q{question.id}"
                for asked, told in pairs
                for question in self.questions.values()
                if question.matrix is not None
                and plain(question.matrix.text) == plain(asked)
                and plain(question.text) == plain(told)
            ),
            "",
        )


def plain(name: str) -> str:
    """Return a heading as it is compared: letters and digits only, without case or marks.

    >>> plain("*How do you get about?  ") == plain("how do you get about")
    True
    """
    return " ".join(re.findall(r"\w+", name.casefold()))


def _particular(heading: Heading) -> str:
    spoken = {plain(heading.name), plain(heading.under)} - {""}
    for name, words in PARTICULARS.items():
        if spoken & {plain(word) for word in words}:
            return f"p:{name}"
    return ""


def columns(targets: Targets, headings: Sequence[Heading], kept: Mapping[str, str]) -> list[Column]:
    """Return each column with its meaning: as somebody said, or as its headings suggest.

    A second column for the same thing is left out until a person says otherwise.
    """
    found, taken = [], set()
    ours = OURS if is_ours(headings) else ()
    for number, heading in enumerate(headings, 1):
        said = kept.get(str(number))
        if said is not None and targets.is_known(said):
            meaning = said
        else:
            meaning = ours[number - 1] if number <= len(ours) else targets.guess(heading)
        if meaning in taken and said is None:
            meaning = ""
        taken.add(meaning)
        unsure = said is None and not meaning and targets.is_shared(heading)
        found.append(Column(number, heading, meaning, unsure))
    return found


def is_ours(headings: Sequence[Heading]) -> bool:
    """Return whether a file is one that `exporting` wrote."""
    names = tuple(each.name for each in headings[: len(exporting.PARTICULARS)])
    return names == exporting.PARTICULARS


def _digest(headings: Sequence[Heading]) -> str:
    written = json.dumps([[each.name, each.under] for each in headings], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def kept(session: Session, survey: Survey, headings: Sequence[Heading]) -> dict[str, str]:
    """Return what somebody said of a file with the same headings before."""
    mapping = session.scalar(
        select(ColumnMapping).where(
            ColumnMapping.survey_id == survey.id,
            ColumnMapping.headings_digest == _digest(headings),
        )
    )
    return {str(key): str(value) for key, value in mapping.columns.items()} if mapping else {}


def keep(
    session: Session, survey: Survey, headings: Sequence[Heading], meanings: Mapping[str, str]
) -> None:
    """Keep what the columns mean for the next file with the same headings."""
    digest = _digest(headings)
    mapping = session.scalar(
        select(ColumnMapping).where(
            ColumnMapping.survey_id == survey.id, ColumnMapping.headings_digest == digest
        )
    )
    if mapping is None:
        mapping = ColumnMapping(survey_id=survey.id, headings_digest=digest, columns={})
        session.add(mapping)
    mapping.columns = dict(meanings)
