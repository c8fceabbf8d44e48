"""What an edition keeps: the paper as the public may have it, the method, decisions, open data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.actions import telling
from consult.services.publishing import answers, before, holding, method, releasing
from consult.writers.figures import Figure, dated
from consult.writers.paper import Paper


def of(
    session: Session, consultation: Consultation, paper: Paper, *, is_told: bool = True
) -> dict[str, Any]:
    """Return the content of an edition of an approved paper, as the store stands at this moment.

    Parameters
    ----------
    is_told
        Whether residents get it. What is told is kept, so that whatever leaves after it is held
        against it; a look at what they would get keeps nothing.
    """
    done = method.how(session, consultation)
    told = before.rows(session, consultation, paper)
    also = before.figures(told)
    earlier = [figure for _, figure in also]
    said = answers.of(session, consultation)
    held = holding.hold(session, consultation, paper, done, earlier, said)
    hidden = releasing.hidden_in(
        paper,
        *([figure] for figure in (*_told_of(done), *earlier)),
        fewest=consultation.fewest_shown,
        withheld=held.hidden,
        apart=held.places.names,
    )
    if is_told:
        holding.remember(session, consultation, held, hidden)
        disclosure.remember(session, consultation, said.lines.values())
    return {
        "title": paper.title,
        "organisation": paper.organisation,
        "made_on": paper.made_on.isoformat(),
        "asked": consultation.purpose or consultation.summary,
        "parts": releasing.released(paper, hidden),
        "method": method.told(done, hidden),
        "notes": method.notes(done),
        "ledger": [
            {"name": label, "text": _number(figure, hidden)} for label, figure in done.places
        ],
        "received": _number(done.ledger.received, hidden),
        "before": before.kept(told, hidden),
        "answers": answers.kept(said, consultation),
        "left_out": [{"question": title, "why": why} for title, why in said.left_out],
        "answered": list(_answered(session, consultation)),
        "data": [
            *releasing.rows_of(paper, hidden),
            *_before_rows(paper, also, hidden),
            *answers.rows(said),
            *_method_rows(done, hidden),
        ],
    }


def _told_of(done: method.How) -> Iterator[Figure]:
    """Yield the figures that an edition tells of how it was done, besides those of its paper."""
    yield from (figure for _, figure in (*done.places, *done.routes))
    yield from (done.base.statements, done.ledger.received, done.base.of_shares)
    if done.reviewed:
        yield done.reviewed


def _number(figure: Figure, hidden: frozenset[str]) -> str:
    return releasing.NOT_SHOWN if figure.evidence in hidden else f"{figure.count:,}"


def _before_rows(
    paper: Paper, also: list[tuple[str, Figure]], hidden: frozenset[str]
) -> Iterator[dict[str, Any]]:
    """Yield what earlier consultations counted, where the paper does not say it."""
    said = {bound.figure.evidence for bound in paper.figures}
    for label, figure in also:
        if figure.evidence not in said:
            is_hidden = figure.evidence in hidden
            yield releasing.row(before.PART, label, figure, is_hidden=is_hidden)


def _method_rows(done: method.How, hidden: frozenset[str]) -> Iterator[dict[str, Any]]:
    listed = [("Statements received", done.base.statements), *done.routes, *done.places]
    for label, figure in listed:
        yield releasing.row("Method", label, figure, is_hidden=figure.evidence in hidden)
    for label in done.base.not_shown:
        yield releasing.row("Method", label, Figure(0, ""), is_hidden=True)


def _answered(session: Session, consultation: Consultation) -> Iterator[dict[str, Any]]:
    """Yield the public decisions as they stand, without what only their page of today needs."""
    for entry in telling.answered(session, consultation):
        decision = entry.decision
        yield {
            "themes": [said.theme.name for said in entry.said],
            "said": decision.said,
            "verdict": decision.verdict.value,
            "text": decision.text,
            "reason": decision.reason,
            "decided_by": decision.decided_by,
            "decided_on": dated(decision.decided_on) if decision.decided_on else "",
            "actions": [
                {"text": a.text, "owner": a.owner, "status": a.status.value}
                for a in decision.actions
            ],
        }
