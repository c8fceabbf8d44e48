"""Forms of the capture sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from consult.forms.numbers import number_in
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.services.capture import Card, Sheet
from consult.services.statements import EditedMeanwhile


def _number_or_none(value: object) -> int | None:
    return number_in(str(value or ""))


def _uuid_or_none(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class AddCardForm(FlaskForm):  # type: ignore[misc]
    """The text box at the foot of a column."""

    uuid = HiddenField(filters=[_uuid_or_none], validators=[DataRequired()])
    kind = HiddenField(validators=[DataRequired()])
    outcome = HiddenField(filters=[_number_or_none])
    text = TextAreaField("Text")

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "uuid": self.uuid.data,
            "kind": self.kind.data,
            "outcome_id": self.outcome.data,
            "text": self.text.data or "",
        }


class CardForm(Refusable):
    """A card of a capture sheet: its words, its column and its outcome."""

    usual_field = "text"

    version = VersionField()
    text = TextAreaField("What was said", validators=[DataRequired("Type what was said.")])
    kind = RadioField("Column")
    outcome = SelectField("Outcome")

    @classmethod
    def of(cls, sheet: Sheet, card: Card) -> CardForm:
        """Return the form filled with a card of the sheet."""
        form: CardForm = cls(
            data={
                "version": card.version,
                "text": card.text,
                "kind": card.column,
                "outcome": str(card.outcome_id or ""),
            }
        )
        form.kind.choices = [SelectChoice(each.key, each.heading) for each in sheet.columns]
        form.outcome.choices = [
            *(SelectChoice(str(outcome.id), outcome.label) for outcome in sheet.outcomes),
            SelectChoice("", "Anything else"),
        ]
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "seen_version": self.version.data,
            "text": self.text.data or "",
            "kind": self.kind.data,
            "outcome_id": int(self.outcome.data) if self.outcome.data else None,
        }

    def show_both(self, refusal: EditedMeanwhile) -> None:
        """Keep what was typed, show what is stored, and let the next try replace it."""
        self.version.process_data(refusal.version)
        self.text.errors = [
            f"Somebody else changed this card to “{refusal.theirs}”. "
            "Change your text, or save it to replace theirs."
        ]
