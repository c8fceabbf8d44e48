"""The demonstration: an invented town, loaded through the same doors as real work."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.services.demo import conference, files, place, questionnaire, reading_room
from consult.services.refusals import Conflict


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the sign-ins, or nothing where there was data already."""

    sign_ins: tuple[tuple[str, str, str], ...]

    @property
    def announcement(self) -> str:
        """Return the sign-ins as a table to print, with the one password that opens them all."""
        lines = [f"  {role:<14} {email:<36} {password}" for role, email, password in self.sign_ins]
        return "\n".join(["Sign in to the demonstration at /sign-in as:", *lines])


def load(session: Session, *, hashed: Callable[[str], str], secret: str) -> Loaded:
    """Load the demonstration into an empty database.

    Parameters
    ----------
    hashed
        Makes a password's hash.
    secret
        The installation's secret key, of which join codes are made.

    Raises
    ------
    Conflict
        Where somebody has an account already.
    """
    if session.scalar(select(func.count()).select_from(User)):
        raise Conflict("The database is not empty. Load the demonstration into a new one.")
    password = secrets.token_urlsafe(9)
    people = place.add_people(session, files.read("place.toml")["person"], hashed(password))
    place.add_partners(session)
    place.add_abbreviations(session)
    strategy = place.add_strategy(session)
    settings = {each["id"]: each for each in files.read("consultations.toml")["consultation"]}
    conference.load(session, settings["conference"], strategy, people, secret=secret)
    questionnaire.load(session, settings["survey"], strategy, people, secret=secret)
    reading_room.load(session, settings["reading-room"], strategy, people)
    return Loaded(
        tuple(
            (role.value, user.email, password)
            for user in people.values()
            for role in [user.roles[0].name]
        )
    )
