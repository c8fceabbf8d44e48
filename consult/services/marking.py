"""Marking in a statement the words that spoke for a theme."""

from __future__ import annotations

import re
from collections.abc import Iterable


def marked(text: str, phrases: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return the text in pieces, each with whether it is one of the phrases.

    >>> marked("No late bus, no life", ["late bus"])
    (('No ', False), ('late bus', True), (', no life', False))
    """
    wanted = sorted({phrase.strip() for phrase in phrases if phrase.strip()}, key=len, reverse=True)
    if not wanted:
        return ((text, False),)
    # White space inside a phrase may be any in the text: line breaks are kept verbatim there.
    either = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in wanted)
    pieces = re.split(rf"(?<!\w)({either})(?!\w)", text, flags=re.IGNORECASE)
    return tuple((piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece)
