"""What the statements' own pages and their download tell of each statement."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, Theme
from consult.services import splitting, statement_lists, ties
from consult.services.double_coding import blinding
from consult.services.splitting import Suggestion
from consult.services.statement_lists import Filters, source_label
from consult.writers.csv import safe_cell

PLACES = ("file", "page", "sheet", "table", "row", "column", "paragraph", "line")
COLUMNS = (
    "id",
    "text",
    "kind",
    "outcome",
    "outcome_title",
    "partners",
    "source",
    "place",
    "state",
    "state_reason",
    "themes_accepted",
    "themes_suggested",
)


def themes_of(session: Session, listed: Sequence[Statement]) -> dict[int, list[Coding]]:
    """Return what is accepted or suggested for each statement, accepted themes first."""
    found = session.scalars(
        select(Coding)
        .where(
            Coding.statement_id.in_([each.id for each in listed]),
            Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
        )
        .options(joinedload(Coding.theme).defer(Theme.lexicon))
        .order_by(Coding.state, Coding.score.desc(), Coding.id)
    )
    grouped: dict[int, list[Coding]] = defaultdict(list)
    for coding in found:
        grouped[coding.statement_id].append(coding)
    return grouped


def codings_of(session: Session, statement: Statement) -> list[Coding]:
    """Return everything that was ever coded on a statement, what stands first."""
    found = session.scalars(
        select(Coding)
        .where(Coding.statement_id == statement.id)
        .options(joinedload(Coding.theme).defer(Theme.lexicon), joinedload(Coding.decided_by))
        .order_by(Coding.id.desc())
    ).all()
    return sorted(found, key=lambda coding: coding.state is CodingState.SUPERSEDED)


def is_blind(session: Session, statement: Statement) -> bool:
    """Return whether the person at work is to code it blind, and so sees no themes of it."""
    return bool(blinding.hidden_among(session, [statement.id]))


@dataclass(frozen=True, slots=True)
class SplitView:
    """What a statement's page says of splitting it.

    Attributes
    ----------
    parts
        What it was split into, and counts in its place.
    whole
        What it was split off.
    """

    suggestion: Suggestion | None
    parts: list[Statement]
    whole: Statement | None


def split_of(session: Session, statement: Statement) -> SplitView:
    """Return whether a statement is split, part of one, or seems to make several points."""
    is_split = statement.state is StatementState.REPLACED
    parts = splitting.parts_of(session, statement) if is_split else []
    return SplitView(
        suggestion=splitting.suggestion(statement),
        parts=[part for part in parts if part.state is not StatementState.REPLACED],
        whole=splitting.whole_of(session, statement),
    )


@dataclass(frozen=True, slots=True)
class TiesView:
    """What a statement's page says of solutions and barriers.

    Attributes
    ----------
    tied
        The barriers of a solution, or the solutions to a barrier.
    offered
        Barriers that a solution may answer besides.
    """

    is_solution: bool
    is_barrier: bool
    tied: list[Statement]
    offered: list[Statement]
    words: str


def ties_of(session: Session, statement: Statement, *, words: str) -> TiesView:
    """Return what a statement is tied to, and for a solution what it could be tied to."""
    is_solution = statement.kind is StatementKind.SOLUTION
    is_barrier = statement.kind is StatementKind.BARRIER
    tied: list[Statement] = []
    if is_solution:
        tied = ties.barriers_of(session, statement)
    elif is_barrier:
        tied = ties.solutions_to(session, statement)
    offered = ties.offered(session, statement, words=words) if is_solution else []
    return TiesView(is_solution, is_barrier, tied, offered, words)


def facts(statement: Statement) -> list[dict[str, str]]:
    """Return what is known of a statement, as keys and values; what is not known is left out."""
    told = {
        "Kind": statement.kind.value.capitalize(),
        "Outcome": statement.outcome.label if statement.outcome else "",
        "Under the heading": statement.heading,
        "Partners": ", ".join(_partner_names(statement)),
        "From": source_label(statement),
        "Place": place_in_words(statement),
        "Told with it": ", ".join(f"{name} {told}" for name, told in statement.about.items()),
        "Reports quote": statement.public_text,
        "State": statement.state.value.capitalize(),
        "Why": statement.state_reason,
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]


def _partner_names(statement: Statement) -> Iterator[str]:
    for partner in statement.partners:
        known = partner.organisation
        yield (
            f"{partner.label} ({known.name})"
            if known and known.name != partner.label
            else (partner.label)
        )


def place_in_words(statement: Statement) -> str:
    """Return where in its file a statement stood: “table 1, row 5, column 4”."""
    place = statement.place
    return ", ".join(f"{name} {place[name]}" for name in PLACES if place.get(name) is not None)


def csv_lines(session: Session, consultation: Consultation, filters: Filters) -> Iterator[str]:
    """Yield the lines of a CSV of statements, opened by a mark that spreadsheets know as UTF-8.

    A cell that a spreadsheet would take for a formula is made text.
    """
    yield "\ufeff" + _line(COLUMNS)
    for batch in statement_lists.each(session, consultation, filters):
        codings = themes_of(session, batch)
        for statement in batch:
            yield _line([safe_cell(cell) for cell in _cells(statement, codings[statement.id])])


def _cells(statement: Statement, codings: list[Coding]) -> list[str]:
    named = {
        state: "; ".join(each.theme.name for each in codings if each.state is state)
        for state in (CodingState.ACCEPTED, CodingState.PROPOSED)
    }
    outcome = statement.outcome
    return [
        str(statement.id),
        statement.text,
        statement.kind.value,
        outcome.reference if outcome else "",
        outcome.title if outcome else "",
        "; ".join(partner.label for partner in statement.partners),
        source_label(statement),
        place_in_words(statement),
        statement.state.value,
        statement.state_reason,
        named[CodingState.ACCEPTED],
        named[CodingState.PROPOSED],
    ]


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
