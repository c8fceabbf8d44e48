"""`duplicates`: exact, near and campaign groups."""

from __future__ import annotations

import argparse
from typing import Any

from analysis.commands.inputs import Document, add_command, input_table
from analysis.screen import short


def add(commands: Any) -> None:
    """Add the command and its options."""
    add_command(commands, "duplicates", run, "exact, near and campaign groups", lines=_lines)


def run(options: argparse.Namespace) -> Document:
    """Return the groups of statements that repeat one another."""
    from analysis.duplicates import find_duplicates

    table = input_table(options)
    groups = find_duplicates(table.texts)
    copies = sum(len(group.members) - 1 for group in groups)
    return {
        "n": len(table.rows),
        "distinct": len(table.rows) - copies,
        "groups": [
            {
                "kind": group.kind,
                "size": len(group.members),
                "ids": [table.rows[index].id for index in group.members],
                "text": table.rows[group.members[0]].text,
            }
            for group in groups
        ],
    }


def _lines(document: Document) -> list[str]:
    lines = [f"{document['n']} statements, {document['distinct']} of them distinct"]
    for group in document["groups"]:
        lines.append(f"{group['size']:>6}  {group['kind']:8}  “{short(group['text'])}”")
    return lines
