"""A new theme out of one statement: the theme and its first coding, as one decision."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.statements import Statement
from consult.models.themes import Theme
from consult.services import audit, codings, themes
from consult.services.double_coding import blinding
from consult.services.transaction import transaction


def start(session: Session, statement: Statement, *, name: str) -> Theme:
    """Add a theme to the codebook and code a statement with it.

    Raises
    ------
    InvalidInput
        For a name that is empty, too long, or another theme's.
    """
    deciding = codings.decision(session)
    blinding.refuse(session, statement.id)
    consultation = statement.consultation
    with transaction(session):
        theme = themes.add(session, consultation, name=name)
        codings.give(session, deciding, statement, theme)
        audit.record(
            session,
            "theme.made_from_statement",
            theme,
            consultation=consultation,
            statement=statement.id,
            changes=deciding.changes,
        )
    return theme
