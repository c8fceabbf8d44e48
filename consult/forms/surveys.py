"""Forms of the surveys stage: the survey itself, a section, a question."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Optional

from consult.forms.limits import AtMost
from consult.forms.numbers import AnyNumberField
from consult.forms.refusable import Refusable
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome
from consult.models.surveys import (
    CHOICES,
    Comparison,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services.surveys.wording import SCALES, Wording, fingerprint
from consult.services.surveys.wording import of as wording_of

A_NUMBER = "Enter a number, such as 5 or 2.5."

TYPE_NAMES = {
    QuestionType.TEXT: "Free text",
    QuestionType.SHORT_TEXT: "A few words on a line",
    QuestionType.ONE_CHOICE: "One choice",
    QuestionType.SEVERAL_CHOICES: "Several choices",
    QuestionType.SCALE: "Scale",
    QuestionType.MATRIX: "Matrix: one scale for several things",
    QuestionType.RANKING: "Ranking",
    QuestionType.NUMBER: "Number",
    QuestionType.DATE: "Date",
    QuestionType.POSTCODE: "Postcode or ward",
    QuestionType.PLACE: "Place on a map",
    QuestionType.FILE: "File: a picture or a document",
    QuestionType.CONTACT: "Contact details and consent",
    QuestionType.INFORMATION: "Information only: nothing is asked",
}
TYPES = [SelectChoice(kind.value, name) for kind, name in TYPE_NAMES.items()]
KINDS = [
    SelectChoice("", "Nothing to be themed"),
    *(SelectChoice(each.value, each.value.capitalize()) for each in StatementKind),
]
COMPARISONS = [
    SelectChoice(Comparison.ANY_OF.value, "is one of the answers that I tick"),
    SelectChoice(Comparison.NONE_OF.value, "is none of the answers that I tick"),
    SelectChoice(Comparison.ANSWERED.value, "was answered"),
    SelectChoice(Comparison.NOT_ANSWERED.value, "was not answered"),
    SelectChoice(Comparison.AT_LEAST.value, "is at least the number"),
    SelectChoice(Comparison.AT_MOST.value, "is at most the number"),
]


class NewSurveyForm(Refusable):
    """Which outcomes a new survey asks about."""

    outcomes = SelectMultipleField(
        "Which outcomes should it ask about?",
        coerce=int,
        description="Each becomes a section that asks what is being done and what gets in the way.",
    )

    @classmethod
    def of(cls, consultation: Consultation) -> NewSurveyForm:
        """Return the form with the consultation's outcomes, all of them chosen."""
        form: NewSurveyForm = cls()
        form.outcomes.choices = [
            SelectChoice(each.id, each.label) for each in consultation.outcomes
        ]
        if not form.is_submitted():
            form.outcomes.data = [each.id for each in consultation.outcomes]
        return form

    def chosen(self, consultation: Consultation) -> list[Outcome]:
        """Return the chosen outcomes in their order."""
        return [each for each in consultation.outcomes if each.id in (self.outcomes.data or [])]


class TitledForm(Refusable):
    """What has a title and an introduction."""

    def words(self) -> dict[str, str]:
        """Return both, as the service takes them."""
        return {"title": self.title.data or "", "introduction": self.introduction.data or ""}


class SurveyForm(TitledForm):
    """The survey's own words."""

    title = StringField("Title", validators=[DataRequired("Enter a title."), AtMost(200)])
    introduction = TextAreaField(
        "Introduction",
        description="What people should know before they begin. It stands on the first page.",
        validators=[AtMost(2_000)],
    )


class SectionForm(TitledForm):
    """A page of the survey."""

    title = StringField("Title", validators=[DataRequired("Enter a title."), AtMost(200)])
    introduction = TextAreaField(
        "Introduction",
        description="A sentence or two under the title, where one is needed.",
        validators=[AtMost(2_000)],
    )
    seen = HiddenField()

    @classmethod
    def of(cls, section: Section) -> SectionForm:
        """Return the form with what the section says now."""
        return cls(obj=section, seen=fingerprint(section))


class QuestionForm(Refusable):
    """One question."""

    question_type = SelectField(
        "How is it answered?", choices=TYPES, default=QuestionType.TEXT.value
    )
    text = StringField("Question", validators=[DataRequired("Enter the question."), AtMost(500)])
    hint = StringField("Hint", description="One line under the question.", validators=[AtMost(500)])
    options = TextAreaField(
        "Answers to choose from",
        description=(
            "One a line; paste a list if you have one. A scale or matrix without any goes from "
            "“Strongly agree” to “Strongly disagree”. For a map: “Town hall @ 50, 40”, in "
            "hundredths from the left and from the top."
        ),
        validators=[AtMost(15_000)],
    )
    ready_scale = SelectField(
        "Or a ready scale",
        choices=[
            SelectChoice("", "None: the answers above"),
            *(
                SelectChoice(name, f"{name}: {labels[0]} … {labels[-1]}")
                for name, labels in SCALES.items()
            ),
        ],
    )
    rows = TextAreaField(
        "Rows of the matrix",
        description="One a line. On a phone each is a question of its own.",
        validators=[AtMost(9_000)],
    )
    other = StringField(
        "An answer with a box for words",
        description="Such as “Other”. Empty for none.",
        validators=[AtMost(100)],
    )
    exclusive = StringField(
        "An answer that excludes the others",
        description="Of several choices, such as “None of these”. Empty for none.",
        validators=[AtMost(100)],
    )
    least = AnyNumberField(
        "Least",
        otherwise=A_NUMBER,
        validators=[Optional()],
        description="The smallest number, or the fewest choices.",
    )
    most = AnyNumberField(
        "Most",
        otherwise=A_NUMBER,
        validators=[Optional()],
        description="The largest number, the most choices, or the characters of a text.",
    )
    unit = StringField(
        "Unit of the number", description="Such as “miles”.", validators=[AtMost(40)]
    )
    is_required = BooleanField("Everybody must answer it")
    outcome_id = SelectField("Outcome that it is about", coerce=int, default=0)
    statement_kind = SelectField(
        "What free-text answers are",
        choices=KINDS,
        description="Each answer becomes a statement of this kind, to be coded with the rest.",
    )
    seen = HiddenField()

    @classmethod
    def of(cls, survey: Survey, question: Question | None = None) -> QuestionForm:
        """Return the form for a new question, or with what the question says now."""
        form: QuestionForm = cls(
            obj=question, seen=fingerprint(question) if question is not None else ""
        )
        outcomes: Sequence[Outcome] = survey.consultation.outcomes
        form.outcome_id.choices = [
            SelectChoice(0, "None"),
            *(SelectChoice(each.id, each.label) for each in outcomes),
        ]
        if question is not None and not form.is_submitted():
            said = wording_of(question)
            form.question_type.data = question.question_type.value
            form.options.data = "\n".join(said.options)
            form.rows.data = "\n".join(said.rows)
            form.other.data, form.exclusive.data = said.other, said.exclusive
            form.is_required.data = said.is_required
            form.outcome_id.data = question.outcome_id or 0
            form.statement_kind.data = (
                question.statement_kind.value if question.statement_kind else ""
            )
        return form

    def wording(self, survey: Survey) -> Wording:
        """Return what was decided, as the service takes it."""
        by_id = {each.id: each for each in survey.consultation.outcomes}
        kind = self.statement_kind.data
        return Wording(
            question_type=QuestionType(self.question_type.data),
            text=self.text.data or "",
            hint=self.hint.data or "",
            is_required=bool(self.is_required.data),
            options=SCALES.get(self.ready_scale.data or "")
            or (self.options.data or "").splitlines(),
            outcome=by_id.get(self.outcome_id.data),
            statement_kind=StatementKind(kind) if kind else None,
            other=self.other.data or "",
            exclusive=self.exclusive.data or "",
            rows=(self.rows.data or "").splitlines(),
            least=self.least.data,
            most=self.most.data,
            unit=self.unit.data or "",
        )


class PasteForm(Refusable):
    """A whole list of questions."""

    text = TextAreaField(
        "Questions",
        description=(
            "A question a line. Under it its answers, each with a dash. A line with # begins a "
            "section. “(choose all that apply)” and “(required)” are understood."
        ),
        validators=[DataRequired("Paste at least one question."), AtMost(60_000)],
    )


class VersionForm(Refusable):
    """Why a new version is made."""

    what_changed = TextAreaField(
        "What do you change, and why?",
        description="It stands with the results, for everybody who reads them.",
        validators=[DataRequired("Say in a sentence what you change and why."), AtMost(1_000)],
    )


class ConditionForm(Refusable):
    """When a section or a question is asked."""

    source = SelectField("Ask this only if the answer to", coerce=int)
    comparison = SelectField("", choices=COMPARISONS)
    options = SelectMultipleField("Answers", coerce=int)
    value = AnyNumberField("Number", otherwise=A_NUMBER, validators=[Optional()])

    @classmethod
    def of(cls, sources: Sequence[Question]) -> ConditionForm:
        """Return the form with the questions that come before."""
        form: ConditionForm = cls()
        form.source.choices = [
            SelectChoice(each.id, f"{each.code}. {shorten(each.text, 90, placeholder='…')}")
            for each in sources
        ]
        form.options.choices = [
            SelectChoice(option.id, f"{each.code}: {option.label}")
            for each in sources
            for option in each.options
            if each.question_type in CHOICES
        ]
        return form
