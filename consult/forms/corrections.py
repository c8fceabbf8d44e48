"""The form that opens what somebody sent, by its reference and its code."""

from __future__ import annotations

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from consult.forms.drafts import is_code, printable
from consult.forms.refusable import Refusable
from consult.words import gettext as _


def is_reference(form: Refusable, field: Field) -> None:
    """Refuse what can be no reference, in the language that is spoken."""
    if not field.data.strip():
        raise StopValidation(_("Type the reference that is on your receipt."))
    is_code(form, field)


class ReceiptForm(Refusable):
    """What stands on a receipt."""

    reference = StringField("Your reference", filters=[printable], validators=[is_reference])
    code = StringField("Your code", filters=[printable], validators=[is_code])
