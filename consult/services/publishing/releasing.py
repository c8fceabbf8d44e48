"""A paper as the public may have it: small counts hidden wherever the paper speaks of them."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence, Set
from typing import Any

from consult.services import disclosure
from consult.services.reports import evidence
from consult.words import marked
from consult.writers.blocks import Cell
from consult.writers.figures import Figure
from consult.writers.outline_paper import interval
from consult.writers.paper import Paper, Part

NOT_SHOWN = marked("not shown")
# One mark for all that is hidden: which of two counts is the small one must not be told.
IN_WORDS = "[number not shown]"
MONTHS = "|".join(month_name[1:])


def small_numbers(fewest: int) -> frozenset[str]:
    """Return the numbers that may count too few, as a sentence says them."""
    return frozenset(str(number) for number in range(1, fewest))


def hidden_in(
    paper: Paper,
    *lines: Sequence[Figure],
    fewest: int = disclosure.USUAL,
    withheld: Set[str] = frozenset(),
    apart: Set[str] = frozenset(),
) -> frozenset[str]:
    """Return the evidence of all figures that must be hidden, wherever they stand.

    Parameters
    ----------
    lines
        Counts beside the paper's own tables that add up to a total that is known.
    fewest
        The least count that the consultation lets be shown.
    withheld
        The evidence of what is hidden whatever it counts.
    apart
        The evidence of counts of which it is decided elsewhere what their sums would tell.
    """
    counts = _counts(paper, lines)
    hidden = {name for name, figure in counts.items() if is_small(figure, fewest)}
    hidden |= {name for name in withheld if name in counts and counts[name].count}
    tables = [list(_grid(part, counts, apart)) for part in paper.parts if part.kind == "table"]
    for grid in tables:
        hidden |= _hidden_cells(grid, counts, fewest)
    known = [line for grid in tables for line in (*grid, *_columns(grid))]
    known += [[figure.evidence for figure in line] for line in lines]
    while (
        added := {name for line in known for name in _to_hide(line, counts, hidden, fewest)}
        - hidden
    ):
        hidden |= added
    return frozenset(hidden | {name for name in counts if _would_tell(name, hidden)})


def _would_tell(name: str, hidden: set[str]) -> bool:
    """Return whether a change would tell what is hidden of one of the two counts beside it."""
    parts = evidence.parts_of(name)
    if "change" not in parts:
        return False
    key = parts.get("theme", "")
    then = evidence.name(consultation=parts["change"], theme=key)
    return bool({then, evidence.name(theme=key)} & hidden)


def is_small(figure: Figure, fewest: int) -> bool:
    """Return whether a person could be known by a figure, or by its base."""
    return 0 < figure.count < fewest or (figure.base is not None and 0 < figure.base < fewest)


def _counts(paper: Paper, lines: Sequence[Sequence[Figure]]) -> dict[str, Figure]:
    found = {bound.figure.evidence: bound.figure for bound in paper.figures}
    for part in paper.parts:
        found |= {figure.evidence: figure for _, figure in part.bars}
    return found | {figure.evidence: figure for line in lines for figure in line}


def _grid(part: Part, counts: dict[str, Figure], apart: Set[str]) -> Iterator[list[str]]:
    """Yield the evidence of the counts of each row, without the totals of rows and columns."""
    for row in rows_in(part):
        cells = row[1:-1] if part.is_matrix else row[1:]
        named = [
            each.evidence for each in cells if each.evidence in counts and is_own(each.evidence)
        ]
        if named and not set(named) <= apart:
            yield named


def rows_in(part: Part) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a table without the one that sums up the others."""
    return part.rows[:-1] if part.has_total or _has_total_row(part) else part.rows


def _has_total_row(part: Part) -> bool:
    return part.is_matrix and bool(part.rows) and part.rows[-1][0].text.startswith("All ")


def is_own(name: str) -> bool:
    """Return whether a figure counts what came in now, and not in an earlier consultation."""
    return not {"consultation", "change"} & evidence.parts_of(name).keys()


def _columns(grid: list[list[str]]) -> list[list[str]]:
    width = len(grid[0]) if grid else 0
    if any(len(row) != width for row in grid):
        return []
    return [[row[place] for row in grid] for place in range(width)]


def _hidden_cells(grid: list[list[str]], counts: dict[str, Figure], fewest: int) -> set[str]:
    if len(_columns(grid)) < 2 or len(grid) < 2:
        # One row or one column is a line, and protected as such.
        return set()
    numbers = [[counts[name].count for name in row] for row in grid]
    shown = disclosure.table(numbers, fewest, rows_add=True, columns_add=True)
    return {
        name
        for row, kept in zip(grid, shown, strict=True)
        for name, count in zip(row, kept, strict=True)
        if count is None
    }


def _to_hide(
    line: Sequence[str], counts: dict[str, Figure], hidden: set[str], fewest: int
) -> set[str]:
    places = [place for place, name in enumerate(line) if name in hidden]
    kept = disclosure.line([counts[name].count for name in line], fewest, withheld=places)
    return {name for name, count in zip(line, kept.counts, strict=True) if count is None}


def as_shown(figure: Figure, hidden: frozenset[str]) -> str:
    """Return a figure as the public may read it."""
    return NOT_SHOWN if figure.evidence in hidden else figure.text


def released(paper: Paper, hidden: frozenset[str]) -> list[dict[str, Any]]:
    """Return the parts of a paper as an edition keeps them."""
    texts = {bound.text for bound in paper.figures if bound.figure.evidence in hidden}
    return [_part(part, hidden, texts) for part in paper.parts if part.kind != "prompt"]


def _part(part: Part, hidden: frozenset[str], texts: set[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": part.kind, "number": part.number}
    match part.kind:
        case "heading":
            return {**plain, "level": part.level, "text": _said(part, hidden)}
        case "quote":
            return {**plain, "text": part.text, "source": part.source}
        case "figure":
            label, cell = part.rows[0]
            shown = NOT_SHOWN if cell.evidence in hidden else cell.text
            return {**plain, "label": label.text, "text": shown}
        case "table":
            return {**plain, **_table(part, hidden, texts)}
        case "chart":
            return {**plain, **_chart(part, hidden, texts)}
        case _:
            return {**plain, "text": _said(part, hidden)}


def _said(part: Part, hidden: frozenset[str]) -> str:
    return "".join(IN_WORDS if each.evidence in hidden else each.text for each in part.words)


def _table(part: Part, hidden: frozenset[str], texts: set[str]) -> dict[str, Any]:
    return {
        "caption": without(part.caption, texts),
        "header": list(part.header),
        "rows": [
            [
                {
                    "text": NOT_SHOWN
                    if cell.evidence in hidden
                    else cell.text
                    if cell.evidence
                    else without(cell.text, texts),
                    "is_number": cell.is_number,
                }
                for cell in row
            ]
            for row in part.rows
        ],
        "has_total": part.has_total,
    }


def _chart(part: Part, hidden: frozenset[str], texts: set[str]) -> dict[str, Any]:
    plain = {"caption": without(part.caption, texts), "axis": part.axis}
    if part.series:
        return {**plain, "bars": list(_shares(part, hidden)), "is_shares": True}
    bars = [
        {
            "label": label,
            "count": None if figure.evidence in hidden else figure.count,
            "text": as_shown(figure, hidden),
        }
        for label, figure in part.bars
    ]
    return {**plain, "bars": bars}


def _shares(part: Part, hidden: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield bars that stand side by side, each as a share in percent with its interval."""
    names = part.series * len(part.groups)
    for (label, figure), name, span in zip(part.bars, names, part.spans, strict=True):
        is_hidden = figure.evidence in hidden or not figure.base
        yield {
            "label": label,
            "series": name,
            "is_now": name == part.series[-1],
            "count": None if is_hidden else round(100 * figure.count / (figure.base or 1), 1),
            "span": [] if is_hidden else [round(100 * each, 1) for each in span],
            "interval": "" if is_hidden else interval(*span),
            "text": as_shown(figure, hidden),
        }


def without(text: str, texts: Set[str]) -> str:
    """Return a text in which no hidden number stands, where only its words are left of it.

    >>> without("Base: 3 of 12 barriers, 30 in all", {"3"})
    'Base: [number not shown] of 12 barriers, 30 in all'
    >>> without("Outcome 3.2, asked until 3 March 2026", {"3"})
    'Outcome 3.2, asked until 3 March 2026'
    """
    for said in sorted(texts, key=len, reverse=True):
        # A number of an outcome, or the day of a date, counts nobody.
        text = re.sub(
            rf"(?<![\d,.]){re.escape(said)}(?![\d%])(?![,.]\d)(?! (?:{MONTHS}))", IN_WORDS, text
        )
    return text


def rows_of(paper: Paper, hidden: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the figures of a paper, each once, as open data; a change is told by its two counts."""
    seen = set()
    for bound in paper.figures:
        figure = bound.figure
        if figure.evidence in seen or "change" in evidence.parts_of(figure.evidence):
            continue
        seen.add(figure.evidence)
        yield row(bound.where, bound.label, figure, is_hidden=figure.evidence in hidden)


def row(part: str, item: str, figure: Figure, *, is_hidden: bool) -> dict[str, Any]:
    """Return one row of open data; a hidden count is empty, with its base and share."""
    return {
        "part": part,
        "item": item,
        "count": None if is_hidden else figure.count,
        "base": None if is_hidden else figure.base,
        "percentage": "" if is_hidden else figure.percentage,
        "hidden": is_hidden,
    }
