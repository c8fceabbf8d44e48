"""Forms of the imports stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from consult.services.imports import safe_name


class NotesForm(FlaskForm):  # type: ignore[misc]
    """A notes file, or text pasted from anywhere."""

    file = FileField(
        "Notes file", description="Word (.docx), Excel (.xlsx), CSV or plain text, up to 32 MB."
    )
    pasted = TextAreaField(
        "Or paste the notes here",
        description="From an email, a document or a spreadsheet.",
        validators=[Length(max=1_000_000, message="That is too long to paste. Save it as a file.")],
    )

    def sent(self) -> tuple[bytes, str] | None:
        """Return content and name of what was sent, or None with the form's error set."""
        chosen = self.file.data
        if chosen and chosen.filename:
            return chosen.read(), safe_name(chosen.filename)
        pasted = self.pasted.data or ""
        if pasted.strip():
            return pasted.encode(), "Pasted notes.txt"
        self.file.errors = [*self.file.errors, "Choose a file, or paste the notes below."]
        return None


class StrategyFileForm(FlaskForm):  # type: ignore[misc]
    """A strategy's file."""

    title = StringField("Title", description="Such as “Our strategy 2026 to 2030”.")
    file = FileField(
        "Strategy file",
        description="Word or a spreadsheet with its aims, outcomes and actions, up to 32 MB.",
    )

    def sent(self) -> tuple[bytes, str] | None:
        """Return content and name of the file, or None with the form's errors set."""
        chosen = self.file.data
        if chosen and chosen.filename:
            return chosen.read(), safe_name(chosen.filename)
        self.file.errors = [*self.file.errors, "Choose the strategy’s file."]
        return None
