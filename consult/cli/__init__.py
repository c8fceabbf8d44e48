"""The `consult` command: one thin module a stage."""

from __future__ import annotations

import importlib

import click

# Commands load their module when they are called, so that `consult --help` stays quick and
# reading a notes file never opens a database. Each module offers a click command `command`.
COMMANDS = {
    "notes": "consult.cli.notes",
    "strategy": "consult.cli.strategy",
}


class LazyGroup(click.Group):
    """A click group whose commands are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the named command, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=LazyGroup)
def main() -> None:
    """Ask communities what they want, catch every word, show what was done about it."""
