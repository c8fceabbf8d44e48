"""You told us this before, and this was done: as an edition keeps it, with small counts hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services.papers import before as befores
from consult.services.papers.then_and_now import TOLD_BEFORE
from consult.services.publishing import releasing
from consult.services.reports import evidence, gathering
from consult.services.reports.told_before import Told
from consult.writers.figures import Figure, dated
from consult.writers.paper import Paper

PART = "You told us this before"


@dataclass(frozen=True)
class Row:
    """A theme with its counts then and now; None where one may not be told, or there is none."""

    told: Told
    then: Figure | None
    now: Figure | None

    @property
    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Yield what it counts, each with its name."""
        title = self.told.earlier.consultation.title
        if self.then is not None:
            yield f"Barriers under “{self.told.name}” in “{title}”", self.then
        if self.now is not None:
            yield f"Barriers under “{self.told.name}”", self.now


def rows(session: Session, consultation: Consultation, paper: Paper) -> list[Row]:
    """Return the themes that were named before; none where the paper tells of them itself."""
    if any(part.name == TOLD_BEFORE for part in paper.parts):
        return []
    found = befores.of(session, consultation, gathering.gather(session, consultation))
    kept = {bound.figure.evidence: bound.figure for bound in paper.figures}
    return [_row(told, found, kept) for told in found.told]


def _row(told: Told, found: befores.Before, kept: dict[str, Figure]) -> Row:
    """Return one theme; of a figure that the paper has, what the paper says stands."""
    then = now = None
    if told.key not in told.earlier.hidden:
        name = evidence.name(consultation=told.earlier.consultation.slug, theme=told.key)
        then = kept.get(name) or Figure(told.count, name, told.earlier.base)
    if told.now is not None and told.key not in found.hidden_now:
        name = evidence.name(theme=told.key)
        now = kept.get(name) or Figure(told.now, name, found.base)
    return Row(told, then, now)


def figures(found: list[Row]) -> list[tuple[str, Figure]]:
    """Return all that they count, each with its name."""
    return [each for row in found for each in row.figures]


def kept(found: list[Row], hidden: frozenset[str]) -> list[dict[str, Any]]:
    """Return them as plain data, with the decisions that the public was told of."""
    return [
        {
            "theme": row.told.name,
            "asked_in": row.told.earlier.consultation.title,
            "slug": row.told.earlier.consultation.slug,
            "closed": _day(row.told.earlier.consultation),
            "then": _said(row.then, hidden),
            "now": _said(row.now, hidden),
            "decisions": [
                {
                    "verdict": decision.verdict.value,
                    "text": decision.text,
                    "actions": [
                        {"text": each.text, "status": each.status.value}
                        for each in decision.actions
                    ],
                }
                for decision in row.told.decisions(only_public=True)
            ],
        }
        for row in found
        if row.then is not None or row.told.decisions(only_public=True)
    ]


def _day(consultation: Consultation) -> str:
    return dated(consultation.closes_on) if consultation.closes_on else ""


def _said(figure: Figure | None, hidden: frozenset[str]) -> str:
    return releasing.NOT_SHOWN if figure is None else releasing.as_shown(figure, hidden)
