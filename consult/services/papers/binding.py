"""Words that name figures: read, checked, said with their values, and compared with the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consult.services.papers.menu import Menu, canonical
from consult.writers.figures import Figure, whole
from consult.writers.paper import Words

MEASURES = ("count", "share", "base", "of")
REFERENCE = re.compile(r"\{([a-z]+:[^{}]*?)(?:\.(count|share|base|of))?\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure that words name, and which of its numbers they want."""

    subject: str
    measure: str
    written: str


def pieces(text: str) -> Iterator[str | Reference]:
    """Yield the words and the references of a text, in order.

    >>> [str(each) if isinstance(each, str) else each.subject for each in pieces("A {ledger:x}.")]
    ['A ', 'ledger:x', '.']
    """
    last = 0
    for found in REFERENCE.finditer(text):
        if found.start() > last:
            yield text[last : found.start()]
        yield Reference(canonical(found[1]), found[2] or "count", found[0])
        last = found.end()
    if last < len(text):
        yield text[last:]


def references(text: str) -> list[Reference]:
    """Return the references of a text."""
    return [each for each in pieces(text) if isinstance(each, Reference)]


def say(figure: Figure, measure: str) -> str:
    """Return a figure as one measure shows it.

    A share of fewer than ten is never a percentage: there it is said with its base.

    >>> say(Figure(3, "", 8), "share"), say(Figure(26, "", 40), "share")
    ('3 of 8', '65%')
    """
    if measure == "of":
        return figure.text
    if measure == "base":
        return whole(figure.count if figure.base is None else figure.base)
    if measure == "share":
        return figure.percentage or figure.text
    return whole(figure.count)


def plain(figure: Figure) -> dict[str, Any]:
    """Return a figure as a snapshot keeps it."""
    return {"count": figure.count, "base": figure.base, "evidence": figure.evidence}


def figure_of(kept: dict[str, Any]) -> Figure:
    """Return the figure that a snapshot kept."""
    return Figure(kept["count"], kept["evidence"], kept["base"])


def take(text: str, menu: Menu) -> dict[str, dict[str, Any]]:
    """Return the present values of all references in a text that the menu knows."""
    found = {}
    for reference in references(text):
        entry = menu.find(reference.subject)
        if entry is not None:
            said = {"said": entry.said} if entry.said else {}
            found[reference.subject] = {**plain(entry.figure), "label": entry.label, **said}
    return found


def told(kept: dict[str, Any], measure: str) -> str:
    """Return how a snapshot says a figure: in its own words where it is no mere count."""
    return str(kept.get("said") or say(figure_of(kept), measure))


def unknown(text: str, figures: dict[str, Any]) -> list[str]:
    """Return the references of a text for which there is no figure."""
    return [each.written for each in references(text) if each.subject not in figures]


def words(text: str, figures: dict[str, Any]) -> tuple[Words, ...]:
    """Return a text as it is shown: each reference as its value, standing out."""
    return tuple(_words(each, figures) for each in pieces(text))


def shown(text: str, figures: dict[str, Any]) -> str:
    """Return a text with each reference as its value."""
    return "".join(each.text for each in words(text, figures))


def _words(piece: str | Reference, figures: dict[str, Any]) -> Words:
    if isinstance(piece, str):
        return Words(piece)
    kept = figures.get(piece.subject)
    if kept is None:
        return Words(f"[no figure for {piece.written}]", True)
    return Words(told(kept, piece.measure), True, kept["evidence"], piece.written)
