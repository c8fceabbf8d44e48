"""The directory of partners, and finding them in what people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.partners import Organisation, ShortName
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import checked_transaction

# “… – GCH”, “… - City Council” or “… (GCH)”, at the end of a statement.
_AFTER_DASH = re.compile(r"\s[–—-]\s*(?P<name>[^–—]{2,60})$")
_IN_BRACKETS = re.compile(r"\((?P<name>[^()]{2,60})\)\s*$")
_LOOKS_LIKE_INITIALS = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z]{1,4}|[A-Z]{2,6}")


def list_organisations(session: Session) -> list[Organisation]:
    """Return all partners by name."""
    return list(session.scalars(select(Organisation).order_by(func.lower(Organisation.name))))


def get(session: Session, organisation_id: int) -> Organisation:
    """Return one partner, or raise NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such partner.")
    return organisation


def find(session: Session, organisation_id: int | None) -> Organisation | None:
    """Return one partner, or None where there is none of that id."""
    return session.get(Organisation, organisation_id) if organisation_id else None


def add(
    session: Session, *, name: str, short_names: Sequence[str] = (), description: str = ""
) -> Organisation:
    """Add a partner with the short names by which people write it.

    Raises
    ------
    InvalidInput, Conflict
        For an empty name, or one that another partner has.
    """
    full, shorts = _checked(name, short_names)
    with checked_transaction(session, lambda: _refuse_taken(session, [full, *shorts])):
        organisation = Organisation(
            name=full,
            description=description.strip(),
            short_names=[ShortName(name=short) for short in shorts],
        )
        session.add(organisation)
        audit.record(session, "partner.added", organisation)
    return organisation


def change(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    short_names: Sequence[str],
    description: str,
) -> Organisation:
    """Change a partner's name, short names and description."""
    full, shorts = _checked(name, short_names)
    names = [full, *shorts]
    with checked_transaction(session, lambda: _refuse_taken(session, names, organisation)):
        organisation.name = full
        organisation.description = description.strip()
        kept = {each.name: each for each in organisation.short_names}
        organisation.short_names = [kept.get(short) or ShortName(name=short) for short in shorts]
        audit.record(session, "partner.changed", organisation)
    return organisation


def _checked(name: str, short_names: Sequence[str]) -> tuple[str, list[str]]:
    full = name.strip()
    if not full:
        raise InvalidInput("Enter the partner’s name.", field="name")
    shorts = list(dict.fromkeys(short.strip() for short in short_names if short.strip()))
    return full, shorts


def _refuse_taken(
    session: Session, names: Sequence[str], besides: Organisation | None = None
) -> None:
    for written in names:
        other = named(session, written)
        if other is not None and other is not besides:
            raise Conflict(f"“{written}” already names {other.name}. Choose another short name.")


def named(session: Session, written: str) -> Organisation | None:
    """Return the partner of that name or short name, whatever its capitals, if there is one."""
    lowered = written.strip().lower()
    return session.scalar(
        select(Organisation)
        .outerjoin(ShortName)
        .where((func.lower(Organisation.name) == lowered) | (func.lower(ShortName.name) == lowered))
        .limit(1)
    )


def named_at_the_end(session: Session, text: str) -> list[str]:
    """Return the partners, as written, that a statement names after a dash or in brackets.

    A name that the directory does not know counts only where it looks like initials, so that
    “– but nobody came” names no partner.
    """
    match = _AFTER_DASH.search(text) or _IN_BRACKETS.search(text)
    if match is None:
        return []
    names = [part.strip(" .") for part in re.split(r"[/,&]| and ", match["name"])]
    found = [
        name
        for name in names
        if name and (_LOOKS_LIKE_INITIALS.fullmatch(name) or named(session, name) is not None)
    ]
    whole = match["name"].strip(" .")
    return [whole] if not found and named(session, whole) is not None else found


def resolve(session: Session, labels: Iterable[str]) -> list[tuple[str, int | None]]:
    """Return each label once, with the id of the partner that it names, where it is known."""
    distinct = dict.fromkeys(label.strip()[:100] for label in labels if label.strip())
    resolved = []
    for label in distinct:
        organisation = named(session, label)
        resolved.append((label, organisation.id if organisation else None))
    return resolved
