"""Forms of the statements stage."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.statements import Statement
from consult.services.refusals import InvalidInput
from consult.services.statement_pages import SplitView
from consult.services.statements import EditedMeanwhile

CHANGED = "Somebody changed it meanwhile. Look at it again, then decide."


class SeenForm(Refusable):
    """What somebody does with a statement as they saw it."""

    version = VersionField()

    def refuse(self, refusal: Exception) -> None:
        """Keep what was typed and say why it was refused; the next try is over what is shown."""
        if isinstance(refusal, EditedMeanwhile):
            self.version.process_data(refusal.version)
            refusal = InvalidInput(CHANGED)
        super().refuse(refusal)


class WithholdForm(SeenForm):
    """Why a statement should not count."""

    usual_field = "reason"

    reason = StringField(
        "Reason",
        description="For example: it names a private person. It is shown to colleagues.",
        validators=[
            DataRequired("Say why this statement should not count."),
            Length(max=300, message="Say it in at most 300 characters."),
        ],
    )


class BringBackForm(FlaskForm):  # type: ignore[misc]
    """The press that makes a statement count again."""

    version = VersionField()


class SplitForm(SeenForm):
    """The points of a statement, a line each."""

    usual_field = "points"

    points = TextAreaField(
        "Points, one a line",
        description="In the speaker’s words. The statement itself is kept as it was said.",
        validators=[
            DataRequired("Write at least two points, one a line."),
            Length(max=40_000, message="Write at most 40,000 characters."),
        ],
    )

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
