"""A paper as its page shows it: section by section, each block with what the check found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from consult.models.papers import PaperBlock
from consult.services.papers import Desk, binding, building, sections
from consult.services.papers.fairness import Fault
from consult.services.papers.menu import Menu
from consult.writers.blocks import Table
from consult.writers.outline_paper import bar_table
from consult.writers.paper import Part


@dataclass(frozen=True, slots=True)
class Source:
    """A figure behind a block: what it counts, what it says, and its evidence."""

    label: str
    text: str
    evidence: str


@dataclass(frozen=True)
class Shown:
    """One block on the page."""

    block: PaperBlock
    parts: list[Part]
    sources: list[Source]
    faults: list[Fault]
    where: str

    @property
    def numbers(self) -> Table:
        """Return the numbers behind a chart."""
        return bar_table(self.parts[0])

    @property
    def name(self) -> str:
        """Return what tells it from its neighbours, for whoever hears the page."""
        words = self.parts[0].text or self.parts[0].caption or self.block.kind.value
        return f"{self.where}, {words[:40]}"


@dataclass
class SectionShown:
    """One section on the page."""

    key: str
    title: str
    number: str
    blocks: list[Shown] = field(default_factory=list)


def sections_of(desk: Desk, faults: Iterable[Fault]) -> list[SectionShown]:
    """Return the paper's sections with their blocks."""
    by_block: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.block is not None:
            by_block.setdefault(id(fault.block), []).append(fault)
    found = {
        each.key: SectionShown(each.key, each.title, f"{each.number}.0" if each.number else "")
        for each in sections.of(desk.paper.kind)
    }
    for block, where, parts in building.place(desk.paper):
        if block is not None:
            shown = Shown(block, parts, sources(block), by_block.get(id(block), []), where)
            found[block.section].blocks.append(shown)
    return list(found.values())


def sources(block: PaperBlock) -> list[Source]:
    """Return the figures behind a block, each once."""
    figures = block.snapshot.get("figures", {})
    named = [each for text in building.texts_of(block) for each in binding.references(text)]
    kept = {each.subject: figures[each.subject] for each in named if each.subject in figures}
    return [
        Source(each["label"], binding.told(each, "of"), each["evidence"]) for each in kept.values()
    ]


def preview(text: str, menu: Menu) -> str:
    """Return a text as it would be shown, with the present figures."""
    return binding.shown(text, binding.take(text, menu))
