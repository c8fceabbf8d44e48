"""`consult user`: accounts."""

from __future__ import annotations

import click

from consult.models.accounts import RoleName


@click.group(name="user")
def command() -> None:
    """Add people who may sign in."""


@command.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in RoleName]),
    help="What the person may do; may be given several times.",
)
@click.option("--name", default="", help="The person's full name.")
@click.password_option(help="Asked for when it is not given.")
def add(email: str, roles: tuple[str, ...], name: str, password: str) -> None:
    """Add somebody who may sign in."""
    from consult import create_app
    from consult.cli.database import closing_database
    from consult.db import db
    from consult.services import accounts
    from consult.views.sign_in import hashed

    if len(password) < accounts.MIN_PASSWORD_LENGTH:
        raise click.ClickException(
            f"The password is too short: use at least {accounts.MIN_PASSWORD_LENGTH} characters."
        )
    app = create_app()
    with app.app_context(), closing_database(app):
        user = accounts.add(
            db.session,
            email=email,
            name=name,
            roles=[RoleName(role) for role in roles],
            password_hash=hashed(password),
        )
        click.echo(f"{user.email} can sign in as {', '.join(roles)}.")
