"""Whose answers are counted: each response belongs to exactly one audience."""

from __future__ import annotations

import enum

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from consult.models.responses import Response, Standing
from consult.services.responses.scopes import AnyScope, is_counted


class Audience(enum.StrEnum):
    """Those whose answers are counted together."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    CAMPAIGN = "campaign"
    HELD = "held"
    WITHDRAWN = "withdrawn"


NAMES = {
    Audience.PEOPLE: "People",
    Audience.ORGANISATIONS: "Organisations",
    Audience.CAMPAIGN: "Campaigns",
    Audience.HELD: "Held",
    Audience.WITHDRAWN: "Withdrawn",
}
EXPLAINED = {
    Audience.PEOPLE: "everybody who answered for themselves",
    Audience.ORGANISATIONS: "answers given for an organisation, which count apart",
    Audience.CAMPAIGN: "near-identical answers sent by many; the first of each counts with people",
    Audience.HELD: "answers that wait for an officer to look at them",
    Audience.WITHDRAWN: "answers that their respondents took back",
}


def belongs(audience: Audience) -> ColumnElement[bool]:
    """Return the condition that a response is of an audience."""
    if audience is Audience.HELD:
        return Response.standing == Standing.HELD
    if audience is Audience.WITHDRAWN:
        return Response.standing == Standing.WITHDRAWN
    if audience is Audience.CAMPAIGN:
        return Response.standing == Standing.CAMPAIGN
    speaks_for_one = Response.organisation != ""
    is_one = speaks_for_one if audience is Audience.ORGANISATIONS else ~speaks_for_one
    return and_(Response.standing == Standing.COUNTED, is_one)


def named(name: str) -> Audience:
    """Return the audience of that name; people where there is none."""
    return next((each for each in Audience if each.value == name), Audience.PEOPLE)


def ledger(session: Session, asked: AnyScope) -> dict[Audience, int]:
    """Return how many responses are of each audience; together they are all that came."""
    which = case(*((belongs(each), each.value) for each in Audience)).label("audience")
    rows = session.execute(select(which, func.count()).where(is_counted(asked)).group_by(which))
    counts: dict[str, int] = {name: number for name, number in rows}
    return {each: counts.get(each.value, 0) for each in Audience}
