"""What the machine would make of one theme: two or three sub-themes, found in the background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.config import encoder_name
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.jobs import Job, JobState
from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState, SplitProposal, Theme
from consult.services import jobs as job_rows
from consult.services import themes
from consult.services.pulse import Pulse
from consult.services.refusals import InvalidInput, NotFound
from consult.services.theme_texts import LONGEST_NAME
from consult.services.transaction import transaction

if TYPE_CHECKING:
    from analysis.discovery import Discovery

JOB_KIND = "theme-split"
# Of fewer statements any parts would be chance.
FEWEST = 8
PARTS = (2, 3)


def start(session: Session, consultation: Consultation, theme: Theme) -> Job:
    """Ask for the machine's own sub-themes; the same question twice is asked once.

    Raises
    ------
    InvalidInput
        When the theme has too few statements to see parts in.
    """
    themes.refuse_unused(theme)
    with transaction(session):
        themes.lock(session, consultation)
        under_way = job_of(session, consultation, theme)
        if under_way is not None and under_way.state in {JobState.QUEUED, JobState.RUNNING}:
            return under_way
        count = len(_statements(session, theme))
        if count < FEWEST:
            raise InvalidInput(
                f"“{theme.name}” has {count} statements; the machine sees parts from {FEWEST} on. "
                "Add a theme and move statements by hand."
            )
        proposal = SplitProposal(theme=theme)
        session.add(proposal)
        session.flush()
        job = job_rows.create(
            session, kind=JOB_KIND, subject_id=proposal.id, consultation=consultation
        )
        job.total = count
    return job


def job_of(session: Session, consultation: Consultation, theme: Theme) -> Job | None:
    """Return the newest job that looks for parts of a theme, if any."""
    return session.scalar(
        select(Job)
        .join(SplitProposal, (SplitProposal.id == Job.subject_id) & (Job.kind == JOB_KIND))
        .where(Job.consultation_id == consultation.id, SplitProposal.theme_id == theme.id)
        .order_by(Job.id.desc())
        .limit(1)
    )


def newest(session: Session, theme: Theme) -> SplitProposal | None:
    """Return the newest finished proposal for a theme, if any."""
    return session.scalar(
        select(SplitProposal)
        .where(SplitProposal.theme_id == theme.id, SplitProposal.finished_at.is_not(None))
        .order_by(SplitProposal.id.desc())
        .limit(1)
    )


def execute(session: Session, job: Job) -> str:
    """Look for the parts, store them all at once, and return a sentence on what came of it."""
    proposal = session.get(SplitProposal, job.subject_id)
    if proposal is None:
        raise NotFound("The theme of this job is not there.")
    pulse = Pulse(job)
    statements = _statements(session, proposal.theme)
    seed = proposal.seed
    # The reading is over; its transaction must not stand open while the machine thinks.
    session.rollback()
    with pulse.beating(session):
        pulse.say("Looking for parts of the theme", total=len(statements))
        found = _best([text for _, text in statements], seed, pulse)
    with transaction(session):
        proposal.parts = _parts(found, [statement_id for statement_id, _ in statements])
        proposal.finished_at = utc_now()
    return f"{len(proposal.parts)} parts were found."


def _statements(session: Session, theme: Theme) -> list[tuple[int, str]]:
    """Return the statements that stand under a theme, accepted or suggested."""
    rows = session.execute(
        select(Statement.id, Statement.text)
        .join(Coding, Coding.statement_id == Statement.id)
        .where(
            Coding.theme_id == theme.id,
            Coding.state.in_([CodingState.ACCEPTED, CodingState.PROPOSED]),
            Statement.state == StatementState.LIVE,
        )
        .order_by(Statement.id)
    )
    return [(statement_id, text) for statement_id, text in rows]


def _best(texts: Sequence[str], seed: int, pulse: Pulse) -> Discovery | None:
    """Return the steadier of two and three parts; None where it sees no two."""
    from analysis.discovery import discover
    from analysis.minilm import encoder_named

    tried = []
    for place, count in enumerate(PARTS):
        found = discover(texts, k=count, seed=seed, encoder=encoder_named(encoder_name()))
        pulse.advance((place + 1) / len(PARTS))
        if len(found.themes) > 1:
            steady = sum(each.stability or 0 for each in found.themes) / len(found.themes)
            tried.append((round(steady, 6), -count, found))
    return max(tried, key=lambda each: each[:2])[2] if tried else None


def _parts(found: Discovery | None, ids: Sequence[int]) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [
        {
            "name": theme.name[:LONGEST_NAME],
            "keywords": list(theme.keywords),
            "statements": [ids[at] for at in dict.fromkeys((*theme.quotes, *theme.members))],
        }
        for theme in found.themes[: max(PARTS)]
    ]
