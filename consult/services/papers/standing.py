"""How far the figures of a consultation have come: as far as a report that still says them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.papers import Paper, PaperState
from consult.services import papers
from consult.services.papers import building
from consult.writers.standing import Standing

FURTHEST_FIRST = (PaperState.APPROVED, PaperState.CHECKED)


def of(session: Session, consultation: Consultation) -> Standing:
    """Return the state of the report that has come furthest, if the store still says its figures.

    What is made of the same store by itself was checked by nobody; but whoever checked and
    approved a report did so of these figures, as long as none has changed.
    """
    listed = papers.list_papers(session, consultation)
    signed = [each for state in FURTHEST_FIRST for each in listed if each.state is state]
    if not signed:
        return _of(listed[0]) if listed else Standing()
    desk = papers.desk(session, consultation, signed[0])
    for paper in signed:
        if not replace(desk, paper=paper).differences():
            return _of(paper)
    return replace(_of(signed[0]), state=PaperState.DRAFT.value, is_changed=True)


def _of(paper: Paper) -> Standing:
    return Standing(paper.state.value, paper.title, signatures=tuple(building.signatures(paper)))
