"""Every statement with its codings, read in batches: whole, in order, on either database."""

from __future__ import annotations

import pytest

from consult.models.statements import StatementState
from consult.services.outputs import evidence_rows
from tests.services.reporting import Material


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks")
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", "trust")
    return material


def test_statements_are_read_whole_and_in_order_however_small_the_batches(session, material):
    material.say("Ring the parish", "trust", partner="Youth Forum")
    material.say("Said at no table", outcome=None)
    material.say("Split in two", state=StatementState.REPLACED)
    session.expire_all()

    one, many = (
        list(evidence_rows.each(session, material.consultation, batch=size)) for size in (3, 500)
    )

    assert one == many
    assert [told.id for told, _ in one] == sorted(told.id for told, _ in one)
    by_words = {told.quotable: (told, accepted) for told, accepted in one}
    assert "Split in two" not in by_words
    told, accepted = by_words["Ring the parish"]
    assert (told.partners, told.place) == (("Youth Forum",), "Town hall, table 4")
    assert [each.theme_id for each in accepted] == [material.theme("trust").id]
    assert by_words["Said at no table"][0].outcome == ("", "")
