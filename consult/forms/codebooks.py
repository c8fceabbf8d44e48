"""Forms of the codebook as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from consult.forms.refusable import Refusable
from consult.models.consultations import Consultation
from consult.services.imports import safe_name


class SentFileForm(Refusable):
    """A form with one file."""

    usual_field = "file"

    file = FileField()
    missing = "Choose the file."

    def sent(self) -> tuple[bytes, str] | None:
        """Return content and name of the file, or None with the form's error set."""
        chosen = self.file.data
        if chosen and chosen.filename:
            return chosen.read(), safe_name(chosen.filename)
        self.file.errors = [*self.file.errors, self.missing]
        return None


class CodebookFileForm(SentFileForm):
    """A codebook's file."""

    file = FileField(
        "Codebook file",
        description="REFI-QDA (.qdc), CSV with the columns tag and description (Taguette), or "
        "our own TOML, up to 4 MB.",
    )
    missing = "Choose the codebook’s file."


class CodingsFileForm(SentFileForm):
    """A file with codings."""

    file = FileField(
        "File with codings",
        description="A REFI-QDA project (.qdpx), a CSV as Consult writes it (a row for each theme, "
        "or 0 and 1 for each), or a zip of ThemeFinder’s files, up to 32 MB.",
    )
    missing = "Choose the file with the codings."


class EarlierForm(FlaskForm):  # type: ignore[misc]
    """Which consultation's codebook to start from."""

    earlier = SelectField("Codebook of", choices=[])

    @classmethod
    def among(cls, consultations: Sequence[Consultation]) -> EarlierForm:
        """Return the form with the consultations that have a codebook."""
        form: EarlierForm = cls()
        form.earlier.choices = [SelectChoice(each.slug, each.title) for each in consultations]
        return form

    def is_sent(self) -> bool:
        """Return whether this form was sent, and not the other of its page."""
        return bool(self.earlier.raw_data)
