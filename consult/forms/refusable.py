"""Forms that show what a service refuses, where a person looks for it."""

from __future__ import annotations

from typing import ClassVar

from flask_wtf import FlaskForm


class Refusable(FlaskForm):  # type: ignore[misc]
    """A form that shows a service's refusal at the field that it is about.

    Attributes
    ----------
    usual_field
        Where a refusal stands that names no field of the form; "" for above the form.
    """

    usual_field: ClassVar[str] = ""

    def refuse(self, refusal: Exception) -> None:
        """Show a refusal at its field."""
        named = getattr(refusal, "field", "")
        field = self._fields.get(named if named in self._fields else self.usual_field)
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]
