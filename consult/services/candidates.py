"""Candidate themes: what a run found among the unexplained, and what people make of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult.models.candidates import CandidateMember, CandidateState, CandidateTheme
from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import AnalysisRun, Theme
from consult.services import analysis_runs, audit, codings, themes
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

# More at once would not be read: the largest come first, and what is decided makes room.
MOST_GROUPS = 12
MOST_TYPICAL = 12


@dataclass(frozen=True, slots=True)
class Group:
    """A candidate theme: how many statements it holds, its most typical ones, its sub-themes."""

    candidate: CandidateTheme
    size: int
    typical: tuple[Statement, ...]
    subthemes: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-theme of a candidate, with how many statements it holds and the most typical one."""

    candidate: CandidateTheme
    size: int
    typical: Statement


def list_proposed(session: Session, consultation: Consultation) -> list[Group]:
    """Return what the newest run proposes and nobody has decided, the largest first.

    Only statements that still count are counted and shown.
    """
    run = analysis_runs.latest(session, consultation, is_discovery=True)
    if run is None:
        return []
    sizes = _sizes(session, run)
    proposed = session.scalars(
        select(CandidateTheme)
        .where(
            CandidateTheme.run_id == run.id,
            CandidateTheme.parent_id.is_(None),
            CandidateTheme.state == CandidateState.PROPOSED,
        )
        .order_by(CandidateTheme.position)
        .limit(MOST_GROUPS)
    ).all()
    return [
        Group(each, sizes[each.id], _typical(session, each), _parts(session, each, sizes))
        for each in proposed
        if each.id in sizes
    ]


def _sizes(session: Session, run: AnalysisRun) -> dict[int, int]:
    counted: Select[int, int] = (
        select(CandidateMember.candidate_id, func.count())
        .join(CandidateTheme, CandidateMember.candidate_id == CandidateTheme.id)
        .join(Statement, CandidateMember.statement_id == Statement.id)
        .where(CandidateTheme.run_id == run.id, Statement.state == StatementState.LIVE)
        .group_by(CandidateMember.candidate_id)
    )
    return {candidate_id: number for candidate_id, number in session.execute(counted)}


def _parts(session: Session, candidate: CandidateTheme, sizes: dict[int, int]) -> tuple[Part, ...]:
    return tuple(
        Part(each, sizes[each.id], _typical(session, each, most=1)[0])
        for each in candidate.subthemes
        if each.id in sizes
    )


def _typical(
    session: Session, candidate: CandidateTheme, *, most: int = MOST_TYPICAL
) -> tuple[Statement, ...]:
    return tuple(
        session.scalars(
            select(Statement)
            .join(CandidateMember, CandidateMember.statement_id == Statement.id)
            .where(
                CandidateMember.candidate_id == candidate.id,
                Statement.state == StatementState.LIVE,
            )
            .order_by(CandidateMember.position)
            .limit(most)
        )
    )


def get(session: Session, consultation: Consultation, candidate_id: int) -> CandidateTheme:
    """Return one candidate theme of the consultation, or raise NotFound."""
    candidate = session.get(CandidateTheme, candidate_id)
    if candidate is None or candidate.run.consultation_id != consultation.id:
        raise NotFound("There is no such candidate theme in this consultation.")
    return candidate


def accept(
    session: Session, consultation: Consultation, candidate: CandidateTheme, *, name: str = ""
) -> Theme:
    """Make a candidate a theme; its statements that still count are coded with it by the person.

    Parameters
    ----------
    name
        What to call it; the candidate's own name where it is empty.

    Raises
    ------
    Conflict
        When somebody has decided about the candidate already.
    InvalidInput
        When another theme has the name.
    """
    deciding = codings.decision(session)
    with transaction(session):
        _refuse_decided(session, candidate)
        theme = _theme_of(session, consultation, candidate, deciding, name=name)
        for part in candidate.subthemes:
            _settle(part, theme, deciding)
        _record(session, consultation, candidate, [theme], deciding)
    return theme


def join(
    session: Session, consultation: Consultation, candidate: CandidateTheme, theme: Theme
) -> int:
    """Put a candidate's statements that still count under a theme there is; return how many.

    Raises
    ------
    Conflict
        When somebody has decided about the candidate already, or the theme was merged.
    """
    deciding = codings.decision(session)
    with transaction(session):
        _refuse_decided(session, candidate)
        live = [each.statement for each in candidate.members if each.statement.is_live]
        for statement in live:
            codings.give(session, deciding, statement, theme)
        for each in (candidate, *candidate.subthemes):
            _settle(each, theme, deciding)
        audit.record(
            session,
            "candidate.joined",
            candidate,
            consultation=consultation,
            theme=theme.id,
            changes=deciding.changes,
        )
    return len(live)


def accept_parts(
    session: Session, consultation: Consultation, candidate: CandidateTheme
) -> list[Theme]:
    """Make each sub-theme of a candidate a theme of its own, and return them.

    Raises
    ------
    Conflict
        When somebody has decided about the candidate already.
    InvalidInput
        When it has no sub-themes, or another theme has the name of one.
    """
    deciding = codings.decision(session)
    with transaction(session):
        _refuse_decided(session, candidate)
        if not candidate.subthemes:
            raise InvalidInput(f"“{candidate.name}” has no sub-themes. Make it a theme as it is.")
        made = [_theme_of(session, consultation, part, deciding) for part in candidate.subthemes]
        _settle(candidate, made[0], deciding)
        _record(session, consultation, candidate, made, deciding)
    return made


def _theme_of(
    session: Session,
    consultation: Consultation,
    candidate: CandidateTheme,
    deciding: codings.Decision,
    *,
    name: str = "",
) -> Theme:
    theme = themes.add(session, consultation, name=name or candidate.name)
    # The words that set the group apart find its like in later runs.
    theme.lexicon = {"seeds": themes.as_seeds(candidate.keywords)}
    for member in candidate.members:
        if member.statement.is_live:
            codings.give(session, deciding, member.statement, theme)
    _settle(candidate, theme, deciding)
    return theme


def _settle(candidate: CandidateTheme, theme: Theme, deciding: codings.Decision) -> None:
    candidate.theme_id = theme.id
    candidate.state = CandidateState.ACCEPTED
    deciding.changes.append({"candidate": candidate.id, "theme": theme.id})


def _record(
    session: Session,
    consultation: Consultation,
    candidate: CandidateTheme,
    made: list[Theme],
    deciding: codings.Decision,
) -> None:
    audit.record(
        session,
        "candidate.accepted",
        candidate,
        consultation=consultation,
        theme=made[0].id,
        themes=[theme.id for theme in made],
        changes=deciding.changes,
    )


def dismiss(session: Session, consultation: Consultation, candidate: CandidateTheme) -> None:
    """Say that a candidate is no theme; its statements stay where they are.

    Raises
    ------
    Conflict
        When somebody has decided about the candidate already.
    """
    with transaction(session):
        _refuse_decided(session, candidate)
        for each in (candidate, *candidate.subthemes):
            each.state = CandidateState.DISMISSED
        audit.record(session, "candidate.dismissed", candidate, consultation=consultation)


def _refuse_decided(session: Session, candidate: CandidateTheme) -> None:
    session.refresh(candidate, with_for_update={"of": CandidateTheme})
    if candidate.state is CandidateState.ACCEPTED:
        raise Conflict("Somebody has made this candidate a theme already. Reload the page.")
    if candidate.state is CandidateState.DISMISSED:
        raise Conflict("Somebody has dismissed this candidate already. Reload the page.")
