"""One change of a codebook as a whole: what it did to themes and codings, and taking it back.

Each act remembers every field that it set, before and after. Taking it back sets what still is as
the act left it, and leaves alone what people have decided since.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import AuditEvent
from consult.models.consultations import Consultation
from consult.models.themes import Codebook, Coding, CodingState, Theme, ThemeState
from consult.services import audit, codebook_versions
from consult.services.refusals import Conflict, NotFound
from consult.services.transaction import transaction

ADDED = "theme.added"
CHANGED = "theme.changed"
MOVED = "theme.moved"
MERGED = "theme.merged"
SPLIT = "theme.split"
DELETED = "theme.deleted"
ACTS = (ADDED, CHANGED, MOVED, MERGED, SPLIT, DELETED)
UNDONE = "change.undone"


class Act:
    """What one change does, written down while it is done."""

    def __init__(self, session: Session, codebook: Codebook) -> None:
        self._session = session
        self._codebook = codebook
        self._themes: list[dict[str, Any]] = []
        self._codings: list[dict[str, Any]] = []

    def add_theme(self, **fields: Any) -> Theme:
        """Put a theme into the codebook."""
        theme = Theme(codebook=self._codebook, **fields)
        self._session.add(theme)
        self._session.flush()
        self._themes.append({"theme": theme.id, "was": None, "now": {"state": "active"}})
        return theme

    def change_theme(self, theme: Theme, **fields: Any) -> bool:
        """Set fields of a theme; return whether that changed any."""
        differing = {name: each for name, each in fields.items() if getattr(theme, name) != each}
        was = {name: _plain(getattr(theme, name)) for name in fields}
        for name, value in differing.items():
            setattr(theme, name, value)
        if differing:
            theme.version += 1
        now = {name: _plain(value) for name, value in fields.items()}
        self._themes.append({"theme": theme.id, "was": was, "now": now})
        return bool(differing)

    def move_coding(self, coding: Coding, theme: Theme) -> None:
        """Put a coding under another theme, whoever decided it."""
        was = facts(coding)
        coding.theme_id = theme.id
        self._codings.append({"coding": coding.id, "was": was, "now": facts(coding)})

    def set_coding(
        self, coding: Coding, state: CodingState, by: User | None = None, at: datetime | None = None
    ) -> None:
        """Set where a coding stands."""
        was = facts(coding)
        coding.state, coding.decided_by, coding.decided_at = state, by, at
        # The column that names the person is only written when the session is flushed.
        coding.decided_by_id = by.id if by else None
        self._codings.append({"coding": coding.id, "was": was, "now": facts(coding)})

    def record(self, event: str, subject: Theme, told: str, **detail: Any) -> AuditEvent:
        """Store the version that the change makes, and the event from which it is taken back."""
        version = codebook_versions.keep(self._session, self._codebook, told)
        return audit.record(
            self._session,
            event,
            subject,
            consultation=self._codebook.consultation,
            told=told,
            version=version.number,
            themes=self._themes,
            codings=self._codings,
            **detail,
        )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value


def facts(coding: Coding) -> dict[str, Any]:
    """Return where a coding stands, as an event keeps it."""
    at = coding.decided_at
    return {
        "theme": coding.theme_id,
        "state": coding.state.value,
        "by": coding.decided_by_id,
        "at": at.isoformat() if at else None,
    }


def standing(session: Session, theme: Theme) -> list[Coding]:
    """Return and lock every coding that stands under a theme, the refused ones too."""
    return list(
        session.scalars(
            select(Coding)
            .where(Coding.theme_id == theme.id, Coding.state != CodingState.SUPERSEDED)
            .order_by(Coding.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def list_acts(
    session: Session, consultation: Consultation, *, page: int = 1, per_page: int = 20
) -> tuple[list[tuple[AuditEvent, bool]], int]:
    """Return one page of changes, newest first, each with whether it was taken back; how many."""
    wanted = select(AuditEvent).where(
        AuditEvent.consultation_id == consultation.id, AuditEvent.event.in_(ACTS)
    )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    listed = session.scalars(
        wanted.order_by(AuditEvent.id.desc()).offset((page - 1) * per_page).limit(per_page)
    ).all()
    undone = _undone(session, consultation)
    return [(event, event.id in undone) for event in listed], total


def newest(session: Session, consultation: Consultation) -> AuditEvent | None:
    """Return the newest change that was not taken back, if any."""
    undone = _undone(session, consultation)
    return session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.consultation_id == consultation.id,
            AuditEvent.event.in_(ACTS),
            AuditEvent.id.not_in(undone),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def _undone(session: Session, consultation: Consultation) -> set[int]:
    events = session.scalars(
        select(AuditEvent.detail).where(
            AuditEvent.consultation_id == consultation.id, AuditEvent.event == UNDONE
        )
    )
    return {detail["undoes"] for detail in events}


def get(session: Session, consultation: Consultation, event_id: int) -> AuditEvent:
    """Return one change of the consultation's codebook, or raise NotFound."""
    event = session.get(AuditEvent, event_id)
    is_ours = event is not None and event.consultation_id == consultation.id
    if event is None or not is_ours or event.event not in ACTS:
        raise NotFound("There is no such change of this codebook.")
    return event


def take_back(session: Session, consultation: Consultation, event: AuditEvent) -> AuditEvent:
    """Take one change back: themes and codings are as before it.

    What people have decided since stays as they decided it.

    Raises
    ------
    Conflict
        When it was taken back already, or a theme of it has changed since.
    """
    if "codings" not in event.detail:
        raise Conflict("This change was made before changes could be taken back. Make it anew.")
    with transaction(session):
        codebook = session.scalars(
            select(Codebook).where(Codebook.consultation_id == consultation.id).with_for_update()
        ).one()
        if event.id in _undone(session, consultation):
            raise Conflict("This change was taken back already. Reload the page.")
        _restore_codings(session, event.detail["codings"])
        _restore_themes(session, event.detail["themes"])
        refuse_unsound(session, codebook)
        told = f"Taken back: {event.detail['told']}"
        version = codebook_versions.keep(session, codebook, told)
        return audit.record(
            session,
            UNDONE,
            codebook,
            consultation=consultation,
            undoes=event.id,
            told=told,
            version=version.number,
        )


def _restore_codings(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    for change in reversed(changes):
        coding = session.get(Coding, change["coding"], with_for_update={"of": Coding})
        if coding is None:
            continue
        was, now, present = change["was"], change["now"], facts(coding)
        if present["theme"] == now["theme"]:
            coding.theme_id = was["theme"]
        if all(present[each] == now[each] for each in ("state", "by", "at")):
            by = session.get(User, was["by"]) if was["by"] else None
            at = datetime.fromisoformat(was["at"]) if was["at"] else None
            coding.state, coding.decided_by, coding.decided_at = CodingState(was["state"]), by, at
    session.flush()


def _restore_themes(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    for change in reversed(changes):
        theme = session.get_one(Theme, change["theme"], with_for_update={"of": Theme})
        _refuse_changed(session, theme, change)
        was = {"state": "deleted"} if change["was"] is None else change["was"]
        for name, value in was.items():
            setattr(theme, name, ThemeState(value) if name == "state" else value)
        theme.version += 1
    session.flush()


def _refuse_changed(session: Session, theme: Theme, change: dict[str, Any]) -> None:
    now = change["now"]
    is_same = all(_plain(getattr(theme, name)) == value for name, value in now.items())
    if not is_same or ("state" not in now and theme.state is not ThemeState.ACTIVE):
        raise Conflict(f"“{theme.name}” has changed since. Take the later change back first.")
    if change["was"] is None and standing(session, theme):
        raise Conflict(
            f"“{theme.name}” has statements by now. Delete it or merge it into another theme."
        )


def refuse_unsound(session: Session, codebook: Codebook) -> None:
    """Refuse a codebook with two themes of one name, or with sub-themes of sub-themes."""
    session.flush()
    themes = _in_use(session, codebook)
    names = Counter(theme.name.casefold() for theme in themes)
    double = next((theme for theme in themes if names[theme.name.casefold()] > 1), None)
    if double is not None:
        raise Conflict(f"There is another theme “{double.name}” by now. Rename that one first.")
    by_id = {theme.id: theme for theme in themes}
    for theme in themes:
        if theme.parent_id is None:
            continue
        above = by_id.get(theme.parent_id)
        if above is None or above.parent_id is not None:
            raise Conflict(
                f"“{theme.name}” would stand under a theme that can hold none by now. "
                "Take the later change back first."
            )


def _in_use(session: Session, codebook: Codebook) -> Sequence[Theme]:
    return session.scalars(
        select(Theme).where(Theme.codebook_id == codebook.id, Theme.state == ThemeState.ACTIVE)
    ).all()


def named(names: Iterable[str]) -> str:
    """Return names in a row, each in quotes: “A”, “B” and “C”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
