"""What the services' tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.audit import ActorKind
from consult.services import audit
from consult.services.audit import Actor
from tests.factories import Make


@pytest.fixture
def work_as(session: Session) -> Callable[[User], User]:
    """Return a function that lets a person do what follows."""

    def take_over(person: User) -> User:
        audit.act_as(session, Actor(ActorKind.PERSON, user_id=person.id))
        return person

    return take_over


@pytest.fixture
def officer(make: Make, work_as: Callable[[User], User]) -> User:
    """Return the person who does what the test does."""
    return work_as(make.user(name="Olwen Officer"))
