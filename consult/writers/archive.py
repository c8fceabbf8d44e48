"""Zip files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from typing import IO

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name; the hour of writing would change the bytes."""


CHUNK = 2**16


def repack(held: IO[bytes], changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return a zip file with the members of another one, a piece at a time.

    Parameters
    ----------
    changes
        What is done to the members of these names, which are read whole.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name in changes:
                new.writestr(_entry(name), changes[name](old.read(name)))
                continue
            with old.open(name) as source, new.open(_entry(name), "w") as target:
                shutil.copyfileobj(source, target, CHUNK)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, BEGINNING)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def pack(members: dict[str, bytes]) -> bytes:
    """Return a zip file of the members, in the order given."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(_entry(name), content)
    return held.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip file that we wrote ourselves, in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
