"""`position`: where each statement stands on a proposal, learned from coded examples."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict
from typing import Any

from analysis.commands.inputs import (
    Document,
    Refusal,
    add_command,
    add_seed,
    column_values,
    input_table,
    refuse_same_input,
)
from analysis.screen import short
from analysis.tables import Table, TableError, read_table


def add(commands: Any) -> None:
    """Add the command and its options."""
    help_text = "where each statement stands on a proposal: for, against, mixed or unclear"
    command = add_command(commands, "position", run, help_text, lines=_lines)
    command.add_argument(
        "--examples", required=True, metavar="CODED.csv", help="text,position: what people coded"
    )
    command.add_argument("--proposal", required=True, metavar="SENTENCE", help="what is proposed")
    add_seed(command)


def run(options: argparse.Namespace) -> Document:
    """Return the position of each statement, and how well the examples tell each other's."""
    from analysis.documents import digest
    from analysis.position import LEAST_TO_ASSESS, cross_validate, learn
    from analysis.positions_learned import POSITIONS

    if not options.proposal.strip():
        raise Refusal("--proposal: there is no proposal. Say in a sentence what is proposed.")
    refuse_same_input(options.input, options.examples)
    table = input_table(options)
    examples = read_table(options.examples, text=options.text, id=options.id)
    coded = _coded(examples)
    texts = [row.text for row in examples.rows]
    found = learn(texts, coded, proposal=options.proposal).read(table.texts)
    assessed = None
    if len(coded) >= LEAST_TO_ASSESS:
        assessed = cross_validate(texts, coded, proposal=options.proposal, seed=options.seed)
    counts = Counter(one.position for one in found)
    return {
        "n": len(table.rows),
        "proposal": options.proposal,
        "examples": len(coded),
        "seed": options.seed,
        "digest": digest(table.rows, list(zip(texts, coded, strict=True)), options.proposal),
        "counts": {name: counts[name] for name in POSITIONS},
        "assessment": None if assessed is None else _rounded(asdict(assessed)),
        "positions": [
            {"id": row.id, **asdict(one), "why": list(one.why)}
            for row, one in zip(table.rows, found, strict=True)
        ],
    }


def _coded(table: Table) -> list[str]:
    from analysis.positions_learned import POSITIONS

    positions = [value.casefold() for value in column_values(table, "position")]
    for row, position in zip(table.rows, positions, strict=True):
        if position not in POSITIONS:
            raise TableError(
                f"{table.name}, row {row.number}, column “position”: “{position}” is not a "
                f"position. Use one of {', '.join(POSITIONS)}."
            )
    return positions


def _rounded(figures: dict[str, Any]) -> Document:
    return {name: round(figure, 4) for name, figure in figures.items()}


def _lines(document: Document) -> list[str]:
    counts = ", ".join(f"{count} {name}" for name, count in document["counts"].items())
    lines = [f"{document['n']} statements on “{short(document['proposal'])}”: {counts}"]
    assessed = document["assessment"]
    if assessed is None:
        lines.append(f"{document['examples']} examples: too few to say how well this is told.")
    else:
        lines.append(
            f"Of {assessed['n']} examples, each told by the others, {assessed['clear']:.0%} were "
            f"sure enough; of those {assessed['clear_accuracy']:.0%} were right."
        )
    lines.append("")
    for one in document["positions"]:
        why = f"  ({', '.join(one['why'])})" if one["why"] else ""
        lines.append(f"  {one['chance']:.2f}  {one['position']:8} {one['id']}{why}")
    return lines
