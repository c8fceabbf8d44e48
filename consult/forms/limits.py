"""How much a field takes, and what is said of more."""

from __future__ import annotations

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import Length, ValidationError


class AtMost(Length):
    """Refuse a text that is too long, by its field's name and by how much there is."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Count the characters as people see them; a browser sends a line's end as two."""
        count = len((field.data or "").replace("\r\n", "\n"))
        if count > self.max:
            raise ValidationError(
                f"“{field.label.text}” has {count:,} characters. "
                f"Shorten it to {self.max:,} or fewer."
            )
