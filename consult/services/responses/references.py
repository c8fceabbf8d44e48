"""References and codes that can be read out and typed."""

from __future__ import annotations

import secrets

# No vowels, so that no word comes out; none of 0 O 1 I L U S 5, which are taken for each other.
REFERENCE_LETTERS = "2346789BCDFGHJKMNPQRTVWXYZ"

# Far more than any reference has letters for, so that each letter is as likely as any other.
_BYTES = 32


def grouped(letters: int) -> str:
    """Return so many random letters in groups of four: “K7QM-4T2X-9H”."""
    # Asked once for all letters: the system is asked while others wait to write.
    return spelt(int.from_bytes(secrets.token_bytes(_BYTES)), letters)


def spelt(number: int, letters: int) -> str:
    """Return a large number in so many letters, in groups of four; what is over is left out."""
    found = []
    for _ in range(letters):
        number, at = divmod(number, len(REFERENCE_LETTERS))
        found.append(REFERENCE_LETTERS[at])
    return in_groups("".join(found))


def in_groups(letters: str) -> str:
    """Return letters in groups of four."""
    return "-".join([letters[start : start + 4] for start in range(0, len(letters), 4)])


def tidy(typed: str, *, most: int = 40) -> str:
    """Return a reference or code as it is shown, however it was typed."""
    return in_groups("".join(each for each in typed.upper() if each.isalnum())[:most])
