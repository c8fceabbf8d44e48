"""The form that takes a spreadsheet of answers."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from consult.forms.refusable import Refusable
from consult.services.imports import safe_name


class AnswersFileForm(Refusable):
    """A spreadsheet, a row a respondent."""

    usual_field = "file"

    file = FileField(
        "Spreadsheet of answers",
        description="CSV or Excel, a row a respondent, the questions as headings. "
        "The exports of Qualtrics, SmartSurvey, Google and Microsoft Forms and KoboToolbox are "
        "known, and so are our own.",
        validators=[FileRequired("Choose the spreadsheet that holds the answers.")],
    )

    def sent(self) -> tuple[bytes, str]:
        """Return content and name of the file."""
        return self.file.data.read(), safe_name(self.file.data.filename)
