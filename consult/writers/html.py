"""A report as one HTML file that needs nothing else: charts, style and print layout inside."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from consult.writers import charts, drawing, palette
from consult.writers.figures import dated
from consult.writers.glyphs import writable

FOLDER = Path(__file__).parent


def write(report: drawing.Report) -> bytes:
    """Return the report as a web page that runs no script and asks no other machine."""
    report = writable(report)
    style = _style()
    page = _templates().get_template("report.html.jinja")
    text = page.render(
        report=drawing.document_of(report),
        made_on=dated(drawing.made_on(report)),
        pictures=_pictures(report, is_narrow=False),
        narrow=_pictures(report, is_narrow=True),
        style=Markup(style),  # noqa: S704 (our own file; no word of the report is in it)
        policy=_policy(style),
    )
    return text.encode("utf-8", "replace")


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment


def _style() -> str:
    """Return the style sheet with the palette filled in, so that colours have one home."""
    names = ("TEAL", "ACCENT", "INK", "QUIET", "LINE", "PAPER", "WASH")
    colours = [f"--{name.lower()}: {getattr(palette, name)};" for name in names]
    shades = [
        f".shade-{place} {{ background: {colour}; color: {palette.on(colour)}; }}"
        for place, colour in enumerate(palette.SHADES)
        if place
    ]
    sheet = (FOLDER / "report.css").read_text("utf-8")
    return "\n".join((f":root {{ {' '.join(colours)} }}", sheet, *shades))


def _policy(style: str) -> str:
    """Return a content security policy that allows this page's own style and pictures only."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"


def _pictures(report: drawing.Report, *, is_narrow: bool) -> dict[str, str]:
    drawn = drawing.pictures_of(report, is_narrow=is_narrow)
    return {name: _address(charts.svg(figure)) for name, figure in drawn.items()}


def _address(picture: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
