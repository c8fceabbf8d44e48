"""A map of wards as SVG: each ward shaded by its count and numbered for the table beside it.

Drawn here rather than by a library, so that the web process can: some hundred points are no work.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from consult.writers import palette
from consult.writers.figures import whole

WIDTH = 720.0
TALLEST = 900.0
MARGIN = 12.0
KEY = 124.0
KEY_COLUMNS = 3
# Large enough to be read where the map is as narrow as a telephone.
LETTERS = 22
STEPS = 4
HIDDEN = "url(#hidden)"


@dataclass(frozen=True, slots=True)
class MapWard:
    """A ward as it is drawn.

    Parameters
    ----------
    number
        By which the table names it.
    rings
        Of longitude and latitude.
    count
        None where it is hidden, since it is so small that a person could be known.
    """

    number: int
    name: str
    rings: Sequence[Sequence[Sequence[float]]]
    count: int | None


def draw(wards: Sequence[MapWard], *, what: str) -> bytes:
    """Return the map as SVG.

    Parameters
    ----------
    what
        What is counted, as the key says it: "Responses".
    """
    drawn = [ward for ward in wards if any(ward.rings)]
    to_page, height = _projection(drawn)
    greatest = max((ward.count or 0 for ward in drawn), default=0)
    shapes = "".join(_shape(ward, to_page, greatest) for ward in drawn)
    labels = "".join(_label(ward, to_page) for ward in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height + KEY:.0f}" '
        f'width="{WIDTH:g}" height="{height + KEY:.0f}" font-family="Arial, Helvetica, '
        f'sans-serif" font-size="{LETTERS}">'
        f"<title>{escape(what)} by ward</title>{_pattern()}"
        f'<rect width="100%" height="100%" fill="{palette.PAPER}"/>'
        f"{shapes}{labels}{_key(greatest, height, what, drawn)}</svg>"
    ).encode()


class _Projection:
    """From degrees to the page: north is up, and a mile is as long across as it is down."""

    def __init__(self, west: float, north: float, squeeze: float, scale: float) -> None:
        self._west, self._north, self._squeeze, self._scale = west, north, squeeze, scale

    def __call__(self, point: Sequence[float]) -> tuple[float, float]:
        x = MARGIN + (point[0] - self._west) * self._squeeze * self._scale
        return x, MARGIN + (self._north - point[1]) * self._scale


def _projection(wards: Sequence[MapWard]) -> tuple[_Projection, float]:
    points = [point for ward in wards for ring in ward.rings for point in ring]
    if not points:
        return _Projection(0, 0, 1, 1), 0
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = (east - west) * squeeze or 1e-9, (north - south) or 1e-9
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
    return _Projection(west, north, squeeze, scale), tall * scale + 2 * MARGIN


def shade(count: int, greatest: int) -> str:
    """Return the colour of a count: paper for none, then `STEPS` steps that differ in grey."""
    if not count or not greatest:
        return palette.PAPER
    return palette.SHADES[1:][min(STEPS - 1, (count * STEPS - 1) // greatest)]


def _fill(ward: MapWard, greatest: int) -> str:
    return HIDDEN if ward.count is None else shade(ward.count, greatest)


def _shape(ward: MapWard, to_page: _Projection, greatest: int) -> str:
    path = "".join(_ring(ring, to_page) for ring in ward.rings if ring)
    return (
        f'<path d="{path}" fill="{_fill(ward, greatest)}" fill-rule="evenodd" '
        f'stroke="{palette.INK}" stroke-width="1.2" stroke-linejoin="round"/>'
    )


def _ring(ring: Sequence[Sequence[float]], to_page: _Projection) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(to_page, ring)) + "Z"


def _label(ward: MapWard, to_page: _Projection) -> str:
    ring = max(ward.rings, key=_area)
    x, y = to_page(_inside(ring))
    return (
        f'<text x="{x:.1f}" y="{y + 7:.1f}" text-anchor="middle" font-weight="bold" '
        f'fill="{palette.INK}" stroke="{palette.PAPER}" stroke-width="4" '
        f'paint-order="stroke">{ward.number}</text>'
    )


def _area(ring: Sequence[Sequence[float]]) -> float:
    return abs(sum(_cross(ring))) / 2


def _cross(ring: Sequence[Sequence[float]]) -> Iterator[float]:
    for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        yield x * next_y - next_x * y


def _inside(ring: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return a point well inside a ring: the middle of the widest stretch at some height.

    The centre of gravity of a ward that bends round another may lie in the other.
    """
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best, widest = (ring[0][0], ring[0][1]), -1.0
    for step in range(3, 18):
        y = low + (high - low) * (step + 0.003) / 20
        crossings = sorted(_crossings(ring, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > widest:
                best, widest = ((left + right) / 2, y), right - left
    return best


def _crossings(ring: Sequence[Sequence[float]], y: float) -> Iterator[float]:
    for (x, from_y), (next_x, to_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (from_y > y) != (to_y > y):
            yield x + (y - from_y) / (to_y - from_y) * (next_x - x)


def _pattern() -> str:
    return (
        '<defs><pattern id="hidden" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="8" height="8" fill="{palette.PAPER}"/>'
        f'<line x1="0" y1="0" x2="0" y2="8" stroke="{palette.QUIET}" stroke-width="2.4"/>'
        "</pattern></defs>"
    )


def _key(greatest: int, top: float, what: str, wards: Sequence[MapWard]) -> str:
    """Return the boxes under the map: from none to the most, and what is hidden."""
    boxes = [(palette.PAPER, "0")]
    ends = [-(-greatest * step // STEPS) for step in range(1, STEPS + 1)] if greatest else []
    start = 1
    for step, end in enumerate(ends):
        if end >= start:
            span = whole(start) if end == start else f"{whole(start)}–{whole(end)}"
            boxes.append((palette.SHADES[1 + step], span))
        start = end + 1
    if any(ward.count is None for ward in wards):
        boxes.append((HIDDEN, "hidden"))
    parts = [
        f'<text x="{MARGIN:g}" y="{top + 22:.0f}" fill="{palette.INK}">{escape(what)}; '
        "the numbers are those of the table</text>"
    ]
    for place, (fill, words) in enumerate(boxes):
        row, column = divmod(place, KEY_COLUMNS)
        x, y = MARGIN + column * (WIDTH - 2 * MARGIN) / KEY_COLUMNS, top + 38 + row * 36
        parts.append(
            f'<rect x="{x:g}" y="{y:.0f}" width="30" height="22" fill="{fill}" '
            f'stroke="{palette.INK}"/>'
            f'<text x="{x + 38:g}" y="{y + 19:.0f}" fill="{palette.INK}">{words}</text>'
        )
    return "".join(parts)
