"""The evidence workbook: every statement with its codes, and how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.statements import StatementState
from consult.models.themes import Codebook, CoderKind, Theme, ThemeState
from consult.readers import personal
from consult.services.outputs import evidence_rows
from consult.services.outputs.evidence_rows import Accepted, Told
from consult.services.publishing import answers as published
from consult.services.publishing.answers import Answers
from consult.services.publishing.releasing import NOT_SHOWN
from consult.services.reports import gathering
from consult.services.reports.quotes import ROUTES
from consult.writers import listing
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.worksheets import Numbered, Row, Sheet, Sheets

NO_WORDS = frozenset({StatementState.WITHHELD, StatementState.STRUCK})
"""States in which a statement keeps its row, and its words stay in the house."""


def heads(consultation: Consultation, *, organisation: str, made_on: date) -> Sheets:
    """Return the sheets of the workbook with their headings."""
    return Sheets(
        title=f"Evidence: {consultation.title}",
        organisation=organisation,
        made_on=made_on,
        sheets=(
            Sheet("How to read this", ("Sheet", "What it holds"), (), (22, 100)),
            Sheet("Statements", _STATEMENTS, (), _WIDTHS),
            Sheet("Codings", _CODINGS, (), (12, 24, 40, 24, 24)),
            Sheet("Themes", _THEMES, (), (24, 40, 90, 14)),
            Sheet("Figures", _FIGURES, (), (24, 48, 30, 10, 10, 10, 12, 40)),
        ),
    )


HOW, STATEMENTS, CODINGS, THEMES, FIGURES = range(5)


def rows(
    session: Session,
    consultation: Consultation,
    figures: list[Row],
    signed: Iterable[tuple[str, str]],
) -> Iterator[Numbered]:
    """Yield every statement with its codes, row by row, with the sheet that it belongs on.

    Parameters
    ----------
    figures
        Those of the barrier summary; who may not see it may not see the codes either.
    signed
        Whether it is a draft, and who checked and approved its figures: each with its name.
    """
    yield from ((HOW, line) for line in signed)
    themes = _themes(session, consultation)
    counts: Counter[str] = Counter()
    yield from ((HOW, row) for row in _HOW)
    for statement, accepted in evidence_rows.each(session, consultation):
        found = _accepted(accepted, themes)
        counts.update(theme.key for theme in found)
        yield STATEMENTS, _statement(statement, list(found))
        for theme, coding in found.items():
            yield CODINGS, _coding(coding, theme)
    yield from ((THEMES, row) for row in _rows_of(themes, counts))
    yield from ((FIGURES, row) for row in figures)


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
        " barriers only, so a count of all rows of “Codings” can be larger. Below them stand the"
        " answers to the survey that are not given in words, with small counts hidden.",
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


def _accepted(codings: list[Accepted], themes: dict[int, Theme]) -> dict[Theme, Accepted]:
    """Return the accepted codings by the theme in use, each theme once."""
    found: dict[Theme, Accepted] = {}
    for each in codings:
        found.setdefault(themes[each.theme_id], each)
    return found


def _statement(statement: Told, themes: list[Theme]) -> Row:
    words, taken = _words(statement)
    return (
        *(str(statement.id), words, statement.kind.value, *statement.outcome),
        *("; ".join(theme.name for theme in themes), len(themes)),
        *("; ".join(statement.partners), ROUTES[statement.source_kind], statement.place),
        *(statement.state.value, taken),
    )


def _words(statement: Told) -> tuple[str, str]:
    """Return a statement's words as they may leave, and what was taken out of them."""
    if statement.state in NO_WORDS:
        return f"[{statement.state.value}]", "all its words"
    found = personal.find(statement.quotable)
    kinds = dict.fromkeys(personal.LABELS[each.what] for each in found)
    taken = [f"{kind}, by pattern" for kind in kinds]
    if statement.is_redacted:
        taken.insert(0, "by a person")
    return personal.without(statement.quotable, found), "; ".join(taken)


def _coding(coding: Accepted, theme: Theme) -> Row:
    suggested = "analysis" if coding.coder_kind is CoderKind.MACHINE else "a person"
    accepted = "a person" if coding.decided_by_id else "rule"
    return (str(coding.statement_id), theme.key, theme.name, suggested, accepted)


def _rows_of(themes: dict[int, Theme], counts: Counter[str]) -> Iterator[Row]:
    in_use = {each.id: each for each in themes.values() if each.state is ThemeState.ACTIVE}
    for theme in in_use.values():
        yield theme.key, theme.name, theme.definition, counts[theme.key]


def figures(summary: BarrierSummary) -> Iterator[Row]:
    """Yield every number of the barrier summary."""
    for entry in listing.figures(summary):
        figure = entry.figure
        base: str | int = "" if figure.base is None else figure.base
        yield (
            *(entry.part, entry.item, entry.theme, entry.outcome),
            *(figure.count, base, figure.percentage, figure.evidence),
        )


def answers(told: Answers) -> Iterator[Row]:
    """Yield what the answers to the survey come to that are not given in words."""
    for asked, group in told.groups:
        item = f"{asked.title}: {group.label}"
        outcome = asked.question.outcome
        where = f"{outcome.reference} {outcome.title}" if outcome is not None else ""
        figure = group.figure
        counted: Row = (
            (NOT_SHOWN, "", "")
            if figure is None
            else (figure.count, figure.base or 0, figure.percentage)
        )
        yield published.PART, item, "", where, *counted, "answers to the survey"
