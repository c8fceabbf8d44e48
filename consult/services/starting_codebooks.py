"""Starting the codebook of a consultation: with the standard themes for barriers, or others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from consult import exchange
from consult.exchange import ThemeEntry
from consult.models.consultations import Consultation
from consult.models.themes import Codebook, Theme
from consult.services import audit, codebook_versions, themes
from consult.services.refusals import Conflict
from consult.services.transaction import transaction


def start(
    session: Session, consultation: Consultation, entries: Sequence[ThemeEntry], *, told: str
) -> Codebook:
    """Give the consultation a codebook of these themes, whose keys it keeps.

    Parameters
    ----------
    told
        What it was started from, in plain words.

    Raises
    ------
    Conflict
        When it has a codebook already.
    """
    with transaction(session):
        themes.lock(session, consultation)
        if themes.find_codebook(session, consultation) is not None:
            raise Conflict("This consultation has a codebook already. Reload the page to see it.")
        codebook = Codebook(consultation=consultation)
        session.add(codebook)
        made: dict[str, Theme] = {}
        for position, entry in enumerate(exchange.in_order(entries)):
            made[entry.key] = _started(codebook, entry, position, made.get(entry.parent))
            session.add(made[entry.key])
            session.flush()
        codebook_versions.keep(session, codebook, told, number=1)
        audit.record(
            session,
            "codebook.started",
            codebook,
            consultation=consultation,
            told=told,
            themes=len(made),
        )
        session.refresh(codebook, ["themes"])
    return codebook


def _started(codebook: Codebook, entry: ThemeEntry, position: int, parent: Theme | None) -> Theme:
    looks = exchange.look_of(position)
    return Theme(
        codebook=codebook,
        key=entry.key,
        name=entry.name,
        definition=entry.definition,
        include=entry.include,
        exclude=entry.exclude,
        lexicon={field: list(getattr(entry, field)) for field in themes.LEXICON},
        colour=entry.colour or looks[0],
        mark=entry.mark or looks[1],
        parent_id=parent.id if parent else None,
        position=position,
    )


def start_standard(session: Session, consultation: Consultation) -> Codebook:
    """Give the consultation a copy of the standard codebook for barriers; raises as `start`."""
    from analysis.codebook import standard_barriers

    entries = [
        ThemeEntry(
            key=entry.id,
            name=entry.name,
            definition=entry.definition,
            include=entry.include,
            exclude=entry.exclude,
            parent=entry.parent or "",
            **{field: getattr(entry, field) for field in themes.LEXICON},
        )
        for entry in standard_barriers().themes
    ]
    return start(
        session, consultation, entries, told="Started from the standard codebook for barriers"
    )
