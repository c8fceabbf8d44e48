"""`report`: a summary with figures, without the app."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.codebook import Codebook, with_others
from analysis.commands.inputs import (
    Document,
    Refusal,
    add_codebook,
    add_command,
    add_encoder,
    add_seed,
    column_values,
    input_table,
    read_abbreviations,
    read_codebooks,
    read_examples,
    refuse_threshold,
)
from analysis.minilm import encoder_named
from analysis.tables import Table, TableError

if TYPE_CHECKING:
    from analysis.coding import CodingResult


def add(commands: Any) -> None:
    """Add the command and its options."""
    command = add_command(commands, "report", run, "a summary with figures")
    add_codebook(command)
    command.add_argument("--out", required=True, metavar="DIR", help="folder to write to")
    command.add_argument("--title", default="What people said", help="heading of the summary")
    command.add_argument(
        "--group", action="append", metavar="COLUMN", help="a column to compare; may be given again"
    )
    command.add_argument("--date", metavar="COLUMN", help="when each statement came")
    command.add_argument(
        "--threshold", type=int, default=5, help="the least count of a group shown (5; 0 shows all)"
    )
    add_seed(command)
    add_encoder(command)


def run(options: argparse.Namespace) -> Document | None:
    """Write the summary of a table; return its codings where they are asked for."""
    from analysis.coding import code

    refuse_threshold(options.threshold)
    main, others = read_codebooks(options)
    codebook = with_others(main, others)
    table = input_table(options)
    examples, abbreviations = read_examples(options, codebook), read_abbreviations(options)
    result = code(
        table.texts,
        main,
        others=others,
        examples=examples,
        abbreviations=abbreviations,
        encoder=encoder_named(options.encoder),
    )
    _write(options, table, codebook, result)
    if options.json is None:
        return None
    from analysis.documents import coding_document

    return coding_document(
        table, codebook, result, seed=options.seed, beside=(examples, abbreviations)
    )


def _write(
    options: argparse.Namespace, table: Table, codebook: Codebook, result: CodingResult
) -> None:
    from analysis.comparing import TooFewGroups
    from analysis.summary import write_summary

    groups = options.group and {
        name: column_values(table, name) for name in dict.fromkeys(options.group)
    }
    days = _days(table, options.date) if options.date else ()
    try:
        write_summary(
            Path(options.out),
            options.title,
            table,
            codebook,
            result,
            groups=groups,
            days=days,
            threshold=options.threshold,
        )
    except OSError as error:
        raise Refusal(f"{options.out}: cannot be written ({error.strerror}).") from error
    except TooFewGroups as refusal:
        raise Refusal(f"{options.input}: {refusal}") from refusal


def _days(table: Table, column: str) -> list[date | None]:
    from analysis.periods import UnreadableDate, parse_date

    days: list[date | None] = []
    for row, cell in zip(table.rows, column_values(table, column), strict=True):
        try:
            days.append(parse_date(cell) if cell else None)
        except UnreadableDate as error:
            raise TableError(
                f"{table.name}, row {row.number}, column “{column}”: “{cell}” is not a date. "
                "Write it as 2026-03-05 or 5/3/2026."
            ) from error
    return days
