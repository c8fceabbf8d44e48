"""The rules of a table in a picture: found, so that its cells are known, and painted over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from consult.readers.page_tables import Box

if TYPE_CHECKING:
    from PIL import Image

_DARK = 150
_SHARE_OF_SIDE = 14
"""A rule is at least that part of a side long; letters are not."""

_SOLID = 0.93
_THICK = 12
_SNAP = 9.0
_ANGLES = [step / 4 for step in range(-14, 15)]
_SMALL_WIDTH = 700


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture set straight, without its rules, and the cells of each table."""

    picture: Image.Image
    tables: list[list[Box]]


def straight(picture: Image.Image) -> Image.Image:
    """Return the picture turned so that its lines of print lie level, within a few degrees."""
    import numpy
    from PIL.Image import Resampling

    factor = _SMALL_WIDTH / max(picture.size)
    small = picture.resize(
        (max(1, int(picture.width * factor)), max(1, int(picture.height * factor)))
    )

    def unevenness(angle: float) -> float:
        turned = numpy.asarray(small.rotate(angle, fillcolor=255), dtype=numpy.float32)
        return float(numpy.var(turned.sum(axis=1)))

    best = max(_ANGLES, key=lambda angle: (unevenness(angle), -abs(angle)))
    return picture.rotate(best, fillcolor=255, resample=Resampling.BILINEAR) if best else picture


def without_rules(picture: Image.Image) -> Sheet:
    """Return the picture without the rules of its tables, and their cells in its points."""
    import numpy
    from PIL import Image

    points = numpy.asarray(picture)
    dark = points < _DARK
    level = _long_runs(dark, max(40, picture.width // _SHARE_OF_SIDE))
    upright = _long_runs(dark.T, max(40, picture.height // (_SHARE_OF_SIDE * 2))).T
    edges = [
        *_edges(level, "h"),
        *({**edge, **_swapped(edge)} for edge in _edges(upright.T, "v")),
    ]
    cleaned = points.copy()
    cleaned[_thicker(level | upright)] = 255
    return Sheet(Image.fromarray(cleaned), _cells(edges))


def _long_runs(dark: Any, length: int) -> Any:
    """Return the points that lie on a dark line from left to right of at least that length."""
    import numpy

    # A line that is not quite level leaves its row of points: its neighbours count for it.
    near = dark.copy()
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    sums = numpy.zeros((near.shape[0], near.shape[1] + 1), dtype=numpy.int32)
    numpy.cumsum(near, axis=1, out=sums[:, 1:], dtype=numpy.int32)
    if near.shape[1] <= length:
        return numpy.zeros_like(dark)
    full = sums[:, length:] - sums[:, :-length] >= _SOLID * length
    found = numpy.zeros_like(dark)
    marks = numpy.zeros_like(sums)
    marks[:, : full.shape[1]] += full
    marks[:, length : length + full.shape[1]] -= full[:, : marks.shape[1] - length]
    found[:] = numpy.cumsum(marks, axis=1)[:, : dark.shape[1]] > 0
    return found & near


def _thicker(mask: Any) -> Any:
    grown = mask.copy()
    for step in (1, 2):
        grown[step:] |= mask[:-step]
        grown[:-step] |= mask[step:]
        grown[:, step:] |= mask[:, :-step]
        grown[:, :-step] |= mask[:, step:]
    return grown


def _edges(mask: Any, orientation: str) -> Iterator[dict[str, Any]]:
    """Give the rules in a mask of level ones; thick ones, of many rows of points, once."""
    import numpy

    open_: list[list[float]] = []
    for row in numpy.flatnonzero(mask.any(axis=1)):
        steps = numpy.flatnonzero(
            numpy.diff(numpy.concatenate(([0], mask[row].view(numpy.int8), [0])))
        )
        for start, end in zip(steps[::2], steps[1::2], strict=True):
            for known in open_:
                if row - known[3] <= 2 and start <= known[1] and end >= known[0]:
                    known[:] = [
                        float(min(start, known[0])),
                        float(max(end, known[1])),
                        known[2],
                        float(row),
                    ]
                    break
            else:
                open_.append([float(start), float(end), float(row), float(row)])
    for start, end, first, last in open_:
        if last - first <= _THICK and end - start > _THICK * 3:
            middle = (first + last) / 2
            yield _edge(start, end, middle, orientation)


def _edge(start: float, end: float, at: float, orientation: str) -> dict[str, Any]:
    return {
        "x0": float(start), "x1": float(end), "top": float(at), "bottom": float(at),
        "width": float(end - start), "height": 0.0, "orientation": orientation,
        "object_type": "line",
    }  # fmt: skip


def _swapped(edge: dict[str, Any]) -> dict[str, Any]:
    return {
        "x0": edge["top"], "x1": edge["bottom"], "top": edge["x0"], "bottom": edge["x1"],
        "width": 0.0, "height": edge["width"],
    }  # fmt: skip


def _cells(edges: list[dict[str, Any]]) -> list[list[Box]]:
    from pdfplumber import table

    merged = table.merge_edges(edges, _SNAP, _SNAP, _SNAP * 2, _SNAP * 2)
    crossings = table.edges_to_intersections(merged, _SNAP, _SNAP)
    found = table.cells_to_tables(table.intersections_to_cells(crossings))
    return [[(x0, top, x1, bottom) for x0, top, x1, bottom in cells] for cells in found]
