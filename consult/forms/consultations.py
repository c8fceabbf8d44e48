"""Forms of the consultations stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Optional

from consult.forms.limits import AtMost
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.consultations import Consultation
from consult.models.strategy import Strategy
from consult.services import disclosure

DATE = "%d %m %Y"
NOT_A_DATE = "That is not a date. Write it like 5 3 2026."


class BritishDateField(DateField):
    """Day, month and year in three boxes; what was typed is shown again when it is no date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Join the three boxes; three empty ones are no date."""
        if not any(part.strip() for part in valuelist):
            self.data = None
            return
        try:
            super().process_formdata([" ".join(part.strip() for part in valuelist)])
        except ValueError:
            raise ValueError(NOT_A_DATE) from None


class ConsultationForm(Refusable):
    """A consultation's own texts, dates and outcomes."""

    usual_field = "title"

    title = StringField("Title", validators=[DataRequired("Enter a title."), AtMost(200)])
    summary = TextAreaField(
        "Summary",
        description="One or two sentences that residents see first.",
        validators=[AtMost(600)],
    )
    purpose = TextAreaField(
        "What we ask and why",
        description="What can change because of the answers, and what cannot.",
        validators=[AtMost(5_000)],
    )
    proposal = TextAreaField(
        "What is proposed",
        description="One sentence, only if people are to be for or against something. Each "
        "statement then also has a position, apart from its themes.",
        validators=[AtMost(1_000)],
    )
    opens_on = BritishDateField("Opens on", format=DATE, validators=[Optional()])
    closes_on = BritishDateField("Closes on", format=DATE, validators=[Optional()])
    strategy_id = SelectField("Strategy", coerce=int, default=0)
    outcomes = SelectMultipleField(
        "Outcomes that it is about", coerce=int, description="All that people may speak to."
    )
    contact = TextAreaField(
        "Who to contact",
        description="A team’s address and telephone number, never a person’s own.",
        validators=[AtMost(600)],
    )
    privacy_notice = TextAreaField(
        "Privacy notice",
        description="What you keep, for how long, and whom people can ask.",
        validators=[AtMost(10_000)],
    )
    fewest_shown = SelectField(
        "Smallest group whose count is shown",
        coerce=int,
        default=disclosure.USUAL,
        choices=[SelectChoice(each, f"{each} people") for each in disclosure.THRESHOLDS],
        description="Smaller ones are hidden, and others with them where totals would give them "
        "away.",
    )
    rounds_counts = BooleanField(
        "Round the counts of groups in reports to the nearest five",
        description="For very small communities, where even a change by one could be noticed.",
    )
    version = VersionField()

    @classmethod
    def for_strategies(
        cls, strategies: Sequence[Strategy], consultation: Consultation | None = None
    ) -> ConsultationForm:
        """Return the form with the strategies and outcomes that there are to choose from."""
        form: ConsultationForm = cls(obj=consultation)
        names = {each.id: f"{each.title}, version {each.version}" for each in strategies}
        form.strategy_id.choices = [
            SelectChoice(0, "None"),
            *(SelectChoice(number, name) for number, name in names.items()),
        ]
        is_alone = len(strategies) == 1
        form.outcomes.choices = [
            SelectChoice(each.id, each.label if is_alone else f"{each.label} ({names[kept.id]})")
            for kept in strategies
            for each in kept.outcomes
        ]
        if not form.is_submitted() and consultation is not None:
            form.strategy_id.data = consultation.strategy_id or 0
            form.outcomes.data = [outcome.id for outcome in consultation.outcomes]
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes as it is."""
        names = ("title", "summary", "purpose", "proposal", "contact", "privacy_notice")
        texts = {name: (getattr(self, name).data or "").strip() for name in names}
        rest = ("opens_on", "closes_on", "fewest_shown", "rounds_counts")
        return {**texts, **{name: getattr(self, name).data for name in rest}}

    def outcome_ids(self) -> list[int]:
        """Return the chosen outcomes."""
        return list(self.outcomes.data or [])
