"""Putting a theme under another one, or letting it stand by itself again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.themes import Theme
from consult.services import sub_themes, themes
from consult.services.codebook_acts import MOVED, Act
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction


def move(session: Session, theme: Theme, *, seen_version: int, parent: Theme | None) -> Theme:
    """Put a theme under another one, or let it stand by itself.

    Raises
    ------
    Conflict
        When it has changed since, or is no longer in use.
    InvalidInput
        When the other can hold no sub-themes, or the theme has some itself.
    """
    codebook = theme.codebook
    with transaction(session):
        themes.refuse_stale(session, theme, seen_version)
        above = sub_themes.under(session, codebook, parent)
        if above == theme.id:
            raise InvalidInput("Choose another theme to put it under.", field="parent")
        if above is not None and sub_themes.of(session, theme):
            raise InvalidInput(
                f"“{theme.name}” has sub-themes, and there is one level of them. "
                "Move those out first.",
                field="parent",
            )
        act = Act(session, codebook)
        if not act.change_theme(theme, parent_id=above):
            return theme
        to = f"under “{parent.name}”" if parent else "to stand by itself"
        act.record(MOVED, theme, f"Moved “{theme.name}” {to}")
    return theme
