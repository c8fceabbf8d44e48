"""Forms of the themes stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Optional

from consult.exchange import COLOURS, MARKS
from consult.forms.limits import AtMost
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.themes import Theme
from consult.services.themes import LONGEST_NAME, LONGEST_TEXT


class ThemeForm(Refusable):
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
    examples = TextAreaField(
        "Examples",
        description="What people say who mean it, one on each line. The machine learns from them.",
        validators=[AtMost(LONGEST_TEXT)],
    )
    colour = SelectField(
        "Colour",
        choices=[SelectChoice(each, each.capitalize()) for each in COLOURS],
        validators=[Optional()],
    )
    mark = SelectField(
        "Mark",
        description="Colour and mark tell the theme apart in charts and lists.",
        choices=[SelectChoice(each, f"{sign} {each}") for each, sign in MARKS.items()],
        validators=[Optional()],
    )
    version = VersionField()

    @classmethod
    def of(cls, theme: Theme) -> ThemeForm:
        """Return the form with what a theme says now."""
        form: ThemeForm = cls(obj=theme)
        if not form.is_submitted():
            form.examples.data = "\n".join(theme.examples)
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        names = ("name", "definition", "include", "exclude", "examples", "colour", "mark")
        return {name: getattr(self, name).data or "" for name in names}


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which theme another is merged into."""

    into = SelectField("Merge it into", coerce=int, choices=[])
    version = VersionField()

    @classmethod
    def among(cls, themes: Sequence[Theme], theme: Theme, into: Theme | None) -> MergeForm:
        """Return the form with the themes that it may be merged into."""
        form: MergeForm = cls(data={"into": into.id if into else None, "version": theme.version})
        form.into.choices = [(each.id, each.name) for each in themes if each.id != theme.id]
        return form


class SeenForm(FlaskForm):  # type: ignore[misc]
    """A yes to what was shown of a theme, as it was at a version."""

    version = VersionField()


class MoveForm(SeenForm):
    """Which theme another is put under."""

    parent = SelectField("Put it under", coerce=int, choices=[], validators=[Optional()])

    @classmethod
    def among(cls, themes: Sequence[Theme], theme: Theme, parent: Theme | None) -> MoveForm:
        """Return the form with the themes that it may stand under, and with none."""
        form: MoveForm = cls(data={"parent": parent.id if parent else 0, "version": theme.version})
        fit = [each for each in themes if each.parent_id is None and each.id != theme.id]
        form.parent.choices = [SelectChoice(0, "Nothing: it stands by itself")]
        form.parent.choices += [SelectChoice(each.id, each.name) for each in fit]
        return form


class PartForm(Form):
    """One part of a split: whether to make it a theme, and its name."""

    take = BooleanField("Make this a theme", default=True)
    name = StringField("Name", validators=[AtMost(LONGEST_NAME)])


class SplitForm(SeenForm):
    """The parts that a theme is split into, and whether it stays above them."""

    parts = FieldList(FormField(PartForm))
    place = RadioField(
        "Where the parts go",
        choices=[
            SelectChoice("under", "Under it, as sub-themes"),
            SelectChoice("instead", "In its place"),
        ],
        default="under",
    )

    @classmethod
    def of(cls, theme: Theme, names: Sequence[str]) -> SplitForm:
        """Return the form with the machine's names, or with what was typed over them."""
        place = "under" if theme.parent_id is None else "instead"
        form: SplitForm = cls(
            data={
                "parts": [{"take": True, "name": name} for name in names],
                "place": place,
                "version": theme.version,
            }
        )
        # A form that was sent before the machine looked again may know of fewer parts.
        for name in names[len(form.parts) :]:
            form.parts.append_entry({"take": False, "name": name})
        return form

    def chosen(self) -> list[tuple[int, str]]:
        """Return the number and the name of each part that is to be a theme."""
        return [
            (number, part.form.name.data or "")
            for number, part in enumerate(self.parts)
            if part.form.take.data
        ]

    @property
    def keeps_theme(self) -> bool:
        """Return whether the theme stays above its parts."""
        return bool(self.place.data != "instead")
