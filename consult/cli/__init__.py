"""The `consult` command: one thin module a stage."""

from __future__ import annotations

import importlib

import click

from consult.config import BadConfig
from consult.services.refusals import ServiceError

# Commands load their module when they are called, so that `consult --help` stays quick and
# reading a notes file never opens a database. Each names a module and a click command in it.
COMMANDS = {
    "backup": "consult.cli.backups:backup",
    "codebook": "consult.cli.codebook:command",
    "codings": "consult.cli.codings:command",
    "demo": "consult.cli.demo:demo",
    "migrate": "consult.cli.server:migrate",
    "notes": "consult.cli.notes:command",
    "report": "consult.cli.reports:command",
    "responses": "consult.cli.responses:command",
    "restore": "consult.cli.backups:restore",
    "serve": "consult.cli.server:serve",
    "strategy": "consult.cli.strategy:command",
    "themes": "consult.cli.themes:command",
    "user": "consult.cli.accounts:command",
    "verify": "consult.cli.server:verify",
    "worker": "consult.cli.server:worker",
}

# Begun on the wrong schema, these would only say later, and to others, that they cannot save.
RUN_FOR_LONG = {"serve", "worker"}


class LazyGroup(click.Group):
    """A click group whose commands are imported on first use, and whose refusals are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the named command, or None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; what runs for long is not begun on a database of another schema."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in RUN_FOR_LONG and "--help" not in rest:
            _check_schema()
        return name, command, rest

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a refusal becomes one sentence on standard error and exit status 1."""
        try:
            return super().invoke(ctx)
        except (BadConfig, ServiceError) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except Exception as fault:
            from sqlalchemy.exc import DBAPIError

            if isinstance(fault, DBAPIError):
                _check_schema()
            raise


def _check_schema() -> None:
    from consult.cli.database import require_newest_schema

    require_newest_schema()


@click.group(cls=LazyGroup)
def main() -> None:
    """Ask communities what they want, catch every word, show what was done about it."""
