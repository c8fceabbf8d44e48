"""The demonstration's double coding: two officers read the same sample blind, and settle it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation
from consult.models.double_coding import DoubleCoding
from consult.services import audit, jobs, themes
from consult.services.audit import Actor
from consult.services.demo.reviewing import WORKER
from consult.services.double_coding import coding, drawing, groups, measuring, reconciling
from consult.services.transaction import transaction

SIZE, SEED = 30, 21
Coded = Mapping[int, set[str]]


def load(
    session: Session,
    consultation: Consultation,
    first: tuple[User, Coded],
    second: tuple[User, Coded],
) -> None:
    """Draw a sample, code it as each of the two reads it, and settle it as the first does.

    Parameters
    ----------
    first, second
        Who codes, and the theme keys of each statement's id as they read it.
    """
    codebook = themes.get_codebook(session, consultation)
    ids = {theme.key: theme.id for theme in themes.list_themes(session, codebook)}
    _act_as(session, first[0])
    drawn = drawing.draw(
        session,
        consultation,
        size=SIZE,
        spread_by=groups.OUTCOME,
        first=first[0],
        second=second[0],
        seed=SEED,
    )
    for person, coded in (first, second):
        _act_as(session, person)
        with transaction(session):
            for unit in drawn.units:
                keys = coded[unit.statement_id]
                coding.code(
                    session,
                    drawn,
                    position=unit.position,
                    theme_ids=[ids[key] for key in keys],
                    is_other=not keys,
                )
        coding.hand_in(session, drawn)
    _measure(session, consultation)
    _settle(session, drawn, first, ids)
    audit.act_as(session, audit.SYSTEM)


def _act_as(session: Session, person: User) -> None:
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=person.id))


def _measure(session: Session, consultation: Consultation) -> None:
    """Compare the two here and now, as a worker would."""
    waiting = jobs.latest(session, consultation, kind=coding.JOB_KIND)
    assert waiting is not None  # noqa: S101 - the second has just handed in
    job = jobs.lease(session, waiting.id, worker=WORKER)
    assert job is not None  # noqa: S101 - nobody else works on a database that is being made
    jobs.finish(session, job, worker=WORKER, message=measuring.execute(session, job))


def _settle(
    session: Session, drawn: DoubleCoding, first: tuple[User, Coded], ids: Mapping[str, int]
) -> None:
    person, coded = first
    _act_as(session, person)
    for each in reconciling.standing(session, drawn).differences:
        keys = coded[each.unit.statement_id]
        reconciling.settle(
            session,
            drawn,
            position=each.unit.position,
            theme_ids=[ids[key] for key in keys],
            is_other=not keys,
        )
    reconciling.finish(session, drawn)
