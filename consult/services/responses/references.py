"""References and codes that can be read out and typed."""

from __future__ import annotations

import secrets

# No vowels, so that no word comes out; none of 0 O 1 I L U S 5, which are taken for each other.
REFERENCE_LETTERS = "2346789BCDFGHJKMNPQRTVWXYZ"


def grouped(letters: int) -> str:
    """Return so many random letters in groups of four: “K7QM-4T2X-9H”."""
    drawn = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(letters))
    return in_groups(drawn)


def in_groups(letters: str) -> str:
    """Return letters in groups of four."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def tidy(typed: str, *, most: int = 40) -> str:
    """Return a reference or code as it is shown, however it was typed."""
    return in_groups("".join(each for each in typed.upper() if each.isalnum())[:most])
