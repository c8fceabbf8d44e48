"""The command line: plain files in, one JSON document or a table on the screen out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.codebook import CodebookError
from analysis.commands import (
    agree,
    code,
    compare,
    duplicates,
    match,
    position,
    queue,
    report,
    themes,
)
from analysis.commands.inputs import Document, Refusal
from analysis.minilm import EncoderUnavailable
from analysis.tables import TableError

COMMANDS = (themes, code, queue, report, duplicates, match, agree, compare, position)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        _refuse_target(options.json)
        document: Document | None = options.run(options)
        if document is not None:
            _write(document, options)
    except (TableError, CodebookError, EncoderUnavailable, Refusal) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - this is the command line
        return 1
    except BrokenPipeError:
        # Whoever was reading has read enough; what is left to flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("Stopped before it was finished; nothing was written.", file=sys.stderr)  # noqa: T201
        return 130
    return 0


def _refuse_target(target: str | None) -> None:
    """Refuse a file that cannot be written before the work is done, not after."""
    if target is None or target == "-":
        return
    path = Path(target)
    if path.is_dir():
        raise Refusal(f"{target}: this is a folder. Name a file in it for --json.")
    if not path.parent.is_dir():
        raise Refusal(f"{target}: there is no folder “{path.parent}”. Make it, or name another.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Refusal(f"{target}: cannot be written (Permission denied). Name another place.")


def _write(document: Document, options: argparse.Namespace) -> None:
    if options.json is None:
        from analysis.screen import theme_lines

        print("\n".join((options.lines or theme_lines)(document)))  # noqa: T201
        return
    from analysis.writing import write, write_file

    if options.json == "-":
        write(document, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        write_file(document, Path(options.json))
    except OSError as error:
        raise Refusal(f"{options.json}: cannot be written ({error.strerror}).") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Themes, codings and agreement of plain files."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
