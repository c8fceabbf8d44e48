"""Themes as they form: a light analysis of the shown cards, in the worker, when they changed.

It codes with the consultation's codebook, or the standard barriers where there is none yet, and
groups what no theme explains. Nothing of it is stored as a coding: it is the wall's alone.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.config import encoder_name
from consult.models.jobs import Job
from consult.models.statements import Statement
from consult.models.walls import Wall
from consult.models.workshops import Workshop
from consult.services import analysis_inputs, themes
from consult.services import jobs as job_rows
from consult.services.pulse import Pulse
from consult.services.refusals import NotFound
from consult.services.transaction import transaction
from consult.services.walls import showing
from consult.writers.figures import counted

JOB_KIND = "wall-themes"
# The hall does not read faster, and the worker has other work.
REST = timedelta(seconds=5)
FEWEST_FOR_DISCOVERY = 8
FEWEST_IN_A_THEME = 3


def ask(session: Session, wall: Wall) -> int | None:
    """Return the job to put into the queue, where the themes are behind the cards and it rests.

    A wall has one job, which runs again and again: however many screens ask, it is put once.
    """
    if wall.themes_of == _digest(session, wall):
        return None
    if wall.job_id is not None:
        job = session.get(Job, wall.job_id)
        if job is None or not job_rows.is_rested(job, REST):
            return None
    with transaction(session):
        session.refresh(wall, with_for_update={"of": Wall})
        if wall.job_id is None:
            job = job_rows.create(
                session,
                kind=JOB_KIND,
                subject_id=wall.workshop_id,
                consultation=wall.workshop.consultation,
            )
            session.flush()
            wall.job_id = job.id
            return job.id
        return wall.job_id if job_rows.again(session, wall.job_id, rest=REST) else None


def execute(session: Session, job: Job) -> str:
    """Find the themes of the cards that the wall shows now, and keep them with the wall."""
    wall = session.scalar(select(Wall).where(Wall.workshop_id == job.subject_id))
    if wall is None:
        raise NotFound("The wall of this job is not there.")
    read = _digest(session, wall)
    items = _items(session, wall)
    frame = _frame(session, wall.workshop)
    session.rollback()
    pulse = Pulse(job)
    with pulse.beating(session):
        found = _analyse(items, frame)
    with transaction(session):
        session.refresh(wall, with_for_update={"of": Wall})
        if pulse.beat(session):
            wall.themes, wall.themes_of = found, read
            wall.version = Wall.version + 1
    return f"{counted(len(items), 'card')} looked at."


def _items(session: Session, wall: Wall) -> list[tuple[int, int, str]]:
    kinds = themes.kinds_of(themes.find_codebook(session, wall.workshop.consultation))
    rows = session.execute(
        select(Statement.id, Statement.version, Statement.quotable)
        .where(showing.shown(wall), Statement.kind.in_(kinds))
        .order_by(Statement.id)
    )
    return [(statement_id, version, words) for statement_id, version, words in rows]


def _digest(session: Session, wall: Wall) -> str:
    """Return what the themes depend on, in short: cards, rulings and the codebook."""
    codebook = themes.find_codebook(session, wall.workshop.consultation)
    kinds = themes.kinds_of(codebook)
    rows = session.execute(
        select(Statement.id, Statement.version)
        .where(showing.shown(wall), Statement.kind.in_(kinds))
        .order_by(Statement.id)
    )
    written = repr((codebook.version if codebook else 0, [tuple(row) for row in rows]))
    return hashlib.sha256(written.encode()).hexdigest()


def _frame(session: Session, workshop: Workshop) -> Any:
    from analysis.codebook import standard_barriers

    codebook = themes.find_codebook(session, workshop.consultation)
    if codebook is None:
        return standard_barriers()
    return analysis_inputs.frame_of(themes.list_themes(session, codebook))


def _analyse(items: list[tuple[int, int, str]], frame: Any) -> list[dict[str, Any]]:
    from analysis.coding import code
    from analysis.minilm import encoder_named

    if not items:
        return []
    encoder = encoder_named(encoder_name())
    coded = code([words for _, _, words in items], frame, encoder=encoder).codings
    names = {theme.id: theme.name for theme in frame.themes}
    members: dict[str, list[list[int]]] = {}
    others = []
    for (statement_id, version, words), each in zip(items, coded, strict=True):
        for applied in each.themes:
            members.setdefault(names[applied.theme], []).append([statement_id, version])
        if not each.themes and not each.is_empty:
            others.append((statement_id, version, words))
    known = [{"name": name, "is_new": False, "cards": cards} for name, cards in members.items()]
    return [*known, *_discovered(others, encoder)]


def _discovered(others: list[tuple[int, int, str]], encoder: Any) -> list[dict[str, Any]]:
    """Return further themes among what no theme explains, where that is enough."""
    from analysis.discovery import discover

    if len(others) < FEWEST_FOR_DISCOVERY:
        return []
    found = discover([words for _, _, words in others], encoder=encoder).themes
    return [
        {
            "name": theme.name,
            "is_new": True,
            "cards": [[others[place][0], others[place][1]] for place in map(int, theme.members)],
        }
        for theme in found
        if theme.size >= FEWEST_IN_A_THEME
    ]
