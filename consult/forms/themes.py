"""Forms of the themes stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import HiddenInput

from consult.forms.limits import AtMost
from consult.models.themes import Theme
from consult.services.refusals import ServiceError
from consult.services.themes import LONGEST_NAME, LONGEST_TEXT


class ThemeForm(FlaskForm):  # type: ignore[misc]
    """A theme's name, and what people need to tell whether it fits."""

    name = StringField(
        "Name",
        description="A few words, as they will stand in the report.",
        validators=[DataRequired("Enter the theme’s name."), AtMost(LONGEST_NAME)],
    )
    definition = TextAreaField(
        "Definition",
        description="One plain sentence: what people say who mean this.",
        validators=[AtMost(LONGEST_TEXT)],
    )
    include = TextAreaField("When to use it", validators=[AtMost(LONGEST_TEXT)])
    exclude = TextAreaField(
        "When not to use it",
        description="What looks like it but belongs to another theme.",
        validators=[AtMost(LONGEST_TEXT)],
    )
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        names = ("name", "definition", "include", "exclude")
        return {name: getattr(self, name).data or "" for name in names}

    def refuse(self, refusal: ServiceError) -> None:
        """Show a service's refusal at the field that it is about."""
        field = self._fields.get(getattr(refusal, "field", ""))
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which theme another is merged into."""

    into = SelectField("Merge it into", coerce=int, choices=[])
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    @classmethod
    def among(cls, themes: Sequence[Theme], theme: Theme, into: Theme | None) -> MergeForm:
        """Return the form with the themes that it may be merged into."""
        form: MergeForm = cls(data={"into": into.id if into else None, "version": theme.version})
        form.into.choices = [(each.id, each.name) for each in themes if each.id != theme.id]
        return form
