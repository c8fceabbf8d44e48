"""Numbers that somebody sent as text: a record's id, a page, a version, a figure in a box."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from wtforms import FloatField, IntegerField
from wtforms.validators import StopValidation

# More is no id that a table can hold, and nobody counts so far.
MOST_DIGITS = 9


def number_in(text: str | None, *, digits: int = MOST_DIGITS) -> int | None:
    """Return the whole number that a text is, or None where it is none of that many digits.

    >>> number_in("12"), number_in(""), number_in("-1"), number_in("²"), number_in("9" * 30)
    (12, None, None, None, None)
    """
    sent = text or ""
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= digits
    return int(sent) if is_number else None


def numbers_in(texts: Iterable[str], *, digits: int = MOST_DIGITS) -> list[int]:
    """Return the numbers among several texts; what is none is left out."""
    found = (number_in(each, digits=digits) for each in texts)
    return [each for each in found if each is not None]


class _Told:
    """What is no number is refused once, in our words; an empty box is no number at all."""

    process_errors: Any
    data: Any

    def __init__(self, *args: Any, otherwise: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.otherwise = otherwise

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number that was typed.

        Raises
        ------
        ValueError
            For what is none; it says what to write.
        """
        if valuelist and not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError:
            raise ValueError(self.otherwise) from None
        if self.data is not None and not math.isfinite(self.data):
            raise ValueError(self.otherwise)

    def pre_validate(self, form: Any) -> None:
        """Ask no further questions of what is no number: one fault is one sentence."""
        if self.process_errors:
            raise StopValidation


class WholeNumberField(_Told, IntegerField):
    """A box for a whole number; `otherwise` is said of anything else."""


class AnyNumberField(_Told, FloatField):
    """A box for a number with or without decimals; `otherwise` is said of anything else."""
