"""Zip files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name; the hour of writing would change the bytes."""


def pack(members: dict[str, bytes]) -> bytes:
    """Return a zip file of the members, in the order given."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip file that we wrote ourselves, in its order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
