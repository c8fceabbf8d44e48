"""How a long command is run: with how many hands, how far it is, and where it is kept."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from analysis import __version__
from analysis.checkpoints import CheckpointError, Checkpoints
from analysis.commands.inputs import Refusal
from analysis.grouping import LARGE
from analysis.large import CHUNK
from analysis.tables import Table

# A change of these may change a number.
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "scikit-network", "wordllama")


def add_hands(command: Any) -> None:
    """Let a command share its work out, and keep what is finished."""
    command.add_argument(
        "--jobs", type=at_least(1), default=1, metavar="N", help="processes to work with (1)"
    )
    command.add_argument(
        "--work",
        metavar="FOLDER",
        help="keep what is finished here: the same command again goes on from it",
    )


def add_sizes(command: Any) -> None:
    """Let a command be told what a long run is."""
    command.add_argument(
        "--sample",
        type=at_least(2),
        default=LARGE,
        metavar="N",
        help=f"compare so many statements; more join the nearest theme ({LARGE})",
    )
    command.add_argument(
        "--chunk", type=at_least(1), default=CHUNK, metavar="N", help=f"read so many ({CHUNK})"
    )


def at_least(least: int) -> Callable[[str], int]:
    """Return a reader of whole numbers that are not smaller."""

    def number(value: str) -> int:
        if not value.isdecimal() or int(value) < least:
            raise argparse.ArgumentTypeError(f"“{value}” is not a whole number from {least} on")
        return int(value)

    return number


@contextmanager
def hands(jobs: int) -> Iterator[Executor | None]:
    """Give an executor of so many processes for the block, or None where one is enough."""
    if jobs == 1:
        yield None
        return
    # A forked copy of a process with threads may never wake up; a new one starts clean.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as executor:
        yield executor


def meter() -> Callable[[float], None] | None:
    """Return what shows the share done to a person who is looking on."""
    if not sys.stderr.isatty():
        return None
    shown = -1

    def show(share: float) -> None:
        nonlocal shown
        percent = int(share * 100)
        if percent != shown:
            shown = percent
            end = "\r" if percent < 100 else "\n"
            print(f"{percent:3} % done", end=end, file=sys.stderr, flush=True)  # noqa: T201

    return show


def checkpoints(options: argparse.Namespace, table: Table, **rest: Any) -> Checkpoints | None:
    """Return the folder that was asked for, if one was; refuse one that cannot be used.

    `rest` is what the result depends on beside the statements and the seed.
    """
    if options.work is None:
        return None
    from analysis.documents import digest

    libraries = {name: version(name) for name in _LIBRARIES}
    run = {"input": digest(table.rows), "seed": options.seed, **rest}
    try:
        return Checkpoints(options.work, run | {"analysis": __version__} | libraries)
    except CheckpointError as error:
        raise Refusal(str(error)) from error
