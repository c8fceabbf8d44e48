"""The bullets, numbers and tick boxes that open a list item and are not part of its text."""

from __future__ import annotations

import re

_GLYPHS = "•·∙▪▫◦●○■□◆◇➢➤►▸▶‣⁃☐☑☒✓✔✗✘\uf0b7\uf0a7\uf0d8\uf0fc\uf06f\uf076"
_MARKER = re.compile(
    rf"""\s*(?P<marker>
        [{_GLYPHS}]+ |
        [-–—*+](?=\s|[A-Za-z“‘"'(]) |
        o(?=\s+\S) |
        \[[ xX]?\](?=\s) |
        \(?(?:\d{{1,2}}|[a-z]|[ivx]{{2,4}})\)(?=\s|[A-Za-z]) |
        (?:\d{{1,2}}|[a-z]|[ivx]{{2,4}})\.(?=\s)
    )\s*""",
    re.VERBOSE,
)


def split(text: str) -> tuple[str, str]:
    """Return the marker that opens the text ("" where there is none) and the text after it.

    >>> split("• Lack of money")
    ('•', 'Lack of money')
    >>> split("b) use them")
    ('b)', 'use them')
    >>> split("2.1 Communities")
    ('', '2.1 Communities')
    """
    opening = _MARKER.match(text)
    if not opening:
        return "", text
    rest = text[opening.end() :]
    marker = opening["marker"]
    further = _MARKER.match(rest)
    # A tick box often follows a bullet: "• ☐ Ask the school".
    if further and further["marker"][0] in _GLYPHS + "[":
        return marker + " " + further["marker"], rest[further.end() :]
    return marker, rest


def is_alone(text: str) -> bool:
    """Whether a text is a marker and nothing else.

    >>> is_alone("•"), is_alone("2."), is_alone("2"), is_alone("Rent")
    (True, True, False, False)
    """
    marker, rest = split(text.strip() + " x")
    return bool(marker) and rest == "x"


def is_numbered(marker: str) -> bool:
    """Whether the marker counts ("1.", "b)") rather than only points.

    >>> is_numbered("2)"), is_numbered("•")
    (True, False)
    """
    return any(character.isalnum() for character in marker) and marker != "o"
