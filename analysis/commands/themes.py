"""`themes`: discover themes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.commands import running
from analysis.commands.inputs import (
    Document,
    Refusal,
    add_command,
    add_encoder,
    add_seed,
    input_table,
)
from analysis.minilm import encoder_named
from analysis.tables import Table, TableError

if TYPE_CHECKING:
    from analysis.discovery import Discovery


def add(commands: Any) -> None:
    """Add the command and its options."""
    command = add_command(commands, "themes", run, "discover themes")
    command.add_argument(
        "--k", type=_k, default=None, metavar="N|auto", help="how many themes to make"
    )
    command.add_argument(
        "--other-of", metavar="FILE.toml", help="only among what fits no theme of this codebook"
    )
    command.add_argument(
        "--respondent", metavar="COLUMN", help="who said it: nobody is quoted twice for a theme"
    )
    command.add_argument(
        "--curve", metavar="OUT.svg", help="draw what other numbers of themes would be like"
    )
    add_seed(command)
    add_encoder(command)
    running.add_hands(command)
    running.add_sizes(command)


def run(options: argparse.Namespace) -> Document:
    """Return the themes found in a table, or in what a codebook leaves over of it."""
    from analysis.documents import discovery_document

    table = input_table(options)
    respondents = _respondents(options, table)
    found = _found(options, table, respondents)
    if options.curve is not None:
        _draw(options.curve, found)
    return discovery_document(table, found, seed=options.seed)


def _found(
    options: argparse.Namespace, table: Table, respondents: list[str | None] | None
) -> Discovery:
    from analysis.discovery import discover

    if options.other_of is not None:
        return _found_in_other(options, table, respondents)
    sizes = {"k": options.k, "sample": options.sample, "chunk": options.chunk}
    encoder = encoder_named(options.encoder)
    kept = running.checkpoints(
        options, table, respondent=options.respondent, encoder=encoder.name, **sizes
    )
    with running.hands(options.jobs) as executor:
        return discover(
            table.texts,
            k=options.k,
            seed=options.seed,
            encoder=encoder,
            speakers=respondents,
            progress=running.meter(),
            executor=executor,
            checkpoints=kept,
            sample=options.sample,
            chunk=options.chunk,
        )


def _found_in_other(
    options: argparse.Namespace, table: Table, respondents: list[str | None] | None
) -> Discovery:
    from analysis.codebook import load_codebook
    from analysis.coding import code
    from analysis.other import discover_other

    if options.work is not None:
        raise Refusal("--work goes with all statements. Leave out --work or --other-of.")
    encoder, codebook = encoder_named(options.encoder), load_codebook(options.other_of)
    coded = code(table.texts, codebook, encoder=encoder).codings
    return discover_other(
        table.texts,
        coded,
        speakers=respondents,
        k=options.k,
        seed=options.seed,
        encoder=encoder,
        progress=running.meter(),
        sample=options.sample,
        chunk=options.chunk,
    )


def _respondents(options: argparse.Namespace, table: Table) -> list[str | None] | None:
    column = options.respondent
    if column is None:
        return None
    if column not in table.columns:
        others = ", ".join(f"“{name}”" for name in table.columns) or "none"
        raise TableError(
            f"{table.name}: there is no column “{column}” for the respondents. Its other columns: "
            f"{others}."
        )
    return [row.others[column].strip() or None for row in table.rows]


def _draw(path: str, found: Discovery) -> None:
    from analysis.curve_figure import curve_figure

    if not found.curve:
        raise Refusal("There are too few different statements for a curve. Leave out --curve.")
    try:
        Path(path).write_bytes(curve_figure(found.curve, len(found.themes)))
    except OSError as error:
        raise Refusal(f"{path}: cannot be written ({error.strerror}).") from error


def _k(value: str) -> int | None:
    return None if value == "auto" else running.at_least(1)(value)
