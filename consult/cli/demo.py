"""`consult demo`: the demonstration's data and sign-ins."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import make_url

from consult import paths
from consult.config import Config

SIGN_INS = paths.INSTANCE / "demo-sign-ins.txt"


@click.command()
@click.option("--if-empty", is_flag=True, help="Only where there is no database file yet.")
def demo(*, if_empty: bool) -> None:
    """Load the demo data into an empty database, and print the sign-ins."""
    from consult.db.schema import migrate

    os.environ.setdefault("CONSULT_DEMO", "1")
    config = Config.from_environment()
    target = _file_of(config.database_url)
    if if_empty and target is not None and target.exists():
        migrate(config.database_url)
    else:
        click.echo("Loading the demonstration; this takes about half a minute.", err=True)
        _load(config, target)
    if SIGN_INS.exists():
        click.echo(SIGN_INS.read_text(encoding="utf-8"), err=True)


def _file_of(url: str) -> Path | None:
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in {None, ":memory:"}
    return Path(str(parsed.database)) if is_file else None


def _load(config: Config, target: Path | None) -> None:
    """Load into a new file beside the target first: a loading cut short leaves no half demo."""
    if target is None or target.exists():
        _fill(config)
        return
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    _fill(replace(config, database_url=f"sqlite:///{unfinished}"))
    unfinished.rename(target)


def _fill(config: Config) -> None:
    from consult import create_app
    from consult.db import db
    from consult.db.schema import migrate
    from consult.services import demo as demo_data
    from consult.views.sign_in import hashed

    migrate(config.database_url)
    app = create_app(config)
    with app.app_context():
        loaded = demo_data.load(db.session, hashed=hashed, secret=config.secret_key)
    # Closing the last connection brings everything into the one file.
    app.extensions["database"][0].dispose()
    SIGN_INS.parent.mkdir(parents=True, exist_ok=True)
    SIGN_INS.write_text(loaded.announcement, encoding="utf-8")
    SIGN_INS.chmod(0o600)
