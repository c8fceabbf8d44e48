"""Storing what an analysis run found: all at once, and never over a person's decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.candidates import CandidateMember, CandidateTheme
from consult.models.statements import Statement, StatementState
from consult.models.themes import (
    AnalysisRun,
    CoderKind,
    Coding,
    CodingState,
    RunState,
    Theme,
    ThemeState,
)
from consult.services import audit, ledger, positions, repeat_groups, statements, themes
from consult.services.analysis_findings import Candidate, Findings, Proposal
from consult.services.analysis_inputs import Inputs
from consult.services.learning import reading as learning
from consult.services.repeats import Aside


def store(
    session: Session, run: AnalysisRun, inputs: Inputs, found: Findings, *, versions: dict[str, str]
) -> None:
    """Store a run's result inside the caller's transaction.

    What changed while the machine was thinking is respected: statements that were edited or
    withheld are left alone, merged themes lead to their heirs, decided codings stand.
    """
    unchanged = _unchanged(session, run, inputs)
    before, seen = learning.proposed(session, run), _last_seen(session, run)
    _set_states(session, run, found.aside, unchanged)
    _supersede(session, unchanged - found.aside.keys())
    _insert(session, run, found.proposals, unchanged)
    _insert_candidates(session, run, found.candidates, unchanged)
    positions.store(session, run, found.positions, unchanged)
    learning.store(session, run, found.learned, before=before, seen=seen, unchanged=unchanged)
    repeat_groups.store(session, run, found.repeats)
    run.state = RunState.FINISHED
    run.finished_at = utc_now()
    run.input_digest = inputs.digest()
    run.codebook_version = inputs.codebook_version
    run.last_statement_id = max(item.id for item in inputs.items)
    run.versions = {**versions, "encoder": found.encoder}
    run.parameters = {"examples": len(inputs.examples), "statements": len(inputs.live)}
    session.flush()
    standing = ledger.of(session, run.consultation)
    run.ledger = {
        "received": standing.received,
        **{place.value: count for place, count in standing.parts.items()},
    }
    audit.record(
        session,
        "analysis.finished",
        run,
        consultation=run.consultation,
        digest=run.input_digest,
        proposals=len(found.proposals),
        candidates=len(found.candidates),
    )


def _last_seen(session: Session, run: AnalysisRun) -> int:
    return session.scalar(select(ledger.last_seen(run.consultation_id))) or 0


def _unchanged(session: Session, run: AnalysisRun, inputs: Inputs) -> set[int]:
    """Return the live statements that are still as the run read them."""
    now: dict[int, int] = {
        statement_id: version
        for statement_id, version in session.execute(
            select(Statement.id, Statement.version).where(
                Statement.consultation_id == run.consultation_id,
                Statement.state == StatementState.LIVE,
            )
        )
    }
    return {item.id for item in inputs.live if now.get(item.id) == item.version}


def _set_states(
    session: Session, run: AnalysisRun, aside: dict[int, Aside], unchanged: set[int]
) -> None:
    for statement_id in sorted(aside.keys() & unchanged):
        statement = statements.get(session, run.consultation, statement_id)
        why = aside[statement_id]
        statements.set_state(session, statement, why.state, reason=why.reason)


def _supersede(session: Session, statement_ids: Iterable[int]) -> None:
    """Retire what earlier runs proposed and nobody decided."""
    for batch in _batches(sorted(statement_ids)):
        session.execute(
            update(Coding)
            .where(
                Coding.statement_id.in_(batch),
                Coding.coder_kind == CoderKind.MACHINE,
                Coding.state == CodingState.PROPOSED,
            )
            .values(state=CodingState.SUPERSEDED)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()


def _batches(ids: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _insert(
    session: Session, run: AnalysisRun, proposals: Iterable[Proposal], unchanged: set[int]
) -> None:
    theirs = homes(session, run.consultation_id)
    standing = _standing(session, run)
    best: dict[tuple[int, int], Proposal] = {}
    for each in proposals:
        if each.theme_key not in theirs:
            continue
        key = (each.statement_id, theirs[each.theme_key])
        if each.statement_id in unchanged and key not in standing:
            best[key] = max(best.get(key, each), each, key=lambda proposal: proposal.score)
    rows = [
        {
            "statement_id": statement_id,
            "theme_id": theme_id,
            "coder_kind": CoderKind.MACHINE,
            "run_id": run.id,
            "score": proposal.score,
            "why": list(proposal.why),
        }
        for (statement_id, theme_id), proposal in sorted(best.items())
    ]
    if rows:
        session.execute(insert(Coding), rows)


def homes(session: Session, consultation_id: int) -> dict[str, int]:
    """Return for each theme's key the theme that stands for it now; none where it was deleted."""
    return {each.key: heir.id for each, heir in _with_heirs(session, consultation_id)}


def heirs(session: Session, consultation_id: int) -> dict[int, str]:
    """Return for each theme's id the key of the theme that stands for it now."""
    return {each.id: heir.key for each, heir in _with_heirs(session, consultation_id)}


def _with_heirs(session: Session, consultation_id: int) -> list[tuple[Theme, Theme]]:
    everyone = session.scalars(
        select(Theme).where(Theme.codebook.has(consultation_id=consultation_id))
    ).all()
    with_heirs = [(each, themes.heir(session, each)) for each in everyone]
    return [(each, heir) for each, heir in with_heirs if heir.state is ThemeState.ACTIVE]


def _standing(session: Session, run: AnalysisRun) -> set[tuple[int, int]]:
    found = session.execute(
        select(Coding.statement_id, Coding.theme_id)
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Statement.consultation_id == run.consultation_id,
            Coding.state != CodingState.SUPERSEDED,
        )
    )
    return {(statement_id, theme_id) for statement_id, theme_id in found}


def _insert_candidates(
    session: Session, run: AnalysisRun, candidates: Iterable[Candidate], unchanged: set[int]
) -> None:
    for position, found in enumerate(candidates):
        candidate = _stored(run, found, position, unchanged)
        if candidate is None:
            continue
        session.add(candidate)
        for place, part in enumerate(found.subthemes):
            below = _stored(run, part, place, unchanged)
            if below is not None:
                below.parent = candidate
                session.add(below)


def _stored(
    run: AnalysisRun, found: Candidate, position: int, unchanged: set[int]
) -> CandidateTheme | None:
    """Return a candidate to store, or None where none of its statements is as it was read."""
    members = [each for each in found.statement_ids if each in unchanged]
    if not members:
        return None
    return CandidateTheme(
        run=run,
        position=position,
        name=found.name,
        keywords=list(found.keywords),
        stability=found.stability,
        members=[
            CandidateMember(statement_id=statement_id, position=place)
            for place, statement_id in enumerate(members)
        ],
    )


def sentence(run: AnalysisRun) -> str:
    """Return in words what a finished run came to."""
    if run.is_recoding:
        return "The machine has learned from what was decided; see what changed under Learning."
    counts: dict[str, Any] = defaultdict(int, run.ledger)
    noun = "statement" if counts["received"] == 1 else "statements"
    return (
        f"{counts['received']:,} {noun} looked at: {counts['to-review']:,} to review, "
        f"{counts['other']:,} that no theme explains."
    )
