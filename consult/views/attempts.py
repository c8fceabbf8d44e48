"""Doing what a form of the survey asks, and showing on the form why it could not be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from consult.forms.refusable import Refusable
from consult.models.surveys import Question, Section
from consult.services.refusals import Conflict, ServiceError
from consult.services.surveys.wording import fingerprint

Done = TypeVar("Done")


def attempt(
    form: Refusable, act: Callable[[], Done], *, stands: Section | Question | None = None
) -> Done | None:
    """Do what a sent form asks and return what came of it; a refusal is shown on the form.

    Parameters
    ----------
    stands
        What it changes. Where somebody changed that meanwhile, the words that were typed stay, and
        saving them again is a choice.
    """
    if not form.validate_on_submit():
        return None
    try:
        return act()
    except ServiceError as refusal:
        if isinstance(refusal, Conflict) and stands is not None:
            form["seen"].data = fingerprint(stands)
        form.refuse(refusal)
        return None
