"""`match`: for each left statement its nearest right ones."""

from __future__ import annotations

import argparse
from typing import Any

from analysis.commands.inputs import Document, add_command, both_tables
from analysis.screen import short


def add(commands: Any) -> None:
    """Add the command and its options."""
    help_text = "the nearest right statements of each left one"
    command = add_command(commands, "match", run, help_text, ("left", "right"), lines=_lines)
    command.add_argument(
        "--use",
        choices=("barriers", "work", "questions"),
        default="barriers",
        help="barriers to work (the default), work to the same work, or questions to questions",
    )


def run(options: argparse.Namespace) -> Document:
    """Return the matches of each left statement."""
    from analysis.matching import match

    left, right = both_tables(options)
    are_same = options.left == options.right
    found = match(left.texts, right.texts, use=options.use, are_same=are_same)
    return {
        "use": options.use,
        "left": len(left.rows),
        "right": len(right.rows),
        "matches": [
            {
                "id": row.id,
                "text": row.text,
                "matches": [
                    {
                        "id": right.rows[near.right].id,
                        "text": right.rows[near.right].text,
                        "score": near.score,
                    }
                    for near in matches
                ],
            }
            for row, matches in zip(left.rows, found, strict=True)
        ],
    }


def _lines(document: Document) -> list[str]:
    lines = []
    for left in document["matches"]:
        lines.append(f"{left['id']}: “{short(left['text'])}”")
        lines += [f"  {near['score']:.2f}  “{short(near['text'])}”" for near in left["matches"]]
    return lines
