"""Versions of a codebook: each change stores how it stands after, so that any two compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from consult.models.themes import Codebook, CodebookVersion, Theme, ThemeState
from consult.services import audit
from consult.services.refusals import NotFound

# What people read of a theme, in words for them.
FIELDS = {
    "name": "Name",
    "definition": "Definition",
    "include": "When to use it",
    "exclude": "When not to use it",
    "examples": "Examples",
    "parent": "Part of",
    "colour": "Colour",
    "mark": "Mark",
}


def snapshot(session: Session, codebook: Codebook) -> list[dict[str, Any]]:
    """Return each theme in use as people read it, in the codebook's order."""
    themes = session.scalars(
        select(Theme)
        .where(Theme.codebook_id == codebook.id, Theme.state == ThemeState.ACTIVE)
        .order_by(Theme.position, Theme.id)
        .execution_options(populate_existing=True)
    ).all()
    keys = {theme.id: theme.key for theme in themes}
    return [
        {
            "key": theme.key,
            "name": theme.name,
            "definition": theme.definition,
            "include": theme.include,
            "exclude": theme.exclude,
            "examples": theme.examples,
            "parent": keys.get(theme.parent_id or 0, ""),
            "colour": theme.colour,
            "mark": theme.mark,
        }
        for theme in themes
    ]


def keep(
    session: Session, codebook: Codebook, summary: str, *, number: int | None = None
) -> CodebookVersion:
    """Store the codebook as it stands after a change, inside the caller's transaction.

    Parameters
    ----------
    number
        Which version it is; the one after the newest where it is not given.
    """
    session.flush()
    # Two officers' changes take turns here, so that neither version lacks the other's change.
    newest = session.scalar(
        select(Codebook.version).where(Codebook.id == codebook.id).with_for_update()
    )
    codebook.version = number or (newest or 0) + 1
    version = CodebookVersion(
        codebook=codebook,
        number=codebook.version,
        summary=summary,
        themes=snapshot(session, codebook),
        made_by_id=audit.actor_of(session).user_id,
    )
    session.add(version)
    session.flush()
    return version


def list_versions(
    session: Session, codebook: Codebook, *, page: int = 1, per_page: int = 20
) -> tuple[list[CodebookVersion], int]:
    """Return one page of versions, the newest first and without their themes, and how many."""
    wanted = select(CodebookVersion).where(CodebookVersion.codebook_id == codebook.id)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    listed = session.scalars(
        wanted.options(defer(CodebookVersion.themes), joinedload(CodebookVersion.made_by))
        .order_by(CodebookVersion.number.desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return list(listed), total


def get(session: Session, codebook: Codebook, number: int) -> CodebookVersion:
    """Return one version, or raise NotFound."""
    found = session.scalar(
        select(CodebookVersion).where(
            CodebookVersion.codebook_id == codebook.id, CodebookVersion.number == number
        )
    )
    if found is None:
        raise NotFound(f"There is no version {number} of this codebook. Choose one from its list.")
    return found


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one field of a theme said before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """What became of one theme: “added”, “removed” or “changed”, and which of its fields."""

    key: str
    name: str
    what: str
    fields: tuple[FieldChange, ...] = ()


def difference(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[ThemeDifference]:
    """Return what differs between two versions' themes, in the order of the later one."""
    old, new = ({each["key"]: each for each in themes} for themes in (before, after))
    names = {key: each["name"] for key, each in (old | new).items()}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        if key not in old:
            found.append(ThemeDifference(key, names[key], "added", _fields({}, new[key], names)))
        elif key not in new:
            found.append(ThemeDifference(key, names[key], "removed", _fields(old[key], {}, names)))
        elif changed := _fields(old[key], new[key], names):
            found.append(ThemeDifference(key, names[key], "changed", changed))
    return found


def _fields(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(label, _told(field, before, names), _told(field, after, names))
        for field, label in FIELDS.items()
        if (before.get(field) or "") != (after.get(field) or "")
    )


def _told(field: str, theme: Mapping[str, Any], names: Mapping[str, str]) -> str:
    value = theme.get(field) or ""
    if field == "parent":
        return names.get(value, value)
    return "\n".join(value) if isinstance(value, list) else str(value)
