"""Barriers by outcome, partner, ward, workshop or route, as they may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import SourceKind
from consult.readers import identifying
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.refusals import NotFound
from consult.services.reports import (
    beside,
    evidence,
    gathering,
    group_disclosure,
    group_lines,
    quotes,
)
from consult.services.reports.facts import Facts, Said, ThemeFacts
from consult.services.reports.origins import Origins, origins_of
from consult.services.reports.quotes import ROUTES, Quoter
from consult.writers.by_group import ByGroup, Group
from consult.writers.figures import Figure

MOST_THEMES = 12
MOST_QUOTES = 2
ELSEWHERE = "none"
Members = dict[str, frozenset[int]]


@dataclass(frozen=True)
class By:
    """One kind of groups.

    Attributes
    ----------
    adds_up
        Whether each barrier is in one group only, so that totals tell the group left out.
    """

    name: str
    title: str
    elsewhere: str
    adds_up: bool
    of: Callable[[Facts, Origins, Said], list[str]]


def _outcome(facts: Facts, _: Origins, said: Said) -> list[str]:
    outcome = facts.outcomes.get(said.outcome_id or 0)
    return [outcome.label] if outcome is not None else []


def _partners(facts: Facts, _: Origins, said: Said) -> list[str]:
    return facts.partners_of(said)


def _ward(_: Facts, origins: Origins, said: Said) -> list[str]:
    ward = origins.answers.get(said.answer_id or 0, (0, "", ""))[1]
    return [ward] if ward else []


def _workshop(_: Facts, origins: Origins, said: Said) -> list[str]:
    return [origins.workshops[said.table_id]] if said.table_id in origins.workshops else []


def _route(_: Facts, origins: Origins, said: Said) -> list[str]:
    if said.source_kind is SourceKind.ANSWER:
        return [origins.answers.get(said.answer_id or 0, (0, "", ROUTES[said.source_kind]))[2]]
    return [ROUTES[said.source_kind]]


KINDS = {
    "outcome": By("outcome", "Barriers by outcome", "Under no outcome", True, _outcome),
    "partner": By("partner", "Barriers by partner", "", False, _partners),
    "ward": By("ward", "Barriers by ward", "No ward known", True, _ward),
    "workshop": By("workshop", "Barriers by workshop", "Not from a workshop", True, _workshop),
    "route": By("route", "Barriers by route", "Route not known", True, _route),
}


@dataclass(frozen=True)
class Counted:
    """Barriers by groups, and which of the counts may be shown: by group, under each theme."""

    by: By
    facts: Facts
    members: Members
    shown: list[list[bool]]
    lines: list[Line]

    def under(self, theme: ThemeFacts) -> list[tuple[str, int, bool]]:
        """Return the groups with a theme: the name, the count, and whether it may be shown."""
        column = [each.key for each in self.facts.themes].index(theme.key)
        return [
            (label, len(both), row[column])
            for (label, here), row in zip(self.members.items(), self.shown, strict=True)
            if (both := here & theme.members)
        ]


def count(
    session: Session, consultation: Consultation, kind: str, facts: Facts | None = None
) -> Counted:
    """Return the barriers under a theme by one of `KINDS`, held against what left before.

    Raises
    ------
    NotFound
        Where there is no such kind.
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    by = KINDS.get(kind)
    if by is None:
        raise NotFound("A report is by outcome, partner, ward, workshop or route.")
    facts = facts or gathering.gather(session, consultation)
    origins = origins_of(session, consultation)
    members = _members(facts, origins, by)
    columns = group_lines.columns(facts, by.name, members)
    lines = list(disclosure.series(session, consultation, columns, of_people=False).values())
    withheld = group_lines.hidden(lines, members)
    shown = group_disclosure.shown(
        facts,
        origins,
        members,
        adds_up=by.adds_up,
        fewest=consultation.fewest_shown,
        withheld=withheld,
    )
    return Counted(by, facts, members, shown, group_lines.as_shown(lines, members, shown))


def build(
    session: Session,
    consultation: Consultation,
    found: Counted,
    *,
    made_on: date,
    organisation: str,
) -> ByGroup:
    """Return the barriers by groups as the writers take them."""
    by, facts, members, shown = found.by, found.facts, found.members, found.shown
    quoter = quotes.quoter(session, consultation, facts)
    themes = facts.themes[:MOST_THEMES]
    left = len(facts.themes) - len(themes)
    notes = [f"The largest {MOST_THEMES} themes; the barrier summary has them all."] if left else []
    if not by.adds_up:
        notes.append("A barrier can name several partners, and counts with each of them.")
    return ByGroup(
        title=by.title,
        organisation=organisation,
        consultation=consultation.title,
        by=by.name,
        made_on=made_on,
        themes=tuple(theme.name for theme in themes),
        groups=tuple(_groups(facts, by, members, shown, quoter)),
        totals=tuple(
            Figure(len(t.members), evidence.name(theme=t.key))
            if len(t.members) >= consultation.fewest_shown
            else None
            for t in themes
        ),
        total=Figure(len(facts.themed), evidence.name(theme=evidence.ANY)),
        notes=tuple(notes),
    )


def _members(facts: Facts, origins: Origins, by: By) -> Members:
    """Return the barriers under a theme of each group, the largest first, the rest last."""
    found: dict[str, set[int]] = {}
    for barrier in facts.themed:
        rest = [ELSEWHERE] if by.adds_up else []
        for label in by.of(facts, origins, facts.barriers[barrier]) or rest:
            found.setdefault(label, set()).add(barrier)
    if not found.keys() - {ELSEWHERE}:
        return {}
    order = sorted(found, key=lambda label: (label == ELSEWHERE, -len(found[label]), label))
    return {label: frozenset(found[label]) for label in order}


def _value(facts: Facts, by: By, label: str) -> str:
    """Return what the evidence of a group's figures calls it."""
    if by.name != "outcome":
        return label
    references = {each.label: each.reference for each in facts.outcomes.values()}
    return references.get(label) or evidence.NONE


def _groups(
    facts: Facts, by: By, members: Members, shown: list[list[bool]], quoter: Quoter
) -> Iterator[Group]:
    stems = beside.neighbours(facts).stems
    themes = facts.themes[:MOST_THEMES]
    for (label, here), allowed in zip(members.items(), shown, strict=True):
        named = {by.name: _value(facts, by, label)}
        cells = [
            Figure(len(theme.members & here), evidence.name(theme=theme.key, **named))
            if may
            else None
            for theme, may in zip(themes, allowed, strict=False)
        ]
        total = Figure(len(here), evidence.name(theme=evidence.ANY, **named))
        safe = frozenset().union(*(t.members for t, c in zip(themes, cells, strict=True) if c))
        said = [facts.barriers[each] for each in sorted(here & safe)]
        said = [each for each in said if not identifying.find(each.text)]
        chosen = quotes.choose(said, stems, most=MOST_QUOTES) if allowed[-1] else []
        yield Group(
            by.elsewhere if label == ELSEWHERE else label,
            tuple(cells),
            total if allowed[-1] else None,
            quoter.quotes(chosen),
        )
