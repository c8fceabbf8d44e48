"""The file of a backup: a zip of one JSON-lines file a table, and a manifest of them all."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table

from consult.services.backups.rows import TABLES, Tally, row_of, tally
from consult.services.refusals import ServiceError

FORMAT = "consult-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
MOST_BYTES_IN_A_MANIFEST = 1_000_000
# What a damaged or foreign zip makes the library raise, by where the damage is.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    TypeError,
    ValueError,
)


class BadBackup(ServiceError):
    """The file cannot be restored; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds of one table."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes
    ----------
    revision
        The schema that the tables are of.
    taken_at
        When, in UTC, in ISO form.
    release
        The version of Consult that wrote it.
    tables
        By the table's name.
    """

    revision: str
    taken_at: str
    release: str
    tables: dict[str, Contents]

    @property
    def rows(self) -> int:
        """Return how many rows there are in all tables."""
        return sum(each.rows for each in self.tables.values())

    def written(self) -> str:
        """Return the manifest as it stands in the file."""
        known = {"format": FORMAT, "version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(known, indent=1)


class Archive:
    """A backup that was found to be whole."""

    def __init__(self, path: Path, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._file = file

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table."""
        with self._file.open(entry_of(table)) as lines:
            for line in lines:
                yield row_of(table, line)

    def check(self) -> None:
        """Read every table through and compare it with the manifest."""
        for table in TABLES:
            with self._file.open(entry_of(table)) as lines:
                if contents(tally(lines)) != self.manifest.tables[table.name]:
                    raise ValueError(f"{table.name} is not what the manifest says")


def entry_of(table: Table) -> str:
    """Return where in the archive a table stands."""
    return f"tables/{table.name}.jsonl"


def contents(found: Tally) -> Contents:
    """Return what was tallied as the manifest says it."""
    return Contents(found.rows, found.sha256)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Yield a backup after reading it through.

    Raises
    ------
    BadBackup
        Where the file is not there, is something else, is cut short or was changed.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadBackup(f"{path} cannot be read: {error.strerror}. Check its name.") from None
    with file:
        try:
            archive = _checked(path, file)
        except _DAMAGE as error:
            raise BadBackup(_sentence(path, file)) from error
        yield archive


def _checked(path: Path, file: IO[bytes]) -> Archive:
    zipped = zipfile.ZipFile(file)
    if zipped.getinfo(MANIFEST).file_size > MOST_BYTES_IN_A_MANIFEST:
        raise ValueError("the manifest is far too large")
    plain = json.loads(zipped.read(MANIFEST))
    if plain["format"] != FORMAT:
        raise ValueError("another format")
    if plain["version"] != FORMAT_VERSION:
        raise BadBackup(
            f"{path} was written by a newer release ({plain['release']}). Restore it with that one."
        )
    tables = {name: Contents(**each) for name, each in plain["tables"].items()}
    manifest = Manifest(plain["revision"], plain["taken_at"], plain["release"], tables)
    _refuse_other_tables(path, manifest)
    archive = Archive(path, zipped, manifest)
    archive.check()
    return archive


def _refuse_other_tables(path: Path, manifest: Manifest) -> None:
    if manifest.tables.keys() != {table.name for table in TABLES}:
        raise BadBackup(
            f"{path} holds other tables than this release knows. Restore it with release "
            f"{manifest.release}, then upgrade."
        )


def _sentence(path: Path, file: IO[bytes]) -> str:
    file.seek(0)
    if file.read(2) == b"PK":
        return (
            f"{path} is not a whole backup: it is cut short, damaged or was changed. "
            "Nothing was restored; use another copy."
        )
    return f"{path} is not a backup of Consult. Give a file that “consult backup” has written."
