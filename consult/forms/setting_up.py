"""Forms of the workshops stage: a workshop's set-up, and its attendance list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
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
from consult.forms.numbers import WholeNumberField, number_in
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.consultations import Consultation
from consult.models.workshops import QuorumRule, Workshop
from consult.services.refusals import InvalidInput
from consult.services.workshops import agenda, columns
from consult.services.workshops.columns import DISCUSSION, OWN, TEMPLATES, Column
from consult.services.workshops.quorum import Quorum
from consult.services.workshops.setting_up import MOST_TABLES, USUAL_RULES, Fields

HOW_MANY = f"Enter a number of tables from 1 to {MOST_TABLES}."
HOW_MUCH = "Enter a whole number, such as 5."
RULES = {
    QuorumRule.NONE: "None",
    QuorumRule.PEOPLE: "A number of people",
    QuorumRule.ORGANISATIONS: "A number of organisations",
    QuorumRule.SHARE_OF_PEOPLE: "Per cent of the people invited",
    QuorumRule.SHARE_OF_ORGANISATIONS: "Per cent of the organisations invited",
}
USUAL_DISCUSSION = columns.written(
    Column("", heading, kind, is_discussion=True) for heading, kind in DISCUSSION
)
# What stands under each set of columns.
TOLD = {each.key: each.told for each in TEMPLATES}
EXAMPLE_AGENDA = (
    "10:00 10 Welcome, and how the day works\n20 What is being done already?\n"
    "20 What gets in the way?\n15 What might help?\n10 What happens next"
)


def _number(value: object) -> int:
    return number_in(str(value or "")) or 0


class SetUpForm(Refusable):
    """What is decided about a workshop beforehand."""

    usual_field = "title"

    title = StringField("Title", validators=[DataRequired("Enter a title."), AtMost(200)])
    held_on = BritishDateField("Date", format=DATE, validators=[Optional()])
    place = StringField("Place", validators=[AtMost(200)])
    outcomes = SelectMultipleField("Outcomes", coerce=int, validate_choice=False)
    template = RadioField(
        "Columns under each outcome",
        choices=[
            *(SelectChoice(each.key, each.name) for each in TEMPLATES),
            SelectChoice(OWN, "My own"),
        ],
        default=TEMPLATES[0].key,
    )
    columns = TextAreaField(
        "My own columns",
        description="A heading a line, and in brackets what each card there is: work, barrier, "
        "solution, aspiration, definition, discussion or comment. "
        "For example: What worries us (barrier).",
        validators=[AtMost(2_000)],
    )
    has_agenda = BooleanField("Use this agenda")
    agenda = TextAreaField(
        "Rounds",
        description="A line each: start, minutes, what is asked. "
        "Without a time, a round follows the one before it.",
        default=EXAMPLE_AGENDA,
        validators=[AtMost(20_000)],
    )
    has_rules = BooleanField("Use these ground rules", default=True)
    ground_rules = TextAreaField(
        "Rules",
        description="One a line. They are printed, and shown on the sheets.",
        default="\n".join(USUAL_RULES),
        validators=[AtMost(5_000)],
    )
    has_discussion = BooleanField("Tables also discuss freely, under these headings")
    discussion = TextAreaField(
        "Headings",
        description="One a line, and in brackets what each note there is.",
        default=USUAL_DISCUSSION,
        validators=[AtMost(2_000)],
    )
    quorum_rule = SelectField(
        "Quorum of the group",
        choices=[SelectChoice(rule.value, words) for rule, words in RULES.items()],
    )
    quorum_size = WholeNumberField(
        "How many, or how many per cent",
        otherwise=HOW_MUCH,
        validators=[Optional(), NumberRange(0, 10_000, HOW_MUCH)],
    )

    def offer_outcomes(self, consultation: Consultation) -> None:
        """Offer the consultation's outcomes, all of them chosen where nothing was."""
        choices = [SelectChoice(each.id, each.label) for each in consultation.outcomes]
        self.outcomes.choices = choices
        if not self.is_submitted() and not self.outcomes.data:
            self.outcomes.data = [each.id for each in consultation.outcomes]

    def fields(self, consultation: Consultation, known: Sequence[Column] = ()) -> Fields:
        """Return what the service takes.

        Raises
        ------
        InvalidInput
            For lines that cannot be read; it says which.
        """
        asked = [each for each in consultation.outcomes if each.id in (self.outcomes.data or [])]
        if consultation.outcomes and not asked:
            raise InvalidInput("Choose at least one outcome.", field="outcomes")
        return {
            "title": self.title.data or "",
            "held_on": self.held_on.data,
            "place": self.place.data or "",
            # All of them is no choice: an outcome that is added later is asked about as well.
            "outcomes": asked if len(asked) < len(consultation.outcomes) else [],
            "columns": [*self._columns(known), *self._discussion(known)],
            "rounds": agenda.read(self.agenda.data or "") if self.has_agenda.data else (),
            "ground_rules": _lines(self.ground_rules.data) if self.has_rules.data else [],
            "quorum": Quorum(QuorumRule(self.quorum_rule.data), self._quorum_size()),
        }

    def _columns(self, known: Sequence[Column]) -> tuple[Column, ...]:
        kit = next((each for each in TEMPLATES if each.key == self.template.data), None)
        lines = columns.written(kit.columns) if kit else self.columns.data or ""
        return columns.read(lines, field="columns", known=known)

    def _discussion(self, known: Sequence[Column]) -> tuple[Column, ...]:
        if not self.has_discussion.data:
            return ()
        lines = self.discussion.data or ""
        return columns.read(lines, field="discussion", is_discussion=True, known=known)

    def _quorum_size(self) -> int:
        is_used = self.quorum_rule.data != QuorumRule.NONE.value
        return (self.quorum_size.data or 0) if is_used else 0


class NewWorkshopForm(SetUpForm):
    """A new workshop with its tables."""

    tables = WholeNumberField(
        "Number of tables",
        otherwise=HOW_MANY,
        default=4,
        validators=[InputRequired(HOW_MANY), NumberRange(1, MOST_TABLES, HOW_MANY)],
    )
    facilitators = TextAreaField(
        "Facilitators",
        description="One a line, in the order of the tables. You can add them later.",
        validators=[AtMost(6_000)],
    )
    copy_of = HiddenField(filters=[_number])
    invite = BooleanField("Invite the same people", default=True)

    @classmethod
    def like(cls, earlier: Workshop | None) -> NewWorkshopForm:
        """Return the form filled with an earlier workshop's set-up, but for its date."""
        if earlier is None:
            return cls()
        held_by = [table.facilitator for table in earlier.tables]
        form: NewWorkshopForm = cls(
            data={
                **set_up_of(earlier),
                "held_on": None,
                "tables": max(1, len(held_by)),
                "facilitators": "\n".join(held_by).rstrip(),
                "copy_of": earlier.id,
                "invite": True,
            }
        )
        return form

    def table_fields(self) -> dict[str, Any]:
        """Return what the service takes about the tables."""
        # An empty line is a table without a facilitator yet, so that the others keep their own.
        named = (self.facilitators.data or "").rstrip().splitlines()
        return {"tables": self.tables.data or 0, "facilitators": named}


class ChangeWorkshopForm(SetUpForm):
    """The set-up of a workshop that there is."""

    version = VersionField()

    @classmethod
    def of(cls, workshop: Workshop) -> ChangeWorkshopForm:
        """Return the form filled with a workshop."""
        form: ChangeWorkshopForm = cls(data={**set_up_of(workshop), "version": workshop.version})
        return form


def set_up_of(workshop: Workshop) -> dict[str, Any]:
    """Return what the fields hold of a workshop that there is."""
    own = columns.of(workshop)
    discussion = [each for each in own if each.is_discussion]
    return {
        "title": workshop.title,
        "held_on": workshop.held_on,
        "place": workshop.place,
        "outcomes": [each.id for each in workshop.outcomes],
        "template": columns.template_of(own),
        "columns": columns.written(each for each in own if not each.is_discussion),
        "has_agenda": bool(workshop.rounds),
        "agenda": agenda.written(agenda.of(workshop)) or EXAMPLE_AGENDA,
        "has_rules": bool(workshop.ground_rules),
        "ground_rules": "\n".join(workshop.ground_rules or USUAL_RULES),
        "has_discussion": bool(discussion),
        "discussion": columns.written(discussion) or USUAL_DISCUSSION,
        "quorum_rule": workshop.quorum_rule.value,
        "quorum_size": workshop.quorum_size or None,
    }


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class PeopleForm(Refusable):
    """A pasted list of people."""

    usual_field = "people"

    people = TextAreaField(
        "Names, one a line",
        description="With the organisation after a comma: Sam Oak, Harbour Trust. "
        "A list pasted from a spreadsheet works as well.",
        validators=[DataRequired("Write at least one name."), AtMost(200_000)],
    )
    are_here = BooleanField("They are here now, without an invitation")
