"""`compare`: which themes and words groups use more, or less, than everyone else."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.commands.inputs import (
    Document,
    Refusal,
    add_command,
    codings_of,
    column_values,
    input_table,
    refuse_doubled_ids,
    refuse_same_input,
    refuse_threshold,
)
from analysis.tables import Table, read_table

if TYPE_CHECKING:
    from analysis.comparing import Cell, Comparison

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _People:
    """What is compared, a row a statement, or a row a respondent where a column names them."""

    texts: list[str]
    themes: list[set[str]]
    columns: dict[str, list[str]]
    uncoded: int


def add(commands: Any) -> None:
    """Add the command and its options."""
    help_text = "which themes and words groups use more or less than everyone else"
    command = add_command(commands, "compare", run, help_text, lines=_lines)
    command.add_argument("--codings", required=True, metavar="CODED.csv", help="id,text,themes")
    command.add_argument(
        "--group", required=True, action="append", metavar="COLUMN", help="may be given again"
    )
    command.add_argument(
        "--respondent", metavar="COLUMN", help="who said it, so that people are counted"
    )
    command.add_argument(
        "--threshold", type=int, default=5, help="the least count that is shown (5; 0 shows all)"
    )


def run(options: argparse.Namespace) -> Document:
    """Return the comparison of every group with all others, for each column."""
    from analysis.comparing import TooFewGroups, compare_columns
    from analysis.overused import overused_words

    refuse_threshold(options.threshold)
    people = _people(options)
    try:
        found = compare_columns(people.themes, people.columns, threshold=options.threshold)
        words = overused_words(people.texts, people.columns, threshold=options.threshold)
    except TooFewGroups as refusal:
        raise Refusal(f"{options.input}: {refusal}") from refusal
    n = len(people.themes)
    return {
        "n": n if n >= options.threshold else None,
        "counted": "respondents" if options.respondent else "statements",
        "uncoded": people.uncoded,
        "threshold": options.threshold,
        "rate": 0.05,
        "columns": [_column(name, found[name], words[name]) for name in found],
    }


def _people(options: argparse.Namespace) -> _People:
    refuse_same_input(options.input, options.codings)
    table = input_table(options)
    refuse_doubled_ids(table)
    codings = codings_of(read_table(options.codings, text=options.text, id=options.id))
    columns = {name: column_values(table, name) for name in dict.fromkeys(options.group)}
    coded = [at for at, row in enumerate(table.rows) if row.id in codings]
    if not coded:
        raise Refusal(
            f"{options.input}, {options.codings}: the two files have no statement id in common. "
            "Give both the same column “id”."
        )
    people = _People(
        [table.rows[at].text for at in coded],
        [set(codings[table.rows[at].id]) for at in coded],
        {name: [values[at] for at in coded] for name, values in columns.items()},
        len(table.rows) - len(coded),
    )
    if options.respondent is None:
        return people
    names = column_values(table, options.respondent)
    return _joined(table, coded, [names[at] for at in coded], people)


def _joined(table: Table, coded: Sequence[int], names: Sequence[str], people: _People) -> _People:
    """Return a row a respondent: all that one person said, under that person's one group."""
    rows: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        rows.setdefault(name or f"row {at}", []).append(at)
    for column, values in people.columns.items():
        for said in rows.values():
            odd = [at for at in said if values[at] != values[said[0]]]
            if odd:
                number = table.rows[coded[odd[0]]].number
                raise Refusal(
                    f"{table.name}, row {number}, column “{column}”: “{names[odd[0]]}” is in "
                    f"“{values[odd[0]]}” here and in “{values[said[0]]}” above. Give each "
                    "respondent one group."
                )
    return _People(
        ["\n".join(people.texts[at] for at in said) for said in rows.values()],
        [set().union(*(people.themes[at] for at in said)) for said in rows.values()],
        {
            name: [values[said[0]] for said in rows.values()]
            for name, values in people.columns.items()
        },
        people.uncoded,
    )


def _column(name: str, found: Comparison, words: Sequence[Cell]) -> Document:
    by_theme: dict[str, list[Cell]] = {theme: [] for theme in found.totals}
    for cell in found.cells:
        by_theme[cell.theme].append(cell)
    return {
        "column": name,
        "n": found.n,
        "groups": [{"group": group, "base": base} for group, base in found.bases.items()],
        "themes": [
            {"theme": theme, "total": found.totals[theme], "cells": [_cell(c) for c in cells]}
            for theme, cells in by_theme.items()
        ],
        "differences": [{"theme": cell.theme, **_cell(cell)} for cell in found.differences()],
        "words": [{"word": cell.theme, **_cell(cell)} for cell in words],
    }


def _cell(cell: Cell) -> Document:
    share = cell.count / cell.base if cell.count is not None and cell.base else None
    return {
        "group": cell.group,
        "count": cell.count,
        "base": cell.base,
        "share": _to(share, 4),
        "z": _to(cell.z, 3),
        "p": _figures(cell.p),
        "q": _figures(cell.q),
    }


def _to(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _figures(value: float | None) -> float | None:
    """Return a chance to four figures, however small it is."""
    return None if value is None else float(f"{value:.4g}")


def _lines(document: Document) -> list[str]:
    shown, least = _shown(document["n"]), document["threshold"]
    lines = [f"{shown} {document['counted']} compared."]
    if least:
        lines.append(f"Counts below {least} are hidden, and those that would give them away.")
    for column in document["columns"]:
        bases = ", ".join(f"{g['group']} {_shown(g['base'])}" for g in column["groups"])
        lines += ["", f"By {column['column']}: {bases}"]
        lines += [_difference(one, one["theme"]) for one in column["differences"][:_SHOWN]]
        if not column["differences"]:
            lines.append("  No theme differs by more than chance would give.")
        lines += _word_lines(column["words"])
    return lines


def _difference(one: Mapping[str, Any], name: str) -> str:
    way = "more" if one["z"] > 0 else "less"
    return (
        f"  {one['group']}: {way} about {name}, {one['count']} of {one['base']} "
        f"(z {one['z']:+.1f}, q {_chance(one['q'])})"
    )


def _word_lines(words: Sequence[Mapping[str, Any]]) -> list[str]:
    groups = Counter(one["group"] for one in words)
    return [
        f"  {group} says more often: "
        + ", ".join(f"{one['word']} ({one['count']})" for one in words if one["group"] == group)
        for group in groups
    ]


def _chance(q: float) -> str:
    return "under 0.001" if q < 0.001 else f"{q:.3f}"


def _shown(count: int | None) -> str:
    return "hidden" if count is None else f"{count:,}"
