"""Codes that people type or scan: made of the secret and a salt, found by a hash, never stored."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, time, timedelta

from consult.models.base import UK_TIME, utc_now

LIFE = timedelta(days=2)
# Crockford's alphabet: no I, L, O or U, so that a code can be read out across a room.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def derived(purpose: str, salt: str, *, secret: str, length: int) -> str:
    """Return a code for one purpose: another purpose with the same salt has another code.

    Parameters
    ----------
    length
        Characters, at most 12; each has five bits.
    """
    digest = hmac.new(secret.encode(), f"{purpose} {salt}".encode(), hashlib.sha256)
    number = int.from_bytes(digest.digest()[:8]) >> (64 - 5 * length)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def as_typed(code: str) -> str:
    """Return a code as it was made, however it was typed."""
    return code.strip().upper().translate(_MISREAD)


def hashed(code: str) -> str:
    """Return what a code is found by."""
    return hashlib.sha256(code.encode()).hexdigest()


def is_same(typed: str, code: str) -> bool:
    """Return whether both are one code, in a time that tells nothing."""
    return hmac.compare_digest(typed.encode(), code.encode())


def end_of_code(held_on: date | None) -> datetime:
    """Return the end of the day after the workshop; two days from now where that is past."""
    now = utc_now()
    if held_on is None or held_on < now.astimezone(UK_TIME).date():
        return now + LIFE
    return datetime.combine(held_on + timedelta(days=2), time(), UK_TIME)
