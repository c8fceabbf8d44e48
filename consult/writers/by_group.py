"""Barriers by groups as data, such as by outcome or ward, with small counts taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.writers import standing
from consult.writers.barrier_summary import Quote
from consult.writers.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Quotation,
    Run,
    Sideways,
    Table,
    Tone,
    number,
    says,
    words,
)
from consult.writers.figures import Figure, joined
from consult.writers.outline_matrix import UPRIGHT_THEMES, shade, themed_note
from consult.writers.plain import NotAReport, from_plain, to_plain
from consult.writers.standing import Standing

KIND = "by-group"
MOST_NAMED = 3
NOT_SHOWN = Cell("*", is_number=True)
RULE = (
    "A star (*) hides a count by which a person could be known: one that is too small, one that"
    " came from too few people, and those from which it could be worked out with the totals."
)


@dataclass(frozen=True)
class Group:
    """One group: its barriers under each theme, and some of them; None is hidden."""

    label: str
    counts: tuple[Figure | None, ...]
    total: Figure | None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class ByGroup:
    """Barriers by the groups of one kind.

    Parameters
    ----------
    by
        What the groups are: "ward".
    totals
        Of each theme over all groups; a statement can stand in several of them where it may name
        several partners.
    """

    title: str
    organisation: str
    consultation: str
    by: str
    made_on: date
    themes: tuple[str, ...]
    groups: tuple[Group, ...]
    totals: tuple[Figure | None, ...]
    total: Figure
    notes: tuple[str, ...] = ()
    standing: Standing | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ByGroup:
        """Return what `to_dict` made `plain` of, or raise NotAReport."""
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"These are no groups: their “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, "groups")


def outline(report: ByGroup) -> Document:
    """Return the blocks in reading order: the table of all groups, then each group."""
    return Document(
        title=report.title,
        organisation=report.organisation,
        subtitle=report.consultation,
        subject=f"{report.title}, {report.consultation}",
        made_on=report.made_on,
        blocks=(
            *standing.head(report.standing),
            *_blocks(report),
            *standing.foot(report.standing),
        ),
    )


def _blocks(report: ByGroup) -> Iterator[Block]:
    if not report.groups:
        yield says(
            f"No barrier under a theme came with a {report.by}, so there is nothing to show."
        )
        return
    yield Heading(1, "All side by side")
    yield says(RULE)
    for note in report.notes:
        yield says(note, Tone.NOTE)
    table = _table(report)
    yield Sideways((table,)) if len(report.themes) > UPRIGHT_THEMES else table
    yield Heading(1, "One by one")
    for group in report.groups:
        yield from _group(report, group)


def _table(report: ByGroup) -> Table:
    greatest = max((f.count for g in report.groups for f in g.counts if f), default=0)
    rows = [
        (words(g.label), *(_cell(f, greatest) for f in g.counts), _cell(g.total, 0))
        for g in report.groups
    ]
    last = (words("All barriers"), *(_cell(f, 0) for f in report.totals), number(report.total))
    narrow = min(0.11, 0.66 / (len(report.themes) + 1))
    return Table(
        f"Barriers by {report.by} and theme ({themed_note(report.total)})",
        (report.by.capitalize(), *report.themes, "Any theme"),
        (*rows, last),
        (1 - narrow * (len(report.themes) + 1), *([narrow] * (len(report.themes) + 1))),
        has_total=True,
        is_matrix=True,
    )


def _cell(figure: Figure | None, greatest: int) -> Cell:
    return NOT_SHOWN if figure is None else number(figure, shade(figure.count, greatest))


def _group(report: ByGroup, group: Group) -> Iterator[Block]:
    yield Heading(2, group.label)
    if group.total is None:
        yield says("Too few barriers came from here to show how many, or what they say.")
        return
    yield Paragraph(
        (
            Run("Barriers under a theme: "),
            Run(group.total.text, True, group.total.evidence),
            Run("."),
        )
    )
    shown = [(n, f) for n, f in zip(report.themes, group.counts, strict=True) if f and f.count]
    largest = sorted(shown, key=lambda each: -each[1].count)[:MOST_NAMED]
    if largest:
        yield Paragraph(tuple(_named(largest)))
    hidden = [n for n, f in zip(report.themes, group.counts, strict=True) if f is None]
    if hidden:
        yield says(f"Hidden here: {joined(hidden)}.", Tone.NOTE)
    for quote in group.quotes:
        yield Quotation(quote.text, quote.source, quote.statement_id)


def _named(largest: list[tuple[str, Figure]]) -> Iterator[Run]:
    yield Run("Most often, of those shown: ", strong=True)
    for place, (name, figure) in enumerate(largest, start=1):
        yield Run(f"{name} ")
        yield Run(figure.text, evidence=figure.evidence)
        yield Run("; " if place < len(largest) else ".")
