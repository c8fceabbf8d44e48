"""Forms of the workshops stage."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from consult.forms.consultations import DATE, BritishDateField
from consult.forms.limits import AtMost
from consult.models.kinds import StatementKind
from consult.services.capture import Card, Sheet
from consult.services.refusals import ServiceError
from consult.services.statements import EditedMeanwhile
from consult.services.workshops import DEFAULT_KINDS, HEADINGS, MOST_TABLES

COLUMNS = [SelectChoice(kind.value, heading) for kind, heading in HEADINGS.items()]
HOW_MANY = f"Enter a number of tables from 1 to {MOST_TABLES}."


def _number_or_none(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _uuid_or_none(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class WorkshopForm(FlaskForm):  # type: ignore[misc]
    """A new workshop."""

    title = StringField("Title", validators=[DataRequired("Enter a title."), AtMost(200)])
    held_on = BritishDateField("Date", format=DATE, validators=[Optional()])
    place = StringField("Place", validators=[AtMost(200)])
    tables = IntegerField(
        "Number of tables",
        description="Each gets a capture sheet and a join code. You can add more later.",
        default=4,
        validators=[InputRequired(HOW_MANY), NumberRange(1, MOST_TABLES, HOW_MANY)],
    )
    kinds = SelectMultipleField(
        "Columns of the capture sheet",
        description="What people are asked for under each outcome.",
        choices=COLUMNS,
        default=[kind.value for kind in DEFAULT_KINDS],
        validators=[DataRequired("Choose at least one column.")],
    )

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "title": self.title.data or "",
            "held_on": self.held_on.data,
            "place": self.place.data or "",
            "tables": self.tables.data or 0,
            "kinds": [StatementKind(value) for value in self.kinds.data or []],
        }

    def refuse(self, refusal: ServiceError) -> None:
        """Show a service's refusal at the field that it is about."""
        field = self._fields.get(getattr(refusal, "field", "") or "title")
        field.errors = [*field.errors, str(refusal)]


class AddCardForm(FlaskForm):  # type: ignore[misc]
    """The text box at the foot of a column."""

    uuid = HiddenField(filters=[_uuid_or_none], validators=[DataRequired()])
    kind = SelectField(choices=COLUMNS)
    outcome = HiddenField(filters=[_number_or_none])
    text = TextAreaField("Text")

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "uuid": self.uuid.data,
            "kind": StatementKind(self.kind.data),
            "outcome_id": self.outcome.data,
            "text": self.text.data or "",
        }


class CardForm(FlaskForm):  # type: ignore[misc]
    """A card of a capture sheet: its words, its column and its outcome."""

    version = HiddenField(filters=[_number_or_none])
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
                "kind": card.kind.value,
                "outcome": str(card.outcome_id or ""),
            }
        )
        form.kind.choices = [SelectChoice(kind.value, HEADINGS[kind]) for kind in sheet.kinds]
        form.outcome.choices = [
            *(SelectChoice(str(outcome.id), outcome.label) for outcome in sheet.outcomes),
            SelectChoice("", "Anything else"),
        ]
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "seen_version": self.version.data or 0,
            "text": self.text.data or "",
            "kind": StatementKind(self.kind.data),
            "outcome_id": int(self.outcome.data) if self.outcome.data else None,
        }

    def refuse(self, refusal: ServiceError) -> None:
        """Show a service's refusal at the field that it is about."""
        field = self._fields.get(getattr(refusal, "field", "") or "text", self.text)
        field.errors = [*field.errors, str(refusal)]

    def show_both(self, refusal: EditedMeanwhile) -> None:
        """Keep what was typed, show what is stored, and let the next try replace it."""
        self.version.process_data(refusal.version)
        self.text.errors = [
            f"Somebody else changed this card to “{refusal.theirs}”. "
            "Change your text, or save it to replace theirs."
        ]
