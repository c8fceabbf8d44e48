"""Charts of a report as pictures: legible in grey and at twice the size, the same bytes each time.

`Figure` is used directly: the pyplot interface keeps every figure in memory. Text becomes outlines
in SVG, so that a picture looks the same wherever it is opened; its words are in its alt text.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import PercentFormatter

from consult.writers import palette
from consult.writers.archive import pack
from consult.writers.barrier_summary import BarrierSummary, Matrix
from consult.writers.figures import Figure as Count
from consult.writers.figures import whole
from consult.writers.glyphs import drawable, writable
from consult.writers.handout import EASY_READ, Handout
from consult.writers.outline_handout import CHART
from consult.writers.outline_matrix import CHART_THEMES, base_note, parts, shade
from consult.writers.paper import Paper, Part

Bar: TypeAlias = tuple[str, Count]
"""A name, and how many."""

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "svg.hashsalt": "consult",
    "svg.fonttype": "path",
    "text.color": palette.INK,
    "text.parse_math": False,
    "axes.edgecolor": palette.LINE,
    "xtick.color": palette.INK,
    "ytick.color": palette.INK,
}
WIDTH = 7.0
NARROW = 3.2
"""Inches: as wide as a telephone shows with its letters at full size."""

NAME_WIDTH = 165
"""Points for a theme's or an outcome's name beside a chart."""

MOST_LETTERS, FEWEST_LETTERS = 34, 8
DOTS_PER_INCH = 200


def theme_pictures(summary: BarrierSummary, *, is_narrow: bool = False) -> dict[str, Figure]:
    """Return the bar charts of themes by name: the pictures inside the documents."""
    summary = writable(summary)
    themes = tuple((section.name, section.figure) for section in summary.sections)
    starts = range(0, len(themes), CHART_THEMES)
    greatest = max((figure.count for _, figure in themes), default=0)
    axis = f"Number of barriers ({base_note(summary)})"
    draw = stacked if is_narrow else bars
    with mpl.rc_context(STYLE):
        return {
            f"themes-{place}": draw(themes[start : start + CHART_THEMES], greatest, axis)
            for place, start in enumerate(starts, start=1)
        }


def handout_pictures(handout: Handout, *, is_narrow: bool = False) -> dict[str, Figure]:
    """Return the bar chart of a summary for residents: of the themes that it shows."""
    items = tuple((each.name, each.figure) for each in writable(handout).themes)
    if handout.manner == EASY_READ or not items:
        return {}
    greatest = max(figure.count for _, figure in items)
    draw = stacked if is_narrow else bars
    with mpl.rc_context(STYLE):
        return {CHART: draw(items, greatest, "Number of barriers")}


def paper_pictures(paper: Paper, *, is_narrow: bool = False) -> dict[str, Figure]:
    """Return the bar charts of a paper by name; none is narrow that has intervals."""
    drawn = [part for part in writable(paper).parts if part.kind == "chart"]
    if is_narrow:
        drawn = [part for part in drawn if not part.series]
    draw = stacked if is_narrow else bars
    with mpl.rc_context(STYLE):
        return {part.name: shares(part) if part.series else _bars_of(part, draw) for part in drawn}


def matrix_pictures(summary: BarrierSummary) -> dict[str, Figure]:
    """Return the heat maps by name; in a document the matrix is a table that can be read."""
    matrix = writable(summary.matrix)
    if not (matrix.rows and matrix.themes):
        return {}
    with mpl.rc_context(STYLE):
        return {
            f"matrix-{place}": heat_map(matrix, columns)
            for place, columns in enumerate(parts(matrix), start=1)
        }


def svg(figure: Figure) -> bytes:
    """Return the picture as SVG, without a date."""
    return _printed(FigureCanvasSVG(figure), "svg", {"Date": None, "Creator": None})


def png(figure: Figure) -> bytes:
    """Return the picture as PNG, sharp enough for paper, without the name of a program."""
    return _printed(FigureCanvasAgg(figure), "png", {"Software": None})


def write(report: BarrierSummary | Paper) -> bytes:
    """Return a zip file with each chart as SVG and as PNG."""
    members = {}
    if isinstance(report, Paper):
        pictures = paper_pictures(report)
    else:
        pictures = {**theme_pictures(report), **matrix_pictures(report)}
    for name, figure in pictures.items():
        members[f"{name}.svg"] = svg(figure)
        members[f"{name}.png"] = png(figure)
    return pack(members)


def bars(items: tuple[Bar, ...], greatest: int, axis: str) -> Figure:
    """Draw one bar an item, with its count and share beside it."""
    names = [_wrapped(name, NAME_WIDTH) for name, _ in items] or ["–"]
    heights = [0.16 + 0.2 * (1 + name.count("\n")) for name in names]
    centres = [sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]
    counts = [figure.count for _, figure in items] or [0]
    greatest = greatest or 1
    figure = Figure(figsize=(WIDTH, sum(heights) + 0.45))
    axes = figure.add_axes(
        (0.36, 0.45 / (sum(heights) + 0.45), 0.62, sum(heights) / (sum(heights) + 0.45))
    )
    axes.barh(centres, counts, height=0.24, color=palette.TEAL_MIDDLE)
    axes.set_xlim(0, greatest * 1.45)
    axes.set_ylim(sum(heights), 0)
    axes.set_yticks(centres, names)
    _label_bars(axes, centres, items, greatest)
    axes.set_xticks([])
    axes.set_xlabel(axis, loc="left", color=palette.QUIET)
    axes.tick_params(length=0, pad=8)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return figure


def stacked(items: tuple[Bar, ...], greatest: int, axis: str) -> Figure:
    """Draw one bar an item under its name, for a screen too narrow to have them side by side."""
    names = [_wrapped(name, NARROW * 72) for name, _ in items] or ["–"]
    heights = [0.42 + 0.17 * (1 + name.count("\n")) for name in names]
    centres = [sum(heights[: place + 1]) - 0.24 for place in range(len(heights))]
    counts = [figure.count for _, figure in items] or [0]
    greatest = greatest or 1
    tall = sum(heights) + 0.3
    figure = Figure(figsize=(NARROW, tall))
    axes = figure.add_axes((0.01, 0.3 / tall, 0.98, sum(heights) / tall))
    axes.barh(centres, counts, height=0.2, color=palette.TEAL_MIDDLE)
    axes.set_xlim(0, greatest * 1.45)
    axes.set_ylim(sum(heights), 0)
    for centre, name in zip(centres, names, strict=True):
        axes.text(0, centre - 0.15, name, va="bottom")
    _label_bars(axes, centres, items, greatest)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(axis, loc="left", color=palette.QUIET)
    axes.spines[:].set_visible(False)
    return figure


def _bars_of(part: Part, draw: Callable[..., Figure]) -> Figure:
    return draw(part.bars, max((f.count for _, f in part.bars), default=0), part.axis)


def shares(part: Part) -> Figure:
    """Draw the shares of a part side by side: a hollow dot before, a full one now, and intervals.

    The dots differ in more than colour, so that the picture is legible in grey.
    """
    tall = 0.42 * len(part.bars) + 0.6
    figure = Figure(figsize=(WIDTH, tall))
    axes = figure.add_axes((0.36, 0.5 / tall, 0.34, (tall - 0.55) / tall))
    greatest = max((high for _, high in part.spans), default=1.0)
    names = part.series * len(part.groups)
    places = [place + 0.25 * (place // len(part.series)) for place in range(len(part.bars))]
    for place, (_, count), span, name in zip(places, part.bars, part.spans, names, strict=True):
        is_now = name == part.series[-1]
        share = count.count / count.base if count.base else 0.0
        axes.plot(span, (place, place), color=palette.TEAL, linewidth=2 if is_now else 1)
        fill = palette.TEAL if is_now else palette.PAPER
        axes.plot(share, place, "o", color=palette.TEAL, markerfacecolor=fill, markersize=8)
        axes.text(
            *(1.04, place, f"{name}: {count.text}"),
            va="center",
            transform=axes.get_yaxis_transform(),
        )
    middles = [
        sum(places[start : start + len(part.series)]) / len(part.series)
        for start in range(0, len(places), len(part.series))
    ]
    axes.set_yticks(middles, [_wrapped(group[0][0], NAME_WIDTH) for group in part.groups])
    axes.set_ylim((places[-1] if places else 0) + 0.7, -0.7)
    axes.set_xlim(0, min(1.0, greatest * 1.05))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel(part.axis, loc="left", color=palette.QUIET)
    axes.grid(axis="x", color=palette.LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=8)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    return figure


def heat_map(matrix: Matrix, columns: range) -> Figure:
    """Draw the matrix of outcomes and themes, each cell with its number."""
    rows = [[row.counts[column].count for column in columns] for row in matrix.rows]
    greatest = max((f.count for row in matrix.rows for f in row.counts), default=0)
    titles = [_wrapped(row.outcome.text, NAME_WIDTH) for row in matrix.rows]
    height = 0.25 + 0.17 * max(1 + title.count("\n") for title in titles)
    wide, tall = 3.0 + 0.5 * max(len(columns), 1), 2.9 + height * len(rows)
    figure = Figure(figsize=(wide, tall))
    axes = figure.add_axes((2.9 / wide, 0.1 / tall, (wide - 3.0) / wide, height * len(rows) / tall))
    tints = [[shade(count, greatest) for count in row] for row in rows]
    axes.imshow(tints, cmap=ListedColormap(palette.SHADES), vmin=0, vmax=5, aspect="auto")
    axes.xaxis.tick_top()
    axes.set_xticks(
        range(len(columns)), [_wrapped(matrix.themes[c], NAME_WIDTH) for c in columns], rotation=90
    )
    axes.set_yticks(range(len(rows)), titles)
    axes.tick_params(length=0)
    _rule(axes, len(columns), len(rows))
    for y, row in enumerate(rows):
        for x, count in enumerate(row):
            colour = palette.on(palette.SHADES[tints[y][x]])
            axes.text(x, y, whole(count) if count else "–", ha="center", va="center", color=colour)
    return figure


def _rule(axes: Any, columns: int, rows: int) -> None:
    """Part the cells with white lines, and take the frame away."""
    axes.set_xticks([place - 0.5 for place in range(1, columns)], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, rows)], minor=True)
    axes.grid(which="minor", color=palette.PAPER, linewidth=1.5)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)


def _label_bars(axes: Any, centres: list[float], items: tuple[Bar, ...], greatest: int) -> None:
    for centre, (_, figure) in zip(centres, items, strict=False):
        share = f" ({figure.percentage})" if figure.percentage else ""
        axes.text(
            figure.count + greatest * 0.02, centre, f"{whole(figure.count)}{share}", va="center"
        )


def _wrapped(name: str, width: float) -> str:
    """Return a name over at most three lines of `width` points, cut with a mark if need be."""
    text = drawable(name)
    for letters in range(MOST_LETTERS, FEWEST_LETTERS, -2):
        lines = textwrap.wrap(text, letters, max_lines=3, placeholder=" …") or ["–"]
        if max(_width(line) for line in lines) <= width:
            break
    return "\n".join(lines)


def _width(line: str) -> float:
    """Return the width of a line in points, at the size of the charts."""
    face = FontProperties(family=STYLE["font.family"], size=STYLE["font.size"])
    return float(text_to_path.get_text_width_height_descent(line, face, ismath=False)[0])


def _printed(canvas: Any, kind: str, metadata: dict[str, None]) -> bytes:
    """Return what a canvas draws. Names that the font lacks were spelt out before this."""
    held = io.BytesIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        canvas.print_figure(held, format=kind, dpi=DOTS_PER_INCH, metadata=metadata)
    return held.getvalue()
