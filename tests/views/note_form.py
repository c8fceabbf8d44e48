"""A form with one field of each sort that the macros know."""

from __future__ import annotations

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired


class NoteForm(wtforms.Form):
    """One field of each sort that the macros know."""

    name = wtforms.StringField(
        "Your name", [InputRequired("Enter your name")], description="As it should appear"
    )
    password = wtforms.PasswordField("Password", [InputRequired("Enter your password")])
    text = wtforms.TextAreaField("What gets in the way?", [InputRequired("Say what")])
    outcome = wtforms.SelectField(
        "Outcome",
        choices=[SelectChoice("1.1", "1.1 Buses"), SelectChoice("2.1", "2.1 Homes", optgroup="B")],
    )
    kind = wtforms.RadioField(
        "Kind",
        [InputRequired("Choose a kind")],
        choices=[SelectChoice("work", "Work"), SelectChoice("barrier", "Barrier")],
    )
    areas = wtforms.SelectMultipleField("Areas", choices=[SelectChoice("n", "North")])
    agree = wtforms.BooleanField("I agree", [InputRequired("Confirm that you agree")])
    due = wtforms.DateField("Closes", [InputRequired("Enter a date")], format="%d %m %Y")
    file = wtforms.FileField("Notes", [InputRequired("Choose a file")])
    token = wtforms.HiddenField("Token", [InputRequired("Open the page again")])


def refused() -> NoteForm:
    """Return a form that was sent empty."""
    form = NoteForm(MultiDict({"due": ["", "", ""]}))
    form.validate()
    return form
