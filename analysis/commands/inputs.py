"""What several commands ask for: a table, codings, coded examples; and how they refuse."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from analysis.codebook import Codebook, CodebookError, Example, load_codebook
from analysis.foreign import language_of
from analysis.minilm import ENCODERS
from analysis.tables import Row, Table, TableError, read_table

Document = dict[str, Any]
Run = Callable[[argparse.Namespace], Document | None]
Lines = Callable[[Document], list[str]]
# The files that some commands read beside the statements.
_BESIDE = ("examples", "abbreviations")


class Refusal(ValueError):
    """What the command cannot do; the text is for the person at the screen."""


def add_command(
    commands: Any,
    name: str,
    run: Run,
    help_text: str,
    files: Sequence[str] = ("input",),
    *,
    lines: Lines | None = None,
) -> Any:
    """Return the parser of a new command that reads the files named.

    `lines` turns its document into lines for the screen, where it is not one of themes.
    """
    command = commands.add_parser(
        name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}."
    )
    for file in files:
        command.add_argument(file, metavar=f"{file.upper()}.csv", help="“-” is standard input")
    command.add_argument("--text", default="text", metavar="COLUMN", help="the statements (text)")
    command.add_argument("--id", default="id", metavar="COLUMN", help="their ids (id)")
    command.add_argument(
        "--json", metavar="OUT", help="write one JSON document; “-” is standard output"
    )
    command.set_defaults(run=run, lines=lines)
    return command


def add_seed(command: Any) -> None:
    """Let a command with random steps take a seed."""
    command.add_argument("--seed", type=int, default=0, help="for every random step (0)")


def add_encoder(command: Any) -> None:
    """Let a command choose between quick vectors and better ones."""
    command.add_argument(
        "--encoder",
        choices=ENCODERS,
        default=ENCODERS[0],
        help="“better” is some hundred times slower and needs the extra of that name (static)",
    )


def add_codebook(command: Any) -> None:
    """Let a command take a codebook, and coded statements to learn from."""
    command.add_argument(
        "--codebook",
        required=True,
        action="append",
        metavar="FILE.toml",
        help="given again, a codebook for statements in another language",
    )
    command.add_argument("--examples", metavar="CODED.csv", help="coded statements to learn from")
    command.add_argument(
        "--abbreviations",
        metavar="SHORT.csv",
        help="columns “short” and “name”: partners' short names and what they stand for",
    )


def read_codebooks(options: argparse.Namespace) -> tuple[Codebook, list[Codebook]]:
    """Return the main codebook, and those of other languages."""
    main, *others = (load_codebook(path) for path in options.codebook)
    languages = {language_of(main.language): options.codebook[0]}
    for path, other in zip(options.codebook[1:], others, strict=True):
        first = languages.setdefault(language_of(other.language), path)
        if first != path or other.language == main.language:
            raise CodebookError(
                f"{path}: this codebook is in the language of {first} (“{other.language}”). "
                "Give one codebook a language, and say in each which it is: language = “cy”."
            )
    return main, others


def read_abbreviations(options: argparse.Namespace) -> dict[str, str]:
    """Return partners' short names, each with the name that it stands for."""
    if options.abbreviations is None:
        return {}
    table = read_table(options.abbreviations, text="name")
    return dict(zip(column_values(table, "short"), table.texts, strict=True))


def input_table(options: argparse.Namespace) -> Table:
    """Return the table of statements that a command was given."""
    refuse_same_input(options.input, *(getattr(options, name, None) for name in _BESIDE))
    return read_table(options.input, text=options.text, id=options.id)


def both_tables(options: argparse.Namespace) -> tuple[Table, Table]:
    """Return the left and the right table, of which only one may be standard input."""
    refuse_same_input(options.left, options.right)
    left, right = (
        read_table(path, text=options.text, id=options.id) for path in (options.left, options.right)
    )
    return left, right


def refuse_same_input(*paths: str | None) -> None:
    """Refuse standard input where two files are to be read from it."""
    if paths.count("-") > 1:
        raise Refusal("Only one of the files can be standard input. Name the others.")


def read_examples(options: argparse.Namespace, codebook: Codebook) -> list[Example]:
    """Return the coded statements to learn from, their themes all in the codebook."""
    return [example for example, _ in read_decisions(options, codebook)]


def read_decisions(options: argparse.Namespace, codebook: Codebook) -> list[tuple[Example, bool]]:
    """Return the coded statements, and whether a queue chose each, as its column “chosen” says."""
    if options.examples is None:
        return []
    table = read_table(options.examples)
    return [
        (Example(row.text, _known_themes(row, table, codebook)), _is_queued(row, table))
        for row in table.rows
    ]


def _is_queued(row: Row, table: Table) -> bool:
    how = row.others.get("chosen", "").strip().casefold()
    if how not in ("", "random", "queue"):
        raise TableError(
            f"{table.name}, row {row.number}, column “chosen”: “{how}” is neither “random” nor "
            "“queue”. Write which of them chose the statement."
        )
    return how == "queue"


def _known_themes(row: Row, table: Table, codebook: Codebook) -> tuple[str, ...]:
    themes = themes_of(row, table)
    for theme in themes:
        if theme not in codebook:
            known = ", ".join(theme.id for theme in codebook.themes)
            raise TableError(
                f"{table.name}, row {row.number}, column “themes”: “{theme}” is not in the "
                f"codebook. Its themes are: {known}."
            )
    return themes


def codings_of(table: Table) -> dict[str, tuple[str, ...]]:
    """Return the themes of each statement by its id, in the order of the file."""
    refuse_doubled_ids(table)
    return {row.id: themes_of(row, table) for row in table.rows}


def themes_of(row: Row, table: Table) -> tuple[str, ...]:
    """Return the themes of a row, each once, in the order written."""
    if "themes" not in row.others:
        raise TableError(
            f"{table.name}: there is no column “themes”. Join several themes with “;”."
        )
    return tuple(dict.fromkeys(t.strip() for t in row.others["themes"].split(";") if t.strip()))


def column_values(table: Table, wanted: str) -> list[str]:
    """Return the cells of a column, white space evened; capitals in its name do not matter."""
    alike = [c for c in table.columns if c.strip().casefold() == wanted.strip().casefold()]
    if not alike:
        others = ", ".join(f"“{column}”" for column in table.columns[:12])
        there = f"Its other columns are {others}." if others else "It has no other columns."
        raise TableError(f"{table.name}: there is no column “{wanted}”. {there}")
    return [" ".join(row.others.get(alike[0], "").split()) for row in table.rows]


def refuse_doubled_ids(table: Table) -> None:
    """Refuse a table in which two rows have one id, where ids tell rows apart."""
    seen: dict[str, int] = {}
    for row in table.rows:
        if row.id in seen:
            raise TableError(
                f"{table.name}, row {row.number}, column “id”: the id “{row.id}” is there twice, "
                f"first in row {seen[row.id]}. Give each row an id of its own."
            )
        seen[row.id] = row.number


def refuse_threshold(threshold: int) -> None:
    """Refuse a disclosure threshold that protects nobody."""
    from analysis.disclosure import LEAST_THRESHOLD

    if threshold < 0 or 0 < threshold < LEAST_THRESHOLD:
        raise Refusal(
            f"--threshold: {threshold} protects nobody, since a hidden count could only be 1. "
            f"Give {LEAST_THRESHOLD} or more, or 0 to hide nothing."
        )
