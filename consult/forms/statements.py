"""Forms of the statements stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from consult.models.statements import Statement
from consult.services.refusals import ServiceError
from consult.services.statement_pages import SplitView


class WithholdForm(FlaskForm):  # type: ignore[misc]
    """Why a statement should not count."""

    reason = StringField(
        "Reason",
        description="For example: it names a private person. It is shown to colleagues.",
        validators=[
            DataRequired("Say why this statement should not count."),
            Length(max=300, message="Say it in at most 300 characters."),
        ],
    )
    version = IntegerField(widget=HiddenInput())


class BringBackForm(FlaskForm):  # type: ignore[misc]
    """The press that makes a statement count again."""

    version = IntegerField(widget=HiddenInput())


class SplitForm(FlaskForm):  # type: ignore[misc]
    """The points of a statement, a line each."""

    points = TextAreaField(
        "Points, one a line",
        description="In the speaker’s words. The statement itself is kept as it was said.",
        validators=[
            DataRequired("Write at least two points, one a line."),
            Length(max=40_000, message="Write at most 40,000 characters."),
        ],
    )
    version = IntegerField(widget=HiddenInput())

    @classmethod
    def of(cls, statement: Statement, split: SplitView) -> SplitForm:
        """Return the form filled with the points that a statement seems to make."""
        offered = split.suggestion.points if split.suggestion else (statement.text,)
        # A point has its own line, so that line breaks inside one become spaces here.
        lines = "\n".join(" ".join(point.split()) for point in offered)
        form: SplitForm = cls(formdata=None, points=lines, version=statement.version)
        return form

    def lines(self) -> list[str]:
        """Return the points."""
        return [line for line in (self.points.data or "").splitlines() if line.strip()]

    def refuse(self, refusal: ServiceError) -> None:
        """Show a service's refusal at the points."""
        self.points.errors = [*self.points.errors, str(refusal)]
