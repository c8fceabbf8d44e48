"""Coding a part, notes, bookmarks, sending again, watching, and the undo of all of them."""

from __future__ import annotations

import random
import threading
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_engine, make_sessions
from consult.models.audit import ActorKind, AuditEvent
from consult.models.candidates import CandidateMember, CandidateState, CandidateTheme
from consult.models.reviews import Passage
from consult.models.themes import Coding, CodingState
from consult.services import (
    audit,
    candidates,
    codings,
    nearest,
    passages,
    remarks,
    sending,
    starting_themes,
    statements,
    undoing,
    verification,
    watching,
    workbench,
)
from consult.services.audit import Actor
from consult.services.passages import Span
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.workbench import View

PROPOSED, ACCEPTED, REJECTED = CodingState.PROPOSED, CodingState.ACCEPTED, CodingState.REJECTED
WORDS = "No bus after six, and the hall is dear"


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def themes(make, consultation):
    return make.codebook(consultation, "transport", "money", "trust").themes


@pytest.fixture
def statement(make, consultation):
    return make.statement(WORDS, consultation=consultation)


def card_of(session, consultation, statement):
    [card] = workbench.cards_of(session, consultation, [statement.id], None)
    return card


class TestPassages:
    def test_a_part_is_coded_and_shown_where_it_stands(
        self, session, consultation, themes, statement, officer
    ):
        passages.code(session, statement, themes[0], Span("No bus after six", 1, 0))
        passages.code(session, statement, themes[1], Span("the hall is dear", 1))

        card = card_of(session, consultation, statement)
        assert [(part.theme, part.words) for part in card.parts] == [
            ("Transport", "No bus after six"),
            ("Money", "the hall is dear"),
        ]
        assert "".join(piece.text for piece in card.pieces) == WORDS
        assert [piece.themes for piece in card.pieces] == [("Transport",), (), ("Money",)]
        assert {each.state for each in card.codings} == {ACCEPTED}
        assert verification.faults(session) == []

    def test_an_edit_elsewhere_moves_it_and_an_edit_of_its_words_is_said(
        self, session, consultation, themes, statement, officer
    ):
        passages.code(session, statement, themes[1], Span("the hall is dear", 1))
        edit = {"kind": statement.kind, "outcome": None}

        statements.change(session, statement, seen_version=1, text=f"Sadly: {WORDS}", **edit)
        [moved] = card_of(session, consultation, statement).parts
        statements.change(session, statement, seen_version=2, text="The hall costs much", **edit)
        [lost] = card_of(session, consultation, statement).parts

        assert statement.text != WORDS
        assert (moved.start, moved.is_lost) == (WORDS.index("the hall") + 7, False)
        assert (lost.words, lost.version, lost.is_lost) == ("the hall is dear", 1, True)

    @pytest.mark.parametrize(
        ("span", "refusal"),
        [
            (Span("No tram", 1), "does not stand in the statement"),
            (Span("e", 1), "more than once"),
            (Span("bus", 1, 0), "does not stand in the statement"),
            (Span("  ", 1), "Choose the words"),
        ],
    )
    def test_words_that_are_not_sure_are_refused(
        self, session, themes, statement, officer, span, refusal
    ):
        with pytest.raises(InvalidInput, match=refusal):
            passages.code(session, statement, themes[0], span)

        assert session.scalar(select(func.count()).select_from(Coding)) == 0

    def test_words_of_an_earlier_version_are_refused(self, session, themes, statement, officer):
        with pytest.raises(Conflict, match="edited this statement since"):
            passages.code(session, statement, themes[0], Span("bus", 0, 3))

    def test_the_same_part_twice_is_once_and_undo_takes_both_back(
        self, session, consultation, themes, statement, officer
    ):
        span = Span("No bus", 1, 0)
        passages.code(session, statement, themes[0], span)
        passages.code(session, statement, themes[0], span)
        assert session.scalar(select(func.count()).select_from(Passage)) == 1

        undone = undoing.undo(session, consultation)

        assert undone.text == "Undone: coding a part."
        card = card_of(session, consultation, statement)
        assert (card.parts, card.codings) == ((), ())


class TestNotes:
    def test_is_shown_with_its_author_and_can_be_taken_back_and_brought_again(
        self, session, consultation, themes, statement, officer
    ):
        note = remarks.write(session, statement, text=" Is this Mill Lane? ")
        shown = [each.text for each in card_of(session, consultation, statement).notes]

        remarks.take_back(session, consultation, note.id)
        without = card_of(session, consultation, statement).notes
        undoing.undo(session, consultation)
        again = [each.author for each in card_of(session, consultation, statement).notes]
        undoing.undo(session, consultation)

        assert (shown, without, again) == (["Is this Mill Lane?"], (), [officer])
        assert card_of(session, consultation, statement).notes == ()

    @pytest.mark.parametrize(("text", "refusal"), [(" ", "empty"), ("x" * 1_001, "1,001")])
    def test_an_empty_or_endless_one_is_refused(self, session, statement, officer, text, refusal):
        with pytest.raises(InvalidInput, match=refusal):
            remarks.write(session, statement, text=text)

    def test_only_its_author_takes_it_back(
        self, session, make, consultation, statement, officer, work_as
    ):
        note = remarks.write(session, statement, text="Ask the ward councillor")
        work_as(make.user())

        with pytest.raises(Conflict, match="Only Olwen Officer"):
            remarks.take_back(session, consultation, note.id)
        with pytest.raises(NotFound):
            remarks.take_back(session, make.consultation(), note.id)


class TestBookmarks:
    def test_is_set_once_and_undone(self, session, consultation, themes, statement, officer):
        changed = [remarks.bookmark(session, statement, is_set=True) for _ in range(2)]
        shown = card_of(session, consultation, statement).is_bookmarked

        undoing.undo(session, consultation)

        assert (changed, shown) == ([True, False], True)
        assert not card_of(session, consultation, statement).is_bookmarked


class TestStartingThemes:
    def test_makes_the_theme_and_its_first_coding_and_undo_takes_the_coding_back(
        self, session, consultation, themes, statement, officer
    ):
        theme = starting_themes.start(session, statement, name="Opening hours")
        coded = [each.theme for each in card_of(session, consultation, statement).codings]

        undoing.undo(session, consultation)

        assert coded == [theme]
        assert card_of(session, consultation, statement).codings == ()

    def test_a_name_that_is_taken_leaves_nothing_behind(self, session, themes, statement, officer):
        with pytest.raises(InvalidInput, match="There is a theme"):
            starting_themes.start(session, statement, name="Money")

        assert session.scalar(select(func.count()).select_from(Coding)) == 0


class TestGroups:
    @pytest.fixture
    def candidate(self, session, make, consultation, themes):
        members = [make.statement(f"Dogs {n}", consultation=consultation) for n in range(3)]
        candidate = CandidateTheme(
            run=make.run(consultation),
            position=0,
            name="Dogs",
            members=[
                CandidateMember(statement=each, position=at) for at, each in enumerate(members)
            ],
        )
        session.add(candidate)
        session.commit()
        return candidate

    def test_joins_a_theme_in_one_step_and_undo_proposes_it_again(
        self, session, consultation, themes, candidate, officer
    ):
        count = candidates.join(session, consultation, candidate, themes[2])
        other = workbench.counts(session, consultation).ledger.other

        undoing.undo(session, consultation)

        assert (count, other) == (3, 0)
        assert candidate.state is CandidateState.PROPOSED
        assert workbench.counts(session, consultation).ledger.other == 3

    def test_the_rest_of_other_leaves_grouped_statements_out_unless_narrowed(
        self, session, make, consultation, themes, candidate, officer
    ):
        lone = make.statement("Bees", consultation=consultation)
        make.run(consultation)
        candidate.run.last_statement_id = lone.id
        candidate.run = candidates.analysis_runs.latest(session, consultation)
        session.commit()
        other = View(queue=workbench.Queue.OTHER)

        rest, total = workbench.cards(session, consultation, other)
        found, _ = workbench.cards(
            session, consultation, View(queue=workbench.Queue.OTHER, words="dogs")
        )

        assert ([card.statement for card in rest], total) == ([lone], 1)
        assert len(found) == 3


class TestNearest:
    def test_names_the_accepted_statement_with_most_words_in_common(
        self, session, make, consultation, themes, officer
    ):
        texts = ("Evening buses stopped running", "Buses never run in the evening", "No money")
        known = [
            make.coding(make.statement(t, consultation=consultation), themes[0]) for t in texts
        ]
        for coding in known:
            codings.accept(session, coding, seen=PROPOSED)
        text = "Why do buses never run each evening?"
        asked = make.coding(make.statement(text, consultation=consultation), themes[0])

        found = nearest.nearest(session, [asked])

        assert found == {asked.id: (known[1].statement_id, texts[1])}


class TestSending:
    def test_the_same_key_again_does_nothing(self, session, statement, themes, officer):
        key = uuid4()
        done = [
            sending.once(session, key, lambda: remarks.write(session, statement, text="Once"))
            for _ in range(2)
        ]

        assert done == [True, False]
        assert len(remarks.notes_of(session, [statement.id])[statement.id]) == 1

    def test_what_was_refused_may_be_sent_again_under_its_key(
        self, session, statement, themes, officer
    ):
        key = uuid4()
        with pytest.raises(InvalidInput):
            sending.once(session, key, lambda: remarks.write(session, statement, text=""))

        assert sending.once(session, key, lambda: remarks.write(session, statement, text="Now"))

    def test_a_key_that_is_none_is_refused(self):
        with pytest.raises(InvalidInput, match="Reload"):
            sending.read_key("not a key")


class TestWatching:
    def test_tells_which_shown_statements_others_changed_and_who(
        self, session, make, consultation, themes, statement, officer, work_as
    ):
        other = make.statement("Another", consultation=consultation)
        coding = make.coding(statement, themes[0])
        seen = watching.newest(session, consultation)
        codings.accept(session, coding, seen=PROPOSED)
        remarks.write(session, other, text="Hidden from the first page")
        work_as(make.user())

        news = watching.since(session, consultation, seen, [statement.id])

        assert (news.statement_ids, news.names) == ((statement.id,), ("Olwen Officer",))
        assert watching.since(session, consultation, news.newest, [statement.id]).names == ()

    def test_an_undo_is_told_as_well(self, session, consultation, themes, statement, officer):
        codings.add(session, statement, themes[0])
        seen = watching.newest(session, consultation)

        undoing.undo(session, consultation)

        news = watching.since(session, consultation, seen, [statement.id])
        assert news.statement_ids == (statement.id,)


class TestConflicts:
    def test_adding_what_somebody_rejected_meanwhile_says_both_sides(
        self, session, make, themes, statement, officer, work_as
    ):
        coding = make.coding(statement, themes[0])
        codings.reject(session, coding, seen=PROPOSED)
        work_as(make.user())

        with pytest.raises(Conflict, match=r"Olwen Officer has rejected this.*You were adding it"):
            codings.add(session, statement, themes[0], seen=PROPOSED)

        assert codings.add(session, statement, themes[0], seen=REJECTED).state is ACCEPTED

    def test_many_conflicting_edits_by_four_officers_leave_one_decision_each(
        self, session, make, consultation, themes, database_url
    ):
        officers, edits = 4, 40
        waiting = [
            make.coding(make.statement(f"Said {n}", consultation=consultation), themes[0]).id
            for n in range(6)
        ]
        people = [make.user().id for _ in range(officers)]
        told: list[list[tuple[int, str]]] = [[] for _ in people]
        session.rollback()

        def work(at: int) -> None:
            chance = random.Random(at)  # noqa: S311 - which decision comes when
            engine = make_engine(database_url)
            with make_sessions(engine)() as own:
                audit.act_as(own, Actor(ActorKind.PERSON, user_id=people[at]))
                for _ in range(edits):
                    coding = own.get_one(Coding, chance.choice(waiting))
                    act = chance.choice((codings.accept, codings.reject))
                    try:
                        act(own, coding, seen=chance.choice((PROPOSED, ACCEPTED, REJECTED)))
                        told[at].append((coding.id, coding.state.value))
                    except Conflict:
                        own.rollback()
            engine.dispose()

        threads = [threading.Thread(target=work, args=(at,)) for at in range(officers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)

        session.expire_all()
        # The trail alone, replayed, must give what stands: nothing lost, nothing doubled.
        replayed: dict[int, str] = {}
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_type == "coding").order_by(AuditEvent.id)
        )
        for event in events:
            [change] = event.detail["changes"]
            assert change["was"]["state"] == replayed.get(event.subject_id, "proposed")
            replayed[event.subject_id] = event.event.removeprefix("coding.")
        stands = {each.id: each.state.value for each in session.scalars(select(Coding))}
        assert all(told)
        assert stands == {**dict.fromkeys(stands, "proposed"), **replayed}
        assert verification.faults(session) == []
