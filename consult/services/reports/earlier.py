"""Earlier consultations with the same lasting themes: what they counted, and what was done since.

A theme is the same by its key, which lasts from one codebook to the next.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.actions import Decision
from consult.models.consultations import Consultation, Stage
from consult.models.themes import Codebook, Theme, ThemeState
from consult.services import actions, disclosure
from consult.services.ledger import Place
from consult.services.reports import evidence, gathering

COMPARED = (Stage.CLOSED, Stage.REPORTED)
MOST = 3
"""How many earlier consultations are looked at, the latest first."""


@dataclass(frozen=True)
class Earlier:
    """What one consultation counted under each theme of its codebook.

    Attributes
    ----------
    base
        The barriers that do not wait for review.
    names, counts
        By the key of a theme: what it is called, and how many barriers are under it.
    hidden
        The keys whose counts must not leave: too few, or they would tell of another.
    decisions
        What was decided of a theme, by its key.
    """

    consultation: Consultation
    base: int
    names: dict[str, str]
    counts: dict[str, int]
    hidden: frozenset[str]
    decisions: dict[str, tuple[Decision, ...]]


def of(session: Session, consultation: Consultation, *, fewest: int) -> tuple[Earlier, ...]:
    """Return the earlier consultations that share a theme, the latest first.

    Parameters
    ----------
    fewest
        The least count that may leave; an earlier consultation's own may be higher.

    Raises
    ------
    StillBlind
        For a coder who would see in it how others coded what they are coding blind.
    """
    shared = select(Theme.key).join(Codebook).where(Codebook.consultation_id == consultation.id)
    others = session.scalars(
        select(Consultation)
        .join(Codebook, Codebook.consultation_id == Consultation.id)
        .join(Theme, Theme.codebook_id == Codebook.id)
        .where(
            Consultation.id != consultation.id,
            Consultation.stage.in_(COMPARED),
            Theme.key.in_(shared),
        )
        .distinct()
    )
    found = sorted(
        (each for each in others if closed_before(each, consultation)),
        key=lambda each: (each.closes_on is not None, each.closes_on, each.id),
        reverse=True,
    )
    return tuple(_earlier(session, each, fewest) for each in found[:MOST])


def closed_before(one: Consultation, other: Consultation) -> bool:
    """Return whether one consultation closed before the other; without days, was begun before."""
    if one.closes_on and other.closes_on:
        return one.closes_on < other.closes_on
    return one.id < other.id


def _earlier(session: Session, consultation: Consultation, fewest: int) -> Earlier:
    themes, places = gathering.themes_of(session, consultation)
    listed = _listed(session, consultation)
    names = {each.key: each.name for each in listed.values() if each.state is ThemeState.ACTIVE}
    counts = dict.fromkeys(names, 0) | {theme.key: len(theme.members) for theme in themes}
    decided: dict[str, list[Decision]] = defaultdict(list)
    for decision in actions.list_decisions(session, consultation):
        for key in dict.fromkeys(listed[theme.id].key for theme in decision.themes):
            decided[key].append(decision)
    return Earlier(
        consultation,
        base=places[Place.THEMED] + places[Place.OTHER],
        names=names,
        counts=counts,
        hidden=hidden(session, consultation, counts, fewest),
        decisions={key: tuple(each) for key, each in decided.items()},
    )


def _listed(session: Session, consultation: Consultation) -> dict[int, Theme]:
    """Return, for each theme, the one that it was merged into, or that it is a part of."""
    wanted = select(Theme).join(Codebook).where(Codebook.consultation_id == consultation.id)
    themes = {each.id: each for each in session.scalars(wanted.order_by(Theme.id))}
    merged = {each.id: each.merged_into_id for each in themes.values()}
    found = {each: themes[gathering.standing(each, merged)] for each in themes}
    return {
        each: themes[theme.parent_id] if theme.parent_id else theme for each, theme in found.items()
    }


def known(session: Session, consultation: Consultation) -> dict[str, str]:
    """Return the names of the themes that a consultation's codebook has, by their keys."""
    listed = _listed(session, consultation).values()
    return {each.key: each.name for each in listed if each.state is ThemeState.ACTIVE}


def hidden(
    session: Session, consultation: Consultation, counts: dict[str, int], fewest: int
) -> frozenset[str]:
    """Return the themes whose counts must not leave, with all that is hidden elsewhere already."""
    withheld = disclosure.hidden_before(session, consultation)
    places = [place for place, key in enumerate(counts) if evidence.name(theme=key) in withheld]
    least = max(fewest, consultation.fewest_shown)
    shown = disclosure.line(list(counts.values()), least, withheld=places).counts
    return frozenset(key for key, count in zip(counts, shown, strict=True) if count is None)
