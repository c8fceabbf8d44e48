"""Forms of the accounts stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, EqualTo, Length

from consult.forms.limits import AtMost
from consult.models.accounts import RoleName
from consult.services.accounts import MIN_PASSWORD_LENGTH

ROLE_CHOICES = [
    SelectChoice(RoleName.FACILITATOR.value, "Facilitator: fills capture sheets and imports notes"),
    SelectChoice(RoleName.OFFICER.value, "Officer: also runs consultations, themes and reports"),
    SelectChoice(RoleName.ADMINISTRATOR.value, "Administrator: also accounts and the audit trail"),
]


class AccountForm(FlaskForm):  # type: ignore[misc]
    """A new account."""

    name = StringField(
        "Full name", validators=[DataRequired("Enter the person’s name."), AtMost(100)]
    )
    email = StringField(
        "Email address", validators=[DataRequired("Enter an email address."), AtMost(254)]
    )
    roles = SelectMultipleField(
        "What may they do?",
        choices=ROLE_CHOICES,
        validators=[DataRequired("Choose at least one role.")],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A change of one's own password."""

    current = PasswordField(
        "Current password", validators=[DataRequired("Enter your current password.")]
    )
    new = PasswordField(
        "New password",
        description=f"At least {MIN_PASSWORD_LENGTH} characters. Three words are easy to keep.",
        validators=[
            DataRequired("Enter a new password."),
            Length(
                min=MIN_PASSWORD_LENGTH,
                max=200,
                message=f"Use at least {MIN_PASSWORD_LENGTH} characters.",
            ),
        ],
    )
    again = PasswordField(
        "New password again",
        validators=[EqualTo("new", "The two new passwords are not the same.")],
    )
