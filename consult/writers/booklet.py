"""A booklet as data: headings, what is said under them, lists and tables.

The codebook and the decision log are booklets; Word and PDF draw them as they draw a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.writers import standing
from consult.writers.blocks import (
    Block,
    Document,
    Heading,
    Items,
    Quotation,
    Table,
    Tone,
    says,
    words,
)
from consult.writers.plain import from_plain, to_plain
from consult.writers.standing import Standing

KIND = "booklet"


@dataclass(frozen=True)
class Listed:
    """A table of words.

    Parameters
    ----------
    widths
        Share of the page's width for each column, in percent.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Quoted:
    """A statement in its speaker's own words, with its source and its id."""

    text: str
    source: str
    statement_id: str


@dataclass(frozen=True)
class Part:
    """A heading with what stands under it; without a heading it goes on under the last.

    Parameters
    ----------
    said
        Paragraphs, each as its strong lead-in ("" for none) and its words.
    items
        A list of texts, such as examples.
    """

    heading: str = ""
    level: int = 1
    said: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()
    listed: Listed | None = None
    note: str = ""


@dataclass(frozen=True)
class Booklet:
    """All that a booklet says."""

    title: str
    organisation: str
    subtitle: str
    subject: str
    made_on: date
    parts: tuple[Part, ...]
    standing: Standing | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: Any) -> Booklet:
        """Return the booklet that `to_dict` gave, or raise NotAReport."""
        fields = {name: plain[name] for name in plain if name != "kind"}
        return from_plain(cls, fields, "booklet")


def outline(booklet: Booklet) -> Document:
    """Return the booklet as blocks, in reading order."""
    return Document(
        title=booklet.title,
        organisation=booklet.organisation,
        subtitle=booklet.subtitle,
        subject=booklet.subject,
        made_on=booklet.made_on,
        blocks=(
            *standing.head(booklet.standing),
            *(block for part in booklet.parts for block in _blocks(part)),
            *standing.foot(booklet.standing),
        ),
    )


def _blocks(part: Part) -> Iterator[Block]:
    if part.heading:
        yield Heading(part.level, part.heading)
    for lead, text in part.said:
        yield says(text, lead=lead)
    if part.items:
        yield Items(tuple((text, "") for text in part.items))
    for quote in part.quotes:
        yield Quotation(quote.text, quote.source, quote.statement_id)
    if part.listed is not None:
        yield _table(part.listed)
    if part.note:
        yield says(part.note, Tone.NOTE)


def _table(listed: Listed) -> Table:
    return Table(
        caption=listed.caption,
        header=listed.header,
        rows=tuple(tuple(words(cell) for cell in row) for row in listed.rows),
        widths=tuple(width / 100 for width in listed.widths),
    )
