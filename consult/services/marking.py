"""Marking in a statement the words that spoke for a theme."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple


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


class Piece(NamedTuple):
    """A run of characters: whether it matched, and the themes that just this part is coded with."""

    text: str
    is_match: bool = False
    themes: tuple[str, ...] = ()


def laid_out(
    text: str, phrases: Iterable[str], spans: Iterable[tuple[int, int, str]]
) -> tuple[Piece, ...]:
    """Return the text in pieces, by the words that matched and the parts that are coded.

    Parameters
    ----------
    spans
        Start, end and theme of each coded part.

    Examples
    --------
    >>> laid_out("No late bus", ["late bus"], [(0, 7, "Transport")])
    ... # doctest: +NORMALIZE_WHITESPACE
    (Piece(text='No ', is_match=False, themes=('Transport',)),
     Piece(text='late', is_match=True, themes=('Transport',)),
     Piece(text=' bus', is_match=True, themes=()))
    """
    known = sorted(spans)
    at = 0
    pieces = []
    for part, is_match in marked(text, phrases):
        until = at + len(part)
        inside = {edge for start, end, _ in known for edge in (start, end) if at < edge < until}
        cuts = [at, *sorted(inside), until]
        for start, end in itertools.pairwise(cuts):
            over = tuple(name for first, last, name in known if first <= start and end <= last)
            pieces.append(Piece(text[start:end], is_match, over))
        at = until
    return tuple(pieces)
