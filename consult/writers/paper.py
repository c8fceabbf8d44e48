"""A paper that people wrote, ready to be drawn: its parts, and the figures that they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.writers.blocks import Cell
from consult.writers.figures import Figure
from consult.writers.plain import NotAReport, from_plain, to_plain

KIND = "paper"


@dataclass(frozen=True)
class Words:
    """Some words of a sentence; a figure among them names its evidence and its reference."""

    text: str
    strong: bool = False
    evidence: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Part:
    """One block, flat: which of its fields say something depends on its kind.

    Parameters
    ----------
    kind
        "heading", "paragraph", "prompt", "figure", "quote", "table" or "chart".
    number
        Of a numbered heading or paragraph, such as "3.2".
    source, statement_id
        Of a quote.
    caption, header, rows, widths, is_matrix, has_total
        Of a table, as `blocks.Table` has them; a chart has a caption too.
    name, axis, bars, alt
        Of a chart; a table's name tells which table it is.
    series, spans
        Of a chart that sets bars side by side: what each of a group is, such as before and now;
        and the interval of each bar, from 0 to 1. Its bars are shares of their bases.
    """

    kind: str
    number: str = ""
    level: int = 1
    words: tuple[Words, ...] = ()
    source: str = ""
    statement_id: str = ""
    caption: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[float, ...] = ()
    is_matrix: bool = False
    has_total: bool = False
    name: str = ""
    axis: str = ""
    bars: tuple[tuple[str, Figure], ...] = ()
    alt: str = ""
    series: tuple[str, ...] = ()
    spans: tuple[tuple[float, float], ...] = ()

    @property
    def text(self) -> str:
        """The words without their weight."""
        return "".join(words.text for words in self.words)

    @property
    def groups(self) -> tuple[tuple[tuple[str, Figure], ...], ...]:
        """The bars that stand together."""
        count = len(self.series) or 1
        return tuple(self.bars[start : start + count] for start in range(0, len(self.bars), count))


@dataclass(frozen=True)
class Bound:
    """A figure that the paper speaks of, and where."""

    reference: str
    label: str
    where: str
    text: str
    figure: Figure


@dataclass(frozen=True)
class Change:
    """What the paper says, and what the store would have it say now."""

    where: str
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Signature:
    """Who did what to the paper, and when; nobody yet where there is no day."""

    done: str
    name: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Paper:
    """A paper.

    Parameters
    ----------
    kind_of_paper
        "council-paper" or "findings".
    state
        "draft", "checked" or "approved".
    figures_of
        The day on which its oldest figures were taken.
    changes
        What has changed in the store since; a file with any says so on its face.
    """

    title: str
    organisation: str
    consultation: str
    kind_of_paper: str
    state: str
    made_on: date
    figures_of: date | None = None
    particulars: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    figures: tuple[Bound, ...] = ()
    changes: tuple[Change, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the paper as plain data: its JSON form."""
        return {"kind": KIND, "is_stale": self.is_stale, **to_plain(self)}

    @property
    def is_stale(self) -> bool:
        """Whether the store says something else than the paper by now."""
        return bool(self.changes)

    @property
    def quotes(self) -> tuple[Part, ...]:
        """The statements that it quotes."""
        return tuple(part for part in self.parts if part.kind == "quote")

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Paper:
        """Return the paper that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no paper; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is no paper: its “kind” must be “{KIND}”.")
        fields = {name: plain[name] for name in plain if name not in {"kind", "is_stale"}}
        return from_plain(cls, fields, "paper")
