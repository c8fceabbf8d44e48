"""The capture sheet's cards: stored once, in order, and no edit lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import capture, statements, verification
from consult.services.capture import OtherCard
from consult.services.refusals import ConsultationNotOpen, InvalidInput, NotFound
from consult.services.statements import EditedMeanwhile


@pytest.fixture
def table(make):
    return make.table()


def add(session, table, text="No buses", **fields):
    fields = {"uuid": uuid4(), "kind": StatementKind.BARRIER, **fields}
    return capture.record(session, table, text=text, **fields)[0]


def count(session):
    return session.scalar(select(func.count()).select_from(Statement))


class TestRecord:
    def test_stores_a_card_word_for_word(self, session, table):
        words = "  Nobody asked us –\n not once! =1+1 <b>ż</b> 🐢"

        card = add(session, table, words)

        assert card.text == words.strip()
        assert capture.cards(session, table) == [card]
        assert verification.faults(session) == []

    def test_stores_a_replay_once(self, session, table):
        uuid = uuid4()

        replies = [
            capture.record(session, table, uuid=uuid, text="Twice", kind=StatementKind.WORK)
            for _ in range(2)
        ]

        assert [is_new for _, is_new in replies] == [True, False]
        assert replies[0][0] == replies[1][0]
        assert count(session) == 1

    def test_takes_a_replay_for_one_after_the_card_was_changed(self, session, table):
        card = add(session, table, "First words")
        capture.change(session, table, card.uuid, seen_version=1, text="Better words")

        again, is_new = capture.record(
            session, table, uuid=card.uuid, text="First words", kind=card.kind
        )

        assert (again.text, is_new) == ("Better words", False)

    def test_refuses_another_text_under_a_known_uuid(self, session, table):
        card = add(session, table, "One")

        with pytest.raises(OtherCard):
            add(session, table, "Another", uuid=card.uuid)

        assert [each.text for each in capture.cards(session, table)] == ["One"]

    def test_refuses_a_uuid_of_another_table_without_showing_its_card(self, session, make, table):
        card = add(session, make.table(), "Theirs")

        with pytest.raises(OtherCard) as refusal:
            add(session, table, "Theirs", uuid=card.uuid)

        assert "Theirs" not in str(refusal.value)

    @pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.OPEN}))
    def test_refuses_outside_the_open_stage(self, session, make, stage):
        table = make.table(make.workshop(make.consultation(stage=stage)))

        with pytest.raises(ConsultationNotOpen, match="not open"):
            add(session, table)

        assert count(session) == 0

    def test_takes_a_replay_even_after_the_consultation_closed(self, session, table):
        card = add(session, table, "In time")
        table.workshop.consultation.stage = Stage.CLOSED
        session.commit()

        _, is_new = capture.record(session, table, uuid=card.uuid, text="In time", kind=card.kind)

        assert is_new is False

    def test_refuses_an_outcome_of_another_strategy(self, session, make, table):
        stranger = make.strategy("9.9").outcomes[0]

        with pytest.raises(InvalidInput) as refusal:
            add(session, table, outcome_id=stranger.id)

        assert refusal.value.field == "outcome"
        assert count(session) == 0

    def test_recognises_the_partner(self, session, make, table):
        make.organisation("Hartwell Housing", "HH")

        card = add(session, table, "Lunch club – HH")

        assert card.partners == (("HH", "Hartwell Housing"),)


class TestOrder:
    def test_each_device_keeps_its_own_order_whatever_arrives_first(self, session, table):
        for text, device, sequence in [
            ("a2", "a", 2),
            ("b1", "b", 1),
            ("a3", "a", 3),
            ("a1", "a", 1),
            ("b2", "b", 2),
        ]:
            add(session, table, text, device=device, sequence=sequence)

        texts = [card.text for card in capture.cards(session, table)]

        assert texts == ["a1", "b1", "a2", "a3", "b2"]


class TestChange:
    def test_makes_a_new_version(self, session, table):
        card = add(session, table, "No buses")

        changed = capture.change(session, table, card.uuid, seen_version=1, text="No trams")

        assert (changed.text, changed.version) == ("No trams", 2)
        assert verification.faults(session) == []

    def test_refuses_to_lose_words_and_gives_both(self, session, table):
        card = add(session, table, "No buses")
        capture.change(session, table, card.uuid, seen_version=1, text="No buses at night")

        with pytest.raises(EditedMeanwhile) as refusal:
            capture.change(session, table, card.uuid, seen_version=1, text="No trams")

        assert refusal.value.theirs == "No buses at night"
        assert refusal.value.mine == "No trams"
        assert refusal.value.version == 2
        assert capture.get(session, table, card.uuid).text == "No buses at night"

    def test_a_replay_changes_nothing(self, session, table):
        card = add(session, table)

        for _ in range(2):
            changed = capture.change(session, table, card.uuid, seen_version=1, text="Once")

        assert changed.version == 2

    def test_a_move_in_between_does_not_hinder_an_edit(self, session, table):
        card = add(session, table, "No buses")
        capture.change(session, table, card.uuid, seen_version=1, kind=StatementKind.WORK)

        changed = capture.change(session, table, card.uuid, seen_version=1, text="No trams")

        assert (changed.text, changed.kind) == ("No trams", StatementKind.WORK)

    def test_moves_to_an_outcome_and_to_none(self, session, table):
        outcome = table.workshop.consultation.outcomes[1]
        card = add(session, table)

        there = capture.change(session, table, card.uuid, seen_version=1, outcome_id=outcome.id)
        back = capture.change(session, table, card.uuid, seen_version=2, outcome_id=None)

        assert (there.outcome_id, back.outcome_id) == (outcome.id, None)
        assert back.text == card.text

    def test_of_another_table_is_refused(self, session, make, table):
        card = add(session, make.table())

        with pytest.raises(NotFound):
            capture.change(session, table, card.uuid, seen_version=1, text="Mine now")

    def test_outside_the_open_stage_is_refused(self, session, table):
        card = add(session, table, "No buses")
        table.workshop.consultation.stage = Stage.CLOSED
        session.commit()

        with pytest.raises(ConsultationNotOpen):
            capture.change(session, table, card.uuid, seen_version=1, text="Late")

        assert capture.get(session, table, card.uuid).text == "No buses"

    def test_words_that_say_something_bring_an_empty_card_to_count(self, session, table):
        card = add(session, table, "None")

        capture.change(session, table, card.uuid, seen_version=1, text="None of the buses run")

        assert session.scalars(select(Statement.state)).one() is StatementState.LIVE


class TestWithheld:
    @pytest.fixture
    def card(self, session, table):
        card = add(session, table, "Mrs Example’s telephone number")
        statement = session.scalars(select(Statement)).one()
        statements.set_state(session, statement, StatementState.WITHHELD, reason="names somebody")
        return card

    def test_its_words_are_not_given_out(self, session, table, card):
        shown = capture.get(session, table, card.uuid)

        assert shown.is_withheld
        assert shown.text == ""

    def test_it_cannot_be_changed_or_brought_back(self, session, table, card):
        with pytest.raises(InvalidInput, match="withheld"):
            capture.change(session, table, card.uuid, seen_version=1, text="Shown again")
        capture.set_struck(session, table, card.uuid, is_struck=False)

        assert capture.get(session, table, card.uuid).is_withheld


class TestSetStruck:
    def test_strikes_and_brings_back_and_twice_is_once(self, session, table):
        card = add(session, table)

        struck = [capture.set_struck(session, table, card.uuid, is_struck=True) for _ in range(2)][
            -1
        ]
        back = capture.set_struck(session, table, card.uuid, is_struck=False)

        assert (struck.is_struck, struck.version) == (True, 2)
        assert (back.is_struck, back.version) == (False, 3)

    def test_brings_back_an_empty_card_as_empty(self, session, table):
        card = add(session, table, "n/a")

        for is_struck in (True, False):
            capture.set_struck(session, table, card.uuid, is_struck=is_struck)

        assert session.scalars(select(Statement.state)).one() is StatementState.EMPTY


class TestSheet:
    def test_has_the_workshops_columns_and_the_consultations_outcomes(self, session, table):
        sheet = capture.sheet(session, table)

        assert sheet.kinds == (StatementKind.WORK, StatementKind.BARRIER)
        assert sheet.outcomes == tuple(table.workshop.consultation.outcomes)
        assert sheet.cards == ()

    def test_keeps_a_column_and_an_outcome_that_have_cards(self, session, table):
        outcome = table.workshop.consultation.outcomes[0]
        add(session, table, outcome_id=outcome.id, kind=StatementKind.SOLUTION)
        table.workshop.consultation.outcomes.remove(outcome)
        session.commit()

        sheet = capture.sheet(session, table)

        assert StatementKind.SOLUTION in sheet.kinds
        assert outcome in sheet.outcomes

    def test_shows_its_own_cards_only(self, session, make, table):
        add(session, make.table(table.workshop), "Theirs")

        assert capture.cards(session, table) == []


class TestMark:
    def test_differs_after_every_change(self, session, table):
        marks = [capture.mark(session, table)]
        card = add(session, table)
        marks.append(capture.mark(session, table))
        capture.change(session, table, card.uuid, seen_version=1, text="Other words")
        marks.append(capture.mark(session, table))
        capture.set_struck(session, table, card.uuid, is_struck=True)
        marks.append(capture.mark(session, table))

        assert len(set(marks)) == 4

    def test_stays_where_another_table_changes(self, session, make, table):
        before = capture.mark(session, table)

        add(session, make.table(table.workshop))

        assert capture.mark(session, table) == before
