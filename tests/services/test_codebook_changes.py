"""Changing the codebook at any time: who moves, what the figures become, and the way back."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.themes import Coding, CodingState, SplitProposal, Theme, ThemeState
from consult.services import (
    codebook_acts,
    codebook_previews,
    codebook_versions,
    codings,
    deleting,
    ledger,
    merging,
    moving,
    split_proposals,
    splitting_themes,
    themes,
    verification,
)
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.services.reports import gathering
from consult.services.splitting_themes import Part

ACCEPTED, PROPOSED = CodingState.ACCEPTED, CodingState.PROPOSED


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def codebook(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust")


@pytest.fixture
def coded(session, make, consultation, codebook, officer):
    """Twelve statements: under the first theme, some under the second too, a third accepted."""
    run = make.run(consultation)
    first, second, _ = codebook.themes
    found = []
    for number in range(12):
        statement = make.statement(f"Statement {number}", consultation=consultation)
        coding = make.coding(statement, first, run=run)
        if number % 3 == 0:
            codings.accept(session, coding, seen=PROPOSED)
        if number % 4 == 0:
            make.coding(statement, second, run=run)
        found.append(statement)
    run.last_statement_id = found[-1].id
    session.commit()
    return found


def picture(session, consultation):
    """Return all that a person can see of the codebook and its codings."""
    session.expire_all()
    codebook = themes.get_codebook(session, consultation)
    in_use = themes.list_themes(session, codebook)
    standing = session.execute(
        select(
            Coding.statement_id,
            Coding.theme_id,
            Coding.state,
            Coding.decided_by_id,
            Coding.decided_at,
        )
        .join(Theme)
        .where(Theme.codebook_id == codebook.id, Coding.state != CodingState.SUPERSEDED)
        .order_by(Coding.statement_id, Coding.theme_id)
    ).all()
    return (
        codebook_versions.snapshot(session, codebook),
        [(theme.id, theme.lexicon) for theme in in_use],
        standing,
        ledger.of(session, consultation),
    )


class TestDelete:
    def test_sends_statements_to_other_unless_they_have_another_theme(
        self, session, consultation, codebook, coded
    ):
        first = codebook.themes[0]

        accepted = deleting.delete(session, first, seen_version=1)

        session.expire_all()
        standing = ledger.of(session, consultation)
        assert accepted == 4
        assert (standing.themed, standing.to_review, standing.other) == (0, 3, 9)
        assert first.state is ThemeState.DELETED
        assert [each.key for each in themes.list_themes(session, codebook)] == ["apathy", "trust"]
        assert verification.faults(session) == []

    def test_of_a_statement_that_no_run_has_seen_goes_to_other_too(
        self, session, make, consultation, codebook, officer
    ):
        statement = make.statement(consultation=consultation)
        codings.add(session, statement, codebook.themes[0])

        deleting.delete(session, codebook.themes[0], seen_version=1)

        assert ledger.of(session, consultation).other == 1

    def test_leaves_the_report_without_it(self, session, consultation, codebook, coded):
        deleting.delete(session, codebook.themes[0], seen_version=1)

        facts = gathering.gather(session, consultation)
        assert facts.themes == ()
        assert facts.unused_themes == ("Apathy", "Trust")

    def test_refuses_what_was_changed_meanwhile_and_what_is_gone(self, session, codebook, coded):
        first = codebook.themes[0]
        themes.change(session, first, seen_version=1, name="Money")

        with pytest.raises(Conflict, match="Somebody else changed"):
            deleting.delete(session, first, seen_version=1)
        deleting.delete(session, first, seen_version=2)
        with pytest.raises(Conflict, match="no longer in the codebook"):
            deleting.delete(session, first, seen_version=3)
        with pytest.raises(Conflict, match="no longer in the codebook"):
            codings.add(session, coded[0], first)

    def test_its_key_is_never_given_again(self, session, consultation, codebook):
        deleting.delete(session, codebook.themes[1], seen_version=1)

        assert themes.add(session, consultation, name="Apathy").key == "apathy-2"


def halves(coded):
    return [
        Part("Early", frozenset(each.id for each in coded[:6]), ("early bus",)),
        Part("Late", frozenset(each.id for each in coded[6:10])),
    ]


class TestSplit:
    def test_under_the_theme_keeps_it_above_its_parts(
        self, session, consultation, codebook, coded, officer
    ):
        first = codebook.themes[0]

        early, late = splitting_themes.split(
            session, first, halves(coded), seen_version=1, keeps_theme=True
        )

        session.expire_all()
        assert (early.parent_id, late.parent_id) == (first.id, first.id)
        assert early.lexicon["seeds"] == ["early bus"]
        facts = gathering.gather(session, consultation)
        (resources,) = facts.themes
        assert (len(resources.members), [len(each.members) for each in resources.parts]) == (
            4,
            [2, 2],
        )
        decided = session.scalars(
            select(Coding).where(Coding.theme_id == early.id, Coding.state == ACCEPTED)
        ).all()
        assert {each.decided_by_id for each in decided} == {officer.id}
        assert verification.faults(session) == []

    def test_in_its_place_sends_the_rest_to_other(self, session, consultation, codebook, coded):
        first = codebook.themes[0]

        splitting_themes.split(session, first, halves(coded), seen_version=1, keeps_theme=False)

        session.expire_all()
        assert first.state is ThemeState.DELETED
        assert [e.name for e in themes.list_themes(session, codebook)] == [
            "Apathy", "Trust", "Early", "Late",
        ]  # fmt: skip
        assert ledger.of(session, consultation).other == 2
        assert verification.faults(session) == []

    def test_may_reuse_the_name_of_what_it_replaces(self, session, codebook, coded):
        parts = [Part("Resources", frozenset({coded[0].id})), Part("Late", frozenset())]

        made = splitting_themes.split(
            session, codebook.themes[0], parts, seen_version=1, keeps_theme=False
        )

        assert (made[0].name, made[0].key) == ("Resources", "resources-2")

    @pytest.mark.parametrize(
        ("names", "sentence"),
        [
            (["One"], "from 2 to 8 parts"),
            (["One", "one"], "same name"),
            (["One", " "], "Enter the theme"),
            (["One", "Trust"], "already"),
        ],
    )
    def test_refuses_names_that_will_not_do(self, session, codebook, coded, names, sentence):
        parts = [Part(name, frozenset()) for name in names]

        with pytest.raises(InvalidInput, match=sentence):
            splitting_themes.split(
                session, codebook.themes[0], parts, seen_version=1, keeps_theme=True
            )

        assert len(themes.list_themes(session, codebook)) == 3

    def test_of_a_sub_theme_goes_in_its_place_only(self, session, codebook, coded):
        first, second, _ = codebook.themes
        moving.move(session, first, seen_version=1, parent=second)

        with pytest.raises(InvalidInput, match="one level"):
            splitting_themes.split(session, first, halves(coded), seen_version=2, keeps_theme=True)
        early, _ = splitting_themes.split(
            session, first, halves(coded), seen_version=2, keeps_theme=False
        )
        assert early.parent_id == second.id


BUSES = (
    "No bus after six", "The last bus leaves at six", "There are no buses on Sunday",
    "The bus does not run in the evening", "Bus fares are too high for families",
    "The evening bus was withdrawn", "We cannot get home by bus at night", "No Sunday bus",
)  # fmt: skip
MONEY = (
    "No money for a hall", "The grant ran out", "We cannot pay the rent of the hall",
    "Funding stops each March", "There is no funding for staff", "Rent of the hall has doubled",
    "No grant covers the heating", "We have no money for staff",
)  # fmt: skip


class TestSplitProposals:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_machine_finds_parts_that_a_person_would(
        self, session, make, engine, consultation, codebook, officer
    ):
        from sqlalchemy.orm import sessionmaker

        from consult.jobs import run_job

        run = make.run(consultation)
        said = {}
        for text in (*BUSES, *MONEY):
            statement = make.statement(text, consultation=consultation)
            make.coding(statement, codebook.themes[0], run=run)
            said[statement.id] = text in BUSES

        job = split_proposals.start(session, consultation, codebook.themes[0])
        assert split_proposals.start(session, consultation, codebook.themes[0]).id == job.id
        run_job(sessionmaker(engine, expire_on_commit=False), job.id)

        session.expire_all()
        proposal = split_proposals.newest(session, codebook.themes[0])
        parts = splitting_themes.proposed(session, codebook.themes[0], proposal)
        assert 2 <= len(parts) <= 3
        for part in parts:
            buses = sum(said[each] for each in part.statement_ids)
            assert buses / len(part.statement_ids) in (0, 1)
            assert part.name
            assert part.quotes

    def test_of_too_few_statements_are_not_looked_for(self, session, consultation, codebook):
        with pytest.raises(InvalidInput, match="has 0 statements"):
            split_proposals.start(session, consultation, codebook.themes[0])

    def test_leave_out_what_is_no_longer_under_the_theme(
        self, session, consultation, codebook, coded
    ):
        first = codebook.themes[0]
        ids = [each.id for each in coded]
        proposal = SplitProposal(
            theme=first,
            parts=[
                {"name": "A", "keywords": [], "statements": ids[:2]},
                {"name": "B", "keywords": [], "statements": ids[2:]},
            ],
        )
        session.add(proposal)
        session.commit()
        for statement in coded[:2]:
            coding = next(
                each for each in codebook_acts.standing(session, first)
                if each.statement_id == statement.id
            )  # fmt: skip
            codings.reject(session, coding, seen=coding.state)

        (left,) = splitting_themes.proposed(session, first, proposal)

        assert (left.name, len(left.statement_ids)) == ("B", 10)


class TestPreviews:
    def figures(self, preview):
        return {each.name: (each.before, each.after) for each in preview.figures}

    def test_of_deleting_say_who_goes_to_other(self, session, consultation, codebook, coded):
        preview = codebook_previews.of_delete(session, consultation, codebook.themes[0])

        other, elsewhere = preview.groups
        assert (other.to, other.accepted, other.to_review) == ("Other", 3, 6)
        assert (elsewhere.accepted, elsewhere.to_review) == (1, 2)
        assert other.samples
        assert self.figures(preview) == {
            "Resources": (4, 0),
            "All themed statements": (4, 0),
            "To review": (8, 3),
            "Other": (0, 9),
        }

    def test_of_moving_count_the_sub_theme_in_the_theme_above(
        self, session, consultation, codebook, coded
    ):
        first, second, _ = codebook.themes

        preview = codebook_previews.of_move(session, consultation, first, second)

        assert self.figures(preview)["Apathy"] == (0, 4)
        assert preview.groups == ()


class TestTakingBack:
    def test_a_deletion_brings_the_codings_back_as_they_were(
        self, session, consultation, codebook, coded
    ):
        before = picture(session, consultation)
        deleting.delete(session, codebook.themes[0], seen_version=1)

        undone = codebook_acts.take_back(
            session, consultation, codebook_acts.newest(session, consultation)
        )

        assert picture(session, consultation) == before
        assert undone.detail["told"].startswith("Taken back: Deleted “Resources”")
        assert codebook_acts.newest(session, consultation) is None
        with pytest.raises(Conflict, match="already"):
            codebook_acts.take_back(
                session, consultation, session.get(AuditEvent, undone.detail["undoes"])
            )

    def test_keeps_what_people_decided_since(self, session, consultation, codebook, coded):
        first = codebook.themes[0]
        early, _ = splitting_themes.split(
            session, first, halves(coded), seen_version=1, keeps_theme=True
        )
        coding = next(
            each for each in codebook_acts.standing(session, early) if each.state is PROPOSED
        )
        codings.accept(session, coding, seen=PROPOSED)

        codebook_acts.take_back(session, consultation, codebook_acts.newest(session, consultation))

        session.expire_all()
        assert (coding.theme_id, coding.state) == (first.id, ACCEPTED)
        assert early.state is ThemeState.DELETED

    def test_refuses_over_a_later_change(self, session, consultation, codebook, coded):
        themes.change(session, codebook.themes[0], seen_version=1, name="Money")
        event = codebook_acts.newest(session, consultation)
        themes.change(session, codebook.themes[0], seen_version=2, name="Means")

        with pytest.raises(Conflict, match="has changed since"):
            codebook_acts.take_back(session, consultation, event)

        assert codebook.themes[0].name == "Means"

    def test_refuses_a_new_theme_that_has_statements(self, session, consultation, codebook, coded):
        added = themes.add(session, consultation, name="Buses")
        codings.add(session, coded[0], added)

        with pytest.raises(Conflict, match="has statements by now"):
            codebook_acts.take_back(
                session, consultation, codebook_acts.newest(session, consultation)
            )

    def test_refuses_a_name_that_is_taken_by_now(self, session, consultation, codebook):
        deleting.delete(session, codebook.themes[1], seen_version=1)
        event = codebook_acts.newest(session, consultation)
        themes.add(session, consultation, name="Apathy")

        with pytest.raises(Conflict, match="another theme “Apathy”"):
            codebook_acts.take_back(session, consultation, event)

    def test_is_of_this_consultation_and_of_a_change(
        self, session, make, consultation, codebook, officer
    ):
        themes.add(session, consultation, name="Buses")
        event = codebook_acts.newest(session, consultation)

        with pytest.raises(NotFound, match="no such change"):
            codebook_acts.get(session, make.consultation(), event.id)

    def test_any_run_of_changes_taken_back_in_turn_is_as_before(
        self, session, make, work_as, officer
    ):
        for seed in range(8):
            random = Random(seed)  # noqa: S311
            consultation = randomly_coded(session, make, random)
            pictures = []
            while len(pictures) < 6:
                before = picture(session, consultation)
                if act_randomly(session, consultation, random):
                    pictures.append(before)
                    assert verification.faults(session) == [], seed

            for before in reversed(pictures):
                event = codebook_acts.newest(session, consultation)
                codebook_acts.take_back(session, consultation, event)
                assert picture(session, consultation) == before, (seed, event.detail["told"])

            assert verification.faults(session) == []


def randomly_coded(session, make, random):
    """Return a consultation of 10 statements under 4 themes, some codings decided."""
    consultation = make.consultation()
    codebook = make.codebook(consultation, "a", "b", "c", "d")
    run = make.run(consultation)
    for number in range(10):
        statement = make.statement(f"Statement {number}", consultation=consultation)
        for theme in random.sample(codebook.themes, random.randint(0, 3)):
            coding = make.coding(statement, theme, run=run)
            decide = random.choice([codings.accept, codings.reject, None])
            if decide:
                decide(session, coding, seen=PROPOSED)
    run.last_statement_id = statement.id
    session.commit()
    return consultation


def act_randomly(session, consultation, random):
    """Do one change, if it is allowed; what was foreseen of its figures has come true."""
    in_use = themes.list_themes(session, themes.get_codebook(session, consultation))
    events = len(acts_of(session, consultation))
    act = random.choice([add, change, move, merge, delete, split])
    try:
        foreseen = act(session, consultation, random, in_use, random.choice(in_use))
    except ServiceError:
        return False
    if foreseen:
        as_foreseen(session, consultation, foreseen)
    return len(acts_of(session, consultation)) > events


def acts_of(session, consultation):
    return codebook_acts.list_acts(session, consultation, per_page=100)[0]


def new_name(random):
    return f"Theme {random.randint(0, 10**9)}"


def add(session, consultation, random, in_use, theme):
    themes.add(session, consultation, name=new_name(random), parent=random.choice([None, theme]))


def change(session, consultation, random, in_use, theme):
    seen = theme.version
    themes.change(
        session, theme, name=new_name(random), examples="As people say", seen_version=seen
    )


def move(session, consultation, random, in_use, theme):
    parent = random.choice([None, *in_use])
    foreseen = codebook_previews.of_move(session, consultation, theme, parent)
    moving.move(session, theme, parent=parent, seen_version=theme.version)
    return foreseen


def merge(session, consultation, random, in_use, theme):
    into = random.choice(in_use)
    foreseen = codebook_previews.of_merge(session, consultation, theme, into)
    merging.merge(session, theme, into, seen_version=theme.version)
    return foreseen


def delete(session, consultation, random, in_use, theme):
    if len(in_use) < 3:
        return None
    foreseen = codebook_previews.of_delete(session, consultation, theme)
    deleting.delete(session, theme, seen_version=theme.version)
    return foreseen


def split(session, consultation, random, in_use, theme):
    ids = [
        each.statement_id
        for each in codebook_acts.standing(session, theme)
        if each.state is not CodingState.REJECTED
    ]
    random.shuffle(ids)
    parts = [Part(new_name(random), frozenset(ids[n : n + 2])) for n in (0, 2)]
    keeps = random.random() < 0.5
    foreseen = splitting_themes.preview(session, consultation, theme, parts, keeps_theme=keeps)
    splitting_themes.split(session, theme, parts, keeps_theme=keeps, seen_version=theme.version)
    return foreseen


def as_foreseen(session, consultation, preview):
    session.expire_all()
    standing = ledger.of(session, consultation)
    facts = gathering.gather(session, consultation)
    in_use = themes.list_themes(session, themes.get_codebook(session, consultation))
    below = {theme.name for theme in in_use if theme.parent_id is not None}
    now = {theme.name: len(theme.members) for theme in facts.themes}
    now |= {
        "All themed statements": standing.themed,
        "To review": standing.to_review,
        "Other": standing.other,
    }
    for figure in preview.figures:
        if figure.name not in below:
            assert now.get(figure.name, 0) == figure.after, figure.name
