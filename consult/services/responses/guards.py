"""Guards of the open form: what looks like a machine is held for an officer, never thrown away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

# How many zero bits a browser must find: some 16,000 tries, a second on an old phone.
BITS = 14
TRAPPED = "A field that people do not see was filled in."
TOO_QUICK = "It was sent within seconds of being opened."
UNDATED = "It did not say when it was opened, as every form of ours does."
NO_WORK = "Its browser did not do the work that was asked for while many answers came in."


@dataclass(frozen=True, slots=True)
class Signs:
    """What a form tells of how it was filled in.

    Attributes
    ----------
    trap
        What stands in the field that people do not see.
    seconds
        Since it was opened; None where it does not say.
    work
        What the browser found, where it was asked to work.
    """

    trap: str = ""
    seconds: float | None = None
    work: str = ""


def why_held(signs: Signs, *, key: str, least_seconds: float, asks_for_work: bool) -> str:
    """Return in a sentence why a form should wait for an officer, or "" where it counts at once.

    Parameters
    ----------
    least_seconds
        In less nobody fills a form in; 0 asks nothing.
    """
    if signs.trap.strip():
        return TRAPPED
    if least_seconds and signs.seconds is None:
        return UNDATED
    if signs.seconds is not None and signs.seconds < least_seconds:
        return TOO_QUICK
    if asks_for_work and not has_worked(key, signs.work):
        return NO_WORK
    return ""


def has_worked(key: str, found: str) -> bool:
    """Return whether what a browser found makes a hash that begins with enough zero bits.

    Examples
    --------
    >>> has_worked("a key", "0")
    False
    """
    if not found or len(found) > 20:
        return False
    digest = hashlib.sha256(f"{key}:{found}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0
