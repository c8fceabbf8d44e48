"""Forms of the partners stage."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from consult.forms.limits import AtMost
from consult.forms.refusable import Refusable
from consult.models.partners import Organisation


class PartnerForm(Refusable):
    """A partner and its short names."""

    usual_field = "short_names"

    name = StringField(
        "Full name", validators=[DataRequired("Enter the partner’s name."), AtMost(200)]
    )
    short_names = StringField(
        "Short names",
        description="As written after a dash, with commas between: for example FRS, Fire.",
        validators=[AtMost(300)],
    )
    description = TextAreaField("What it does", validators=[AtMost(2_000)])

    @classmethod
    def of(cls, partner: Organisation) -> PartnerForm:
        """Return the form filled with a partner."""
        names = ", ".join(short.name for short in partner.short_names)
        form: PartnerForm = cls(
            data={
                "name": partner.name,
                "short_names": names,
                "description": partner.description,
            }
        )
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "name": self.name.data or "",
            "short_names": (self.short_names.data or "").split(","),
            "description": self.description.data or "",
        }


class AbbreviationsForm(Refusable):
    """Abbreviations that are no partner's, a line each."""

    usual_field = "abbreviations"

    abbreviations = TextAreaField(
        "One a line",
        description="The abbreviation, an equals sign, and what it stands for: "
        "OM = Osier Meadows. Partners have their short names in the directory.",
        validators=[AtMost(100_000)],
    )
