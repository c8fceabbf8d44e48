"""An edition's counts, held against all that left before it, and kept for what comes after.

Counts of people are held as every release of them is: where few came since, nothing new is said.
Counts of statements may grow by one; what is hidden stays hidden, whatever editions are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.papers import before, groups
from consult.services.papers.menu import ANSWERED
from consult.services.publishing import answers, places, releasing
from consult.services.publishing.answers import Answers
from consult.services.publishing.method import How
from consult.services.publishing.places import Places
from consult.services.reports import evidence, gathering, partners_named
from consult.services.reports.taking_part import ROUTES
from consult.writers.figures import Figure
from consult.writers.paper import Paper

RESPONSES = "responses"
LONGEST_NAME = 80


@dataclass(frozen=True)
class Held:
    """The lines of an edition, and what they ask to be hidden by the names of its figures."""

    people: tuple[Line, ...]
    statements: tuple[Line, ...]
    hidden: frozenset[str]
    places: Places
    earlier: tuple[tuple[Consultation, Line], ...] = ()


def hold(
    session: Session,
    consultation: Consultation,
    paper: Paper,
    done: How,
    also: Sequence[Figure] = (),
    told: Answers | None = None,
) -> Held:
    """Hold a paper and its method against what left before.

    Parameters
    ----------
    also
        What is told beside them of the same themes, now and in earlier consultations.
    told
        What may be told of the answers to the survey, which the paper may speak of too.
    """
    figures = {figure.evidence: figure for figure in also}
    figures |= {bound.figure.evidence: bound.figure for bound in paper.figures}
    answered = _of_groups(session, consultation, figures)
    found = places.of(done, figures, consultation.fewest_shown)
    lines = dict(_of_statements(paper, found.names))
    now = {figure.evidence: figure.count for figure in also if releasing.is_own(figure.evidence)}
    lines |= {before.THEN_AND_NOW: now} if now else {}
    statements = [
        *disclosure.series(session, consultation, lines, of_people=False).values(),
        *_of_partners(session, consultation, figures),
    ]
    hidden = {name for line in statements for name in line.hidden}
    hidden |= places.hidden(session, consultation, found, hidden)
    hidden |= set(_not_as_told(figures, RESPONSES, done.lines[ROUTES], has_base=False))
    for line in answered:
        hidden |= set(_not_as_told(figures, ANSWERED, line, has_base=True))
    hidden |= set(_not_known(figures, answered))
    hidden |= (told or Answers()).not_as_told(figures.values())
    counts = {name: figure.count for name, figure in figures.items()}
    earlier = tuple(before.lines_told(session, counts))
    for then, line in earlier:
        slug = then.slug
        hidden |= {evidence.name(consultation=slug, **evidence.parts_of(n)) for n in line.hidden}
    people = (*done.lines.values(), *answered)
    return Held(people, tuple(statements), frozenset(hidden), found, earlier)


def remember(
    session: Session, consultation: Consultation, held: Held, hidden: frozenset[str]
) -> None:
    """Keep the lines with all that was hidden in them in the end."""
    statements = (_with_hidden(line, hidden) for line in held.statements)
    placed = places.line(held.places, hidden)
    disclosure.remember(session, consultation, (*held.people, *statements, placed))
    for then, line in held.earlier:
        disclosure.remember(session, then, [_with_hidden_then(then, line, hidden)])


def _with_hidden_then(then: Consultation, line: Line, hidden: frozenset[str]) -> Line:
    there = {
        name
        for name in line.shown
        if evidence.name(consultation=then.slug, **evidence.parts_of(name)) in hidden
    }
    return _with_hidden(line, frozenset(there))


def _with_hidden(line: Line, hidden: frozenset[str]) -> Line:
    return replace(line, shown={k: None if k in hidden else n for k, n in line.shown.items()})


def _of_groups(
    session: Session, consultation: Consultation, figures: dict[str, Figure]
) -> list[Line]:
    told = {evidence.parts_of(name).get(ANSWERED) for name in figures}
    wanted = {each.line for each in groups.of(session, consultation) if each.key in told}
    return groups.lines_of(session, consultation, wanted)


def _of_partners(
    session: Session, consultation: Consultation, figures: dict[str, Figure]
) -> list[Line]:
    """Return how many barriers name each partner, with what the paper tells of it as it does."""
    told = {
        name: figure.count
        for name, figure in figures.items()
        if evidence.parts_of(name).keys() == {"kind", "partner", "state"}
    }
    if not told:
        return []
    facts = gathering.gather(session, consultation)
    return [partners_named.line(session, consultation, facts, told=told)]


def _not_as_told(
    figures: dict[str, Figure], part: str, line: Line, *, has_base: bool
) -> Iterator[str]:
    """Yield the figures of a line that say something else than what may be said now."""
    for name, figure in figures.items():
        key = evidence.parts_of(name).get(part, "")
        if key == "all":
            if figure.count != line.total:
                yield name
        elif key in line.shown and (
            figure.count != line.shown[key] or (has_base and figure.base != line.total)
        ):
            yield name


def _not_known(figures: dict[str, Figure], answered: Sequence[Line]) -> Iterator[str]:
    """Yield the figures of groups that nobody counts so any longer, as of an earlier version."""
    known = {key for line in answered for key in line.shown}
    for name in figures:
        if evidence.parts_of(name).get(ANSWERED, "") not in {"", *known}:
            yield name


def _of_statements(paper: Paper, apart: Set[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the lines of statements by name: the rows and columns of tables, but for the places."""
    counts = {bound.figure.evidence: bound.figure.count for bound in paper.figures}
    own = {name for name in counts if releasing.is_own(name)}
    for part in paper.parts:
        if part.kind != "table":
            continue
        rows = [
            (row[0].text, [cell.evidence for cell in row[1:] if cell.evidence in own])
            for row in releasing.rows_in(part)
        ]
        if any(cell.evidence in counts.keys() - own for row in part.rows for cell in row):
            yield before.THEN_AND_NOW, {name: counts[name] for _, names in rows for name in names}
            continue
        columns = zip(
            part.header[1:], zip(*(names for _, names in rows), strict=False), strict=False
        )
        for label, names in (*rows, *columns):
            of_people = any(
                {ANSWERED, RESPONSES, answers.EVIDENCE} & evidence.parts_of(n).keys() for n in names
            )
            if len(names) > 1 and not of_people and not set(names) <= apart:
                name = f"{part.header[0]}: {label}"[:LONGEST_NAME]
                yield name, {each: counts[each] for each in names}
