"""The open data of an edition: CSV, JSON, and the package that describes both. No free text."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from consult.models.base import UK_TIME
from consult.models.editions import Edition
from consult.writers.csv import safe_cell

FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "part", "type": "string", "description": "Where in the results it stands."},
    {"name": "item", "type": "string", "description": "What is counted."},
    {
        "name": "count",
        "type": "integer",
        "description": "How many. Empty where it is hidden, so that nobody can be known by it.",
        "constraints": {"minimum": 0},
    },
    {
        "name": "base",
        "type": "integer",
        "description": "Out of how many; empty where the count stands alone.",
        "constraints": {"minimum": 0},
    },
    {"name": "percentage", "type": "string", "description": "Whole, on a base of 10 or more."},
    {"name": "hidden", "type": "boolean", "description": "Whether disclosure control hides it."},
)
NAMES = tuple(field["name"] for field in FIELDS)
MEDIA_TYPES = {
    "results.csv": "text/csv; charset=utf-8",
    "results.json": "application/json",
    "datapackage.json": "application/json",
}


def write(edition: Edition, name: str, *, home: str) -> bytes:
    """Return one of `MEDIA_TYPES`' files.

    Parameters
    ----------
    home
        The address of the edition's page.
    """
    rows = edition.content["data"]
    if name == "results.csv":
        return _csv(rows)
    about = _about(edition, home)
    if name == "results.json":
        return _json({**about, "fields": list(FIELDS), "data": rows})
    return _json({**about, "resources": [_resource()]})


def _csv(rows: list[dict[str, Any]]) -> bytes:
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(NAMES)
    for row in rows:
        lines.writerow([_cell(row[name]) for name in NAMES])
    return held.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else safe_cell(str(value))


def _about(edition: Edition, home: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": f"{edition.consultation.slug}-results",
        "title": edition.content["title"],
        "version": f"{edition.number}.0.0",
        "created": edition.visible_from.astimezone(UK_TIME).isoformat(),
        "homepage": home,
        "licenses": [{"title": edition.licence, "path": edition.licence_url}],
        "contributors": [{"title": edition.content["organisation"], "role": "publisher"}],
    }


def _resource() -> dict[str, Any]:
    return {
        "name": "results",
        "path": "results.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": list(FIELDS), "missingValues": [""]},
    }


def _json(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()
