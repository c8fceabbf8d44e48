"""The fairness check: what a paper says, held against its evidence before anything leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from consult.models.papers import PaperBlock, PaperReason
from consult.services.papers import Desk, building
from consult.services.papers.binding import figure_of
from consult.services.papers.fairness.prose import Sentence, sentences
from consult.services.papers.fairness.scale import Scale, scale
from consult.writers.figures import Figure


class Weight(StrEnum):
    """What a fault holds up."""

    ERROR = "error"  # everything: the paper leaves in no form
    MISSING = "missing"  # the step to “checked”: a draft may still lack it
    WARNING = "warning"  # the step to “checked”, until somebody writes why it may stand


@dataclass(frozen=True)
class Fault:
    """One thing that the check found.

    Attributes
    ----------
    words
        What it is about, as written.
    sentence
        What is wrong and what to do.
    fingerprint
        New whenever what it is about is.
    """

    rule: str
    weight: Weight
    block: PaperBlock | None
    where: str
    words: str
    sentence: str
    reason: PaperReason | None = None

    @property
    def fingerprint(self) -> str:
        """Return what tells this fault from every other."""
        block = str(self.block.id) if self.block is not None else ""
        about = "\x1f".join((self.rule, block, self.words, self.sentence))
        return hashlib.sha256(about.encode()).hexdigest()


@dataclass(frozen=True)
class Case:
    """A paper before the check."""

    desk: Desk
    scale: Scale
    where: dict[int, str]

    def fault(
        self, rule: str, weight: Weight, block: PaperBlock | None, words: str, sentence: str
    ) -> Fault:
        """Return a fault in one of the paper's blocks, or in all of it."""
        spot = self.where.get(id(block), "") if block is not None else ""
        return Fault(rule, weight, block, spot or "The report", words, sentence)

    def spoken(self) -> Iterator[tuple[PaperBlock, Sentence]]:
        """Yield each sentence that people wrote or the machine wrote for them."""
        for block in self.desk.paper.blocks:
            if block.statement_id is None:
                for sentence in sentences(block.text):
                    yield block, sentence

    def figure(self, block: PaperBlock, subject: str) -> Figure | None:
        """Return a figure as the block took it over."""
        kept = block.snapshot.get("figures", {}).get(subject)
        return figure_of(kept) if kept else None


@dataclass(frozen=True)
class Verdict:
    """All that the check found, with the reasons that people gave."""

    faults: tuple[Fault, ...]

    def of(self, weight: Weight) -> tuple[Fault, ...]:
        """Return the faults of one weight."""
        return tuple(fault for fault in self.faults if fault.weight is weight)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What keeps the paper from leaving in any form."""
        return self.of(Weight.ERROR)

    @property
    def missing(self) -> tuple[Fault, ...]:
        """What somebody has still to write."""
        return self.of(Weight.MISSING)

    @property
    def open_warnings(self) -> tuple[Fault, ...]:
        """The warnings for which nobody has given a reason."""
        return tuple(fault for fault in self.of(Weight.WARNING) if fault.reason is None)

    @property
    def is_clear(self) -> bool:
        """Return whether the paper can be called checked."""
        return not (self.errors or self.missing or self.open_warnings)


def check(desk: Desk) -> Verdict:
    """Hold a paper against its evidence."""
    from consult.services.papers.fairness import rules

    placed = building.place(desk.paper)
    where = {id(block): spot for block, spot, _ in placed if block is not None}
    case = Case(desk, scale(), where)
    found = [fault for rule in rules.RULES for fault in rule(case)]
    reasons = _reasons(desk)
    return Verdict(tuple(_with_reason(fault, reasons) for fault in found))


def _reasons(desk: Desk) -> dict[str, PaperReason]:
    if desk.paper.id is None:
        return {}
    wanted = select(PaperReason).where(PaperReason.paper_id == desk.paper.id)
    return {reason.fingerprint: reason for reason in desk.session.scalars(wanted)}


def _with_reason(fault: Fault, reasons: dict[str, PaperReason]) -> Fault:
    reason = reasons.get(fault.fingerprint) if fault.weight is Weight.WARNING else None
    if reason is None:
        return fault
    about = fault.rule, fault.weight, fault.block, fault.where, fault.words, fault.sentence
    return Fault(*about, reason)
