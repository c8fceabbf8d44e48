"""Documents as plain text, for the person who runs a command without --json."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
_WIDTH = 78
_BAR, _MOST_POINTS = 30, 15


def theme_lines(document: Document) -> list[str]:
    """Return a document of themes as lines for the screen."""
    ledger = ", ".join(f"{count} {name}" for name, count in document["ledger"].items())
    lines = [f"Statements: {ledger}"]
    if apart := document.get("languages"):
        spoken = ", ".join(f"{count} {language}" for language, count in apart.items())
        lines.append(f"In other languages: {spoken}")
    lines.append("")
    for theme in document["themes"]:
        holds = f", {theme['holds']}" if "holds" in theme else ""
        keywords = ", ".join(theme["keywords"])
        lines.append(f"{theme['size']:>6}  {theme['name']}  ({keywords}{holds})")
        lines += [f"        “{short(quote)}”" for quote in theme["quotes"]]
        for part in theme.get("subthemes", ()):
            lines.append(f"        {part['size']:>6}  {part['name']}")
    return lines + _curve_lines(document)


def _curve_lines(document: Document) -> list[str]:
    """Return what other numbers of themes would be like, around the number that was taken."""
    points = [point for point in document.get("curve", ()) if point["k"] <= 2 * document["k"] + 2]
    if not points:
        return []
    lines = ["", "How well other numbers of themes tell the statements apart, and hold together:"]
    for point in points[:: -(-len(points) // _MOST_POINTS)]:
        bar = "█" * round(point["quality"] * _BAR)
        lines.append(
            f"{point['k']:>6}  {bar:<{_BAR}}  {point['quality']:.2f}  {point['stability']:.2f}"
        )
    return lines


def short(text: str) -> str:
    """Return a text on one line, cut where it would run on.

    Examples
    --------
    >>> len(short("word " * 100))
    78
    """
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
