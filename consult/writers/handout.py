"""A summary for residents as data: the barrier summary, and what its readers may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consult.writers.barrier_summary import BarrierSummary, FirstLine, ThemeSection
from consult.writers.figures import Figure
from consult.writers.plain import NotAReport, from_plain, to_plain

KIND = "handout"
PLAIN = "plain"
EASY_READ = "easy-read"
MOST_THEMES = 6


@dataclass(frozen=True)
class Decided:
    """What people said, and what was decided."""

    said: str
    decided: str


@dataclass(frozen=True)
class Handout:
    """What is handed to everybody.

    Parameters
    ----------
    summary
        Where all its figures are from; its quotes are those that may be read by anybody.
    manner
        "plain" or "easy-read".
    fewest
        The least count that is shown.
    withheld
        The evidence of figures that are not shown whatever they count: another would be told by
        them.
    """

    summary: BarrierSummary
    manner: str = PLAIN
    fewest: int = 5
    contact: str = ""
    decided: tuple[Decided, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its own title: the same words for every consultation."""
        return "What you told us: Easy Read" if self.manner == EASY_READ else "What you told us"

    @property
    def shown(self) -> tuple[ThemeSection, ...]:
        """The themes that are large enough to be shown with a number."""
        return tuple(each for each in self.summary.sections if self.may_show(each.figure))

    @property
    def themes(self) -> tuple[ThemeSection, ...]:
        """The largest of them."""
        return self.shown[:MOST_THEMES]

    @property
    def others(self) -> int:
        """How many themes there are besides."""
        return len(self.summary.sections) - len(self.themes)

    @property
    def lines(self) -> tuple[FirstLine, ...]:
        """The lines to remember of which every figure may be shown."""
        return tuple(
            line for line in self.summary.first_lines if all(map(self.may_show, line.figures))
        )

    def may_show(self, figure: Figure) -> bool:
        """Return whether nobody could be known by a figure; none at all is about nobody."""
        if figure.evidence in self.withheld:
            return False
        numbers = [figure.count] if figure.base is None else [figure.count, figure.base]
        return all(number == 0 or number >= self.fewest for number in numbers)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Handout:
        """Return the handout that `to_dict` made `plain` of, or raise NotAReport."""
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is no handout: its “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"}, "handout")
