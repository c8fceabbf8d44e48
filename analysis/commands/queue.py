"""`queue`: which statements people should review next."""

from __future__ import annotations

import argparse
from typing import Any

from analysis.codebook import with_others
from analysis.commands import running
from analysis.commands.inputs import (
    Document,
    add_codebook,
    add_command,
    add_encoder,
    add_seed,
    input_table,
    read_codebooks,
    read_examples,
)
from analysis.minilm import encoder_named
from analysis.screen import short


def add(commands: Any) -> None:
    """Add the command and its options."""
    command = add_command(commands, "queue", run, "which statements to review next", lines=_lines)
    add_codebook(command)
    command.add_argument(
        "--by",
        choices=["uncertainty", "diversity", "both"],
        default="both",
        help="the least certain first, the most different first, or both (both)",
    )
    command.add_argument(
        "--most", type=running.at_least(1), default=200, metavar="N", help="how many (200)"
    )
    add_seed(command)
    add_encoder(command)


def run(options: argparse.Namespace) -> Document:
    """Return the undecided statements of a table in the order of review."""
    from analysis.reviewing import queue

    codebook = with_others(*read_codebooks(options))
    encoder = encoder_named(options.encoder)
    table = input_table(options)
    examples = read_examples(options, codebook)
    found = queue(
        table.texts,
        codebook,
        examples,
        by=options.by,
        most=options.most,
        encoder=encoder,
    )
    return {
        "n": len(table.rows),
        "decided": len(examples),
        "by": options.by,
        "queue": [
            {
                "id": table.rows[each.index].id,
                "text": table.rows[each.index].text,
                "uncertainty": each.uncertainty,
                "themes": list(each.themes),
            }
            for each in found
        ],
    }


def _lines(document: Document) -> list[str]:
    lines = [
        f"{each['id']}  {each['uncertainty']:.2f}  {', '.join(each['themes']) or 'other'}  "
        f"{short(each['text'])}"
        for each in document["queue"]
    ]
    return lines or ["No statement is left to review."]
