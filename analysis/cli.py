"""The command line: plain files in, one JSON document or a table on the screen out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.codebook import CodebookError, Example, load_codebook
from analysis.tables import Table, TableError, read_table

Document = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        document: Document | None = options.run(options)
        if document is not None:
            _write(document, options)
    except (TableError, CodebookError, Refusal) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - this is the command line
        return 1
    return 0


class Refusal(ValueError):
    """What the command cannot do; the text is for the person at the screen."""


def _write(document: Document, options: argparse.Namespace) -> None:
    if options.json is None:
        from analysis.screen import as_text

        print(as_text(document))  # noqa: T201
        return
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    data = text.encode("utf-8", "replace")
    if options.json == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(options.json).write_bytes(data)
    except OSError as error:
        raise Refusal(f"{options.json}: cannot be written ({error.strerror}).") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Themes, codings and agreement of plain files."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    themes = _command(commands, "themes", _themes, "discover themes", ["input"])
    themes.add_argument(
        "--k", type=_k, default=None, metavar="N|auto", help="how many themes to make"
    )
    code = _command(commands, "code", _code, "apply a codebook", ["input"])
    report = _command(commands, "report", _report, "a summary with figures", ["input"])
    for command in (code, report):
        command.add_argument("--codebook", required=True, metavar="FILE.toml")
        command.add_argument(
            "--examples", metavar="CODED.csv", help="coded statements to learn from"
        )
    report.add_argument("--out", required=True, metavar="DIR", help="folder to write to")
    report.add_argument("--title", default="What people said", help="heading of the summary")
    for command in (themes, code, report):
        command.add_argument("--seed", type=int, default=0, help="for every random step (0)")
    _command(commands, "duplicates", _duplicates, "exact, near and campaign groups", ["input"])
    _command(
        commands,
        "match",
        _match,
        "the nearest right statements of each left one",
        ["left", "right"],
    )
    _command(commands, "agree", _agree, "agreement of two codings", ["left", "right"])
    return parser


def _command(commands: Any, name: str, run: Any, help_text: str, files: Sequence[str]) -> Any:
    command = commands.add_parser(name, help=help_text)
    for file in files:
        command.add_argument(file, metavar=f"{file.upper()}.csv", help="“-” is standard input")
    command.add_argument("--text", default="text", metavar="COLUMN", help="the statements (text)")
    command.add_argument("--id", default="id", metavar="COLUMN", help="their ids (id)")
    command.add_argument(
        "--json", metavar="OUT", help="write one JSON document; “-” is standard output"
    )
    command.set_defaults(run=run)
    return command


def _k(value: str) -> int | None:
    if value == "auto":
        return None
    number = int(value)
    if number < 1:
        raise ValueError(value)
    return number


def _input(options: argparse.Namespace) -> Table:
    return read_table(options.input, text=options.text, id=options.id)


def _themes(options: argparse.Namespace) -> Document:
    from analysis.discovery import discover
    from analysis.documents import discovery_document

    table = _input(options)
    return discovery_document(
        table, discover(table.texts, k=options.k, seed=options.seed), seed=options.seed
    )


def _code(options: argparse.Namespace) -> Document:
    from analysis.coding import code
    from analysis.documents import coding_document

    codebook = load_codebook(options.codebook)
    table = _input(options)
    result = code(table.texts, codebook, examples=_examples(options, codebook), seed=options.seed)
    return coding_document(table, codebook, result, seed=options.seed)


def _examples(options: argparse.Namespace, codebook: Any) -> list[Example]:
    if options.examples is None:
        return []
    table = read_table(options.examples)
    examples = []
    for row in table.rows:
        themes = _themes_of(row.others, table.name, row.number)
        for theme in themes:
            if theme not in codebook:
                known = ", ".join(theme.id for theme in codebook.themes)
                raise TableError(
                    f"{table.name}, row {row.number}, column “themes”: “{theme}” is not in the "
                    f"codebook. Its themes are: {known}."
                )
        examples.append(Example(row.text, themes))
    return examples


def _themes_of(others: Any, name: str, number: int) -> tuple[str, ...]:
    if "themes" not in others:
        raise TableError(f"{name}: there is no column “themes”. Join several themes with “;”.")
    return tuple(dict.fromkeys(t.strip() for t in others["themes"].split(";") if t.strip()))


def _report(options: argparse.Namespace) -> Document | None:
    from analysis.coding import code
    from analysis.summary import write_summary

    codebook = load_codebook(options.codebook)
    table = _input(options)
    result = code(table.texts, codebook, examples=_examples(options, codebook), seed=options.seed)
    try:
        write_summary(Path(options.out), options.title, table, codebook, result)
    except OSError as error:
        raise Refusal(f"{options.out}: cannot be written ({error.strerror}).") from error
    if options.json is None:
        return None
    from analysis.documents import coding_document

    return coding_document(table, codebook, result, seed=options.seed)


def _duplicates(options: argparse.Namespace) -> Document:
    from analysis.documents import duplicates_document
    from analysis.duplicates import find_duplicates

    table = _input(options)
    return duplicates_document(table, find_duplicates(table.texts))


def _both(options: argparse.Namespace) -> tuple[Table, Table]:
    if options.left == options.right == "-":
        raise Refusal("Only one of the two files can be standard input. Name the other.")
    left, right = (
        read_table(path, text=options.text, id=options.id) for path in (options.left, options.right)
    )
    return left, right


def _match(options: argparse.Namespace) -> Document:
    from analysis.documents import match_document
    from analysis.matching import match

    left, right = _both(options)
    return match_document(left, right, match(left.texts, right.texts))


def _agree(options: argparse.Namespace) -> Document:
    from analysis.agreement import TooFewStatements, agree
    from analysis.documents import agreement_document

    left, right = (_codings(table) for table in _both(options))
    try:
        return agreement_document(agree(left, right))
    except TooFewStatements as error:
        raise Refusal(f"{options.left}, {options.right}: {error}") from error


def _codings(table: Table) -> dict[str, tuple[str, ...]]:
    codings: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        if row.id in codings:
            raise TableError(f"{table.name}, row {row.number}: the id “{row.id}” is there twice.")
        codings[row.id] = _themes_of(row.others, table.name, row.number)
    return codings
