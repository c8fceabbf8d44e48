"""Forms of votes."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from consult.forms.limits import AtMost
from consult.forms.numbers import WholeNumberField
from consult.forms.refusable import Refusable
from consult.models.votes import MOST_DOTS

HOW_MANY = f"Enter a number of dots from 1 to {MOST_DOTS}."


class VoteForm(Refusable):
    """What is asked, and how many dots each person has."""

    usual_field = "title"

    title = StringField(
        "What the room is asked",
        description="As a question: “Which of these matters most here?”",
        validators=[DataRequired("Enter what the room is asked."), AtMost(200)],
    )
    dots = WholeNumberField(
        "Dots for each person",
        otherwise=HOW_MANY,
        description="Three to five is usual. Somebody may give several to one choice.",
        default=3,
        validators=[
            InputRequired(HOW_MANY),
            NumberRange(min=1, max=MOST_DOTS, message=HOW_MANY),
        ],
    )
