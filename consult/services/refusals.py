"""Refusals: facts whose text is for the person at the screen."""

from __future__ import annotations


class ServiceError(Exception):
    """What a service cannot do, in one sentence that says what is wrong and what to do."""


class NotFound(ServiceError):
    """There is no such record, or none that this person may know of.

    Attributes
    ----------
    missing
        What is not made yet, “survey” or “codebook”, where staff can make it; else "".
    """

    def __init__(self, text: str, *, missing: str = "") -> None:
        super().__init__(text)
        self.missing = missing


class Conflict(ServiceError):
    """Somebody else changed the record since it was read."""


class InvalidInput(ServiceError):
    """A field holds something that cannot be stored.

    Attributes
    ----------
    field
        The form field to mend, or "" for the form as a whole.
    """

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class ConsultationNotOpen(ServiceError):
    """Statements or responses came outside the open stage."""
