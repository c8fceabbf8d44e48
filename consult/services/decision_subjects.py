"""The lines of the decision log that say what was decided, not only that something was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.models.actions import AgreedAction, Decision
from consult.models.audit import AuditEvent
from consult.services.actions.telling import VERDICTS

# Of what was decided, so much is read in a line; the rest stands in the decision itself.
MOST_CHARACTERS = 160


def named(session: Session, events: Iterable[AuditEvent]) -> dict[int, str]:
    """Return what happened, by event, where its subject or its detail has words for it."""
    listed = list(events)
    decisions = _of(session, Decision, listed, "decision")
    actions = _of(session, AgreedAction, listed, "agreed_action")
    found = {}
    for event in listed:
        told = None
        if event.event in _ABOUT_DECISIONS and event.subject_id in decisions:
            told = _ABOUT_DECISIONS[event.event](decisions[event.subject_id])
        elif event.event in _ABOUT_ACTIONS and event.subject_id in actions:
            told = _ABOUT_ACTIONS[event.event](actions[event.subject_id])
        elif event.event in _BY_DETAIL:
            told = _BY_DETAIL[event.event](event.detail)
        if told:
            found[event.id] = told
    return found


def _of(
    session: Session, model: type[Any], events: Iterable[AuditEvent], kind: str
) -> Mapping[int, Any]:
    ids = sorted({event.subject_id for event in events if event.subject_type == kind})
    wanted = select(model).where(model.id.in_(ids))
    if model is Decision:
        wanted = wanted.options(selectinload(Decision.themes))
    return {each.id: each for each in session.scalars(wanted)}


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= MOST_CHARACTERS:
        return f"“{words}”"
    return f"“{words[:MOST_CHARACTERS].rsplit(' ', 1)[0]} …”"


def _noted(decision: Decision) -> str:
    about = ", ".join(theme.name for theme in decision.themes)
    by = f", by {decision.decided_by}" if decision.decided_by else ""
    return (
        f"Noted a decision on {about}{by}: {VERDICTS[decision.verdict]}. {_quoted(decision.text)}"
    )


_ABOUT_DECISIONS: dict[str, Callable[[Decision], str]] = {
    "decision.noted": _noted,
    "decision.changed": lambda each: f"Changed a decision; it now says: {_quoted(each.text)}",
    "decision.shown": lambda each: f"Showed to the public: {_quoted(each.text)}",
    "decision.hidden": lambda each: f"Took back from the public: {_quoted(each.text)}",
}
_ABOUT_ACTIONS: dict[str, Callable[[AgreedAction], str]] = {
    "action.agreed": lambda each: f"Agreed an action, by {each.owner}: {_quoted(each.text)}",
    "action.changed": lambda each: f"Brought an action up to date: {_quoted(each.text)}",
}


def _moved(detail: Mapping[str, Any]) -> str:
    if not {"was", "now"} <= set(detail):
        return ""
    return f"Moved the consultation from {detail['was']} to {detail['now']}"


def _reason(detail: Mapping[str, Any]) -> str:
    if not detail.get("reason"):
        return ""
    where = f" at {detail['where']}" if detail.get("where") else ""
    why = _quoted(detail["reason"])
    return f"Left a warning of the fairness check{where} and gave the reason: {why}"


def _drawn(detail: Mapping[str, Any]) -> str:
    if not {"size", "drawn_from"} <= set(detail):
        return ""
    return (
        f"Drew {detail['size']} of {detail['drawn_from']} statements at random for two people to "
        "code without seeing each other"
    )


def _overlap(detail: Mapping[str, Any]) -> str:
    if not detail.get("reason"):
        return ""
    return f"Confirmed that work of two partners overlaps: {_quoted(detail['reason'])}"


_BY_DETAIL: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "consultation.moved": _moved,
    "paper.reason_given": _reason,
    "double_coding.drawn": _drawn,
    "overlap.confirmed": _overlap,
}
