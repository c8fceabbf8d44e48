"""Forms that show what a service refuses, where a person looks for it."""

from __future__ import annotations

from typing import ClassVar, Protocol

from flask_wtf import FlaskForm

from consult.services.refusals import Conflict


class Versioned(Protocol):
    """A record that counts its changes."""

    version: int


class Refusable(FlaskForm):  # type: ignore[misc]
    """A form that shows a service's refusal at the field that it is about.

    Attributes
    ----------
    usual_field
        Where a refusal stands that names no field of the form; "" for above the form.
    is_stale
        Whether somebody else changed the record while this was written; the page shows both then.
    """

    usual_field: ClassVar[str] = ""
    is_stale = False

    def refuse(self, refusal: Exception) -> None:
        """Show a refusal at its field."""
        named = getattr(refusal, "field", "")
        field = self._fields.get(named if named in self._fields else self.usual_field)
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]

    def refuse_change(self, refusal: Exception, record: Versioned) -> None:
        """Show why a record was not changed.

        Where somebody else changed it meanwhile, what was typed stays and the newer version is
        carried from here on: to save once more is then a choice.
        """
        self.refuse(refusal)
        if isinstance(refusal, Conflict):
            self.is_stale = True
            self["version"].data = record.version
