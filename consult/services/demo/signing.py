"""The demonstration's sign-off: sub-themes, two signatures, and one change after them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation
from consult.models.themes import Coding, CodingState, Theme
from consult.services import audit, codebook_acts, codings, sign_offs, splitting_themes, themes
from consult.services.audit import Actor
from consult.services.splitting_themes import Part

# By which words a person would know the statements of each part.
BUILDING = "A building that is cold and locked", ("radiator", "locked", "heating", "damp")
RUNNING = "People and money to run it", ("committee", "treasurer", "volunteer")
LATER = "Rates"


def load(session: Session, consultation: Consultation, *, first: User, second: User) -> None:
    """Split the largest theme, let both sign, then put one more statement under a part."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=first.id))
    codebook = themes.get_codebook(session, consultation)
    resources = next(
        each for each in themes.list_themes(session, codebook) if each.key == "resources"
    )
    accepted = _accepted(session, resources)
    parts = [
        Part(name, frozenset(c.statement_id for c in accepted if _has(c, words)))
        for name, words in (BUILDING, RUNNING)
    ]
    _, running = splitting_themes.split(
        session, resources, parts, seen_version=resources.version, keeps_theme=True
    )
    seen = sign_offs.to_sign(session, consultation).digest
    sign_offs.sign(session, consultation, seen=seen)
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=second.id))
    sign_offs.sign(session, consultation, seen=seen)
    for coding in _accepted(session, resources):
        if _has(coding, (LATER,)):
            codings.move(session, coding, running, seen=coding.state)
    audit.act_as(session, audit.SYSTEM)


def _accepted(session: Session, theme: Theme) -> list[Coding]:
    found = codebook_acts.standing(session, theme)
    return [each for each in found if each.state is CodingState.ACCEPTED]


def _has(coding: Coding, words: tuple[str, ...]) -> bool:
    return any(word in coding.statement.text for word in words)
