"""A paper as a file: only where the check finds no error, and with its state on its face."""

from __future__ import annotations

from datetime import date

from consult.models.papers import PaperTemplate, PaperVersion
from consult.services import audit
from consult.services.papers import Desk, building, fairness, own_templates, sections, told
from consult.services.papers.signing import NotFit
from consult.services.reports import files
from consult.services.transaction import transaction
from consult.writers.figures import counted
from consult.writers.own_template import Filling
from consult.writers.paper import Paper

MOST_NAMED = 3
FORMATS = {**files.FORMATS, "html": files.KNOWN["html"]}


def paper_of(desk: Desk, *, made_on: date, organisation: str) -> Paper:
    """Return a paper as the writers take it, or refuse to let it leave.

    Raises
    ------
    NotFit
        The check finds an error; the text names the first of them.
    """
    errors = fairness.check(desk).errors
    if errors:
        named = " ".join(f"{fault.where}: {fault.sentence}" for fault in errors[:MOST_NAMED])
        raise NotFit(
            f"This report cannot leave: the fairness check found"
            f" {counted(len(errors), 'error')}. {named}"
        )
    return building.build(desk, made_on=made_on, organisation=organisation)


def render(desk: Desk, format_name: str, *, made_on: date, organisation: str) -> bytes:
    """Return a paper as a file in one of `FORMATS`."""
    paper = paper_of(desk, made_on=made_on, organisation=organisation)
    content = files.render(paper, format_name)
    _record(desk, format_name)
    return content


def fill(desk: Desk, template: PaperTemplate, *, made_on: date, organisation: str) -> bytes:
    """Return a council's own Word file with its fields filled in from a paper."""
    paper = paper_of(desk, made_on=made_on, organisation=organisation)
    keys = tuple(section.key for section in sections.of(desk.paper.kind))
    content = own_templates.fill(Filling(template.content, paper, keys))
    _record(desk, "own template")
    return content


def render_version(version: PaperVersion, format_name: str) -> bytes:
    """Return a kept version of a paper as a file."""
    return files.render(Paper.from_dict(version.content), format_name)


def filename(desk: Desk, ending: str) -> str:
    """Return what a paper is called as a file."""
    return f"{desk.consultation.slug}-{desk.paper.kind.value}.{ending}"


def _record(desk: Desk, format_name: str) -> None:
    """Keep what a paper tells, and of a stored one in which format and state it left."""
    with transaction(desk.session):
        told.remember(desk)
        if desk.paper.id is None:
            return
        audit.record(
            desk.session,
            "paper.exported",
            desk.paper,
            consultation=desk.consultation,
            format=format_name,
            state=desk.paper.state.value,
        )
