"""The evidence workbook: every statement with its codes, and how to read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import Codebook, CoderKind, Coding, CodingState, Theme, ThemeState
from consult.readers import personal
from consult.services import statement_lists, statement_pages
from consult.services.reports import gathering
from consult.services.reports.quotes import ROUTES
from consult.services.statement_lists import Filters
from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.worksheets import Sheet, Sheets

NO_WORDS = frozenset({StatementState.WITHHELD, StatementState.STRUCK})
"""States in which a statement keeps its row, and its words stay in the house."""

Row = tuple[str | int, ...]


def build(
    session: Session, consultation: Consultation, summary: BarrierSummary, *, made_on: date
) -> Sheets:
    """Return every statement with its codes.

    Parameters
    ----------
    summary
        Its figures are the sheet “Figures”; who may not see it may not see the codes either.
    """
    themes = _themes(session, consultation)
    statements, codings = _statements(session, consultation, themes)
    return Sheets(
        title=f"Evidence: {consultation.title}",
        organisation=summary.organisation,
        made_on=made_on,
        sheets=(
            Sheet("How to read this", ("Sheet", "What it holds"), _HOW, (22, 100)),
            Sheet("Statements", _STATEMENTS, tuple(statements), _WIDTHS),
            Sheet("Codings", _CODINGS, tuple(codings), (12, 24, 40, 24, 24)),
            Sheet("Themes", _THEMES, tuple(_rows_of(themes, codings)), (24, 40, 90, 14)),
            Sheet("Figures", _FIGURES, tuple(_figures(summary)), (24, 48, 30, 10, 10, 10, 12, 40)),
        ),
    )


_STATEMENTS = (
    *("Statement", "Words", "Kind", "Outcome", "Title of the outcome", "Themes", "How many themes"),
    *("Partners", "Route", "Place", "State", "Taken out"),
)
_WIDTHS = (12, 90, 14, 10, 36, 40, 10, 24, 16, 30, 14, 30)
_CODINGS = ("Statement", "Key", "Theme", "Suggested by", "Accepted by")
_THEMES = ("Key", "Theme", "What it means", "Statements")
_FIGURES = ("Part", "Item", "Theme", "Outcome", "Count", "Base", "Percentage", "Evidence")
_HOW: tuple[Row, ...] = (
    (
        "Statements",
        "Every statement that was received, one a row, in the order in which they came. Its number"
        " is the one by which reports quote it. Nothing is left out: a statement that does not"
        " count says in “State” why.",
    ),
    (
        "Words",
        "As they were said. What identifies a person is replaced by what it was in [square"
        " brackets], by a person or by pattern; “Taken out” says what. The words of withheld"
        " statements stay with the council.",
    ),
    (
        "Themes",
        "The themes that people accepted for a statement; several are possible. What a machine"
        " suggested and nobody has accepted is not here.",
    ),
    (
        "Codings",
        "One row for each theme of each statement: who suggested it, and whether a person accepted"
        " it. Filter or pivot this sheet to count themes.",
    ),
    (
        "Figures",
        "Every number of the barrier summary with its base and its evidence: the search by which it"
        " can be counted again. Shares are of the barriers that were reviewed. They count live"
        " barriers only, so a count of all rows of “Codings” can be larger.",
    ),
    (
        "Counting people",
        "Statements are not people: one person can make several, and one note from a table can"
        " speak for several people.",
    ),
)


def _themes(session: Session, consultation: Consultation) -> dict[int, Theme]:
    """Return for each theme the one in use that stands for it."""
    found = session.scalars(
        select(Theme)
        .join(Codebook)
        .where(Codebook.consultation_id == consultation.id)
        .order_by(Theme.position, Theme.id)
    ).all()
    merged = {each.id: each.merged_into_id for each in found}
    by_id = {each.id: each for each in found}
    return {each.id: by_id[gathering.standing(each.id, merged)] for each in found}


def _statements(
    session: Session, consultation: Consultation, themes: dict[int, Theme]
) -> tuple[list[Row], list[Row]]:
    statements: list[Row] = []
    codings: list[Row] = []
    for batch in statement_lists.each(session, consultation, Filters()):
        found = statement_pages.themes_of(session, batch)
        for statement in batch:
            if statement.state is StatementState.REPLACED:
                continue
            accepted = _accepted(found[statement.id], themes)
            codings += [_coding(coding, theme) for theme, coding in accepted.items()]
            statements.append(_statement(statement, list(accepted)))
    return statements, codings


def _accepted(codings: list[Coding], themes: dict[int, Theme]) -> dict[Theme, Coding]:
    """Return the accepted codings by the theme in use, each theme once."""
    found: dict[Theme, Coding] = {}
    for each in codings:
        if each.state is CodingState.ACCEPTED:
            found.setdefault(themes[each.theme_id], each)
    return found


def _statement(statement: Statement, themes: list[Theme]) -> Row:
    words, taken = _words(statement)
    outcome = statement.outcome
    return (
        *(str(statement.id), words, statement.kind.value),
        *((outcome.reference, outcome.title) if outcome else ("", "")),
        *("; ".join(theme.name for theme in themes), len(themes)),
        "; ".join(partner.label for partner in statement.partners),
        *(ROUTES[statement.source_kind], statement_lists.source_label(statement)),
        *(statement.state.value, taken),
    )


def _words(statement: Statement) -> tuple[str, str]:
    """Return a statement's words as they may leave, and what was taken out of them."""
    if statement.state in NO_WORDS:
        return f"[{statement.state.value}]", "all its words"
    said = statement.quotable
    found = personal.find(said)
    kinds = dict.fromkeys(personal.LABELS[each.what] for each in found)
    taken = [f"{kind}, by pattern" for kind in kinds]
    if statement.public_text:
        taken.insert(0, "by a person")
    return personal.without(said, found), "; ".join(taken)


def _coding(coding: Coding, theme: Theme) -> Row:
    suggested = "analysis" if coding.coder_kind is CoderKind.MACHINE else "a person"
    accepted = "a person" if coding.decided_by_id else "rule"
    return (str(coding.statement_id), theme.key, theme.name, suggested, accepted)


def _rows_of(themes: dict[int, Theme], codings: list[Row]) -> Iterator[Row]:
    in_use = {each.id: each for each in themes.values() if each.state is ThemeState.ACTIVE}
    for theme in in_use.values():
        count = sum(row[1] == theme.key for row in codings)
        yield theme.key, theme.name, theme.definition, count


def _figures(summary: BarrierSummary) -> Iterator[Row]:
    for entry in listing.figures(summary):
        figure = entry.figure
        base: str | int = "" if figure.base is None else figure.base
        yield (
            *(entry.part, entry.item, entry.theme, entry.outcome),
            *(figure.count, base, figure.percentage, figure.evidence),
        )
