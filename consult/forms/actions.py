"""Forms of the actions stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional

from consult.forms.consultations import DATE, BritishDateField
from consult.forms.limits import AtMost
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.actions import ActionStatus, AgreedAction, Decision, Verdict
from consult.models.partners import Organisation
from consult.models.themes import Theme
from consult.services.actions.telling import STATUSES as STATUSES
from consult.services.actions.telling import VERDICTS as VERDICTS


class _ChangeForm(Refusable):
    usual_field = "text"
    version = VersionField()


class DecisionForm(_ChangeForm):
    """What was decided about which themes, and why."""

    themes = SelectMultipleField(
        "Themes",
        coerce=int,
        description="The themes that this decision answers.",
        validators=[InputRequired("Choose at least one theme that it answers.")],
    )
    said = TextAreaField(
        "You said, in a sentence or two",
        description="As fair to those who said it as you can be. The counts stand beside it.",
        validators=[AtMost(1_000)],
    )
    verdict = RadioField(
        "What was decided",
        choices=[SelectChoice(each.value, label) for each, label in VERDICTS.items()],
        validate_choice=False,
        validators=[AnyOf([each.value for each in Verdict], "Choose what was decided.")],
    )
    text = TextAreaField(
        "In words that residents read",
        description="What will change for them, or what will be found out, or what stays.",
        validators=[DataRequired("Write what was decided."), AtMost(1_000)],
    )
    reason = TextAreaField(
        "Why",
        description="Needed unless it will be done: what speaks against it, or what is missing.",
        validators=[AtMost(1_000)],
    )
    decided_by = StringField(
        "Who decided",
        description="The body, for instance the cabinet or the partnership board.",
        validators=[AtMost(200)],
    )
    decided_on = BritishDateField("Decided on", format=DATE, validators=[Optional()])

    @classmethod
    def about(cls, themes: Sequence[Theme], decision: Decision | None = None) -> DecisionForm:
        """Return the form with the themes that there are, filled where there is a decision."""
        form: DecisionForm = cls(obj=decision)
        form.themes.choices = [SelectChoice(theme.id, theme.name) for theme in themes]
        if decision is not None and not form.is_submitted():
            form.themes.data = [theme.id for theme in decision.themes]
            form.verdict.data = decision.verdict.value
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "verdict": Verdict(self.verdict.data),
            "said": self.said.data or "",
            "text": self.text.data or "",
            "reason": self.reason.data or "",
            "theme_ids": list(self.themes.data or []),
            "decided_by": self.decided_by.data or "",
            "decided_on": self.decided_on.data,
        }


class ActionForm(_ChangeForm):
    """What will be done, by whom, and by when."""

    text = TextAreaField(
        "What will be done", validators=[DataRequired("Write what will be done."), AtMost(1_000)]
    )
    owner = StringField(
        "Who does it",
        description="A post or a team, never a person’s name: residents see it.",
        validators=[DataRequired("Write which post or team does it."), AtMost(200)],
    )
    organisation_id = SelectField("Partner", coerce=int, default=0)
    due_on = BritishDateField("Due on", format=DATE, validators=[Optional()])

    @classmethod
    def of(
        cls, organisations: Sequence[Organisation], action: AgreedAction | None = None
    ) -> ActionForm:
        """Return the form with the partners that there are, filled where there is an action."""
        form: ActionForm = cls(obj=action)
        form.organisation_id.choices = [
            SelectChoice(0, "None"),
            *(SelectChoice(each.id, each.name) for each in organisations),
        ]
        if action is not None and not form.is_submitted():
            form.fill(action)
        return form

    def fill(self, action: AgreedAction) -> None:
        """Fill what the action's own fields cannot."""
        self.organisation_id.data = action.organisation_id or 0

    def fields(self) -> dict[str, Any]:
        """Return what the service takes, but for the partner."""
        return {
            "text": self.text.data or "",
            "owner": self.owner.data or "",
            "due_on": self.due_on.data,
        }


class ProgressForm(ActionForm):
    """How far an action has come."""

    status = RadioField(
        "Where it stands",
        choices=[SelectChoice(each.value, label) for each, label in STATUSES.items()],
        validate_choice=False,
        validators=[AnyOf([each.value for each in ActionStatus], "Choose where it stands.")],
    )
    note = TextAreaField(
        "What has happened",
        description="Residents see it with today’s date.",
        validators=[AtMost(1_000)],
    )

    def fill(self, action: AgreedAction) -> None:
        """Fill what the action's own fields cannot."""
        super().fill(action)
        self.status.data = action.status.value

    def fields(self) -> dict[str, Any]:
        """Return what the service takes, but for the partner."""
        return {
            **super().fields(),
            "status": ActionStatus(self.status.data),
            "note": self.note.data or "",
        }
