"""Decisions: what will be done about a theme, what will be looked into, what will not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.models.actions import AgreedAction, Decision, Verdict
from consult.models.consultations import Consultation
from consult.models.themes import Codebook, Theme, ThemeState
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

LONGEST_TEXT = 1_000


def get(session: Session, consultation: Consultation, decision_id: int) -> Decision:
    """Return one decision of the consultation, or raise NotFound."""
    decision = session.get(Decision, decision_id)
    if decision is None or decision.consultation_id != consultation.id:
        raise NotFound("There is no such decision in this consultation.")
    return decision


def list_decisions(session: Session, consultation: Consultation) -> list[Decision]:
    """Return the decisions in the order in which they were noted, with all that they need."""
    wanted = (
        select(Decision)
        .where(Decision.consultation_id == consultation.id)
        .order_by(Decision.id)
        .options(
            selectinload(Decision.themes),
            selectinload(Decision.actions).selectinload(AgreedAction.progress),
            selectinload(Decision.actions).selectinload(AgreedAction.organisation),
        )
    )
    return list(session.scalars(wanted))


def choices(session: Session, consultation: Consultation) -> list[Theme]:
    """Return the themes that a decision can be about, in the codebook's order."""
    wanted = (
        select(Theme)
        .join(Codebook)
        .where(Codebook.consultation_id == consultation.id, Theme.state == ThemeState.ACTIVE)
        .order_by(Theme.position, Theme.id)
    )
    return list(session.scalars(wanted))


def add(
    session: Session,
    consultation: Consultation,
    *,
    verdict: Verdict,
    text: str,
    said: str = "",
    reason: str = "",
    theme_ids: Sequence[int] = (),
    decided_by: str = "",
    decided_on: date | None = None,
) -> Decision:
    """Note a decision; the public sees it only once it is shown.

    Raises
    ------
    InvalidInput
        Without words, without a theme, or without the reason that its verdict needs.
    """
    fields = _checked(verdict, text, said, reason, decided_by)
    themes = _themes(session, consultation, theme_ids)
    with transaction(session):
        decision = Decision(
            consultation=consultation, decided_on=decided_on, themes=themes, **fields
        )
        session.add(decision)
        audit.record(
            session,
            "decision.noted",
            decision,
            consultation=consultation,
            verdict=verdict.value,
            themes=sorted(theme.key for theme in themes),
        )
    return decision


def change(
    session: Session,
    decision: Decision,
    *,
    seen_version: int,
    verdict: Verdict,
    text: str,
    said: str = "",
    reason: str = "",
    theme_ids: Sequence[int] = (),
    decided_by: str = "",
    decided_on: date | None = None,
) -> Decision:
    """Change a decision that somebody saw at `seen_version`.

    Raises
    ------
    Conflict
        When it has changed since.
    InvalidInput
        As for a new one.
    """
    fields = _checked(verdict, text, said, reason, decided_by)
    themes = _themes(session, decision.consultation, theme_ids)
    with transaction(session):
        refuse_stale(session, decision, seen_version)
        was = {"verdict": decision.verdict.value, "text": decision.text, "reason": decision.reason}
        for name, value in fields.items():
            setattr(decision, name, value)
        decision.decided_on = decided_on
        decision.themes = themes
        decision.version += 1
        audit.record(
            session, "decision.changed", decision, consultation=decision.consultation, was=was
        )
    return decision


def show(session: Session, decision: Decision, *, is_public: bool) -> Decision:
    """Show a decision with its actions to the public, or hide it again; twice changes nothing."""
    with transaction(session):
        session.refresh(decision, with_for_update=True)
        if decision.is_public is not is_public:
            decision.is_public = is_public
            decision.version += 1
            event = "decision.shown" if is_public else "decision.hidden"
            audit.record(session, event, decision, consultation=decision.consultation)
    return decision


def refuse_stale(session: Session, record: Decision | AgreedAction, seen_version: int) -> None:
    """Lock a record for a change, and refuse where the person saw an older version of it."""
    session.refresh(record, with_for_update=True)
    if record.version != seen_version:
        raise Conflict(
            "Somebody else changed this while you wrote. What you wrote is still below; "
            "compare it with theirs, then save again."
        )


def shorter(text: str, name: str, field: str) -> str:
    """Return a text without the space around it, or refuse one that is too long."""
    bare = text.strip()
    if len(bare) > LONGEST_TEXT:
        raise InvalidInput(
            f"{name} has {len(bare):,} characters; the most is {LONGEST_TEXT:,}. Shorten it.",
            field=field,
        )
    return bare


def _checked(
    verdict: Verdict, text: str, said: str, reason: str, decided_by: str
) -> dict[str, object]:
    words = shorter(text, "What was decided", "text")
    heard = shorter(said, "What people said", "said")
    why = shorter(reason, "The reason", "reason")
    if not words:
        raise InvalidInput("Write what was decided, as residents should read it.", field="text")
    if verdict is not Verdict.WILL and not why:
        raise InvalidInput(
            "Write why. Whoever asked for it should not be left to guess.", field="reason"
        )
    return {
        "verdict": verdict,
        "said": heard,
        "text": words,
        "reason": why,
        "decided_by": decided_by.strip(),
    }


def _themes(session: Session, consultation: Consultation, theme_ids: Sequence[int]) -> list[Theme]:
    known = {theme.id: theme for theme in choices(session, consultation)}
    unknown = [each for each in theme_ids if each not in known]
    if unknown:
        raise InvalidInput(
            "One of the themes is no longer in the codebook. Reload the page and choose again.",
            field="themes",
        )
    if not theme_ids:
        raise InvalidInput("Choose at least one theme that it answers.", field="themes")
    return [known[each] for each in dict.fromkeys(theme_ids)]
