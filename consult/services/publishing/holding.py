"""An edition's counts, held against all that left before it, and kept for what comes after.

Counts of people are held as every release of them is: where few came since, nothing new is said.
Counts of statements may grow by one; what is hidden stays hidden, whatever editions are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.papers import groups
from consult.services.papers.menu import ANSWERED
from consult.services.publishing import releasing
from consult.services.publishing.method import How
from consult.services.reports import evidence
from consult.services.reports.taking_part import ROUTES
from consult.writers.figures import Figure
from consult.writers.paper import Paper

RESPONSES = "responses"
PLACES = "places"
LONGEST_NAME = 80


@dataclass(frozen=True)
class Held:
    """The lines of an edition, and what they ask to be hidden by the names of its figures."""

    people: tuple[Line, ...]
    statements: tuple[Line, ...]
    hidden: frozenset[str]


def hold(session: Session, consultation: Consultation, paper: Paper, done: How) -> Held:
    """Hold a paper and its method against what left before."""
    figures = {bound.figure.evidence: bound.figure for bound in paper.figures}
    answered = _of_groups(session, consultation, figures)
    statements = disclosure.series(
        session, consultation, dict(_of_statements(paper, done)), of_people=False
    ).values()
    hidden = {name for line in statements for name in line.hidden}
    hidden |= set(_not_as_told(figures, RESPONSES, done.lines[ROUTES], has_base=False))
    for line in answered:
        hidden |= set(_not_as_told(figures, ANSWERED, line, has_base=True))
    return Held((*done.lines.values(), *answered), tuple(statements), frozenset(hidden))


def remember(
    session: Session, consultation: Consultation, held: Held, hidden: frozenset[str]
) -> None:
    """Keep the lines with all that was hidden in them in the end."""
    statements = (_with_hidden(line, hidden) for line in held.statements)
    disclosure.remember(session, consultation, (*held.people, *statements))


def _with_hidden(line: Line, hidden: frozenset[str]) -> Line:
    return replace(line, shown={k: None if k in hidden else n for k, n in line.shown.items()})


def _of_groups(
    session: Session, consultation: Consultation, figures: dict[str, Figure]
) -> list[Line]:
    told = {evidence.parts_of(name).get(ANSWERED) for name in figures}
    wanted = {each.line for each in groups.of(session, consultation) if each.key in told}
    return groups.lines_of(session, consultation, wanted)


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


def _of_statements(paper: Paper, done: How) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the lines of statements by name: the rows and columns of tables, and the places."""
    yield PLACES, {figure.evidence: figure.count for _, figure in done.places}
    counts = {bound.figure.evidence: bound.figure.count for bound in paper.figures}
    for part in paper.parts:
        if part.kind != "table":
            continue
        rows = [
            (row[0].text, [cell.evidence for cell in row[1:] if cell.evidence in counts])
            for row in releasing.rows_in(part)
        ]
        columns = zip(
            part.header[1:], zip(*(names for _, names in rows), strict=False), strict=False
        )
        for label, names in (*rows, *columns):
            of_people = any({ANSWERED, RESPONSES} & evidence.parts_of(n).keys() for n in names)
            if len(names) > 1 and not of_people:
                name = f"{part.header[0]}: {label}"[:LONGEST_NAME]
                yield name, {each: counts[each] for each in names}
