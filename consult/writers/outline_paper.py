"""A paper in reading order: its head, what is to be said of its state, its parts, who signed it."""

from __future__ import annotations

from collections.abc import Iterator

from consult.writers import standing
from consult.writers.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    KeyFigures,
    Paragraph,
    Particulars,
    Quotation,
    Run,
    Table,
    Tone,
    number,
    words,
)
from consult.writers.figures import counted, dated
from consult.writers.paper import Change, Paper, Part

TO_WRITE = "To be written. "
CHANGES = "What has changed since the figures were taken"


def outline(paper: Paper) -> Document:
    """Return the paper's blocks, from its particulars to the signatures."""
    return Document(
        title=paper.title,
        organisation=paper.organisation,
        subtitle=paper.consultation,
        subject=f"{_name(paper)} on {paper.consultation}",
        made_on=paper.made_on,
        blocks=tuple(_blocks(paper)),
    )


def notices(paper: Paper) -> tuple[str, ...]:
    """Return what has to be said before anything else: that it is a draft, or out of date."""
    state = {"draft": standing.DRAFT, "checked": standing.CHECKED}.get(paper.state)
    return tuple(each for each in (state, stale_notice(paper)) if each)


def stale_notice(paper: Paper) -> str:
    """Return the sentence that tells a reader of figures that have changed; none where none has."""
    if not paper.changes:
        return ""
    taken = f" as they stood on {dated(paper.figures_of)}" if paper.figures_of else ""
    return (
        f"Out of date: this report shows its figures{taken}. Since then"
        f" {counted(len(paper.changes), 'of them has', 'of them have')} changed; the last part"
        " lists each."
    )


def _name(paper: Paper) -> str:
    return "Council paper" if paper.kind_of_paper == "council-paper" else "Report of findings"


def _blocks(paper: Paper) -> Iterator[Block]:
    if paper.particulars:
        yield Particulars(paper.particulars)
    for notice in notices(paper):
        yield Paragraph((Run(notice, strong=True),), Tone.NOTICE)
    for part in paper.parts:
        yield _block(part)
        if part.kind == "chart":
            yield bar_table(part)
    yield from _changes(paper.changes)
    yield from standing.signatures(paper.signatures)


def _block(part: Part) -> Block:
    runs = tuple(Run(each.text, each.strong, each.evidence) for each in part.words)
    match part.kind:
        case "heading":
            return Heading(part.level, part.text, part.number)
        case "prompt":
            return Paragraph((Run(TO_WRITE, strong=True), *runs), Tone.PROMPT, part.number)
        case "quote":
            return Quotation(part.text, part.source, part.statement_id)
        case "figure":
            label, cell = part.rows[0]
            return KeyFigures(((label.text, cell),))
        case "table":
            table = part.caption, part.header, part.rows, part.widths
            return Table(*table, has_total=part.has_total, is_matrix=part.is_matrix)
        case "chart":
            return Chart(part.name, part.caption, part.alt)
        case _:
            return Paragraph(runs, Tone.BODY, part.number)


def _changes(changes: tuple[Change, ...]) -> Iterator[Block]:
    if not changes:
        return
    yield Heading(1, CHANGES)
    rows = tuple(tuple(words(text) for text in (c.where, c.what, c.was, c.now)) for c in changes)
    header = ("Where", "What", "In this report", "In the record now")
    yield Table(f"{CHANGES}, one row a figure", header, rows, (0.24, 0.36, 0.2, 0.2))


def bar_table(part: Part) -> Table:
    """Return the numbers behind a chart, which stand beside it wherever it is drawn."""
    caption = f"{part.caption}: the numbers"
    if part.series:
        return _share_table(part, caption)
    rows = tuple((words(label), number(figure)) for label, figure in part.bars)
    return Table(caption, ("What", part.axis), rows, (0.6, 0.2))


def _share_table(part: Part, caption: str) -> Table:
    """Return the shares behind a chart of bars side by side, each with its base and interval."""
    names = part.series * len(part.groups)
    rows = tuple(
        (
            words(f"{label}, {name}"),
            Cell(figure.text, True, 0, figure.evidence),
            Cell(interval(*span), True),
        )
        for (label, figure), name, span in zip(part.bars, names, part.spans, strict=True)
    )
    return Table(caption, ("What", "How many", "95% interval"), rows, (0.5, 0.24, 0.2))


def interval(low: float, high: float) -> str:
    """Return an interval of shares in whole percent.

    >>> interval(0.105, 0.348)
    '10% to 35%'
    """
    return f"{low:.0%} to {high:.0%}"
