"""Documents as plain text, for the person who runs a command without --json."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]
_WIDTH = 78


def as_text(document: Document) -> str:
    """Return a document as lines for the screen."""
    if "groups" in document:
        return "\n".join(_duplicates(document))
    if "matches" in document:
        return "\n".join(_matches(document))
    if "alpha" in document:
        return "\n".join(_agreement(document))
    return "\n".join(_themes(document))


def _themes(document: Document) -> list[str]:
    ledger = ", ".join(f"{count} {name}" for name, count in document["ledger"].items())
    lines = [f"Statements: {ledger}", ""]
    for theme in document["themes"]:
        lines.append(f"{theme['size']:>6}  {theme['name']}  ({', '.join(theme['keywords'])})")
        lines += [f"        “{_short(quote)}”" for quote in theme["quotes"]]
    return lines


def _duplicates(document: Document) -> list[str]:
    lines = [f"{document['n']} statements, {document['distinct']} of them distinct"]
    for group in document["groups"]:
        lines.append(f"{group['size']:>6}  {group['kind']:8}  “{_short(group['text'])}”")
    return lines


def _matches(document: Document) -> list[str]:
    lines = []
    for left in document["matches"]:
        lines.append(f"{left['id']}: “{_short(left['text'])}”")
        lines += [f"  {near['score']:.2f}  “{_short(near['text'])}”" for near in left["matches"]]
    return lines


def _agreement(document: Document) -> list[str]:
    lines = [
        f"Statements coded by both: {document['n']}",
        f"Krippendorff's alpha (MASI): {document['alpha']:.2f}",
        f"F1: micro {document['f1_micro']:.2f}, sample {document['f1_sample']:.2f}",
        f"Identical: {document['identical']:.0%}",
        "",
    ]
    for theme in document["per_theme"]:
        lines.append(
            f"  {theme['f1']:.2f}  {theme['theme']}: {theme['left']} left, {theme['right']} right, "
            f"{theme['both']} both"
        )
    return lines


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
