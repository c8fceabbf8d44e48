"""Forms of the surveys stage: the survey itself, a section, a question."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from consult.forms.limits import AtMost
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.strategy import Outcome
from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.services.refusals import ServiceError
from consult.services.surveys.wording import Wording, fingerprint

TYPES = [
    SelectChoice(QuestionType.TEXT.value, "Free text"),
    SelectChoice(QuestionType.ONE_CHOICE.value, "One choice"),
    SelectChoice(QuestionType.SEVERAL_CHOICES.value, "Several choices"),
    SelectChoice(QuestionType.SCALE.value, "Scale"),
]
KINDS = [
    SelectChoice("", "Nothing to be themed"),
    *(SelectChoice(each.value, each.value.capitalize()) for each in StatementKind),
]


class Refusable(FlaskForm):  # type: ignore[misc]
    """A form that shows a service's refusal at the field that it is about."""

    def refuse(self, refusal: ServiceError) -> None:
        """Show the refusal at its field, or above the form."""
        field = self._fields.get(getattr(refusal, "field", ""))
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]


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

    question_type = RadioField(
        "How is it answered?", choices=TYPES, default=QuestionType.TEXT.value
    )
    text = StringField("Question", validators=[DataRequired("Enter the question."), AtMost(500)])
    hint = StringField("Hint", description="One line under the question.", validators=[AtMost(500)])
    options = TextAreaField(
        "Answers to choose from",
        description=(
            "One a line, for a choice or a scale. "
            "A scale without any goes from “Strongly agree” to “Strongly disagree”."
        ),
        validators=[AtMost(15_000)],
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
            form.question_type.data = question.question_type.value
            form.options.data = "\n".join(option.label for option in question.options)
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
            options=(self.options.data or "").splitlines(),
            outcome=by_id.get(self.outcome_id.data),
            statement_kind=StatementKind(kind) if kind else None,
        )
