"""Save and come back: a form is kept under a code until it is sent or its time is over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.drafts import ResponseDraft
from consult.models.surveys import Survey
from consult.services.refusals import NotFound
from consult.services.responses import references
from consult.services.responses.rules import Typed
from consult.services.transaction import transaction
from consult.words import gettext as _
from consult.words import marked

KEPT_FOR = timedelta(days=30)
# 16 letters out of 26: 75 bits, which nobody guesses, nor works out from a stolen table.
LETTERS_IN_A_CODE = 16
GONE = marked(
    "There is nothing kept under that code. Check each letter of it. What is kept is erased when "
    "it is sent, and 30 days after it was last saved."
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A form that is kept.

    Attributes
    ----------
    code
        To come back with; it is told to whoever saves and stored nowhere.
    replaced
        What another tab or device had kept since, by the question's id.
    """

    code: str
    version: int
    expires_at: datetime
    replaced: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was kept, as somebody comes back to it."""

    code: str
    version: int
    key: UUID
    step: int
    typed: dict[int, list[str]]
    replaced: dict[int, list[str]]
    saved_at: datetime
    expires_at: datetime


def save(
    session: Session,
    survey: Survey,
    *,
    key: UUID,
    typed: Typed,
    step: int,
    code: str = "",
    seen_version: int = 0,
) -> Saved:
    """Keep a form, the newest of what two tabs send, and say what it replaced.

    Parameters
    ----------
    code
        Under which it was kept before; "" makes a new one.
    seen_version
        What the page had seen of it; a higher one was kept by another tab or device.

    Raises
    ------
    NotFound
        Where nothing is kept under the code any more.
    """
    with transaction(session):
        erase_expired(session)
        draft = _found_or_new(session, survey, key, code)
        if not code:
            # A page that never saw the code gets a new one; the old one ends.
            code = references.grouped(LETTERS_IN_A_CODE)
            draft.code_hash = hashed(code)
        elif draft.version != seen_version:
            draft.replaced = {**draft.replaced, **_differing(draft.typed, typed)}
        draft.step = step
        draft.typed = {str(each): list(values) for each, values in typed.items() if any(values)}
        draft.version += 1
        draft.saved_at = utc_now()
        draft.expires_at = draft.saved_at + KEPT_FOR
    return Saved(code, draft.version, draft.expires_at, _by_id(draft.replaced))


def _found_or_new(session: Session, survey: Survey, key: UUID, code: str) -> ResponseDraft:
    """Return what is kept under the code, or of this form where there is none yet, locked."""
    is_it = ResponseDraft.code_hash == hashed(code) if code else ResponseDraft.submission_key == key
    draft = session.scalar(select(ResponseDraft).where(is_it).with_for_update())
    if draft is None:
        if code:
            raise NotFound(_(GONE))
        draft = ResponseDraft(survey=survey, submission_key=key, version=0, replaced={})
        session.add(draft)
    return draft


def _differing(kept: Mapping[str, Sequence[str]], typed: Typed) -> dict[str, list[str]]:
    return {
        question_id: list(values)
        for question_id, values in kept.items()
        if any(values) and list(typed.get(int(question_id), ())) != list(values)
    }


def _by_id(kept: Mapping[str, Sequence[str]]) -> dict[int, list[str]]:
    return {int(question_id): list(values) for question_id, values in kept.items()}


def find(session: Session, consultation: Consultation, code: str) -> tuple[Survey, Draft]:
    """Return what is kept under a code, in whichever case and with whichever spaces it is typed.

    Raises
    ------
    NotFound
        For a code under which nothing is kept, or no longer.
    """
    draft = session.scalar(
        select(ResponseDraft)
        .join(Survey)
        .where(
            ResponseDraft.code_hash == hashed(code),
            ResponseDraft.expires_at > utc_now(),
            Survey.consultation_id == consultation.id,
        )
    )
    if draft is None:
        raise NotFound(_(GONE))
    return draft.survey, Draft(
        references.tidy(code),
        draft.version,
        draft.submission_key,
        draft.step,
        _by_id(draft.typed),
        _by_id(draft.replaced),
        draft.saved_at,
        draft.expires_at,
    )


def erase(session: Session, key: UUID) -> None:
    """Erase what was kept of a form that is sent, inside the caller's transaction."""
    session.execute(delete(ResponseDraft).where(ResponseDraft.submission_key == key))


def erase_expired(session: Session) -> None:
    """Erase what nobody came back to in time."""
    is_over = ResponseDraft.expires_at <= utc_now()
    # Asking first spares SQLite the lock that even an empty DELETE takes.
    if session.scalar(select(ResponseDraft.id).where(is_over).limit(1)) is not None:
        with transaction(session):
            session.execute(delete(ResponseDraft).where(is_over))


def hashed(code: str) -> str:
    """Return what is stored of a code."""
    return hashlib.sha256(f"draft {references.tidy(code)}".encode()).hexdigest()
