"""Figures as SVG with stable bytes. Each has its table beside it in the summary."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

_INK, _BAR, _PAPER = "#1d2b34", "#1d6b72", "#ffffff"
_SETTINGS: Any = {
    "svg.hashsalt": "consult",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
}


def bars(names: Sequence[str], counts: Sequence[int], base: int) -> bytes:
    """Return horizontal bars of how many statements carry each theme, as SVG."""
    figure, axes = _figure(7.5, 0.6 + 0.42 * max(1, len(names)))
    places = range(len(names))
    axes.barh(places, counts, color=_BAR, height=0.62)
    axes.set_yticks(places, labels=[_wrapped(name) for name in names])
    axes.invert_yaxis()
    axes.set_xlim(0, max([*counts, 1]) * 1.18)
    axes.xaxis.set_visible(False)
    for spine in ("top", "right", "bottom"):
        axes.spines[spine].set_visible(False)
    axes.tick_params(length=0)
    for place, count in zip(places, counts, strict=True):
        share = f" ({count / base:.0%})" if base >= 20 else ""
        axes.text(count, place, f" {count}{share}", va="center", fontsize=9)
    return _svg(figure)


def matrix(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> bytes:
    """Return a shaded grid of counts, themes down and groups across, as SVG."""
    figure, axes = _figure(3 + 0.9 * len(columns), 1.4 + 0.42 * len(rows))
    axes.imshow(counts, cmap="GnBu", aspect="auto", vmin=0, vmax=max(1, *map(max, counts)) * 1.6)
    axes.set_xticks(
        range(len(columns)), labels=[_wrapped(c) for c in columns], rotation=30, ha="left"
    )
    axes.set_yticks(range(len(rows)), labels=[_wrapped(row) for row in rows])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for down, row in enumerate(counts):
        for across, count in enumerate(row):
            axes.text(across, down, str(count), ha="center", va="center", fontsize=9)
    return _svg(figure)


def _figure(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained", facecolor=_PAPER)
        return figure, figure.add_subplot()


def _svg(figure: Any) -> bytes:
    import matplotlib as mpl

    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _wrapped(name: str, width: int = 28) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
