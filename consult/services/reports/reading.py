"""A report as a page reads it: the same blocks as in every file, in parts that can be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from consult.writers import by_group, listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.blocks import Block, Chart, Document, Heading, Sideways, Table
from consult.writers.by_group import ByGroup
from consult.writers.outline import outline

# For whoever checks every figure; on the page each figure is a link to its statements already.
FOLDED = "Where the figures come from"


@dataclass
class Step:
    """One block with the kind by which a page draws it.

    Attributes
    ----------
    anchor
        Where a link to a heading leads.
    table
        The numbers behind a chart.
    """

    kind: str
    block: Block
    anchor: str = ""
    table: Table | None = None


@dataclass
class Part:
    """What stands under one heading of the first level; the opening has none."""

    title: str
    anchor: str
    steps: list[Step] = field(default_factory=list)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Return text and anchor of the headings of the second level."""
        return [
            (step.block.text, step.anchor)
            for step in self.steps
            if isinstance(step.block, Heading) and step.block.level == 2
        ]

    @property
    def is_folded(self) -> bool:
        """Return whether a page shows it only when asked."""
        return self.title == FOLDED


@dataclass(frozen=True)
class Page:
    """A report in parts; `statements` gives the statement behind each source that it names."""

    opening: Part
    parts: list[Part]
    statements: dict[str, str]


def page_of(summary: BarrierSummary) -> Page:
    """Return the report in parts."""
    parts = _in_parts(outline(summary))
    said = (each.quote for each in listing.statements(summary))
    sources = {quote.source: quote.statement_id for quote in said}
    for section in summary.sections:
        sources.update({each.source: each.quote.statement_id for each in section.tied_solutions})
    return Page(parts[0], parts[1:], sources)


def page_by_group(report: ByGroup) -> Page:
    """Return the barriers by groups in parts."""
    parts = _in_parts(by_group.outline(report))
    sources = {q.source: q.statement_id for group in report.groups for q in group.quotes}
    return Page(parts[0], parts[1:], sources)


def _in_parts(document: Document) -> list[Part]:
    parts = [Part("", "")]
    for block in _flat(document.blocks):
        if isinstance(block, Heading) and block.level == 1:
            parts.append(Part(block.text, f"part-{len(parts)}"))
        else:
            _add(parts[-1], block)
    return parts


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks as they come on a screen, which has no sides to turn."""
    for block in blocks:
        if isinstance(block, Sideways):
            yield from _flat(block.blocks)
        else:
            yield block


def _add(part: Part, block: Block) -> None:
    last = part.steps[-1] if part.steps else None
    if isinstance(block, Table) and last is not None and isinstance(last.block, Chart):
        last.table = block
        return
    is_linked = isinstance(block, Heading) and block.level == 2
    anchor = f"{part.anchor}-{len(part.headings) + 1}" if is_linked else ""
    part.steps.append(Step(type(block).__name__, block, anchor))
