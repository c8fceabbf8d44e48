"""The demonstration's files, as they are written by hand."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from typing import Any

FOLDER = files("consult.services") / "demo"


def read(name: str) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """Return a CSV file's rows."""
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


def content(name: str) -> bytes:
    """Return a file as it stands."""
    return (FOLDER / name).read_bytes()


def paragraph(text: str) -> str:
    """Return a text that was wrapped by hand as one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def themes(cell: str) -> set[str]:
    """Return the theme ids of a cell."""
    return {each for each in cell.split(";") if each}
