"""`agree`: agreement of two codings, on what both coded."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.commands.inputs import (
    Document,
    Refusal,
    add_command,
    add_seed,
    both_tables,
    codings_of,
)

if TYPE_CHECKING:
    from analysis.agreement import Agreement, ThemeAgreement

_FIGURES = ("alpha", "f1_micro", "f1_sample", "identical")


def add(commands: Any) -> None:
    """Add the command and its options."""
    files = ("left", "right")
    command = add_command(commands, "agree", run, "agreement of two codings", files, lines=_lines)
    add_seed(command)


def run(options: argparse.Namespace) -> Document:
    """Return the agreement of two files of codings."""
    from analysis.agreement import TooFewStatements, agree

    left, right = (codings_of(table) for table in both_tables(options))
    try:
        return _document(agree(left, right, seed=options.seed), options.seed)
    except TooFewStatements as error:
        raise Refusal(f"{options.left}, {options.right}: {error}") from error


def _document(agreement: Agreement, seed: int) -> Document:
    """Return the figures, to four places."""
    intervals = agreement.intervals
    return {
        "n": agreement.n,
        **{name: round(getattr(agreement, name), 4) for name in _FIGURES},
        "per_theme": [_theme(theme) for theme in agreement.per_theme],
        "left_only": agreement.left_only,
        "right_only": agreement.right_only,
        "seed": seed,
        "intervals": intervals and {name: _rounded(getattr(intervals, name)) for name in _FIGURES},
    }


def _theme(theme: ThemeAgreement) -> Document:
    return {
        "theme": theme.theme,
        "left": theme.left,
        "right": theme.right,
        "both": theme.both,
        "f1": round(theme.f1, 4),
        "precision": None if theme.precision is None else round(theme.precision, 4),
        "recall": None if theme.recall is None else round(theme.recall, 4),
        "f1_interval": _rounded(theme.f1_interval),
    }


def _rounded(interval: Sequence[float] | None) -> list[float] | None:
    return None if interval is None else [round(end, 4) for end in interval]


def _lines(document: Document) -> list[str]:
    between = document["intervals"] or {}

    def figure(name: str) -> str:
        low_high = between.get(name)
        return f"{document[name]:.2f}" + (
            " ({:.2f} to {:.2f})".format(*low_high) if low_high else ""
        )

    lines = [
        f"Statements coded by both: {document['n']} "
        f"(left out: {document['left_only']} of the left alone, "
        f"{document['right_only']} of the right alone)",
        f"Krippendorff’s alpha (MASI): {figure('alpha')}",
        f"F1: micro {figure('f1_micro')}, sample {figure('f1_sample')}",
        f"Identical: {figure('identical')}",
        "In brackets: 95 of 100 resamples of the statements lie between."
        if between
        else "Fewer than 30 statements: too few for intervals.",
        "",
    ]
    for theme in document["per_theme"]:
        lines.append(
            f"  {theme['f1']:.2f}  {theme['theme']}: {theme['left']} left, {theme['right']} right, "
            f"{theme['both']} both"
        )
    return lines
