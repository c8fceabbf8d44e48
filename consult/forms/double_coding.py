"""Forms of double coding: drawing a sample, and saying which themes a statement has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from consult.forms.numbers import WholeNumberField
from consult.forms.refusable import Refusable
from consult.models.accounts import User
from consult.models.themes import Theme

HOW_MANY = "Enter how many statements, in figures."

MACHINE = 0


class DrawForm(Refusable):
    """Who codes, how many statements, and what the sample is spread over."""

    first = SelectField("First coder", coerce=int)
    second = SelectField(
        "Second coder",
        coerce=int,
        description="Another person, or the machine, which codes without knowing what anybody "
        "decided about these statements.",
    )
    size = WholeNumberField(
        "How many statements",
        otherwise=HOW_MANY,
        validators=[InputRequired(HOW_MANY)],
    )
    spread_by = SelectField(
        "Spread over",
        description="Each group is in the sample as it is among all statements.",
    )

    @classmethod
    def among(
        cls, people: Sequence[User], columns: Mapping[str, str], *, me: User, size: int
    ) -> DrawForm:
        """Return the form with the coders and groups that there are to choose from."""
        others = [each for each in people if each.id != me.id]
        second = others[0].id if others else MACHINE
        form: DrawForm = cls(data={"first": me.id, "second": second, "size": size})
        named = [SelectChoice(each.id, each.name) for each in people]
        form.first.choices = named
        form.second.choices = [*named, SelectChoice(MACHINE, "The machine")]
        form.spread_by.choices = [SelectChoice(key, label) for key, label in columns.items()]
        return form


class ThemesForm(Refusable):
    """Which themes a statement has, or that none fits."""

    usual_field = "themes"

    themes = SelectMultipleField("Which themes does it have?", coerce=int)
    other = BooleanField("Other: none of these fits")

    @classmethod
    def of(cls, active: Sequence[Theme], given: Collection[int] | None) -> ThemesForm:
        """Return the form with what was given before ticked; None where nothing was."""
        was: dict[str, Any] = {} if given is None else {"themes": list(given), "other": not given}
        form: ThemesForm = cls(data=was)
        form.themes.choices = [SelectChoice(theme.id, theme.name) for theme in active]
        return form
