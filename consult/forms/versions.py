"""The version that somebody saw: a form carries it, so that nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from consult.forms.numbers import number_in


class VersionField(HiddenField):
    """The number of a version; 0 where none was sent.

    A number field shows what was sent, whatever it is set to since. This one shows what it holds,
    so that a form which was refused can be sent again over the newer version.
    """

    data: int  # type: ignore[assignment]

    def __init__(self, **options: Any) -> None:
        super().__init__(filters=[_number], **options)


def _number(value: object) -> int:
    return number_in(str(value or "")) or 0
