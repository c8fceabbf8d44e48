"""`code`: apply a codebook, several themes a statement."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from analysis.codebook import Codebook, Example, with_others
from analysis.commands import running
from analysis.commands.inputs import (
    Document,
    add_codebook,
    add_command,
    add_encoder,
    add_seed,
    input_table,
    read_abbreviations,
    read_codebooks,
    read_decisions,
)
from analysis.encoder import Encoder
from analysis.minilm import encoder_named
from analysis.tables import Table


def add(commands: Any) -> None:
    """Add the command and its options."""
    command = add_command(commands, "code", run, "apply a codebook")
    add_codebook(command)
    add_seed(command)
    add_encoder(command)
    running.add_hands(command)


def run(options: argparse.Namespace) -> Document:
    """Return the codings of a table."""
    from analysis.coding import code
    from analysis.documents import coding_document, digest

    main, others = read_codebooks(options)
    codebook = with_others(main, others)
    encoder = encoder_named(options.encoder)
    table = input_table(options)
    decisions = read_decisions(options, codebook)
    examples = [example for example, _ in decisions]
    abbreviations = read_abbreviations(options)
    told = {"codebook": digest([], repr((main, others))), "examples": digest([], repr(examples))}
    kept = running.checkpoints(
        options, table, **told, abbreviations=digest([], abbreviations), encoder=encoder.name
    )
    with running.hands(options.jobs) as executor:
        result = code(
            table.texts,
            main,
            others=others,
            examples=examples,
            abbreviations=abbreviations,
            encoder=encoder,
            progress=running.meter(),
            executor=executor,
            checkpoints=kept,
        )
    beside = (examples, abbreviations)
    document = coding_document(table, codebook, result, seed=options.seed, beside=beside)
    return document | _estimate(table, codebook, decisions, options.seed, encoder)


def _estimate(
    table: Table,
    codebook: Codebook,
    decisions: Sequence[tuple[Example, bool]],
    seed: int,
    encoder: Encoder,
) -> Document:
    """Return what decisions tell of the statements that nobody read, where there are any."""
    from analysis.reviewing import review, review_document

    if not decisions:
        return {}
    examples, queued = zip(*decisions, strict=True)
    found = review(table.texts, codebook, examples, queued=queued, seed=seed, encoder=encoder)
    return {"estimate": review_document(found)}
