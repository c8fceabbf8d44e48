"""Forms of published results: an edition, its withdrawal, its notice, what a reader writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from consult.forms.refusable import Refusable
from consult.models.editions import EditionRemark
from consult.models.papers import PaperVersion
from consult.services.publishing import editions, remarks


class EditionForm(Refusable):
    """What is published, and from when it is to be seen."""

    version_id = RadioField("Which approved report?", coerce=int)
    day = StringField(
        "Nothing is seen before (day)", description="Such as 5 3 2027. Empty publishes at once."
    )
    time = StringField("Time", description="Such as 14:30, by the clock here.")
    what_changed = TextAreaField(
        "What has changed since the last edition", description="Residents read it."
    )
    licence = StringField("Licence of the open data", default=editions.LICENCE)
    licence_url = StringField("Address of the licence", default=editions.LICENCE_URL)

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was written, as the next form sends it again."""
        sent = (each for each in self._fields.items() if each[0] != "csrf_token")
        return {name: "" if field.data is None else field.data for name, field in sent}

    @classmethod
    def of(cls, versions: Sequence[PaperVersion]) -> EditionForm:
        """Return the form with the reports that may be published."""
        form: EditionForm = cls()
        form.version_id.choices = [
            SelectChoice(each.id, f"{each.content['title']}, version {each.number}")
            for each in versions
        ]
        if len(versions) == 1 and not form.is_submitted():
            form.version_id.data = versions[0].id
        return form

    def fields(self) -> editions.Wish:
        """Return what the service takes."""
        return {
            "version_id": self.version_id.data or 0,
            "visible_from": editions.embargo(self.day.data or "", self.time.data or ""),
            "what_changed": self.what_changed.data or "",
            "licence": self.licence.data or "",
            "licence_url": self.licence_url.data or "",
        }


class NoticeForm(Refusable):
    """To whom an edition is told: those who agreed to a sentence."""

    sentence = RadioField("Who is told?")

    @classmethod
    def of(cls, agreed: Sequence[tuple[str, int]]) -> NoticeForm:
        """Return the form with the sentences that people agreed to."""
        form: NoticeForm = cls()
        form.sentence.choices = [
            SelectChoice(sentence, f"{sentence} ({number:,})") for sentence, number in agreed
        ]
        return form


class RemarkForm(Refusable):
    """What a reader writes about the results."""

    text = TextAreaField(
        "What is wrong, or what do you want to say?",
        description="Do not write about your health or other people.",
    )
    email = StringField("Your email address (optional)", description="Only if you want an answer.")
    key = HiddenField(default=lambda: str(uuid4()))

    @property
    def own_key(self) -> UUID:
        """Return the form's own key; a new one where it was tampered with."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return uuid4()


class SettleForm(Refusable):
    """What became of a remark."""

    state = SelectField(
        "What became of it",
        choices=[SelectChoice(state.value, label) for state, label in remarks.STATES.items()],
    )
    note = StringField("Note for the file")

    @classmethod
    def of(cls, remark: EditionRemark) -> SettleForm:
        """Return the form as the remark stands; each has ids of its own on the page."""
        form: SettleForm = cls(
            data={"state": remark.state.value, "note": remark.note}, prefix=f"remark-{remark.id}-"
        )
        return form
