"""What a form carries besides the answers: when it was begun, and under which code it is kept."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from itsdangerous import BadSignature

from consult.forms.numbers import number_in
from consult.forms.signing import Signer
from consult.models.base import utc_now
from consult.services.responses.drafts import KEPT_FOR, Saved


@dataclass(frozen=True, slots=True)
class Keeping:
    """The marks of one form, as its pages carry them along.

    Attributes
    ----------
    begun
        The form's key with the moment of its first page, signed: whoever began in time may
        finish after the consultation has closed.
    draft
        The code under which it is kept; "" where it is not.
    version
        What this page has seen of what is kept.
    """

    begun: str = ""
    draft: str = ""
    version: int = 0

    fields: ClassVar[frozenset[str]] = frozenset({"begun", "draft", "draft_version"})
    longest: ClassVar[timedelta] = KEPT_FOR

    @classmethod
    def begin(cls, secret: str, key: UUID) -> Keeping:
        """Return the marks of a form that is handed out now."""
        return cls(begun=_signer(secret).sign(str(key)).decode())

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Keeping:
        """Return the marks that a page sent."""
        return cls(
            form.get("begun", "")[:200],
            form.get("draft", "")[:40],
            number_in(form.get("draft_version", "")[:9]) or 0,
        )

    def kept_as(self, saved: Saved) -> Keeping:
        """Return the marks after the form was kept."""
        return replace(self, draft=saved.code, version=saved.version)

    def has_begun(self, secret: str, key: UUID) -> bool:
        """Return whether we handed this very form out, not too long ago."""
        try:
            signed = _signer(secret).unsign(self.begun, max_age=int(self.longest.total_seconds()))
        except BadSignature:
            return False
        return signed.decode() == str(key)

    def seconds(self, secret: str, key: UUID) -> float | None:
        """Return how long ago we handed this very form out, or None where it does not say."""
        if not self.begun:
            return None
        try:
            signed, begun = _signer(secret).unsign(self.begun, return_timestamp=True)
        except BadSignature:
            return None
        if signed.decode() != str(key):
            return None
        return (utc_now() - begun).total_seconds()


@functools.cache
def _signer(secret: str) -> Signer:
    return Signer(secret, salt="form begun")
