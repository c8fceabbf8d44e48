from __future__ import annotations

import pytest

from consult.readers.strategy import StrategyReading, read_strategy
from tests.readers.builders import sheets, word


def outline(reading: StrategyReading) -> list[tuple]:
    return [
        (aim.number, aim.title, o.reference, o.title, [a.text for a in o.actions])
        for aim in reading.aims
        for o in aim.outcomes
    ]


EXPECTED = [
    (1, "A kind town", "1.1", "Parks are safe", ["Mend the lights", "Hire a ranger"]),
    (1, "A kind town", "1.2", "Buses run late", ["Ask the operator"]),
    (2, "A busy town", "2.1", "Shops are open", ["Cut the rent"]),
]


class TestLayouts:
    def test_headings_and_numbered_lists(self):
        content = word(
            ("Heading 1", "Aim 1: A kind town"),
            ("Heading 2", "Outcome 1.1 – Parks are safe"),
            ("List Number", "Mend the lights"),
            ("List Number", "Hire a ranger"),
            ("Heading 2", "1.2 Buses run late"),
            "Action 1 – Ask the operator",
            ("Heading 1", "Aim two – A busy town"),
            ("Heading 2", "2.1 Shops are open"),
            ("List Bullet", "Cut the rent"),
            "Already being delivered",
            ("List Bullet", "Market on Fridays"),
        )

        reading = read_strategy(content, "strategy.docx")

        assert outline(reading) == EXPECTED
        assert [item.text for item in reading.aims[1].outcomes[0].delivered] == [
            "Market on Fridays"
        ]

    def test_columns_of_aims_outcomes_and_actions(self):
        content = sheets(
            Sheet1=[
                ["Aim", "Outcome", "Action", "What we do now"],
                ["Aim 1 – A kind town", "1.1 Parks are safe", "Mend the lights", "Litter picks"],
                ["", "", "Hire a ranger", ""],
                ["", "1.2 Buses run late", "Ask the operator", ""],
                ["Aim 2 – A busy town", "2.1 Shops are open", "Cut the rent", "Market on Fridays"],
            ]
        )

        reading = read_strategy(content, "strategy.xlsx")

        assert outline(reading) == EXPECTED
        assert reading.aims[0].outcomes[0].delivered[0].text == "Litter picks"

    def test_a_repeated_aim_and_outcome_are_one(self):
        text = (
            "Aim,Outcome ref,Outcome title,Action\n"
            "1 A kind town,1.1,Parks are safe,Mend the lights\n"
            "1 A kind town,1.1,Parks are safe,Hire a ranger\n"
            "1 A kind town,1.2,Buses run late,Ask the operator\n"
            "2 A busy town,2.1,Shops are open,Cut the rent\n"
        )

        reading = read_strategy(text.encode(), "strategy.csv")

        assert outline(reading) == EXPECTED

    def test_plain_text(self):
        text = (
            "Aim 1: A kind town\n\n"
            "Outcome 1.1: Parks are safe\n- Mend the lights\n- Hire a ranger\n\n"
            "Outcome 1.2: Buses run late\n- Ask the operator\n\n"
            "Aim 2: A busy town\n\nOutcome 2.1: Shops are open\n- Cut the rent\n"
        )

        reading = read_strategy(text.encode(), "strategy.txt")

        assert outline(reading) == EXPECTED

    def test_items_beside_several_outcomes_wait_for_a_person(self):
        content = word(
            [
                ["Strategy", "Already being delivered"],
                [
                    "Outcome 1.1\nParks are safe\nOutcome 1.2\nBuses run late",
                    "Town plan:\n· Litter picks\n· Rangers",
                ],
            ]
        )  # fmt: skip

        reading = read_strategy(content, "strategy.docx")

        (first, second) = reading.shared_delivered
        assert (first.references, first.text, first.heading) == (
            ("1.1", "1.2"),
            "Litter picks",
            "Town plan:",
        )
        assert second.text == "Rangers"
        assert len(reading.questions) == 1


@pytest.mark.parametrize("name", ["strategy.txt", "strategy.md"])
def test_a_reading_survives_its_own_dictionary(name):
    text = b"Aim 1: A kind town\n\nOutcome 1.1: Parks\n- Mend\n\nDelivered\n- Litter picks\n"

    reading = read_strategy(text, name)

    assert StrategyReading.from_dict(reading.to_dict()) == reading
