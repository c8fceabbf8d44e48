"""A statement's text by itself: what of it is stored, and whether it says anything."""

from __future__ import annotations

import re

from consult.models.statements import StatementState
from consult.services.refusals import InvalidInput

MOST_CHARACTERS = 20_000
# What no database or document can hold; white space and everything printable stays verbatim.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Answers that say nothing: kept, shown in the ledger as empty, never coded.
_SAYS_NOTHING = re.compile(
    r"(?:n\W?a|none|nil|nothing|no|nope|no comments?|nothing to add|not applicable|"
    r"not sure|don'?t know|dk|idk|as above|see above|[\W_]*)[.!\s]*",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return the text as it can be stored: verbatim but for control characters and edges.

    Raises
    ------
    InvalidInput
        When nothing is left, or it is longer than anybody says at once.
    """
    kept = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        raise InvalidInput("There is no text in it. Type what was said.", field="text")
    if len(kept) > MOST_CHARACTERS:
        raise InvalidInput(
            f"That is {len(kept):,} characters; the most is {MOST_CHARACTERS:,}. Split it.",
            field="text",
        )
    return kept


def says_nothing(text: str) -> bool:
    """Return whether an answer is one of the usual ways of saying nothing."""
    return _SAYS_NOTHING.fullmatch(text.strip()) is not None


def first_state(text: str) -> tuple[StatementState, str]:
    """Return the state that the text by itself gives a statement, and the reason for it."""
    if says_nothing(text):
        return StatementState.EMPTY, "It says nothing that can be counted."
    return StatementState.LIVE, ""
