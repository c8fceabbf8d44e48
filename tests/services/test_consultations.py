"""The settings of a consultation: changed by one at a time, and all of them or none."""

from __future__ import annotations

from datetime import date

import pytest

from consult.db import make_sessions
from consult.models.consultations import Consultation
from consult.services import consultations
from consult.services.refusals import Conflict, InvalidInput


@pytest.fixture
def consultation(session, make):
    made = make.consultation(title="As it was")
    session.commit()
    return made


def test_what_another_saved_meanwhile_is_not_overwritten(session, engine, consultation):
    seen = consultation.version
    with make_sessions(engine)() as other:
        theirs = other.get(Consultation, consultation.id)
        consultations.change(other, theirs, seen_version=seen, title="Theirs")

    with pytest.raises(Conflict, match="while you wrote"):
        consultations.change(session, consultation, seen_version=seen, title="Mine")

    session.refresh(consultation)
    assert consultation.title == "Theirs"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"opens_on": date(2027, 3, 2), "closes_on": date(2027, 3, 1)}, "closes_on"),
    ],
)
def test_what_will_not_do_changes_nothing(session, consultation, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        consultations.change(
            session, consultation, seen_version=consultation.version, summary="New", **fields
        )

    assert refusal.value.field == field
    session.refresh(consultation)
    assert (consultation.title, consultation.summary) == ("As it was", "")
