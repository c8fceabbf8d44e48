"""The capture sheet's cards: stored once, in order, and no edit lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.sheets import SheetChange
from consult.models.statements import Statement, StatementState, StatementVersion
from consult.services import capture, splitting, statements, verification
from consult.services.capture import Act, CardWithheld, Change, Choice, OtherCard
from consult.services.refusals import ConsultationNotOpen, InvalidInput, NotFound
from consult.services.statements import EditedMeanwhile
from consult.services.workshops import columns


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
            session, table, uuid=card.uuid, text="First words", kind=card.column
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

        _, is_new = capture.record(session, table, uuid=card.uuid, text="In time", kind=card.column)

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

        assert (changed.text, changed.column) == ("No trams", "work")

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

        assert [column.key for column in sheet.columns] == ["work", "barrier"]
        assert sheet.outcomes == tuple(table.workshop.consultation.outcomes)
        assert sheet.cards == ()

    def test_keeps_a_column_and_an_outcome_that_have_cards(self, session, table):
        outcome = table.workshop.consultation.outcomes[0]
        add(session, table, outcome_id=outcome.id, kind=StatementKind.SOLUTION)
        table.workshop.consultation.outcomes.remove(outcome)
        session.commit()

        sheet = capture.sheet(session, table)

        assert "solution" in [column.key for column in sheet.columns]
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


class TestTakeIn:
    """What devices kept while they could not send, in whatever order it arrives."""

    @pytest.fixture
    def card(self, session, table):
        return add(session, table, "No buses")

    @pytest.fixture
    def take(self, session, table):
        def take(*changes, device="tablet"):
            return capture.take_in(session, table, device=device, changes=changes)

        return take

    def test_stores_a_whole_outbox_in_its_order(self, session, table, take):
        one, two = adding("One", 1), adding("Two", 2)

        taken = take(
            one, two, changing(one.card, text="One, in better words"), doing(two, "strike")
        )

        assert [each.is_new for each in taken] == [True] * 4
        assert [(each.text, each.is_struck) for each in capture.cards(session, table)] == [
            ("One, in better words", False),
            ("Two", True),
        ]
        assert verification.faults(session) == []

    def test_does_nothing_twice_even_where_a_replay_comes_late(self, session, table, take, card):
        away = changing(card.uuid, kind=StatementKind.WORK)
        back = changing(card.uuid, kind=StatementKind.BARRIER, seen=2)
        struck, restored = doing(card, "strike"), doing(card, "restore")
        take(away, back, struck, restored)

        replayed = take(struck, away, back)

        (after,) = capture.cards(session, table)
        assert [each.is_new for each in replayed] == [False] * 3
        assert (after.column, after.is_struck, after.version) == ("barrier", False, 5)

    def test_a_refused_change_leaves_no_trace_and_hinders_no_other(self, session, table, take):
        refused = adding("x" * 20_001, 1)

        taken = take(refused, changing(refused.card, text="Short"), adding("Kept", 2))

        assert [type(each.refusal) for each in taken] == [InvalidInput, NotFound, type(None)]
        assert [each.text for each in capture.cards(session, table)] == ["Kept"]

    def test_keeps_both_versions_and_tells_every_device(self, session, table, take, card):
        take(changing(card.uuid, text="No buses at night"), device="first")
        before = capture.mark(session, table)

        (taken,) = take(changing(card.uuid, text="No trams"), device="second")

        assert taken.card.text == "No buses at night"
        assert [(each.text, each.device) for each in taken.card.rivals] == [("No trams", "second")]
        assert capture.mark(session, table) != before
        assert verification.faults(session) == []

    def test_the_same_words_from_two_devices_are_no_conflict(self, take, card):
        for device in ("first", "second"):
            (taken,) = take(changing(card.uuid, text="No trams"), device=device)

        assert (taken.card.text, taken.card.rivals) == ("No trams", ())

    def test_a_device_that_changes_its_own_words_again_meets_no_conflict(self, take, card):
        once = changing(card.uuid, text="No trams")

        (_, taken) = take(once, changing(card.uuid, text="No trams at all", after=once.uuid))

        assert (taken.card.text, taken.card.rivals) == ("No trams at all", ())

    def test_the_newest_words_of_a_device_are_its_version(self, session, take, card):
        once = changing(card.uuid, text="No trams")
        take(changing(card.uuid, text="No buses at night"), device="first")

        take(once, device="second")
        (taken,) = take(
            changing(card.uuid, text="No trams at all", after=once.uuid), device="second"
        )

        assert taken.card.text == "No buses at night"
        assert [each.text for each in taken.card.rivals] == ["No trams at all"]
        kept = session.scalars(select(SheetChange.rival_text).order_by(SheetChange.id)).all()
        assert kept == [None, "No trams", "No trams at all"]

    def test_moves_a_card_whose_words_conflict(self, take, card):
        take(changing(card.uuid, text="No buses at night"), device="first")

        (taken,) = take(changing(card.uuid, text="No trams", kind=StatementKind.WORK))

        assert (taken.card.column, len(taken.card.rivals)) == ("work", 1)

    def test_takes_nothing_from_outside_the_open_stage_but_replays(self, session, table, take):
        one = adding("In time", 1)
        take(one)
        table.workshop.consultation.stage = Stage.CLOSED
        session.commit()

        taken = take(one, adding("Late", 2), doing(one, "strike"))

        assert [type(each.refusal) for each in taken] == [
            type(None),
            ConsultationNotOpen,
            ConsultationNotOpen,
        ]

    def test_of_a_withheld_card_nothing_is_taken(self, session, take, card):
        statement = session.scalars(select(Statement)).one()
        statements.set_state(session, statement, StatementState.WITHHELD, reason="names somebody")

        (taken,) = take(changing(card.uuid, text="Shown again"))

        assert isinstance(taken.refusal, CardWithheld)

    def test_a_partner_that_somebody_added_stays_a_chip_while_its_words_stay(self, take):
        made = adding("Lunch club – Riverside Trust", 1, named=("Riverside Trust", "Nobody"))

        (taken,) = take(made)
        (kept,) = take(changing(made.card, text="Lunch clubs – Riverside Trust"))
        (gone,) = take(changing(made.card, text="Lunch clubs", seen=2))

        assert taken.card.partners == (("Riverside Trust", ""),)
        assert kept.card.partners == (("Riverside Trust", ""),)
        assert gone.card.partners == ()


class TestSettle:
    @pytest.fixture
    def card(self, session, table):
        """Return a card with two versions."""
        card = add(session, table, "No buses")
        for text in ("No buses at night", "No trams"):
            capture.take_in(
                session, table, device=text[-5:], changes=[changing(card.uuid, text=text)]
            )
        return capture.get(session, table, card.uuid)

    @pytest.fixture
    def settle(self, session, table, card):
        def settle(choice, **fields):
            (rival,) = card.rivals
            change = Change(
                uuid4(),
                card.uuid,
                Act.SETTLE,
                9,
                rival=rival.uuid,
                choice=Choice(choice),
                **fields,
            )
            return capture.take_in(session, table, device="tablet", changes=[change])[0]

        return settle

    @pytest.mark.parametrize(
        ("choice", "texts"),
        [
            ("card", ["No buses at night"]),
            ("rival", ["No trams"]),
            ("both", ["No buses at night", "No trams"]),
        ],
    )
    def test_leaves_what_was_chosen(self, session, table, settle, choice, texts):
        settle(choice, copy=uuid4())

        found = capture.cards(session, table)
        assert [each.text for each in found] == texts
        assert [each.rivals for each in found] == [()] * len(found)
        assert verification.faults(session) == []

    def test_the_first_of_two_choices_holds(self, session, table, settle):
        settle("rival")

        settle("card")

        assert [each.text for each in capture.cards(session, table)] == ["No trams"]

    def test_is_asked_for_until_somebody_chose(self, session, table, settle):
        before = capture.undecided(session, table.workshop)

        settle("card")

        assert before == {table.id: 1}
        assert capture.undecided(session, table.workshop) == {}

    def test_can_be_opened_again(self, card, settle):
        settle("card")

        taken = settle("open")

        assert taken.card.rivals == card.rivals

    def test_of_both_needs_the_uuid_of_the_second_card(self, card, settle):
        taken = settle("both")

        assert taken.refusal.field == "copy"

    def test_of_what_is_no_rival_is_refused(self, session, table, card):
        change = Change(uuid4(), card.uuid, Act.SETTLE, 9, rival=uuid4(), choice=Choice.CARD)

        (taken,) = capture.take_in(session, table, device="tablet", changes=[change])

        assert isinstance(taken.refusal, NotFound)


def adding(text, sequence, **fields):
    uuid = uuid4()
    words = {"text": text, "kind": StatementKind.BARRIER}
    return Change(uuid, uuid, Act.ADD, sequence, fields=words, **fields)


def changing(card, *, seen=1, after=None, **fields):
    return Change(uuid4(), card, Act.CHANGE, 5, fields=fields, seen=seen, after=after)


def doing(card, act):
    return Change(uuid4(), getattr(card, "card", None) or card.uuid, Act(act), 6)


class TestColumns:
    @pytest.fixture
    def table(self, make):
        own = [
            *columns.read("Weaknesses\nThreats", field="columns"),
            *columns.read("Cohesion", field="discussion", is_discussion=True),
        ]
        return make.table(make.workshop(columns=columns.rows(own)))

    def test_of_one_kind_keep_their_cards_apart(self, session, table):
        for key in ("barrier-weaknesses", "barrier-threats"):
            capture.record(session, table, uuid=uuid4(), text=f"In {key}", kind=key)

        sheet = capture.sheet(session, table)
        stored = session.scalars(select(Statement).order_by(Statement.id)).all()
        assert [(each.kind.value, each.heading) for each in stored] == [
            ("barrier", "Weaknesses"),
            ("barrier", "Threats"),
        ]
        assert [card.column for card in sheet.cards] == ["barrier-weaknesses", "barrier-threats"]

    def test_of_a_discussion_take_cards_without_an_outcome(self, session, table):
        outcome = table.workshop.consultation.outcomes[0]

        card, _ = capture.record(
            session,
            table,
            uuid=uuid4(),
            text="We greet each other",
            kind="discussion-cohesion",
            outcome_id=outcome.id,
        )

        assert (card.column, card.outcome_id) == ("discussion-cohesion", None)

    def test_can_be_moved_between_and_every_version_tells(self, session, table):
        card, _ = capture.record(
            session, table, uuid=uuid4(), text="Cold", kind="barrier-weaknesses"
        )

        moved = capture.change(session, table, card.uuid, seen_version=1, kind="barrier-threats")
        again = capture.change(session, table, card.uuid, seen_version=1, kind="barrier-threats")

        versions = session.scalars(select(StatementVersion).order_by(StatementVersion.number))
        assert (moved.column, again.version) == ("barrier-threats", moved.version)
        assert [each.heading for each in versions][:2] == ["Weaknesses", "Threats"]
        assert verification.faults(session) == []

    def test_that_there_are_not_take_nothing(self, session, table):
        with pytest.raises(InvalidInput, match="no such column"):
            capture.record(session, table, uuid=uuid4(), text="Cold", kind="nonsense")

    def test_show_a_split_card_as_it_was_said_and_none_of_its_points(self, session, table):
        card, _ = capture.record(
            session, table, uuid=uuid4(), text="No time / no money", kind="barrier-threats"
        )
        whole = session.scalars(select(Statement)).one()
        splitting.split(session, whole, ["no time", "no money"], seen_version=1)

        (shown,) = capture.cards(session, table)

        assert (shown.uuid, shown.text, shown.is_split) == (card.uuid, "No time / no money", True)
        with pytest.raises(CardWithheld, match="split this card"):
            capture.change(session, table, card.uuid, seen_version=1, text="Other words")

    def test_are_those_of_the_outcomes_that_the_workshop_asks_about(self, session, table):
        some = table.workshop.consultation.outcomes[:1]
        table.workshop.outcomes = list(some)
        session.commit()

        assert capture.sheet(session, table).outcomes == tuple(some)


class TestPolling:
    """What a process remembers of a sheet is what the database holds, after each act."""

    def test_tells_every_change(self, session, make, table):
        memory = capture.Memory()
        first, second, third = (
            add(session, table, words, device=device, sequence=n)
            for n, (device, words) in enumerate(
                (("b", "One bus."), ("a", "Two lamps – HH"), ("b", "Three. And four."))
            )
        )
        held, whole = (
            session.scalar(select(Statement).where(Statement.uuid == card.uuid))
            for card in (first, third)
        )
        elsewhere = make.table(table.workshop)
        acts = (
            lambda: add(session, table, "Five gates.", device="b", sequence=9),
            lambda: capture.set_struck(session, table, second.uuid, is_struck=True),
            lambda: capture.change(session, table, first.uuid, seen_version=1, text="Two buses."),
            lambda: edit_behind(session, table, first.uuid),
            lambda: capture.change(
                session, table, first.uuid, seen_version=3, kind=StatementKind.WORK
            ),
            lambda: splitting.split(session, whole, ["Three.", "And four."], seen_version=1),
            lambda: statements.set_state(
                session, held, StatementState.WITHHELD, reason="Names somebody."
            ),
            lambda: add(session, elsewhere, "Elsewhere"),
        )

        for act in acts:
            act()
            session.commit()
            assert memory.cards(session, table) == capture.cards(session, table)
        assert len(memory.cards(session, table)) == 4


def edit_behind(session, table, uuid):
    """Change a card as a device that saw its first version, so that both versions are kept."""
    change = Change(
        uuid=uuid4(),
        card=uuid,
        act=Act.CHANGE,
        sequence=1,
        fields={"text": "No bus."},
        seen=1,
    )
    capture.take_in(session, table, device="c", changes=[change])
