"""A questionnaire as it is being filled in: all of it travels with each page.

Nothing is kept on the server before *Send*, so a lost session, a time-out or a second tab loses
nothing: what was answered on other pages comes along as hidden fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from consult.models.surveys import Option, Question, QuestionType, Section, Survey
from consult.services.responses import rules

# What a page sends besides the answers.
CONTROLS = frozenset({"csrf_token", "key", "step", "changing", "action"})
FORGED = (
    "The page sent something that this survey does not ask for. It was left out. "
    "Check your answers, then go on."
)


@dataclass(slots=True)
class Sheet:
    """What was typed so far, where the respondent is, and what is wrong.

    Attributes
    ----------
    key
        Made with the empty form; the same form sent twice is stored once.
    typed
        By the question's id: one text, or the ids of chosen options.
    step
        From 1; one more than there are sections is the page to check the answers on.
    is_changing
        Whether the respondent came back from that page and will return to it.
    faults
        A sentence for each question that cannot be taken as it is, by its id.
    notes
        Sentences about the form as a whole.
    is_forged
        Whether something came that our own page does not send.
    """

    survey: Survey
    key: UUID = field(default_factory=uuid4)
    typed: dict[int, list[str]] = field(default_factory=dict)
    step: int = 1
    is_changing: bool = False
    faults: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_forged: bool = False

    most_characters: ClassVar[int] = rules.MOST_CHARACTERS

    @classmethod
    def read(
        cls, survey: Survey, form: MultiDict[str, str], *, controls: frozenset[str] = CONTROLS
    ) -> Sheet:
        """Return what a page sent; what it cannot have sent is left out and said so."""
        names = {f"q{question.id}": question.id for question in survey.questions}
        sheet = cls(
            survey,
            typed={
                question_id: [rules.written(value) for value in form.getlist(name)]
                for name, question_id in names.items()
            },
            is_changing=form.get("changing") == "yes",
        )
        if not form.keys() <= names.keys() | controls:
            sheet._call_forged()
        sheet._read_key(form.get("key", ""))
        sheet._read_step(form.get("step", "1"))
        return sheet

    def _call_forged(self) -> None:
        self.is_forged = True
        self.notes = [FORGED]

    def _read_key(self, text: str) -> None:
        try:
            self.key = UUID(text)
        except ValueError:
            self._call_forged()

    def _read_step(self, text: str) -> None:
        if text.isdecimal() and 1 <= int(text[:4]) <= len(self.survey.sections) + 1:
            self.step = int(text[:4])
        else:
            self._call_forged()

    @property
    def is_check(self) -> bool:
        """Return whether this is the page to check the answers on."""
        return self.step > len(self.survey.sections)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has been answered."""
        return not any(value for values in self.typed.values() for value in values)

    @property
    def section(self) -> Section:
        """Return the section that is asked on this page."""
        return self.survey.sections[self.step - 1]

    @property
    def questions(self) -> list[Question]:
        """Return what is asked on this page."""
        return [] if self.is_check else self.section.questions

    def text(self, question: Question) -> str:
        """Return what was typed in answer to a text question."""
        return next(iter(self.typed.get(question.id, ())), "")

    def has(self, question: Question, option: Option) -> bool:
        """Return whether an option was chosen."""
        return str(option.id) in self.typed.get(question.id, ())

    def chosen(self, question: Question) -> list[str]:
        """Return the labels of the chosen options."""
        return [option.label for option in question.options if self.has(question, option)]

    def answer(self, question: Question) -> str:
        """Return the answer as it is read, or "" where there is none."""
        if question.question_type is QuestionType.TEXT:
            return self.text(question)
        return "\n".join(self.chosen(question))

    def carried(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each answer that was given on another page."""
        here = {question.id for question in self.questions}
        for question_id, values in self.typed.items():
            if question_id not in here:
                yield from ((f"q{question_id}", value) for value in values if value)

    def go(self, action: str) -> None:
        """Turn to the page that a button leads to; a page with a fault is not left forwards."""
        check = len(self.survey.sections) + 1
        if action == "back":
            self.step = check if self.is_changing else max(1, self.step - 1)
            self.is_changing = False
        elif action.startswith("change-"):
            self._read_step(action.removeprefix("change-"))
            self.is_changing = True
        elif not self.is_check:
            self.faults = rules.faults(self.questions, self.typed)
            if not self.faults:
                self.step = check if self.is_changing else self.step + 1
                self.is_changing = False

    def is_complete(self) -> bool:
        """Return whether all answers can be sent; if not, turn to the first that cannot."""
        self.faults = rules.faults(self.survey.questions, self.typed)
        for number, section in enumerate(self.survey.sections, 1):
            here = {q.id: self.faults[q.id] for q in section.questions if q.id in self.faults}
            if here:
                self.step, self.is_changing, self.faults = number, True, here
                return False
        return True
