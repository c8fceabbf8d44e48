"""The form that opens what somebody sent, by its reference and its code."""

from __future__ import annotations

from wtforms import StringField

from consult.forms.drafts import is_code, printable
from consult.forms.surveys import Refusable


class ReceiptForm(Refusable):
    """What stands on a receipt."""

    reference = StringField("Your reference", filters=[printable], validators=[is_code])
    code = StringField("Your code", filters=[printable], validators=[is_code])
