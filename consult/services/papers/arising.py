"""What the record has to say since a paper was begun, and what it would no longer say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.models.papers import BlockKind, PaperBlock
from consult.services.papers import binding, prefilling, sections, tables
from consult.services.papers.prefilling import Draft, Material
from consult.services.papers.sections import Section
from consult.writers.figures import quoted

if TYPE_CHECKING:
    from consult.services.papers import Desk

HOLDING = frozenset({"findings", "background"})
"""What those sections are filled with that hold findings."""


@dataclass(frozen=True, slots=True)
class _Offered:
    """A finding that somebody is asked about, in the words that they read."""

    key: str
    words: str

    @property
    def mark(self) -> str:
        """Return what a form names it by: its key in a few letters."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class New(_Offered):
    """A finding that the record would write and the paper does not have."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Gone(_Offered):
    """A finding that the record wrote, word for word, and would no longer write."""

    block: PaperBlock


@dataclass(frozen=True, slots=True)
class Arisen:
    """What is new in the record, and what is gone from it."""

    new: tuple[New, ...]
    gone: tuple[Gone, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything to choose."""
        return bool(self.new or self.gone)


def of(desk: Desk) -> Arisen:
    """Return what is new in the record since the paper was begun, and what is gone from it.

    What somebody has taken out, or has said no to, is known and not offered again. A sentence that
    somebody changed is theirs: it is never gone.
    """
    drafts = {key_of(draft): draft for draft in drafts_of(desk)}
    known = known_of(desk)
    here = {key_of(block): block for block in desk.paper.blocks if _is_finding(block)}
    new = (
        New(key, words_of(draft, desk), draft)
        for key, draft in drafts.items()
        if key not in known and key not in here and not draft.prompt
    )
    gone = (
        Gone(key, words_of(block, desk), block)
        for key, block in here.items()
        if key in known and key not in drafts
    )
    return Arisen(tuple(new), tuple(gone))


def known_of(desk: Desk) -> set[str]:
    """Return the keys of all that the record said in the paper, or that was offered to it."""
    return set(desk.paper.findings.get("known", ()))


def keys(desk: Desk) -> list[str]:
    """Return the keys of all that the record says by itself now."""
    return [key_of(draft) for draft in drafts_of(desk)]


def drafts_of(desk: Desk) -> Iterator[Draft]:
    """Yield what the record says by itself now, in the order of a new paper."""
    material = Material(desk.session, desk.consultation, desk.menu)
    found = (each for each in prefilling.findings(material, section_of(desk).key))
    return (each for each in found if _is_finding(each))


def section_of(desk: Desk) -> Section:
    """Return the section of the paper in which its findings stand."""
    return next(each for each in sections.of(desk.paper.kind) if each.prefilled in HOLDING)


def key_of(each: Draft | PaperBlock) -> str:
    """Return what tells one finding from another: its words with references, or what it shows."""
    return f"{each.kind.value} {each.shows or each.text or each.prompt}"


def words_of(each: Draft | PaperBlock, desk: Desk) -> str:
    """Return a finding as people read it, with the figures that it has, or would have."""
    if each.kind is BlockKind.TABLE:
        return f"Table: {tables.TABLES[each.shows][0]}"
    if each.kind is BlockKind.CHART:
        return f"Chart: {tables.CHARTS[each.shows][0]}"
    if each.kind is BlockKind.FIGURE and isinstance(each, PaperBlock):
        return f"Figure: {binding.shown(each.shows, each.snapshot.get('figures', {}))}"
    if isinstance(each, PaperBlock) and each.is_prompt:
        return f"To be written: {each.prompt}"
    if isinstance(each, PaperBlock):
        text = binding.shown(each.text, each.snapshot.get("figures", {}))
        return quoted(text) if each.kind is BlockKind.QUOTE else text
    return binding.shown(each.text, binding.take(each.text, desk.menu))


def _is_finding(each: Draft | PaperBlock) -> bool:
    """Return whether the record could have written it by itself, and not as a frame around it."""
    kinds = {BlockKind.FINDING, BlockKind.TABLE, BlockKind.CHART}
    return each.kind in kinds or (each.prompt == prefilling.NO_THEMES and not each.text)
