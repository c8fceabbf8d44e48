"""Backups: a consistent copy of everything while the app runs, and back, checked on the way."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.services import audit, verification
from consult.services.backups.archive import (
    MANIFEST,
    Archive,
    BadBackup,
    Contents,
    Manifest,
    contents,
    entry_of,
    open_archive,
)
from consult.services.backups.rows import (
    ROWS_AT_ONCE,
    TABLES,
    Tally,
    lines,
    parents_first,
    tally,
)
from consult.services.refusals import Conflict
from consult.services.transaction import transaction

__all__ = ["Archive", "BadBackup", "Manifest", "fill", "is_empty", "open_archive", "write"]


def write(session: Session, path: Path) -> Manifest:
    """Write everything as it stands at one moment; others go on working meanwhile.

    The file appears under its name only when it is whole, readable by its owner alone.

    Raises
    ------
    Conflict
        Where there is such a file already.
    """
    if path.exists():
        raise Conflict(f"{path} is there already. Give the backup another name.")
    _begin_snapshot(session)
    with _appearing_whole(path) as unfinished:
        manifest = _write_archive(session, unfinished)
        with open_archive(unfinished):
            pass  # read through again, as whoever restores it will
    session.rollback()
    return manifest


def _begin_snapshot(session: Session) -> None:
    """Begin a transaction in which every query sees the same moment."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        session.connection(execution_options=options)


@contextmanager
def _appearing_whole(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        # Unlike a renaming, a link never takes the place of a file that came meanwhile.
        path.hardlink_to(unfinished)
    except FileExistsError:
        raise Conflict(f"{path} is there already. Give the backup another name.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _write_archive(session: Session, path: Path) -> Manifest:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        manifest = Manifest(
            revision=_revision(session),
            taken_at=utc_now().isoformat(timespec="seconds"),
            release=version("consult-engagement"),
            tables={table.name: _write_table(session, file, table) for table in TABLES},
        )
        file.writestr(MANIFEST, manifest.written())
    return manifest


def _write_table(session: Session, file: zipfile.ZipFile, table: Table) -> Contents:
    written = Tally()
    with file.open(entry_of(table), "w", force_zip64=True) as entry:
        for line in lines(session, table):
            entry.write(line)
            written.add(line)
    return contents(written)


def _revision(session: Session) -> str:
    revision: str = session.scalars(text("SELECT version_num FROM alembic_version")).one()
    return revision


def is_empty(session: Session) -> bool:
    """Return whether no table holds anything."""
    return not any(session.execute(select(table).limit(1)).first() for table in TABLES)


def fill(session: Session, archive: Archive) -> None:
    """Put a backup into an empty, migrated database, all of it or nothing.

    Before it is committed, what was stored is read back and compared with the backup, and the
    store's own invariants are checked.

    Raises
    ------
    BadBackup
        Where the backup is of another schema, or what it holds does not add up.
    """
    with transaction(session):
        if _revision(session) != archive.manifest.revision:
            raise BadBackup(
                f"{archive.path} is of schema {archive.manifest.revision} and this release works "
                f"with {_revision(session)}. Restore it with release {archive.manifest.release}, "
                "then upgrade."
            )
        for table in TABLES:
            _fill_table(session, archive, table)
        _refuse_differences(session, archive)
        _record(session, archive)


def _fill_table(session: Session, archive: Archive, table: Table) -> None:
    try:
        rows = parents_first(table, archive.rows(table))
        while some := list(islice(rows, ROWS_AT_ONCE)):
            session.execute(insert(table), some)
        _continue_numbering(session, table)
    except (SQLAlchemyError, ValueError, KeyError, TypeError) as error:
        raise BadBackup(
            f"{archive.path} holds a row of “{table.name}” that cannot be stored. "
            "Nothing was restored; use another copy."
        ) from error


def _continue_numbering(session: Session, table: Table) -> None:
    """Let the next row have the number after the highest; SQLite does so by itself."""
    dialect = session.get_bind().dialect
    if dialect.name != "postgresql" or "id" not in table.columns:
        return
    highest = session.scalar(select(func.max(table.columns.id)))
    if highest is not None:
        name = dialect.identifier_preparer.quote(table.name)
        session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), highest)))


def _refuse_differences(session: Session, archive: Archive) -> None:
    for table in TABLES:
        if contents(tally(lines(session, table))) != archive.manifest.tables[table.name]:
            raise BadBackup(
                f"“{table.name}” was not stored as {archive.path} has it. Nothing was restored."
            )
    faults = verification.faults(session)
    if faults:
        raise BadBackup(f"{archive.path} does not add up: {faults[0]} Nothing was restored.")


def _record(session: Session, archive: Archive) -> None:
    newest = session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))
    if newest is not None:
        audit.record(session, "store.restored", newest, taken_at=archive.manifest.taken_at)
