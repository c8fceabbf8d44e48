"""Signing off the codebook and its codings: by two people, of one content, and frozen never."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Consultation
from consult.models.sign_offs import SignOff
from consult.models.statements import Statement, StatementState
from consult.models.themes import Codebook, Coding, CodingState, Theme
from consult.services import audit, codebook_versions, ledger, themes
from consult.services.codebook_versions import ThemeDifference
from consult.services.codings import decision
from consult.services.double_coding import blinding, unfinished
from consult.services.double_coding import figures as agreement
from consult.services.refusals import Conflict
from consult.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class ToSign:
    """What would be signed now."""

    version: int
    digest: str
    content: dict[str, Any]
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CodingChange:
    """A coding that came or went after sign-off; or its words changed under it."""

    statement_id: int
    theme: str
    what: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since something was signed."""

    themes: tuple[ThemeDifference, ...]
    codings: tuple[CodingChange, ...]

    def __bool__(self) -> bool:
        return bool(self.themes or self.codings)

    def count(self, what: str) -> int:
        """Return how many codings were “added”, “removed” or have “other words”."""
        return sum(each.what == what for each in self.codings)


def to_sign(session: Session, consultation: Consultation) -> ToSign:
    """Return the codebook and its accepted codings as they stand, with their digest.

    Raises
    ------
    StillBlind
        When the person at work is coding some of it blind, and so would sign what they cannot see.
    """
    blinding.refuse_sign_off(session, consultation)
    codebook = themes.get_codebook(session, consultation)
    rows = _accepted(session, consultation)
    content = {
        "themes": codebook_versions.snapshot(session, codebook),
        "codings": [[statement_id, version, key] for statement_id, version, key, _ in rows],
    }
    measured = agreement.newest(session, consultation)
    standing = ledger.of(session, consultation)
    return ToSign(
        codebook.version,
        digest_of(content),
        content,
        {
            "codings": len(rows),
            "decided_by_people": sum(by is not None for *_, by in rows),
            "to_review": standing.to_review,
            "received": standing.received,
            "agreement": agreement.in_words(measured) if measured is not None else "",
            "unfinished": [each.told for each in unfinished.of(session, consultation)],
        },
    )


def _accepted(
    session: Session, consultation: Consultation
) -> list[tuple[int, int, str, int | None]]:
    rows = session.execute(
        select(Coding.statement_id, Statement.version, Theme.key, Coding.decided_by_id)
        .join(Statement, Coding.statement_id == Statement.id)
        .join(Theme, Coding.theme_id == Theme.id)
        .where(
            *ledger.counted_in(session, consultation),
            Statement.state == StatementState.LIVE,
            Coding.state == CodingState.ACCEPTED,
        )
        .order_by(Coding.statement_id, Theme.key)
    )
    return [(statement_id, version, key, by) for statement_id, version, key, by in rows]


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a content, the same on each machine."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


def current(session: Session, consultation: Consultation) -> SignOff | None:
    """Return what two people signed last, if anything."""
    return session.scalar(_of(consultation).where(SignOff.second_by_id.is_not(None)).limit(1))


def waiting(session: Session, consultation: Consultation) -> SignOff | None:
    """Return what one person has signed and a second has not, if it is the newest."""
    newest = session.scalar(_of(consultation).limit(1))
    return newest if newest is not None and newest.second_by_id is None else None


def _of(consultation: Consultation) -> Select[SignOff]:
    return (
        select(SignOff)
        .where(SignOff.consultation_id == consultation.id)
        .order_by(SignOff.id.desc())
    )


def sign(session: Session, consultation: Consultation, *, seen: str) -> SignOff:
    """Sign what somebody saw: as the first, or as the second where the same content waits.

    Parameters
    ----------
    seen
        The digest of what the person was shown.

    Raises
    ------
    Conflict
        When something has changed since, when there is nothing to sign, or when the same person
        would sign twice.
    """
    person = decision(session).by
    with transaction(session):
        themes.lock(session, consultation)
        found = to_sign(session, consultation)
        if found.digest != seen:
            raise Conflict("Something has changed since you looked. Look again, then sign.")
        if not found.content["codings"]:
            raise Conflict("No coding is accepted yet, so there is nothing to sign.")
        open_one = waiting(session, consultation)
        if open_one is not None and open_one.digest == found.digest:
            return _second(session, open_one, person)
        done = current(session, consultation)
        if done is not None and done.digest == found.digest:
            raise Conflict("This is signed already, and nothing has changed since.")
        signed = SignOff(
            consultation=consultation,
            codebook_version=found.version,
            digest=found.digest,
            content=found.content,
            figures=found.figures,
            first_by=person,
        )
        session.add(signed)
        _record(session, "sign_off.begun", signed, f"Signed version {found.version} first")
    return signed


def _second(session: Session, signed: SignOff, person: User) -> SignOff:
    if signed.first_by_id == person.id:
        raise Conflict("You have signed this. The second signature must be somebody else’s.")
    signed.second_by, signed.second_at = person, utc_now()
    told = f"Signed version {signed.codebook_version} second: it is signed off"
    _record(session, "sign_off.completed", signed, told)
    return signed


def _record(session: Session, event: str, signed: SignOff, told: str) -> None:
    audit.record(
        session,
        event,
        signed,
        consultation=signed.consultation,
        told=told,
        digest=signed.digest,
        version=signed.codebook_version,
    )


def changes_since(session: Session, consultation: Consultation, signed: SignOff) -> Changes:
    """Return what is different now from what was signed."""
    now = to_sign(session, consultation).content
    before, after = _pairs(signed.content), _pairs(now)
    names = {
        each["key"]: each["name"] for content in (signed.content, now) for each in content["themes"]
    }
    found = [
        CodingChange(pair[0], names.get(pair[1], pair[1]), what)
        for pair in sorted(before.keys() | after.keys())
        if (what := _what(before.get(pair), after.get(pair)))
    ]
    differing = codebook_versions.difference(signed.content["themes"], now["themes"])
    return Changes(tuple(differing), tuple(found))


def _pairs(content: dict[str, Any]) -> dict[tuple[int, str], int]:
    return {(statement_id, key): version for statement_id, version, key in content["codings"]}


def _what(before: int | None, after: int | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "" if before == after else "other words"


def statements_of(
    session: Session, consultation: Consultation, ids: Sequence[int]
) -> dict[int, Statement]:
    """Return some of the consultation's statements by their ids."""
    found = session.scalars(
        select(Statement).where(Statement.consultation_id == consultation.id, Statement.id.in_(ids))
    )
    return {statement.id: statement for statement in found}


def in_words(session: Session, consultation: Consultation) -> list[str]:
    """Return what a report says of the sign-off: who, what, how it stood, and what came after."""
    signed = current(session, consultation)
    if signed is None:
        return ["The codebook and its codings have not been signed off."]
    assert signed.second_by is not None and signed.second_at is not None  # noqa: S101, PT018
    figures = signed.figures
    first = (
        f"Version {signed.codebook_version} of the codebook and {_codings(figures['codings'])} "
        f"under it were signed off by {signed.first_by.name} on {_day(signed.first_at)} and by "
        f"{signed.second_by.name} on {_day(signed.second_at)}. A person had decided "
        f"{figures['decided_by_people']:,} of the codings. Digest of what was signed: "
        f"{signed.digest}."
    )
    changes = changes_since(session, consultation, signed)
    if not changes:
        return [first, "Nothing has changed since the sign-off."]
    return [
        first,
        f"Changes after sign-off: {_codings(changes.count('added'))} added, "
        f"{changes.count('removed'):,} removed, {changes.count('other words'):,} on other words; "
        f"{len(changes.themes):,} {'theme' if len(changes.themes) == 1 else 'themes'} changed.",
    ]


def _codings(number: int) -> str:
    return f"{number:,} {'coding' if number == 1 else 'codings'}"


def _day(moment: Any) -> str:
    local = moment.astimezone(UK_TIME)
    return f"{local.day} {local:%B %Y}"


def has_codebook(session: Session, consultation: Consultation) -> bool:
    """Return whether there is anything that could be signed."""
    wanted = select(Codebook.id).where(Codebook.consultation_id == consultation.id)
    return session.scalar(wanted) is not None
