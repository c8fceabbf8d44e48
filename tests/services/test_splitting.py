"""Splitting a statement that makes several points, and taking the split back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.kinds import StatementKind
from consult.models.statements import StatementState, StatementVersion
from consult.services import capture, ledger, splitting, statement_lists, statements, verification
from consult.services.refusals import InvalidInput
from consult.services.statement_lists import Filters
from consult.services.statements import EditedMeanwhile

WHOLE = "Lack of drivers / fuel"
POINTS = ("Lack of drivers", "Lack of fuel")


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def whole(make, consultation):
    return make.statement(
        WHOLE,
        table=make.table(make.workshop(consultation)),
        outcome=consultation.outcomes[0],
        heading="Weaknesses",
        device="tablet",
        sequence=7,
    )


@pytest.fixture
def parts(session, whole):
    return splitting.split(session, whole, POINTS, seen_version=1)


class TestSplit:
    def test_stores_each_point_with_what_is_known_of_the_whole(self, whole, parts):
        assert [part.text for part in parts] == list(POINTS)
        for part in parts:
            assert (part.kind, part.outcome, part.heading) == (
                StatementKind.BARRIER,
                whole.outcome,
                "Weaknesses",
            )
            assert (part.table, part.device, part.sequence) == (whole.table, "tablet", 7)
            assert part.recorded_at == whole.recorded_at
            assert part.uuid != whole.uuid

    def test_keeps_the_original_word_for_word(self, session, whole, parts):
        texts = session.scalars(
            select(StatementVersion.text).where(StatementVersion.statement_id == whole.id)
        ).all()

        assert (whole.text, whole.state) == (WHOLE, StatementState.REPLACED)
        assert whole.state_reason == (
            f"It made several points: statements {parts[0].id}, {parts[1].id}."
        )
        assert texts == [WHOLE, WHOLE]

    def test_takes_an_answer_and_a_row_of_a_file_apart_as_well(self, session, make, consultation):
        (answer,) = make.response(consultation, "No buses; no taxis")

        parts = splitting.split(session, answer, ["No buses", "no taxis"], seen_version=1)

        assert {part.answer_id for part in parts} == {answer.answer_id}

    def test_gives_every_point_the_partners_unless_it_names_its_own(self, session, make):
        make.organisation("Harbour Trust", "HT")
        make.organisation("Town Council", "TC")
        table = make.table()
        whole = statements.record(
            session,
            table.workshop.consultation,
            kind=StatementKind.WORK,
            text="Lunch club; debt advice – HT",
            source=statements.Source(table=table),
        )

        parts = splitting.split(session, whole, ["Lunch club", "debt advice – TC"], seen_version=1)

        assert [[each.label for each in part.partners] for part in parts] == [["HT"], ["TC"]]

    def test_keeps_the_ledger_and_the_store_whole(self, session, make, consultation, whole):
        make.statement("Another", consultation=consultation)
        before = ledger.of(session, consultation)

        splitting.split(session, whole, POINTS, seen_version=1)

        after = ledger.of(session, consultation)
        assert (before.received, after.received) == (2, 3)
        assert after.adds_up
        assert verification.faults(session) == []

    def test_takes_the_whole_out_of_lists_unless_they_ask_for_it(
        self, session, consultation, whole, parts
    ):
        usual, _ = statement_lists.find(session, consultation)
        replaced, _ = statement_lists.find(
            session, consultation, Filters(state=StatementState.REPLACED)
        )

        assert usual == parts
        assert replaced == [whole]

    def test_is_in_the_trail(self, session, whole, parts):
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "statement.split"))

        assert event.one().detail == {"parts": [part.id for part in parts]}

    @pytest.mark.parametrize("texts", [[], ["All of it"], ["", "  "], ["x"] * 21])
    def test_refuses_what_are_not_several_points(self, session, whole, texts):
        with pytest.raises(InvalidInput, match="at least two points, and at most 20"):
            splitting.split(session, whole, texts, seen_version=1)

        assert whole.is_live

    def test_refuses_what_somebody_changed_since(self, session, whole):
        statements.change(session, whole, seen_version=1, text="Another text")

        with pytest.raises(EditedMeanwhile):
            splitting.split(session, whole, POINTS, seen_version=1)

        assert whole.is_live

    def test_refuses_what_does_not_count(self, session, whole):
        statements.set_state(session, whole, StatementState.WITHHELD, reason="Names somebody.")

        with pytest.raises(InvalidInput, match="Only a statement that counts"):
            splitting.split(session, whole, POINTS, seen_version=2)


class TestReplaced:
    def test_takes_no_change_of_its_words(self, session, whole, parts):
        with pytest.raises(InvalidInput, match="other statements hold its words"):
            statements.change(session, whole, seen_version=2, text="Other words")

    @pytest.mark.parametrize("state", [StatementState.LIVE, StatementState.WITHHELD])
    def test_takes_no_other_state(self, session, whole, parts, state):
        with pytest.raises(InvalidInput, match="undo the split"):
            statements.set_state(session, whole, state, reason="It should count.")

    def test_is_left_alone_by_its_table(self, session, whole, parts):
        capture.set_struck(session, whole.table, whole.uuid, is_struck=True)

        assert whole.state is StatementState.REPLACED


class TestUndo:
    def test_lets_the_whole_count_and_keeps_the_points(self, session, consultation, whole, parts):
        splitting.undo(session, whole)

        assert (whole.state, whole.state_reason) == (StatementState.LIVE, "")
        assert [part.state for part in parts] == [StatementState.REPLACED] * 2
        assert ledger.of(session, consultation).received == 1
        assert verification.faults(session) == []

    def test_can_be_followed_by_another_split(self, session, consultation, whole, parts):
        splitting.undo(session, whole)

        again = splitting.split(session, whole, ["Manpower", "Money"], seen_version=3)

        assert [part.state for part in splitting.parts_of(session, whole)] == [
            *[StatementState.REPLACED] * 2,
            *[StatementState.LIVE] * 2,
        ]
        assert splitting.whole_of(session, again[0]) is whole
        assert verification.faults(session) == []

    def test_refuses_what_is_not_split(self, session, whole):
        with pytest.raises(InvalidInput, match="is not split"):
            splitting.undo(session, whole)

    def test_refuses_while_a_point_is_split_in_turn(self, session, consultation, whole, parts):
        splitting.split(session, parts[0], ["Lack of men", "Lack of power"], seen_version=1)

        with pytest.raises(InvalidInput, match=f"Statement {parts[0].id}, one of its points"):
            splitting.undo(session, whole)

        assert ledger.of(session, consultation).received == 3
        assert verification.faults(session) == []


class TestVerification:
    def test_finds_a_whole_that_counts_beside_its_parts(self, session, whole, parts):
        statements.enter(session, whole, StatementState.LIVE, "")
        session.commit()

        assert f"Statement {whole.id} counts beside" in " ".join(verification.faults(session))

    def test_finds_what_is_replaced_by_nothing(self, session, whole):
        statements.enter(session, whole, StatementState.REPLACED, "Nobody knows why.")
        session.commit()

        assert f"Statement {whole.id} is replaced, but" in " ".join(verification.faults(session))


class TestSuggested:
    def test_goes_on_where_it_stopped(self, session, make, consultation):
        table = make.table(make.workshop(consultation))
        several = [make.statement(f"No {word} / time / money", table=table) for word in "abc"]
        make.statement("One point", table=table)

        first = splitting.suggested(session, consultation, most=2)
        rest = splitting.suggested(session, consultation, after=first.last, most=2)

        assert [each.statement for each in first.found + rest.found] == several
        assert (first.is_all, rest.is_all) == (False, True)
        assert first.found[0].points == ("No a", "No time", "No money")

    def test_asks_no_more_about_what_a_person_has_kept_whole(self, session, consultation, whole):
        splitting.keep_whole(session, whole)

        assert splitting.suggested(session, consultation).found == []

    def test_asks_again_once_the_words_have_changed(self, session, consultation, whole):
        splitting.keep_whole(session, whole)

        statements.change(session, whole, seen_version=1, text="Lack of time / money / people")

        found = splitting.suggested(session, consultation).found
        assert [each.statement for each in found] == [whole]

    def test_passes_over_what_is_split_and_its_points(self, session, consultation, whole, parts):
        assert splitting.suggested(session, consultation).found == []
