"""Forms of the imports stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from consult.services.imports import safe_name
from consult.services.refusals import ServiceError

MOST_FILES = 20
TYPED_STRATEGY = "Typed strategy.txt"


class NotesForm(FlaskForm):  # type: ignore[misc]
    """Notes files, or text pasted from anywhere, with its markup where the browser gives it."""

    file = MultipleFileField(
        "Notes files",
        description="Word, Excel, PDF, OpenDocument, CSV, plain text, email, or a photo of a "
        "printed sheet; several at once, up to 25 MB each and 32 MB together.",
    )
    pasted = TextAreaField(
        "Or paste the notes here",
        description="From an email, a document or a spreadsheet.",
        validators=[Length(max=1_000_000, message="That is too long to paste. Save it as a file.")],
    )
    markup = HiddenField(
        validators=[Length(max=3_000_000, message="That is too long to paste. Save it as a file.")]
    )

    def has_file(self) -> bool:
        """Return whether a file was chosen."""
        return any(chosen.filename for chosen in self.file.data or [])

    def sent(self) -> list[tuple[bytes, str]]:
        """Return content and name of all that was sent; nothing, with the form's error set."""
        chosen = [each for each in self.file.data or [] if each.filename]
        if len(chosen) > MOST_FILES:
            self.file.errors = [*self.file.errors, f"Choose at most {MOST_FILES} files at once."]
            return []
        if chosen:
            return [(each.read(), safe_name(each.filename)) for each in chosen]
        pasted = self.pasted.data or ""
        if pasted.strip():
            markup = self.markup.data or ""
            if markup.strip():
                return [(markup.encode(), "Pasted notes.html")]
            return [(pasted.encode(), "Pasted notes.txt")]
        self.file.errors = [*self.file.errors, "Choose a file, or paste the notes below."]
        return []


class StrategyForm(FlaskForm):  # type: ignore[misc]
    """A strategy's file, or the strategy as somebody types it."""

    title = StringField("Title", description="Such as “Our strategy 2026 to 2030”.")
    file = FileField(
        "Strategy file",
        description="Word or a spreadsheet with its aims, outcomes and actions, up to 25 MB.",
    )
    typed = TextAreaField(
        "Or type the strategy here",
        description="A line each, with the number of each outcome. Actions can be left out.",
        validators=[Length(max=200_000, message="That is too long to type. Save it as a file.")],
    )

    def sent(self) -> tuple[bytes, str] | None:
        """Return content and name of what was sent, or None with the form's errors set."""
        chosen = self.file.data
        if chosen and chosen.filename:
            return chosen.read(), safe_name(chosen.filename)
        typed = self.typed.data or ""
        if typed.strip():
            return typed.encode(), TYPED_STRATEGY
        self.file.errors = [*self.file.errors, "Choose the strategy’s file, or type it below."]
        return None

    def refuse(self, refusal: ServiceError) -> None:
        """Show why it cannot be read, at the field that it came from."""
        chosen = self.file.data
        field = self.file if chosen and chosen.filename else self.typed
        field.errors = [*field.errors, str(refusal)]
