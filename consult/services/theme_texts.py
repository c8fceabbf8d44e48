"""The words of a theme as they are stored: clean, and no longer than a reader has patience for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from consult import exchange
from consult.services.refusals import InvalidInput

LONGEST_NAME = 120
LONGEST_TEXT = 2_000


def checked_name(name: str) -> str:
    """Return a theme's name on one line, or refuse it."""
    title = exchange.plain_line(name)
    if not title:
        raise InvalidInput("Enter the theme’s name.", field="name")
    if len(title) > LONGEST_NAME:
        raise InvalidInput(
            f"That is {len(title)} characters; the most is {LONGEST_NAME}. Shorten it.",
            field="name",
        )
    return title


def checked(**texts: str) -> dict[str, Any]:
    """Return a theme's texts as they are stored; of `examples` one on each line."""
    found: dict[str, Any] = {}
    for field, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise InvalidInput(
                f"That is {len(text):,} characters; the most is {LONGEST_TEXT:,}. Shorten it.",
                field=field,
            )
        found[field] = exchange.plain_text(text)
    if "examples" in found:
        lines = (exchange.plain_line(line) for line in found["examples"].split("\n"))
        found["examples"] = [line for line in lines if line]
    return found


def as_seeds(words: Iterable[str]) -> list[str]:
    """Return words that people wrote as seeds of a lexicon, whose signs they must not have.

    >>> as_seeds(["bus (evening)", "<>", "last bus?"])
    ['bus evening', 'last bus']
    """
    plain = (" ".join(re.findall(r"[\w’'-]+", each)) for each in words)
    return [each for each in plain if each]
