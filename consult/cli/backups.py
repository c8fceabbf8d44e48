"""`consult backup` and `consult restore`: a copy of everything, and back."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import make_url

from consult.config import Config

if TYPE_CHECKING:
    from consult.services.backups import Archive


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def backup(file: Path) -> None:
    """Write everything that is stored to FILE, while the app runs (“-” for standard output).

    The file holds personal data. Keep it, and CONSULT_SECRET_KEY, where only those can read them
    who may read the database.
    """
    if str(file) == "-":
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "backup.zip"
            _write(copy)
            with copy.open("rb") as written:
                shutil.copyfileobj(written, sys.stdout.buffer)
    else:
        _write(file)


def _write(path: Path) -> None:
    from consult.cli.database import open_session
    from consult.services import backups

    _refuse_another_schema(Config.from_environment().database_url)
    if not path.parent.is_dir():
        raise click.ClickException(f"There is no folder {path.parent}. Make it first.")
    with open_session() as session:
        manifest = backups.write(session, path)
    click.echo(
        f"{manifest.rows:,} rows of {len(manifest.tables)} tables, "
        f"as they stood at {manifest.taken_at}.",
        err=True,
    )


def _refuse_another_schema(url: str) -> None:
    from consult.db.schema import newest_revision

    found, known = _revision(url), newest_revision()
    if found is None:
        raise click.ClickException(
            "There is nothing to back up: the database is empty. Is CONSULT_DATABASE_URL right?"
        )
    if found != known:
        raise click.ClickException(
            f"The database is of schema {found} and this release works with {known}. "
            "Make the backup with the release that serves it."
        )


def _revision(url: str) -> str | None:
    from consult.db.schema import current_revision, plain_engine

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).exists():
        return None
    engine = plain_engine(url)
    try:
        return current_revision(engine)
    finally:
        engine.dispose()


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--replace", is_flag=True, help="Even where the database holds something.")
@click.option("--check", is_flag=True, help="Only try it out, in a place that is then removed.")
def restore(file: Path, *, replace: bool, check: bool) -> None:
    """Bring back what FILE holds (“-” for standard input).

    It is read through, stored in a new place, compared and checked there, and only then takes
    the place of the database. Stop the app first.
    """
    from consult.services import backups

    url = Config.from_environment().database_url
    if not check and not replace:
        _refuse_unless_empty(url)
    with _as_file(file) as path, backups.open_archive(path) as archive:
        if check:
            _try_out(archive)
        else:
            _put_in_place(url, archive)
        done = "can be restored" if check else "are restored"
        click.echo(f"{archive.manifest.rows:,} rows {done} and add up.", err=True)


def _put_in_place(url: str, archive: Archive) -> None:
    from consult.db.replacing import replace
    from consult.services import backups

    replace(url, lambda session: backups.fill(session, archive))


def _try_out(archive: Archive) -> None:
    with tempfile.TemporaryDirectory(prefix="consult-restore-") as folder:
        _put_in_place(f"sqlite:///{folder}/tried-out.db", archive)


def _refuse_unless_empty(url: str) -> None:
    from consult.cli.database import open_session
    from consult.services import backups

    if _revision(url) is None:
        return
    with open_session() as session:
        if not backups.is_empty(session):
            raise click.ClickException(
                "The database is not empty. Back it up, then restore with --replace to put the "
                "backup in its place."
            )


@contextmanager
def _as_file(file: Path) -> Iterator[Path]:
    if str(file) != "-":
        yield file
        return
    with tempfile.NamedTemporaryFile(prefix="consult-backup-") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield Path(copy.name)
