"""Signatures of what a browser carries for us: those of itsdangerous, without making a key anew."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.signer import HMACAlgorithm


class _Digest(HMACAlgorithm):
    """The same signature in one call of the C library, where Python's own takes nine."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Return the signature of a value."""
        return hmac.digest(key, value, hashlib.sha1)


class Signer(TimestampSigner):
    """A signer that derives its key once: what the key is made of does not change."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{**settings, "algorithm": _Digest()})
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key by which is signed."""
        key = self._derived.get(secret_key)
        if key is None:
            key = self._derived[secret_key] = super().derive_key(secret_key)
        return key


class Serializer(URLSafeTimedSerializer):
    """A serializer that keeps its signer."""

    _kept: Any = None

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """Return the signer, which is the same each time."""
        if salt is not None:
            return super().make_signer(salt)
        if self._kept is None:
            self._kept = super().make_signer()
        return self._kept
