"""Figures as SVG with stable bytes. Each has its table beside it in the summary.

They hold no style and no script, so that the strictest content policy shows them; and shades go
with numbers or marks, so that they can be read in grey.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from analysis.findings import share
from analysis.layout import apart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN = "–"
_INK, _BAR, _PAPER, _PALE, _LINE = "#1d2b34", "#1d6b72", "#ffffff", "#dfe9ea", "#8fa3a8"
_SETTINGS: Any = {
    "svg.hashsalt": "consult",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "hatch.linewidth": 0.6,
}
_WIDE = 7.5
_NAME_WIDTH, _MOST_LINES = 30, 2
_MAP_WIDTH, _MAP_HEIGHT, _MAP_TEXT, _POINTS = 520.0, 300.0, 9.0, 72
_STYLE = re.compile(r' style="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Bubble:
    """A theme on the map: its name, how many statements have it, and where it stands."""

    name: str
    count: int
    place: tuple[float, float]


def bars(names: Sequence[str], counts: Sequence[int], base: int) -> bytes:
    """Return horizontal bars of how many statements carry each theme, as SVG."""
    figure, axes = _figure(_WIDE, 0.5 + 0.46 * max(1, len(names)))
    places = _named_rows(axes, names)
    axes.barh(places, counts, color=_BAR, height=0.62)
    axes.set_xlim(0, max([*counts, 1]) * 1.22)
    axes.xaxis.set_visible(False)
    _without_frame(axes, "top", "right", "bottom")
    for place, count in zip(places, counts, strict=True):
        axes.text(count, place, f" {share(count, base)}", va="center", fontsize=9)
    return _svg(figure)


def matrix(
    rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int | None]]
) -> bytes:
    """Return a shaded grid of counts, themes down and groups across; None is hidden, as SVG."""
    names = [_wrapped(column, 16) for column in columns]
    figure, axes = _figure(max(_WIDE, 3.2 + 0.95 * len(columns)), 1.6 + 0.46 * max(1, len(rows)))
    most = max([count or 0 for row in counts for count in row], default=0) or 1
    for down, row in enumerate(counts):
        for across, count in enumerate(row):
            _draw_cell(axes, down, across, count, (count or 0) / most)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    _named_rows(axes, rows)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_xticks(range(len(columns)), labels=names, fontsize=9)
    axes.xaxis.tick_top()
    if len(columns) > 5 or any(len(name) > 14 for name in columns):
        axes.tick_params(axis="x", labelrotation=40)
        for label in axes.get_xticklabels():
            label.set_horizontalalignment("left")
    _without_frame(axes, "top", "right", "bottom", "left")
    return _svg(figure)


def dots(names: Sequence[str], values: Sequence[float | None], label: str) -> bytes:
    """Return a dot a theme on a line from 0 to 1, such as how sure or how stable it is, as SVG."""
    figure, axes = _figure(_WIDE, 0.9 + 0.4 * max(1, len(names)))
    places = _named_rows(axes, names)
    for place, value in zip(places, values, strict=True):
        axes.plot([0, 1], [place, place], color=_PALE, linewidth=1, zorder=1)
        if value is None:
            axes.text(0.01, place, HIDDEN, va="center", fontsize=9)
        else:
            axes.plot([0, value], [place, place], color=_LINE, linewidth=2, zorder=2)
            axes.plot([value], [place], "o", color=_BAR, markersize=7, zorder=3)
            axes.text(value + 0.03, place, f"{value:.2f}", va="center", fontsize=9)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.5, 1])
    axes.set_xlabel(label, fontsize=9)
    _without_frame(axes, "top", "right", "left")
    return _svg(figure)


def timeline(
    periods: Sequence[str], names: Sequence[str], counts: Sequence[Sequence[int]]
) -> bytes:
    """Return a row of bars a theme over the same periods, as SVG.

    The first row, of all statements, has a height of its own; the others share one.
    """
    figure, grid = _figure(_WIDE, 0.7 + 0.95 * max(1, len(names)), rows=max(1, len(names)))
    themes = max([count for row in counts[1:] for count in row], default=0) or 1
    step = max(1, -(-len(periods) // 8))
    for at, (axes, name, row) in enumerate(zip(grid, names, counts, strict=False)):
        highest = themes if at else max([*row, 1])
        axes.bar(range(len(periods)), row, color=_BAR, width=0.8)
        axes.set_ylim(0, highest * 1.25)
        axes.set_xlim(-0.6, len(periods) - 0.4)
        axes.set_yticks([0, highest])
        axes.set_title(_wrapped(name, 80), fontsize=9, loc="left", pad=2)
        axes.set_xticks(range(0, len(periods), step), labels=[""] * len(periods[::step]))
        _without_frame(axes, "top", "right")
    grid[-1].set_xticks(range(0, len(periods), step), labels=periods[::step], fontsize=8)
    return _svg(figure)


def theme_map(bubbles: Sequence[Bubble], links: Sequence[tuple[int, int, int]]) -> bytes:
    """Return circles of themes, alike ones near, with lines between those that meet, as SVG.

    `links` are pairs of themes and how many statements have both. No name lies over another name
    or over a circle: see `map_boxes`.
    """
    from matplotlib.patches import Circle

    centres, sizes, radii = map_boxes(bubbles)
    low = (centres - sizes / 2).min(axis=0) - 6
    span = (centres + sizes / 2).max(axis=0) + 6 - low
    figure, axes = _figure(span[0] / _POINTS, span[1] / _POINTS, layout=None)
    axes.set_position((0, 0, 1, 1))
    axes.set_xlim(low[0], low[0] + span[0])
    axes.set_ylim(low[1] + span[1], low[1])
    axes.set_axis_off()
    tops = centres[:, 1] - sizes[:, 1] / 2 + radii
    most = max((count for _, _, count in links), default=1)
    for one, other, count in links:
        ends = centres[[one, other], 0], tops[[one, other]]
        axes.plot(*ends, color=_LINE, linewidth=0.6 + 3.4 * count / most, zorder=1)
    for at, bubble in enumerate(bubbles):
        middle = centres[at, 0], tops[at]
        axes.add_patch(Circle(middle, radii[at], facecolor=_PALE, edgecolor=_BAR, zorder=2))
        axes.text(*middle, f"{bubble.count:,}", ha="center", va="center", fontsize=8, zorder=3)
        text = _wrapped(bubble.name, 22)
        axes.text(
            centres[at, 0],
            tops[at] + radii[at] + 3,
            text,
            ha="center",
            va="top",
            fontsize=_MAP_TEXT,
            zorder=4,
            linespacing=1.15,
            bbox={"facecolor": _PAPER, "edgecolor": "none", "pad": 0.6},
        )
    return _svg(figure)


def map_boxes(
    bubbles: Sequence[Bubble],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the centres and sizes of the boxes of circles with their names, and the radii.

    All in points, the top of the map at 0; no two boxes overlap.
    """
    import numpy as np

    most = max((bubble.count for bubble in bubbles), default=1) or 1
    radii = np.array([8 + 22 * (bubble.count / most) ** 0.5 for bubble in bubbles])
    texts = [_text_size(_wrapped(bubble.name, 22)) for bubble in bubbles]
    sizes = np.array(
        [
            (max(2 * radius, width), 2 * radius + 5 + height)
            for radius, (width, height) in zip(radii, texts, strict=True)
        ]
    )
    places = np.array([bubble.place for bubble in bubbles], np.float64)
    wanted = (places + 1) / 2 * np.array([_MAP_WIDTH, _MAP_HEIGHT])
    return apart(wanted, sizes, _MAP_WIDTH), sizes, radii


def _text_size(text: str) -> tuple[float, float]:
    """Return the width and height of a text as drawn on the map, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    font = FontProperties(family="DejaVu Sans", size=_MAP_TEXT)
    lines = text.split("\n")
    widths = [TextPath((0, 0), line or " ", prop=font).get_extents().width for line in lines]
    return float(max(widths)) + 4, len(lines) * _MAP_TEXT * 1.45 + 3


def _draw_cell(axes: Any, down: int, across: int, count: int | None, share: float) -> None:
    from matplotlib.patches import Rectangle

    # Shades go to the middle only, so that the ink of the number stands out on all of them.
    shade = tuple(1 - share * (1 - end) for end in (0.47, 0.72, 0.74))
    box = Rectangle(
        (across - 0.48, down - 0.46),
        0.96,
        0.92,
        facecolor=_PAPER if count is None else shade,
        edgecolor=_PALE,
        hatch="////" if count is None else None,
    )
    axes.add_patch(box)
    text = HIDDEN if count is None else f"{count:,}"
    axes.text(across, down, text, ha="center", va="center", fontsize=9)


def _named_rows(axes: Any, names: Sequence[str]) -> range:
    places = range(len(names))
    axes.set_yticks(places, labels=[_wrapped(name) for name in names], fontsize=9)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(length=0)
    return places


def _without_frame(axes: Any, *sides: str) -> None:
    for side in sides:
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _figure(
    width: float, height: float, *, rows: int | None = None, layout: Any = "constrained"
) -> tuple[Any, Any]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout=layout, facecolor=_PAPER)
        if rows is None:
            return figure, figure.add_subplot()
        return figure, list(figure.subplots(rows, 1, squeeze=False)[:, 0])


def _svg(figure: Any) -> bytes:
    import matplotlib as mpl

    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return _without_styles(out.getvalue().decode()).encode()


def _without_styles(svg: str) -> str:
    """Return the drawing with attributes in place of styles, which a strict page would ignore."""
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    return _STYLE.sub(lambda style: _attributes(style[1]), svg)


def _attributes(style: str) -> str:
    pairs = (part.split(":", 1) for part in style.split(";") if part.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _wrapped(name: str, width: int = _NAME_WIDTH) -> str:
    """Return a name on two lines at most, cut with a mark where it is longer.

    A dollar sign would be taken for the beginning of a formula.
    """
    lines = wrap(name, width) or [name]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][: width - 1] + "…"]
    return "\n".join(lines).replace("$", r"\$")
