"""Counts of a comparison as a page or a file may tell them; what a file tells is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line


@dataclass(frozen=True)
class Held:
    """How the counts of several consultations may be told together.

    Attributes
    ----------
    fewest
        The least count of people that is shown: that of the strictest of them.
    leaves
        Whether it is a file: then lines are held against what left before, and collected.
    """

    session: Session
    fewest: int
    leaves: bool
    lines: list[tuple[Consultation, Line]] = field(default_factory=list)

    def line(
        self,
        consultation: Consultation,
        name: str,
        counts: Mapping[str, int],
        *,
        of_people: bool = True,
    ) -> Line:
        """Return a line of counts as it may be told."""
        if not self.leaves:
            return self._strictly(Line(name, counts, counts, sum(counts.values())))
        found = disclosure.series(self.session, consultation, {name: counts}, of_people=of_people)
        return self.told(consultation, found[name])

    def told(self, consultation: Consultation, line: Line) -> Line:
        """Return a line that was held against what left before, as the strictest may tell it."""
        line = self._strictly(line)
        self.lines.append((consultation, line))
        return line

    def _strictly(self, line: Line) -> Line:
        """Return a line without what another of the consultations would not show."""
        places = [place for place, key in enumerate(line.counts) if line.shown[key] is None]
        kept = disclosure.line(list(line.counts.values()), self.fewest, withheld=places)
        shown = {
            key: None if count is None else line.shown[key]
            for key, count in zip(line.counts, kept.counts, strict=True)
        }
        return replace(line, shown=shown, total=None if kept.total is None else line.total)

    def of(self, consultation: Consultation) -> list[Line]:
        """Return the lines that were told of one consultation."""
        return [line for where, line in self.lines if where.id == consultation.id]
