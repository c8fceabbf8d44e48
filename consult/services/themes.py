"""The codebook of a consultation: finding it, and naming, changing and adding its themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult import exchange
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.themes import Codebook, Theme, ThemeState
from consult.services import sub_themes
from consult.services.codebook_acts import ADDED, CHANGED, Act
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.theme_texts import (
    LONGEST_NAME,
    LONGEST_TEXT,
    as_seeds,
    checked,
    checked_name,
)
from consult.services.transaction import transaction

__all__ = ["LONGEST_NAME", "LONGEST_TEXT", "as_seeds"]

# What a theme's lexicon holds: see the package's codebook file.
LEXICON = ("examples", "seeds", "phrases", "hints", "never")


class NoLongerUsed(Conflict):
    """The theme was merged or deleted meanwhile."""


def find_codebook(session: Session, consultation: Consultation) -> Codebook | None:
    """Return the consultation's codebook, if it has one."""
    return session.scalar(select(Codebook).where(Codebook.consultation_id == consultation.id))


def get_codebook(session: Session, consultation: Consultation) -> Codebook:
    """Return the consultation's codebook, or raise NotFound."""
    codebook = find_codebook(session, consultation)
    if codebook is None:
        raise NotFound(
            "This consultation has no codebook yet. Start one on its Themes page.",
            missing="codebook",
        )
    return codebook


def kinds_of(codebook: Codebook | None) -> list[StatementKind]:
    """Return which kinds of statement are coded; barriers where there is no codebook yet."""
    if codebook is None:
        return [StatementKind.BARRIER]
    return [StatementKind(kind) for kind in codebook.kinds]


def list_themes(session: Session, codebook: Codebook) -> list[Theme]:
    """Return the themes in use, in the codebook's order, sub-themes right after their theme."""
    wanted = select(Theme).where(Theme.codebook_id == codebook.id, Theme.state == ThemeState.ACTIVE)
    listed = list(session.scalars(wanted.order_by(Theme.position, Theme.id)))
    place = {theme.id: at for at, theme in enumerate(listed)}
    return sorted(
        listed,
        key=lambda theme: (
            place.get(theme.parent_id or theme.id, place[theme.id]),
            theme.parent_id is not None,
            place[theme.id],
        ),
    )


def narrowed(themes: Sequence[Theme], words: str) -> list[Theme]:
    """Return the themes that say these words anywhere in what people read of them."""
    wanted = words.casefold()
    return [
        theme
        for theme in themes
        if any(
            wanted in text.casefold()
            for text in (
                theme.name,
                theme.definition,
                theme.include,
                theme.exclude,
                *theme.examples,
            )
        )
    ]


def get(session: Session, consultation: Consultation, theme_id: int) -> Theme:
    """Return one theme of the consultation, merged ones too, or raise NotFound."""
    theme = session.get(Theme, theme_id)
    if theme is None or theme.codebook.consultation_id != consultation.id:
        raise NotFound("There is no such theme in this consultation.")
    return theme


def heir(session: Session, theme: Theme) -> Theme:
    """Return the theme that stands for this one now: the one it was merged into, else itself."""
    while theme.state is ThemeState.MERGED and theme.merged_into_id is not None:
        theme = session.get_one(Theme, theme.merged_into_id)
    return theme


def lock(session: Session, consultation: Consultation) -> None:
    """Let one officer at a time start something in a consultation."""
    session.execute(
        select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )


def lock_codebook(session: Session, codebook: Codebook) -> None:
    """Let one officer at a time change a codebook: a name that is free stays so until it is stored.

    Every change takes this lock before those of its themes, so that no two wait for each other.
    """
    session.execute(select(Codebook.id).where(Codebook.id == codebook.id).with_for_update())


def add(
    session: Session,
    consultation: Consultation,
    *,
    name: str,
    parent: Theme | None = None,
    colour: str = "",
    mark: str = "",
    **texts: str,
) -> Theme:
    """Add a theme at the end of the codebook.

    Parameters
    ----------
    parent
        The theme that it becomes a sub-theme of.
    texts
        `definition`, `include`, `exclude`, and `examples` with one on each line.

    Raises
    ------
    InvalidInput
        For a name that is empty, too long, or another theme's; for a parent that can hold none.
    """
    codebook = get_codebook(session, consultation)
    fields = checked(**texts)
    with transaction(session):
        lock_codebook(session, codebook)
        title = free_name(session, codebook, name)
        place = next_position(session, codebook)
        looks = exchange.look_of(place)
        act = Act(session, codebook)
        theme = act.add_theme(
            key=free_key_in(session, codebook, title),
            name=title,
            position=place,
            colour=colour if colour in exchange.COLOURS else looks[0],
            mark=mark if mark in exchange.MARKS else looks[1],
            lexicon={"examples": fields.pop("examples", [])},
            parent_id=sub_themes.under(session, codebook, parent),
            **fields,
        )
        act.record(ADDED, theme, f"Added “{title}”")
    return theme


def change(
    session: Session,
    theme: Theme,
    *,
    seen_version: int,
    name: str,
    colour: str | None = None,
    mark: str | None = None,
    **texts: str,
) -> Theme:
    """Change a theme's name, words or look, as somebody saw them at `seen_version`.

    What is not given stays as it is.

    Raises
    ------
    Conflict
        When it has changed since, or is no longer in use.
    InvalidInput
        For a name that is empty, too long, or another theme's.
    """
    codebook = theme.codebook
    fields: dict[str, Any] = checked(**texts)
    with transaction(session):
        refuse_stale(session, theme, seen_version)
        title = free_name(session, codebook, name, besides=theme)
        fields["name"] = title
        if "examples" in fields:
            fields["lexicon"] = {**theme.lexicon, "examples": fields.pop("examples")}
        fields |= {"colour": colour} if colour in exchange.COLOURS else {}
        fields |= {"mark": mark} if mark in exchange.MARKS else {}
        before = theme.name
        act = Act(session, codebook)
        if not act.change_theme(theme, **fields):
            return theme
        told = f"Changed “{title}”" if before == title else f"Renamed “{before}” to “{title}”"
        act.record(CHANGED, theme, told)
    return theme


def refuse_stale(session: Session, theme: Theme, seen_version: int) -> None:
    """Lock a theme for a change, and refuse where the person saw an older version of it."""
    lock_codebook(session, theme.codebook)
    session.refresh(theme, with_for_update={"of": Theme})
    refuse_unused(theme)
    if theme.version != seen_version:
        raise Conflict(
            f"Somebody else changed the theme “{theme.name}” meanwhile. Look at it as it is now, "
            "then decide again."
        )


def refuse_unused(theme: Theme) -> None:
    """Refuse a theme that was merged or deleted.

    Raises
    ------
    NoLongerUsed
    """
    if theme.state is ThemeState.MERGED:
        raise NoLongerUsed(f"“{theme.name}” was merged into another theme.")
    if theme.state is ThemeState.DELETED:
        raise NoLongerUsed(f"“{theme.name}” is no longer in the codebook.")


def free_name(
    session: Session, codebook: Codebook, name: str, *, besides: Theme | None = None
) -> str:
    """Return a name that no other theme in use has, or refuse it."""
    title = checked_name(name)
    in_use = select(Theme.name).where(
        Theme.codebook_id == codebook.id, Theme.state == ThemeState.ACTIVE
    )
    if besides is not None:
        in_use = in_use.where(Theme.id != besides.id)
    if title.casefold() in {taken.casefold() for taken in session.scalars(in_use)}:
        raise InvalidInput(
            f"There is a theme “{title}” already. Choose another name.", field="name"
        )
    return title


def free_key_in(session: Session, codebook: Codebook, name: str) -> str:
    """Return a key made from a name that no theme of the codebook has or ever had."""
    taken = set(session.scalars(select(Theme.key).where(Theme.codebook_id == codebook.id)))
    return exchange.free_key(name, taken)


def next_position(session: Session, codebook: Codebook) -> int:
    """Return the place after the last theme."""
    last = session.scalar(select(func.max(Theme.position)).where(Theme.codebook_id == codebook.id))
    return 0 if last is None else last + 1
