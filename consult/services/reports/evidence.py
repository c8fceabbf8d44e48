"""The name of each figure: which statements to look up to count it again.

A name is a search of `name:value` pairs, such as `theme:resources outcome:2.1`. A theme stands for
its accepted codings of barriers that count; `theme:any` for at least one.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.strategy import Outcome
from consult.models.themes import Codebook, Theme

ANY = "any"
NONE = "none"
NOT_LISTED = frozenset(
    {
        "answered",
        "answers",
        "attendance",
        "change",
        "codings",
        "consultation",
        "gaps",
        "overlaps",
        "partner",
        "position",
        "responses",
        "settled",
        "tables",
        "ward",
        "workshop",
        "route",
    }
)
"""Of what the list of statements knows nothing."""


def name(**parts: str) -> str:
    """Return the evidence of a figure.

    >>> name(theme="resources", partner="Town Council")
    "theme:resources partner:'Town Council'"
    """
    return " ".join(f"{key}:{shlex.quote(value)}" for key, value in parts.items())


def parts_of(evidence: str) -> dict[str, str]:
    """Return the pairs of an evidence's name; none where it is not one of ours.

    >>> parts_of("theme:resources partner:'Town Council'")
    {'theme': 'resources', 'partner': 'Town Council'}
    """
    try:
        pairs = [pair.partition(":") for pair in shlex.split(evidence)]
    except ValueError:
        return {}
    return {key: value for key, colon, value in pairs if colon}


@dataclass(frozen=True, slots=True)
class Index:
    """The ids behind the references and keys of one consultation's evidence."""

    outcomes: dict[str, int]
    themes: dict[str, int]

    def filters(self, evidence: str) -> dict[str, Any] | None:
        """Return what the list of statements is narrowed to, to see just what a figure counts.

        None where no list shows that: the figure counts something other than statements, or is
        narrowed in a way that the list does not know.
        """
        parts = parts_of(evidence)
        if not parts or parts.keys() & NOT_LISTED or NONE in parts.values():
            return None
        if "statements" in parts:
            return {}
        found: dict[str, Any] = {"kind": parts.get("kind", "barrier")}
        found |= {key: parts[key] for key in ("place", "state") if parts.get(key, ANY) != ANY}
        if "theme" in parts:
            found["place"] = "themed"
        if parts.get("theme", ANY) != ANY:
            found["theme"] = self.themes.get(parts["theme"], 0)
        if "outcome" in parts:
            found["outcome"] = self.outcomes.get(parts["outcome"], 0)
        return found


def index(session: Session, consultation: Consultation) -> Index:
    """Return the ids of the consultation's outcomes and themes."""
    outcomes = session.execute(
        select(Outcome.reference, Outcome.id).where(Outcome.strategy_id == consultation.strategy_id)
    )
    themes = session.execute(
        select(Theme.key, Theme.id)
        .join(Codebook)
        .where(Codebook.consultation_id == consultation.id)
    )
    return Index(dict(outcomes.all()), dict(themes.all()))
