"""A paper as the writers take it: every reference said, from the figures that it took over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from consult.models.base import UK_TIME
from consult.models.papers import BlockKind, Paper, PaperBlock, PaperKind
from consult.services.papers import Desk, binding, sections, snapshots
from consult.services.papers.sections import Section
from consult.writers import paper as written
from consult.writers.blocks import Cell
from consult.writers.figures import Figure, dated
from consult.writers.outline_matrix import shade
from consult.writers.paper import Bound, Change, Part, Signature, Words

BACKGROUND_DOCUMENTS = "Background documents"


class Numbers:
    """Counts the paragraphs of a section: 3.1, 3.2, …; none where the section has no number."""

    def __init__(self, section: Section) -> None:
        self._section = section.number
        self._last = 0

    def next(self) -> str:
        """Return the next paragraph's number."""
        if not self._section:
            return ""
        self._last += 1
        return f"{self._section}.{self._last}"


def build(desk: Desk, *, made_on: date, organisation: str) -> written.Paper:
    """Return the paper with its figures as it took them over, and what has changed since."""
    paper = desk.paper
    placed = list(place(paper))
    where = {id(block): spot for block, spot, _ in placed if block is not None}
    days = [day for block in paper.blocks if (day := snapshots.taken_on(block))]
    return written.Paper(
        title=paper.title,
        organisation=organisation,
        consultation=desk.consultation.title,
        kind_of_paper=paper.kind.value,
        state=paper.state.value,
        made_on=made_on,
        figures_of=min(days, default=None),
        particulars=tuple(_particulars(paper)),
        parts=tuple(part for _, _, parts in placed for part in parts),
        figures=tuple(_figures(paper, where)),
        changes=tuple(
            Change(where[id(each.block)], each.what, each.was, each.now)
            for each in desk.differences()
        ),
        signatures=tuple(signatures(paper)),
    )


def place(paper: Paper) -> Iterator[tuple[PaperBlock | None, str, list[Part]]]:
    """Yield each block with where it stands in words, and the parts that it becomes.

    Headings of sections, which no block holds, come with None.
    """
    for section in sections.of(paper.kind):
        numbers = Numbers(section)
        number = f"{section.number}.0" if section.number else ""
        yield None, section.title, [Part("heading", number, words=(Words(section.title),))]
        for block in paper.blocks:
            if block.section == section.key:
                parts = list(_parts(block, numbers))
                spot = next((part.number for part in parts if part.number), "") or section.title
                yield block, spot, parts
    documents = paper.particulars.get("background_documents", "")
    if paper.kind is PaperKind.COUNCIL_PAPER:
        yield (
            None,
            BACKGROUND_DOCUMENTS,
            [
                Part("heading", words=(Words(BACKGROUND_DOCUMENTS),)),
                Part("paragraph", words=(Words(documents or "None"),)),
            ],
        )


def _parts(block: PaperBlock, numbers: Numbers) -> Iterator[Part]:
    figures = block.snapshot.get("figures", {})
    match block.kind:
        case BlockKind.HEADING:
            yield Part("heading", level=2, words=binding.words(block.text, figures))
        case BlockKind.QUOTE:
            yield _quote(block)
        case BlockKind.TABLE:
            yield _table(block, figures)
        case BlockKind.CHART:
            yield _chart(block, figures)
        case BlockKind.FIGURE:
            yield _figure(block, figures)
        case _:
            yield from _paragraphs(block, figures, numbers)


def _paragraphs(block: PaperBlock, figures: dict[str, Any], numbers: Numbers) -> Iterator[Part]:
    if block.is_prompt:
        yield Part("prompt", numbers.next(), words=(Words(block.prompt),))
    for line in filter(None, block.text.split("\n")):
        yield Part("paragraph", numbers.next(), words=binding.words(line, figures))


def _quote(block: PaperBlock) -> Part:
    source = block.snapshot.get("source", "")
    number = str(block.statement_id)
    return Part("quote", words=(Words(block.text),), source=source, statement_id=number)


def _figure(block: PaperBlock, figures: dict[str, Any]) -> Part:
    (words,) = binding.words(block.shows, figures)
    label = next((kept["label"] for kept in figures.values()), block.shows)
    return Part("figure", rows=((Cell(label), Cell(words.text, True, 0, words.evidence)),))


def _table(block: PaperBlock, figures: dict[str, Any]) -> Part:
    kept = block.snapshot
    greatest = _greatest(kept, figures) if kept["is_matrix"] else 0
    return Part(
        "table",
        name=block.shows,
        caption=binding.shown(kept["caption"], figures),
        header=tuple(kept["header"]),
        rows=tuple(
            tuple(
                _cell(cell, figures, greatest if 0 < across < len(row) - 1 else 0)
                for across, cell in enumerate(row)
            )
            for row in kept["rows"]
        ),
        widths=tuple(float(width) for width in kept["widths"]),
        is_matrix=kept["is_matrix"],
        has_total=block.shows == "ledger",
    )


def _greatest(kept: dict[str, Any], figures: dict[str, Any]) -> int:
    inner = [cell for row in kept["rows"] for cell in row[1:-1]]
    named = [each.subject for cell in inner for each in binding.references(cell)]
    return max((figures[subject]["count"] for subject in named if subject in figures), default=0)


def _cell(text: str, figures: dict[str, Any], greatest: int) -> Cell:
    """Return a cell; one that is a count alone is a number, and shaded where that is asked."""
    found = binding.words(text, figures)
    if len(found) != 1 or not found[0].reference:
        return Cell("".join(words.text for words in found))
    (named,) = binding.references(text)
    kept = figures[named.subject]
    is_number = named.measure != "of" and "said" not in kept
    return Cell(found[0].text, is_number, shade(kept["count"], greatest), found[0].evidence)


def _chart(block: PaperBlock, figures: dict[str, Any]) -> Part:
    kept = block.snapshot
    bars = tuple(
        (label, binding.figure_of(figures[subject]))
        for label, subject in kept["bars"]
        if subject in figures
    )
    series = tuple(kept.get("series", ()))
    return Part(
        "chart",
        caption=binding.shown(kept["caption"], figures),
        name=f"chart-{block.position}",
        axis=kept["axis"],
        bars=bars,
        alt=binding.shown(block.alt, figures),
        series=series,
        spans=tuple(_span(figure) for _, figure in bars) if series else (),
    )


def _span(figure: Figure) -> tuple[float, float]:
    """Return the interval in which a share lies 19 times in 20; all of it where it has no base."""
    from analysis.changes import score

    if not figure.base:
        return 0.0, 1.0
    low, high = score(figure.count, figure.base)
    return round(max(low, 0.0), 4), round(min(high, 1.0), 4)


def texts_of(block: PaperBlock) -> list[str]:
    """Return all texts of a block in which a reference can stand."""
    kept = block.snapshot
    cells = [cell for row in kept.get("rows", []) for cell in row]
    bars = [f"{{{subject}.count}}" for _, subject in kept.get("bars", [])]
    return [block.text, block.shows, block.alt, kept.get("caption", ""), *cells, *bars]


def _figures(paper: Paper, where: dict[int, str]) -> Iterator[Bound]:
    """Yield each figure that a block speaks of, once a measure."""
    for block in paper.blocks:
        figures = block.snapshot.get("figures", {})
        named = [each for text in texts_of(block) for each in binding.references(text)]
        for reference in dict.fromkeys(named):
            kept = figures.get(reference.subject)
            if kept is not None:
                figure = binding.figure_of(kept)
                text = binding.told(kept, reference.measure)
                spot = where[id(block)]
                yield Bound(reference.written, kept["label"], spot, text, figure)


def _particulars(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.kind is not PaperKind.COUNCIL_PAPER:
        return
    told = paper.particulars
    yield "Meeting", told.get("meeting", "") or "To be written"
    yield "Date", dated(paper.meeting_on) if paper.meeting_on else "To be written"
    yield "Subject", paper.title
    for name, label in sections.PARTICULARS.items():
        if name not in {"meeting", "background_documents"}:
            yield label, told.get(name, "") or ("None" if name == "appendices" else "To be written")


def signatures(paper: Paper) -> Iterator[Signature]:
    """Yield each step that a paper takes, with who took it and when."""
    for done, person, moment in (
        ("Written", paper.author, paper.created_at),
        ("Checked", paper.checked_by, paper.checked_at),
        ("Approved", paper.approved_by, paper.approved_at),
    ):
        day = moment.astimezone(UK_TIME).date() if moment and person else None
        yield Signature(done, person.name if person else "", day)
