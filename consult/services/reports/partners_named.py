"""How many barriers name each partner, as far as that may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.reports import evidence, origins
from consult.services.reports.facts import Facts

PARTNERS = "partners-named"


def by_name(facts: Facts) -> dict[str, frozenset[int]]:
    """Return the barriers that name each partner, the partner named most often first."""
    found: dict[str, set[int]] = {}
    for barrier, said in facts.barriers.items():
        for name in facts.partners_of(said):
            found.setdefault(name, set()).add(barrier)
    order = sorted(found, key=lambda name: (-len(found[name]), name))
    return {name: frozenset(found[name]) for name in order}


def named_by(partner: str) -> str:
    """Return the evidence of how many barriers name a partner."""
    return evidence.name(kind="barrier", partner=partner, state="live")


def line(
    session: Session,
    consultation: Consultation,
    facts: Facts,
    *,
    told: Mapping[str, int] | None = None,
) -> Line:
    """Return how many barriers name each partner, held against what left before.

    A count is small where few people can have said it, too. By the evidence of each count.

    Parameters
    ----------
    told
        Counts that were written down before, and are told instead of those of now.
    """
    members = by_name(facts)
    counts = {named_by(name): len(barriers) for name, barriers in members.items()}
    counts |= told or {}
    held = disclosure.series(session, consultation, {PARTNERS: counts}, of_people=False)[PARTNERS]
    came_from = origins.origins_of(session, consultation)
    few = {
        named_by(name)
        for name, barriers in members.items()
        if origins.people_in(facts, came_from, barriers) < consultation.fewest_shown
    }
    return replace(held, shown={k: None if k in few else n for k, n in held.shown.items()})
