"""Forms of votes."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from consult.forms.limits import AtMost
from consult.models.votes import MOST_DOTS
from consult.services.refusals import ServiceError

HOW_MANY = f"Enter a number of dots from 1 to {MOST_DOTS}."


class VoteForm(FlaskForm):  # type: ignore[misc]
    """What is asked, and how many dots each person has."""

    title = StringField(
        "What the room is asked",
        description="As a question: “Which of these matters most here?”",
        validators=[DataRequired("Enter what the room is asked."), AtMost(200)],
    )
    dots = IntegerField(
        "Dots for each person",
        description="Three to five is usual. Somebody may give several to one choice.",
        default=3,
        validators=[
            InputRequired(HOW_MANY),
            NumberRange(min=1, max=MOST_DOTS, message=HOW_MANY),
        ],
    )

    def refuse(self, refusal: ServiceError) -> None:
        """Show a service's refusal at the field that it is about."""
        field = self._fields.get(getattr(refusal, "field", "") or "title")
        field.errors = [*field.errors, str(refusal)]
