"""Sub-themes: one level of them, under a theme that is in use and no sub-theme itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.themes import Codebook, Theme, ThemeState
from consult.services.refusals import InvalidInput


def of(session: Session, theme: Theme) -> list[Theme]:
    """Return the themes in use that stand under this one."""
    return list(
        session.scalars(
            select(Theme)
            .where(Theme.parent_id == theme.id, Theme.state == ThemeState.ACTIVE)
            .order_by(Theme.position, Theme.id)
        )
    )


def under(session: Session, codebook: Codebook, parent: Theme | None) -> int | None:
    """Return the id of a theme that may hold sub-themes, locked, or refuse it."""
    if parent is None:
        return None
    session.refresh(parent, with_for_update={"of": Theme})
    if parent.codebook_id != codebook.id or parent.state is not ThemeState.ACTIVE:
        raise InvalidInput("Choose a theme of this codebook that is in use.", field="parent")
    if parent.parent_id is not None:
        raise InvalidInput(
            f"“{parent.name}” is a sub-theme itself, and there is one level of them. "
            "Choose the theme above it.",
            field="parent",
        )
    return parent.id
