"""A report as a PDF/UA file: tagged, with its own fonts, the same bytes on each machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from consult.writers import charts, drawing, palette
from consult.writers.blocks import Block, Paragraph, Quotation, Sideways, leading
from consult.writers.figures import dated
from consult.writers.glyphs import OF_A_REPORT, drawable, is_right_to_left, writable
from consult.writers.plain import map_text, to_plain
from consult.writers.typesetting import typeset

TEMPLATE = Path(__file__).parent / "report.typ"


def write(report: drawing.Report) -> bytes:
    """Return the report as an accessible PDF.

    The template gets the report as JSON, never as typst source: a statement that looks like markup
    stays a statement.
    """
    return typeset(TEMPLATE, "report", _report(report), on=drawing.made_on(report))


def _report(source: drawing.Report) -> dict[str, Any]:
    """Return all that the template draws, in characters that its fonts can draw."""
    report = map_text(
        drawing.document_of(writable(source)), lambda text: drawable(text, OF_A_REPORT)
    )
    pictures = {
        name: {"svg": charts.svg(figure).decode(), "ratio": _ratio(figure)}
        for name, figure in drawing.pictures_of(source).items()
    }
    return {
        **{
            name: getattr(report, name) for name in ("title", "organisation", "subtitle", "subject")
        },
        "is_large": report.is_large,
        "made_on": dated(report.made_on),
        "blocks": _blocks(report.blocks),
        "pictures": pictures,
        "colours": colours(),
    }


def _ratio(figure: Any) -> float:
    """Return a picture's height as a share of its width."""
    width, height = figure.get_size_inches()
    return float(height / width)


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    leads = leading(blocks)
    return [{**_block(block), "leads": place in leads} for place, block in enumerate(blocks)]


def _block(block: Block) -> dict[str, Any]:
    plain = {"block": type(block).__name__.lower(), **to_plain(block)}
    if isinstance(block, Sideways):
        plain["blocks"] = _blocks(block.blocks)
    if isinstance(block, Quotation):
        plain["marked"] = block.marked
    if isinstance(block, Quotation | Paragraph):
        plain["is_right_to_left"] = is_right_to_left(block.text)
    return plain


def colours() -> dict[str, Any]:
    """Return the colours by name, as a template takes them."""
    names = ("TEAL", "ACCENT", "INK", "QUIET", "LINE", "PAPER", "WASH")
    return {
        **{name.lower(): getattr(palette, name) for name in names},
        "shades": [{"fill": fill, "text": palette.on(fill)} for fill in palette.SHADES],
    }
