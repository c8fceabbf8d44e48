"""Forms of the statements stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput


class WithholdForm(FlaskForm):  # type: ignore[misc]
    """Why a statement should not count."""

    reason = StringField(
        "Reason",
        description="For example: it names a private person. It is shown to colleagues.",
        validators=[
            DataRequired("Say why this statement should not count."),
            Length(max=300, message="Say it in at most 300 characters."),
        ],
    )
    version = IntegerField(widget=HiddenInput())


class BringBackForm(FlaskForm):  # type: ignore[misc]
    """The press that makes a statement count again."""

    version = IntegerField(widget=HiddenInput())
