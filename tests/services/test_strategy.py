"""Strategies from files, as versions."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.models.strategy import Strategy
from consult.services import imports, strategy
from consult.services.refusals import InvalidInput

READING = {
    "aims": [
        {
            "number": 1,
            "title": "A safe town",
            "outcomes": [
                {
                    "reference": "1.1",
                    "title": "People feel safe",
                    "actions": [{"number": 1, "text": "Mend the lamps"}],
                    "delivered": ["Wardens"],
                },
                {"reference": "1.2", "title": "Less fear", "actions": [], "delivered": []},
            ],
        }
    ],
    "shared_delivered": [{"references": ["1.1", "1.2"], "text": "Safer streets week"}],
}


class TestStore:
    def test_keeps_aims_outcomes_actions_and_what_is_delivered(self, session):
        stored = strategy.get(session, strategy.store(session, title="Plan", reading=READING).id)

        first, second = stored.outcomes
        assert [each.label for each in stored.outcomes] == ["1.1 People feel safe", "1.2 Less fear"]
        assert [each.text for each in first.actions] == ["Mend the lamps"]
        assert [item.text for item in strategy.delivered_for(stored, first)] == [
            "Wardens",
            "Safer streets week",
        ]
        assert [item.text for item in strategy.delivered_for(stored, second)] == [
            "Safer streets week"
        ]

    def test_the_same_title_again_is_a_new_version(self, session):
        versions = [
            strategy.store(session, title="Plan", reading=READING).version for _ in range(2)
        ]

        assert versions == [1, 2]

    @pytest.mark.parametrize(
        ("title", "reading"), [(" ", READING), ("Plan", {"aims": [], "shared_delivered": []})]
    )
    def test_refuses_what_is_no_strategy(self, session, title, reading):
        with pytest.raises(InvalidInput):
            strategy.store(session, title=title, reading=reading)

        assert session.scalar(select(func.count()).select_from(Strategy)) == 0


@pytest.mark.seeds
def test_reads_the_founding_strategy(session, shared):
    name = "2010-strategy-mapping.docx"
    reading = imports.read_strategy((shared / "seeds" / name).read_bytes(), name)

    stored = strategy.store(session, title="Strategy", reading=reading)

    assert len(stored.aims) == 4
    assert len(stored.outcomes) == 16
    assert all(outcome.aim is not None for outcome in stored.outcomes)
