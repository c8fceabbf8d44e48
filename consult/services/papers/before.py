"""The figures of earlier consultations that a paper may speak of: none that is small.

`before:parks theme:bins` is what the consultation at /c/parks counted under that theme, and
`change:parks theme:bins` how its share has changed since, with a 95% interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.reports import earlier as earlier_ones
from consult.services.reports import evidence, shares, told_before
from consult.services.reports.earlier import Earlier
from consult.services.reports.facts import Facts
from consult.services.reports.told_before import Told
from consult.writers.figures import Figure

BEFORE, CHANGE = "before", "change"
THEN_AND_NOW = "then and now"
"""The line of counts under which either consultation keeps what was told of both."""


@dataclass(frozen=True)
class Before:
    """What earlier consultations counted, beside what is counted now.

    Attributes
    ----------
    known
        The names of the themes that the codebook has now, by their keys.
    hidden_now
        The themes whose counts of now must not leave.
    """

    earlier: tuple[Earlier, ...]
    known: dict[str, str]
    counts: dict[str, int]
    base: int
    hidden_now: frozenset[str]
    told: tuple[Told, ...]

    def is_changed(self, then: Earlier, key: str) -> bool:
        """Return whether it may be said how a theme has changed since."""
        both = key in then.names and key in self.known
        return both and key not in then.hidden and key not in self.hidden_now


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: its name in a paper, what it counts, and its words where they are no count."""

    subject: str
    label: str
    figure: Figure
    said: str = ""


def of(session: Session, consultation: Consultation, facts: Facts) -> Before:
    """Return what there is of earlier consultations with the same themes."""
    found = earlier_ones.of(session, consultation, fewest=consultation.fewest_shown)
    if not found:
        return Before((), {}, {}, facts.settled, frozenset(), ())
    known = earlier_ones.known(session, consultation)
    counts = dict.fromkeys(known, 0) | {t.key: len(t.members) for t in facts.themes}
    return Before(
        found,
        known,
        counts,
        facts.settled,
        earlier_ones.hidden(session, consultation, counts, consultation.fewest_shown),
        told_before.told(facts, tuple(known), found),
    )


def figures(before: Before) -> Iterator[Counted]:
    """Yield each figure that may be spoken of."""
    for then in before.earlier:
        for key, count in then.counts.items():
            if key not in then.hidden:
                yield _before(then, key, count)
            if before.is_changed(then, key):
                yield _change(before, then, key, count)


def unnamed(before: Before, facts: Facts) -> Iterator[Counted]:
    """Yield the themes that were named before and that nobody names now."""
    named = {theme.key for theme in facts.themes}
    for key in dict.fromkeys(key for then in before.earlier for key in then.counts):
        if key in before.known and key not in named:
            label = f"Barriers under “{before.known[key]}”"
            figure = Figure(0, evidence.name(theme=key), before.base)
            yield Counted(f"theme:{key}", label, figure)


def lines_told(session: Session, counts: Mapping[str, int]) -> Iterator[tuple[Consultation, Line]]:
    """Yield what is told of each earlier consultation, held against what left of it before.

    Parameters
    ----------
    counts
        All that is told, by its evidence; what is no count of an earlier one is left aside.
    """
    told: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        parts = evidence.parts_of(name)
        if slug := parts.pop("consultation", ""):
            told.setdefault(slug, {})[evidence.name(**parts)] = count
    for slug, line in told.items():
        then = session.scalar(select(Consultation).where(Consultation.slug == slug))
        if then is not None:
            lines = disclosure.series(session, then, {THEN_AND_NOW: line}, of_people=False)
            yield then, lines[THEN_AND_NOW]


def _before(then: Earlier, key: str, count: int) -> Counted:
    slug = then.consultation.slug
    name = evidence.name(consultation=slug, theme=key)
    label = f"Barriers under “{then.names.get(key, key)}” in “{then.consultation.title}”"
    return Counted(f"{BEFORE}:{slug} theme:{key}", label, Figure(count, name, then.base))


def _change(before: Before, then: Earlier, key: str, count: int) -> Counted:
    slug = then.consultation.slug
    now = Figure(before.counts[key], evidence.name(change=slug, theme=key), before.base)
    label = f"Change of “{before.known[key]}” since “{then.consultation.title}”"
    said = shares.change_in_words((count, then.base), (now.count, before.base))
    return Counted(f"{CHANGE}:{slug} theme:{key}", label, now, said)
