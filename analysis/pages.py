"""A summary as Markdown and as HTML: one content, two forms.

The HTML has no style, script or frame of its own, so that the strictest content policy shows it.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

_MARKS = re.compile(r"([\\`*_\[\]<>|#])")
_TEMPLATE = files("analysis") / "data" / "summary.html"
STYLES = files("analysis") / "data" / "summary.css"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, its header, and its rows, of which the first cell is a heading."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, word for word, and the id of the statement."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page: what it says, quotes, a figure by file name, and the figure's table."""

    heading: str
    lines: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figure: str | None = None
    alt: str = ""
    table: Grid | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A whole summary."""

    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]


def as_markdown(page: Page) -> str:
    """Return the page as Markdown."""
    lines = [f"# {_plain(page.title)}", ""]
    for line in page.lines:
        lines += [_plain(line), ""]
    for part in page.parts:
        lines += [f"## {_plain(part.heading)}", ""]
        for line in part.lines:
            lines += [_plain(line), ""]
        if part.figure:
            lines += [f"![{_plain(part.alt)}]({part.figure})", ""]
        if part.table:
            lines += _markdown_table(part.table)
        for quote in part.quotes:
            lines += [f"> “{_plain(quote.text)}” — {_plain(quote.source)}", ""]
    return "\n".join(lines)


def _markdown_table(table: Grid) -> list[str]:
    lines = ["| " + " | ".join(map(_plain, table.header)) + " |"]
    lines.append("| --- |" + " ---: |" * (len(table.header) - 1))
    lines += ["| " + " | ".join(map(_plain, row)) + " |" for row in table.rows]
    return [*lines, "", f"*{_plain(table.caption)}*", ""]


def _plain(text: str) -> str:
    """Return a text in which no mark means anything to Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def as_html(page: Page) -> str:
    """Return the page as HTML; its figures and `summary.css` lie beside it."""
    body = [f"<h1>{_safe(page.title)}</h1>"]
    body += [f"<p>{_safe(line)}</p>" for line in page.lines]
    for part in page.parts:
        body += ["<section>", f"<h2>{_safe(part.heading)}</h2>"]
        body += [f"<p>{_safe(line)}</p>" for line in part.lines]
        if part.figure:
            body.append(f'<p><img src="{_safe(part.figure)}" alt="{_safe(part.alt)}"></p>')
        if part.table:
            body += _html_table(part.table)
        body += [
            f"<figure><blockquote><p>{_safe(quote.text)}</p></blockquote>"
            f"<figcaption>Statement {_safe(quote.source)}</figcaption></figure>"
            for quote in part.quotes
        ]
        body.append("</section>")
    template = string.Template(_TEMPLATE.read_text("utf-8"))
    return template.substitute(title=_safe(page.title), body="\n".join(body))


def _html_table(table: Grid) -> list[str]:
    heads = "".join(f'<th scope="col">{_safe(cell)}</th>' for cell in table.header)
    caption = _safe(table.caption)
    # A wide table is scrolled by itself, with the keyboard too.
    lines = [f'<div class="wide" role="region" aria-label="{caption}" tabindex="0">', "<table>"]
    lines += [f"<caption>{caption}</caption>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    for first, *rest in table.rows:
        cells = "".join(f"<td>{_safe(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{_safe(first)}</th>{cells}</tr>')
    return [*lines, "</tbody>", "</table>", "</div>"]


def _safe(text: str) -> str:
    return html.escape(" ".join(text.replace("\0", " ").split()), quote=True)


def cells(table: Grid) -> Sequence[Sequence[str]]:
    """Return the table's header and rows, as a file of separated values has them."""
    return [table.header, *table.rows]
