"""Files about places: outlines of wards, postcodes in wards, and shares of the population."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.readers import encodings
from consult.readers.refusals import UnreadableFile
from consult.readers.separated import split_records

MOST_BYTES = 5 * 2**20
MOST_WARDS = 500
MOST_POINTS = 100_000
_NAMED = re.compile(r"^(wd\d*nm|ward|ward_?name|name|title)$", re.IGNORECASE)
_CODED = re.compile(r"^(wd\d*cd|ward_?code|code|id|gss_?code)$", re.IGNORECASE)
_WARD = re.compile(r"^(ward_?code|wd\d*cd|ward|ward_?name|wd\d*nm)$", re.IGNORECASE)
_POSTCODE = re.compile(r"^(postcode|pcd|pcds|pcd\d)$", re.IGNORECASE)

Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class WardOutline:
    """One ward of a file: its rings of longitude and latitude, borders and holes alike."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many people of one kind live in the area, and in which row of the file it stands."""

    characteristic: str
    label: str
    people: int


def read_wards(content: bytes, filename: str) -> list[WardOutline]:
    """Return the wards of a GeoJSON file.

    Raises
    ------
    UnreadableFile
        When it is no GeoJSON of named polygons in degrees, or too large to draw.
    """
    _refuse_large(content, filename)
    try:
        found = json.loads(content.decode("utf-8-sig"))
        features = found["features"]
        wards = [_ward(each, number, filename) for number, each in enumerate(features, 1)]
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError):
        raise UnreadableFile(
            f"“{filename}” is no GeoJSON with the outlines of wards; choose the file of ward "
            "boundaries that your mapping team, or the Office for National Statistics, gives."
        ) from None
    points = sum(len(ring) for ward in wards for ring in ward.rings)
    if not wards or len(wards) > MOST_WARDS or points > MOST_POINTS:
        raise UnreadableFile(
            f"“{filename}” has {len(wards):,} wards of {points:,} points; a map can have 1 to "
            f"{MOST_WARDS} of {MOST_POINTS:,}. Choose the generalised boundaries of one district."
        )
    _refuse_twice([ward.name for ward in wards], "ward", filename)
    return wards


def _ward(feature: Mapping[str, Any], number: int, filename: str) -> WardOutline:
    properties: Mapping[str, Any] = feature["properties"] or {}
    name = _first(properties, _NAMED)
    if not name:
        raise UnreadableFile(
            f"“{filename}”, ward {number}: it has no name; give each a property “name”."
        )
    geometry = feature["geometry"]
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        raise UnreadableFile(f"“{filename}”, “{name}”: it is no area. Leave points and lines out.")
    is_one = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if is_one else geometry["coordinates"]
    rings = tuple(_ring(ring, name, filename) for polygon in polygons for ring in polygon)
    return WardOutline(_first(properties, _CODED), name, rings)


def _first(properties: Mapping[str, Any], pattern: re.Pattern[str]) -> str:
    for key, value in properties.items():
        if pattern.match(str(key)) and str(value or "").strip():
            return " ".join(str(value).split())[:200]
    return ""


def _ring(points: Iterable[Sequence[float]], name: str, filename: str) -> Ring:
    ring = [[float(point[0]), float(point[1])] for point in points]
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
        raise UnreadableFile(
            f"“{filename}”, “{name}”: its points are no degrees of longitude and latitude; "
            "export the wards again as WGS 84 (EPSG:4326)."
        )
    return ring


def read_postcodes(content: bytes, filename: str) -> list[tuple[str, str]]:
    """Return the postcodes of a table with the ward that stands beside each.

    Raises
    ------
    UnreadableFile
        When it has no column of postcodes, or none of wards.
    """
    header, rows = _table(content, filename)
    at = _column(header, _POSTCODE), _column(header, _WARD)
    if None in at:
        raise UnreadableFile(
            f"“{filename}” needs a column “postcode” and a column “ward” in its first row; "
            f"it has {_listed(header)}."
        )
    postcode, ward = (each or 0 for each in at)
    width = max(postcode, ward)
    return [
        (row[postcode].strip(), row[ward].strip())
        for row in rows
        if len(row) > width and row[postcode].strip() and row[ward].strip()
    ]


def read_shares(content: bytes, filename: str) -> list[Share]:
    """Return the rows of a table of population: characteristic, group, people.

    Raises
    ------
    UnreadableFile
        When a column is missing, a number is none, or a group stands there twice.
    """
    header, rows = _table(content, filename)
    names = [each.strip().casefold() for each in header]
    wanted = ("characteristic", "group", "people")
    if any(name not in names for name in wanted):
        raise UnreadableFile(
            f"“{filename}” needs the columns “characteristic”, “group” and “people” in its first "
            f"row; it has {_listed(header)}."
        )
    at = [names.index(name) for name in wanted]
    shares = []
    for number, row in enumerate(rows, 2):
        cells = [row[place].strip() if place < len(row) else "" for place in at]
        people = cells[2].replace(",", "")
        if not cells[0] or not cells[1] or not people.isdecimal() or len(people) > 9:
            raise UnreadableFile(
                f"“{filename}”, row {number}: each row needs a characteristic, a group and a whole "
                "number of people."
            )
        shares.append(Share(cells[0][:200], cells[1][:300], int(people)))
    if not shares:
        raise UnreadableFile(f"“{filename}” has no row under its headings.")
    _refuse_twice([f"{each.characteristic}: {each.label}" for each in shares], "group", filename)
    return shares


def _table(content: bytes, filename: str) -> tuple[list[str], list[list[str]]]:
    _refuse_large(content, filename)
    text = encodings.decode(content, filename, {}).text
    try:
        records = split_records(text, filename) if len(text) < 200_000 else _quickly(text)
    except csv.Error:
        records = []
    if not records:
        raise UnreadableFile(f"“{filename}” is empty, or no table; save it again as CSV.")
    return records[0], [row for row in records[1:] if any(cell.strip() for cell in row)]


def _quickly(text: str) -> list[list[str]]:
    """Return the records of a long file, such as a county's postcodes, by commas."""
    return list(csv.reader(io.StringIO(text, newline="")))


def _column(header: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((n for n, name in enumerate(header) if pattern.match(name.strip())), None)


def _listed(header: Sequence[str]) -> str:
    return ", ".join(f"“{name.strip()[:40]}”" for name in header[:6]) or "nothing"


def _refuse_large(content: bytes, filename: str) -> None:
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"“{filename}” is larger than {MOST_BYTES // 2**20} MB; leave out what lies outside "
            "the district, or choose generalised boundaries."
        )


def _refuse_twice(names: Sequence[str], what: str, filename: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise UnreadableFile(
                f"“{filename}”: the {what} “{name}” is there twice; remove one of them."
            )
        seen.add(name.casefold())
