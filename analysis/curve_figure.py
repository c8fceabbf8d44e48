"""The curve over the number of themes as a figure, SVG with stable bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from analysis.curve import CurvePoint

_QUALITY, _STABILITY, _TAKEN = "#1d6b72", "#a3541c", "#1d2b34"
_SETTINGS: Any = {
    "svg.hashsalt": "consult",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def curve_figure(points: Sequence[CurvePoint], taken: int) -> bytes:
    """Return quality and stability over the number of themes, and a mark at the number taken.

    Parameters
    ----------
    points : sequence of CurvePoint
        At least one; their figures are the table beside it.
    taken : int
        How many themes were made.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(7.5, 3.6), layout="constrained", facecolor="#ffffff")
        axes = figure.add_subplot()
        ks = [point.k for point in points]
        for values, colour, style, name in (
            ([point.quality for point in points], _QUALITY, "-", "told apart"),
            ([point.stability for point in points], _STABILITY, "--", "holding together"),
        ):
            axes.plot(ks, values, color=colour, linestyle=style, label=name)
        axes.axvline(taken, color=_TAKEN, linewidth=1)
        axes.annotate(f" {taken} themes", (taken, 0.02), fontsize=9)
        axes.set_xlabel("Number of themes")
        axes.set_ylim(0, 1)
        axes.legend(frameon=False, loc="lower right", fontsize=9)
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
