"""The form by which somebody comes back to answers that are kept."""

from __future__ import annotations

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from consult.forms.refusable import Refusable
from consult.words import gettext as _

LONGEST = 60


def printable(typed: str | None) -> str:
    """Return what was typed without characters that no page may show again."""
    return "".join(each for each in typed or "" if each.isprintable())


def is_code(form: Refusable, field: Field) -> None:
    """Refuse what can be no code, in the language that is spoken."""
    if not field.data.strip():
        raise StopValidation(_("Type the code that you were shown."))
    if len(field.data) > LONGEST:
        raise StopValidation(_("That is longer than a code. Type the code alone."))


class CodeForm(Refusable):
    """The code under which answers are kept."""

    code = StringField("Your code", filters=[printable], validators=[is_code])
