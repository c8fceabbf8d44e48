"""A questionnaire as it is being filled in: all of it travels with each page.

Nothing is kept on the server before *Send*, so a lost session, a time-out or a second tab loses
nothing: what was answered on other pages comes along as hidden fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from consult.forms.keeping import Keeping
from consult.models.surveys import UNANSWERED, QuestionType
from consult.services.responses import filled, limits, piping, reading, routing, rules, telling
from consult.services.responses.filled import Filled
from consult.services.surveys.frozen import AnyOption, AnyQuestion, AnySection, AnySurvey
from consult.words import gettext as _
from consult.words import marked, told

# What a page sends besides the answers.
CONTROLS = Keeping.fields | {
    *("website", "work", "csrf_token", "key", "step", "changing", "shown", "survey", "action"),
}
FORGED = marked(
    "The page sent something that this survey does not ask for. It was left out. "
    "Check your answers, then go on."
)
ONE_MORE_HERE = marked(
    "Your answer leads to one more question on this page. Answer it, then go on."
)
MORE_HERE = marked("Your answer leads to more questions on this page. Answer them, then go on.")


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
    shown
        The ids of the questions that stood on the page that was sent; None for a page without
        any that an earlier answer leads to.
    """

    survey: AnySurvey
    key: UUID = field(default_factory=uuid4)
    typed: dict[int, list[str]] = field(default_factory=dict)
    step: int = 1
    is_changing: bool = False
    faults: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_forged: bool = False
    shown: frozenset[int] | None = None

    @classmethod
    def read(
        cls, survey: AnySurvey, form: MultiDict[str, str], *, controls: frozenset[str] = CONTROLS
    ) -> Sheet:
        """Return what a page sent; what it cannot have sent is left out and said so."""
        typed: dict[int, list[str]] = {}
        names = set(controls)
        for question in survey.questions:
            values = typed[question.id] = []
            if question.question_type is QuestionType.FILE:
                names |= {f"q{question.id}.upload", f"q{question.id}.remove"}
            for name, start in reading.fields(question):
                names.add(name)
                values += [start + rules.written(value) for value in form.getlist(name)]
        key = _key(form.get("key", ""))
        sheet = cls(survey, key or uuid4(), typed, is_changing=form.get("changing") == "yes")
        if key is None or not form.keys() <= names:
            sheet._call_forged()
        if "shown" in form:
            sheet.shown = frozenset(
                int(each[:12]) for each in form["shown"].split() if each.isdecimal()
            )
        sheet._read_step(form.get("step", "1"))
        return sheet

    def _call_forged(self) -> None:
        self.is_forged = True
        self.notes = [_(FORGED)]

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
        return not any(self.answer(question) for question in self.survey.questions)

    @property
    def sections(self) -> Sequence[AnySection]:
        """Return the pages of the survey."""
        return self.survey.sections

    @property
    def section(self) -> AnySection:
        """Return the section that is asked on this page."""
        return self.survey.sections[self.step - 1]

    @property
    def questions(self) -> list[AnyQuestion]:
        """Return what is asked on this page."""
        return [] if self.is_check else self.asked_in(self.section)

    def asked_in(self, section: AnySection) -> list[AnyQuestion]:
        """Return the questions of a section that earlier answers lead to."""
        return [each for each in self.asked() if each.section_id == section.id]

    def asked(self) -> Sequence[AnyQuestion]:
        """Return all questions that are asked, as far as the answers go."""
        return routing.asked(self.survey, self.typed)

    @property
    def steps(self) -> list[int]:
        """Return the numbers of the sections of which something is asked."""
        here = {question.section_id for question in self.asked()}
        return [n for n, section in enumerate(self.sections, 1) if section.id in here]

    def pages(self) -> Iterator[tuple[int, AnySection, list[AnyQuestion]]]:
        """Yield each section that asks something: its number, itself, and what takes an answer."""
        asked = [each for each in self.asked() if each.question_type not in UNANSWERED]
        for number, section in enumerate(self.sections, 1):
            here = [each for each in asked if each.section_id == section.id]
            if here:
                yield number, section, here

    @property
    def number(self) -> int:
        """Return the place of this page among those that are asked, from 1."""
        return sum(step < self.step for step in self.steps) + 1

    @property
    def takes_files(self) -> bool:
        """Return whether a file can be sent on this page."""
        return any(each.question_type is QuestionType.FILE for each in self.questions)

    @property
    def is_routed(self) -> bool:
        """Return whether earlier answers decide what is asked on this page."""
        here = {question.id for question in self.section.questions}
        return any(each.question_id in here for each in self.survey.conditions)

    @property
    def squares(self) -> list[str]:
        """Return the names of the squares of a map."""
        return rules.squares()

    def most_characters(self, question: AnyQuestion) -> int:
        """Return how many characters the answer to a question may have."""
        return rules.most_characters(question)

    def limit(self, question: AnyQuestion) -> str:
        """Return what is said beforehand of a question's limits, or ""."""
        return limits.said(question)

    def contact_fault(self, question: AnyQuestion) -> str:
        """Return in which part of a contact the fault is, or "" where it has none."""
        if question.id not in self.faults:
            return ""
        return reading.contact_fault(self.typed.get(question.id, ()))

    def text(self, question: AnyQuestion) -> str:
        """Return what was typed in the plain field of a question."""
        return next(iter(reading.plain(question, self.typed.get(question.id, ()))), "")

    def part(self, question: AnyQuestion, name: str | int) -> str:
        """Return what was typed in a part of a question."""
        return reading.part(self.typed.get(question.id, ()), str(name))

    def has_part(self, question: AnyQuestion, name: str, value: int) -> bool:
        """Return whether a part holds a value, such as a box that was ticked."""
        return f"{name}={value}" in self.typed.get(question.id, ())

    def has(self, question: AnyQuestion, option: AnyOption) -> bool:
        """Return whether an option was chosen."""
        return str(option.id) in self.typed.get(question.id, ())

    def answer(self, question: AnyQuestion) -> str:
        """Return the answer as it is read, or "" where there is none."""
        if question.question_type in UNANSWERED:
            return ""
        return telling.as_text(reading.given(question, self.typed.get(question.id, ())))

    def worded(self, text: str) -> str:
        """Return an officer's text with the answers that it repeats."""
        text = told(text)
        if "{q" not in text:
            return text
        asked = {question.id for question in self.asked()}
        return piping.worded(
            text, self.survey, lambda each: self.answer(each) if each.id in asked else ""
        )

    def answers_of(self, typed: dict[int, list[str]]) -> list[tuple[str, str]]:
        """Return questions with the answers that were typed elsewhere, as they are read."""
        other = Sheet(self.survey, typed=typed)
        pairs = ((question.text, other.answer(question)) for question in self.survey.questions)
        return [(question, answer) for question, answer in pairs if answer]

    def carried(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each answer that was given on another page."""
        here = {question.id for question in self.questions}
        for question in self.survey.questions:
            if question.id not in here:
                fields = (
                    reading.field_of(question, each) for each in self.typed.get(question.id, ())
                )
                yield from ((name, value) for name, value in fields if value)

    def go(self, action: str) -> None:
        """Turn to the page that a button leads to; a page with a fault is not left forwards."""
        if action == "back":
            self._turn(forwards=False)
        elif action.startswith("change-"):
            self._read_step(action.removeprefix("change-"))
            self.is_changing = True
        elif not self.is_check:
            self.faults = rules.faults(self._seen(), self.typed)
            if not self.faults and not self._asks_more():
                self._turn(forwards=True)

    def _turn(self, *, forwards: bool) -> None:
        """Go to the next or the last page of which something is asked."""
        check, steps = len(self.survey.sections) + 1, self.steps
        if self.is_changing:
            self.step = check
        elif forwards:
            self.step = min((each for each in steps if each > self.step), default=check)
        else:
            self.step = max((each for each in steps if each < self.step), default=self.step)
        self.is_changing = False

    def _seen(self) -> list[AnyQuestion]:
        """Return what is asked and stood on the page that was sent."""
        return [each for each in self.questions if self.shown is None or each.id in self.shown]

    def _asks_more(self) -> bool:
        """Say so and stay where an answer leads to another question on the same page."""
        more = len(self.questions) - len(self._seen())
        if more:
            self.notes.append(_(MORE_HERE) if more > 1 else _(ONE_MORE_HERE))
        return bool(more)

    def filled(self) -> Filled | None:
        """Return all that is answered, or None and turn to the first page with a fault."""
        form = filled.read(self.survey, self.typed)
        for number, section in enumerate(self.sections, 1):
            here = {q.id: form.faults[q.id] for q in section.questions if q.id in form.faults}
            if here:
                self.step, self.is_changing, self.faults = number, True, here
                return None
        self.faults = {}
        return form


def _key(text: str) -> UUID | None:
    """Return the key that a page sent, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
