"""A summary of a coded file without the app: Markdown, HTML, and figures with their tables."""

from __future__ import annotations

import csv
import html
import io
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from analysis import figures
from analysis.codebook import Codebook
from analysis.coding import CodingResult
from analysis.tables import Table

_QUOTES = 3
_MOST_GROUPS = 12
_PERCENT_FROM = 20


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    definition: str
    count: int
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """How often each theme occurs in each group of one column."""

    column: str
    groups: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Summary:
    title: str
    source: str
    base: int
    sections: tuple[_Section, ...]
    grids: tuple[_Grid, ...]
    ledger: tuple[tuple[str, int], ...]


def write_summary(
    folder: Path, title: str, table: Table, codebook: Codebook, result: CodingResult
) -> None:
    """Write summary.md, summary.html and their figures (SVG) and tables (CSV) into a folder."""
    summary = _summarised(title, table, codebook, result)
    written = {"themes.svg": _bars(summary), "themes.csv": _themes_table(summary)}
    for at, grid in enumerate(summary.grids, start=1):
        names = [section.name for section in summary.sections]
        written[f"group-{at}.svg"] = figures.matrix(names, grid.groups, grid.counts)
        written[f"group-{at}.csv"] = _csv([[grid.column, *grid.groups], *_grid_rows(summary, grid)])
    written["summary.md"] = _markdown(summary).encode()
    written["summary.html"] = _html(summary).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in written.items():
        (folder / name).write_bytes(data)


def _summarised(title: str, table: Table, codebook: Codebook, result: CodingResult) -> _Summary:
    sections = []
    order = []
    for theme in codebook.themes:
        using = [
            i
            for i, coded in enumerate(result.codings)
            if any(a.theme == theme.id for a in coded.themes)
        ]
        quotes = tuple(
            (table.rows[i].text, table.rows[i].id) for i in _typical(theme.id, using, result)
        )
        sections.append(_Section(theme.name, theme.definition, len(using), quotes))
        order.append(theme.id)
    ranked = sorted(range(len(sections)), key=lambda at: -sections[at].count)
    themes = [order[at] for at in ranked]
    ledger = result.ledger
    return _Summary(
        title=title,
        source=table.name,
        base=ledger.received - ledger.empty,
        sections=tuple(sections[at] for at in ranked),
        grids=tuple(g for column in table.columns if (g := _grid(column, table, themes, result))),
        ledger=(
            ("Received", ledger.received),
            ("Given a theme", ledger.themed),
            ("Fitting no theme", ledger.other),
            ("Saying nothing", ledger.empty),
            ("The same as another", ledger.duplicate),
        ),
    )


def _typical(theme: str, using: Sequence[int], result: CodingResult) -> list[int]:
    scores = {
        index: next(a.score for a in result.codings[index].themes if a.theme == theme)
        for index in using
        if result.codings[index].copy_of is None
    }
    return sorted(scores, key=lambda index: (-scores[index], index))[:_QUOTES]


def _grid(column: str, table: Table, themes: Sequence[str], result: CodingResult) -> _Grid | None:
    values = [row.others.get(column, "").strip() for row in table.rows]
    groups = [value for value, _ in Counter(v for v in values if v).most_common(_MOST_GROUPS + 1)]
    if not 2 <= len(groups) <= _MOST_GROUPS or len(groups) > len(values) / 2:
        return None
    groups.sort()
    counts = Counter(
        (applied.theme, value)
        for value, coded in zip(values, result.codings, strict=True)
        for applied in coded.themes
    )
    rows = tuple(tuple(counts[theme, group] for group in groups) for theme in themes)
    return _Grid(column, tuple(groups), rows)


def _bars(summary: _Summary) -> bytes:
    names = [section.name for section in summary.sections]
    return figures.bars(names, [section.count for section in summary.sections], summary.base)


def _themes_table(summary: _Summary) -> bytes:
    return _csv(
        [
            ["Theme", "Statements", "Base"],
            *([s.name, str(s.count), str(summary.base)] for s in summary.sections),
        ]
    )


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [_harmless(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8")


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _grid_rows(summary: _Summary, grid: _Grid) -> list[list[str]]:
    return [
        [section.name, *map(str, row)]
        for section, row in zip(summary.sections, grid.counts, strict=True)
    ]


def _first_lines(summary: _Summary) -> str:
    top = [section for section in summary.sections if section.count][:3]
    if not top:
        return f"None of the {summary.base} statements fits a theme of the codebook."
    named = ", ".join(f"{section.name} ({_share(section.count, summary.base)})" for section in top)
    return f"{summary.base} statements say something. Most often they are about {named}."


def _share(count: int, base: int) -> str:
    return f"{count}, {count / base:.0%}" if base >= _PERCENT_FROM else str(count)


def _markdown(summary: _Summary) -> str:
    lines = [
        f"# {summary.title}",
        "",
        _first_lines(summary),
        "",
        "![Statements by theme](themes.svg)",
        "",
    ]
    lines += _markdown_table(
        ["Theme", "Statements"], [[s.name, _share(s.count, summary.base)] for s in summary.sections]
    )
    for section in summary.sections:
        if section.count:
            lines += [f"## {section.name} ({section.count})", "", section.definition, ""]
            for text, identity in section.quotes:
                lines += [f"> {' '.join(text.split())} — {identity}", ""]
    for at, grid in enumerate(summary.grids, start=1):
        lines += [f"## By {grid.column}", "", f"![Themes by {grid.column}](group-{at}.svg)", ""]
        lines += _markdown_table(["Theme", *grid.groups], _grid_rows(summary, grid))
    lines += [f"## Where every statement of {summary.source} went", ""]
    lines += _markdown_table(
        ["", "Statements"], [[name, str(count)] for name, count in summary.ledger]
    )
    return "\n".join(lines)


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "| --- |" + " ---: |" * (len(header) - 1)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [*lines, ""]


def _html(summary: _Summary) -> str:
    page = string.Template((files("analysis") / "data" / "summary.html").read_text("utf-8"))
    body = [f"<h1>{_safe(summary.title)}</h1>", f"<p>{_safe(_first_lines(summary))}</p>"]
    body += ['<img src="themes.svg" alt="Bars of the table below">']
    body += _html_table(
        ["Theme", "Statements"], [[s.name, _share(s.count, summary.base)] for s in summary.sections]
    )
    for section in summary.sections:
        if section.count:
            body += [
                f"<h2>{_safe(section.name)} ({section.count})</h2>",
                f"<p>{_safe(section.definition)}</p>",
            ]
            body += [
                f"<blockquote><p>{_safe(' '.join(text.split()))}</p>"
                f"<cite>{_safe(identity)}</cite></blockquote>"
                for text, identity in section.quotes
            ]
    for at, grid in enumerate(summary.grids, start=1):
        body += [
            f"<h2>By {_safe(grid.column)}</h2>",
            f'<img src="group-{at}.svg" alt="Shaded grid of the table below">',
        ]
        body += _html_table(["Theme", *grid.groups], _grid_rows(summary, grid))
    body += [f"<h2>Where every statement of {_safe(summary.source)} went</h2>"]
    body += _html_table(["", "Statements"], [[name, str(count)] for name, count in summary.ledger])
    return page.substitute(title=_safe(summary.title), body="\n".join(body))


def _html_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    heads = "".join(f'<th scope="col">{_safe(cell)}</th>' for cell in header)
    lines = ["<table>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    for first, *rest in rows:
        cells = "".join(f"<td>{_safe(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{_safe(first)}</th>{cells}</tr>')
    return [*lines, "</tbody>", "</table>"]


def _safe(text: str) -> str:
    return html.escape(text, quote=True)
