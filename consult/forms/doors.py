"""Forms of the ways in: dates and guards, links that work once, wards."""

from __future__ import annotations

from datetime import date

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired

from consult.forms.consultations import DATE, BritishDateField
from consult.forms.limits import AtMost
from consult.forms.numbers import WholeNumberField
from consult.forms.refusable import Refusable
from consult.services.imports import safe_name

HOW_MANY = "Enter a number from 1 to 5,000."


class DoorForm(Refusable):
    """How the survey opens, closes and is guarded."""

    follows_dates = BooleanField("Open and close by the dates in the settings, without anybody")
    is_by_invitation = BooleanField("Only those with a link that works once may answer online")
    asks_for_work = BooleanField(
        "While a flood of answers comes: let each browser work for a second before it sends"
    )


class InvitationsForm(Refusable):
    """A batch of links."""

    name = StringField(
        "Whom are they for?",
        description="Such as “Tenants’ panel”. It is never joined to an answer.",
        validators=[DataRequired("Enter whom they are for."), AtMost(200)],
    )
    count = WholeNumberField(
        "How many links?", otherwise=HOW_MANY, validators=[InputRequired(HOW_MANY)]
    )
    until = BritishDateField(
        "The last day on which they work",
        format=DATE,
        validators=[InputRequired("Enter a last day.")],
    )


class SentListForm(Refusable):
    """The list of those to whom links were sent."""

    file = FileField(
        "Your list, with the links",
        description="CSV or Excel, up to 5,000 rows. Any columns of yours stay as they are.",
        validators=[FileRequired("Choose the file that holds the links.")],
    )

    @classmethod
    def of(cls) -> SentListForm:
        """Return the form, with ids of its own on its page."""
        form: SentListForm = cls(prefix="list-")
        return form

    def sent(self) -> tuple[bytes, str]:
        """Return content and name of the file."""
        return self.file.data.read(), safe_name(self.file.data.filename)


class RemindedForm(Refusable):
    """On which day people were reminded."""

    on = BritishDateField(
        "On which day?",
        format=DATE,
        validators=[InputRequired("Enter the day on which you wrote.")],
    )

    @classmethod
    def of(cls, on: date | None = None) -> RemindedForm:
        """Return the form, with ids of its own on its page."""
        form: RemindedForm = cls(prefix="reminded-", data={"on": on})
        return form


class AreaForm(Refusable):
    """Which wards a consultation is about."""

    area_set_id = RadioField("Which wards is it about?", coerce=int, default=0)
    question_id = RadioField(
        "Which question tells the ward?",
        coerce=int,
        default=0,
        description="One that offers the wards, or asks for a postcode.",
    )
    keeps_postcodes = BooleanField("Keep whole postcodes: a few homes each, so seldom right")


class LoadAreaForm(Refusable):
    """The wards of a place, from files."""

    name = StringField(
        "Name of the place",
        description="Such as “Hallowick, wards of 2025”.",
        validators=[DataRequired("Enter the name of the place."), AtMost(200)],
    )
    attribution = TextAreaField(
        "Whom to thank",
        description="The source and licence, as its terms ask. It stands under each map.",
        validators=[AtMost(1_000)],
    )
    wards = FileField("Outlines of the wards", description="GeoJSON in degrees, up to 5 MB.")
    postcodes = FileField(
        "Postcodes in the wards",
        description="CSV with the columns “postcode” and “ward”. Optional.",
    )


class SharesForm(Refusable):
    """How many people of which kind live in a place."""

    shares = FileField(
        "Population",
        description="CSV with the columns “characteristic”, “group” and “people”, such as "
        "“Age, 25 to 44, 31200”. Groups are matched with the answers of the same words.",
    )


def choice(value: int, label: str) -> SelectChoice:
    """Return one choice of a list."""
    return SelectChoice(value, label)


class StandingForm(Refusable):
    """Why a response counts apart, or for whom it speaks: two forms of one page."""

    reason = StringField("Why it should count apart, with a campaign")
    organisation = StringField("The organisation that it speaks for; empty for a person")
