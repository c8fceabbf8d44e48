"""The codebook: starting, adding, changing, merging, and candidate themes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from consult.db import make_engine, make_sessions
from consult.models.audit import AuditEvent
from consult.models.candidates import CandidateMember, CandidateState, CandidateTheme
from consult.models.consultations import Consultation
from consult.models.themes import CodingState, ThemeState
from consult.services import (
    candidates,
    codings,
    merging,
    starting_codebooks,
    themes,
    undoing,
    verification,
)
from consult.services.refusals import Conflict, InvalidInput

PROPOSED, ACCEPTED, REJECTED = CodingState.PROPOSED, CodingState.ACCEPTED, CodingState.REJECTED


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def codebook(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust")


class TestStartStandard:
    def test_copies_the_themes_with_what_the_machine_matches(self, session, consultation):
        codebook = starting_codebooks.start_standard(session, consultation)

        names = [theme.key for theme in themes.list_themes(session, codebook)]
        assert len(names) == 10
        assert names[0] == "resources"
        assert all(theme.definition and theme.lexicon["phrases"] for theme in codebook.themes)

    def test_refuses_a_second_codebook(self, session, consultation, codebook):
        with pytest.raises(Conflict, match="already"):
            starting_codebooks.start_standard(session, consultation)

    def test_loads_nothing_heavy(self):
        import subprocess
        import sys

        script = (
            "import sys; from analysis.codebook import standard_barriers; standard_barriers(); "
            "import consult.views.themes, consult.views.statements, consult.services.candidates; "
            "heavy = {'numpy', 'sklearn', 'scipy', 'nltk', 'matplotlib'} & set(sys.modules); "
            "sys.exit(', '.join(heavy) or 0)"
        )

        finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

        assert finished.stderr == ""
        assert finished.returncode == 0


class TestAdd:
    def test_comes_last_and_makes_a_new_version(self, session, consultation, codebook):
        theme = themes.add(session, consultation, name="  Night  buses ", definition="No buses.")

        assert (theme.name, theme.key, theme.position) == ("Night buses", "night-buses", 3)
        assert codebook.version == 2

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("  ", "Enter"), ("APATHY", "already"), ("x" * 121, "121 characters")],
    )
    def test_refuses_a_name_that_will_not_do(self, session, consultation, codebook, name, sentence):
        with pytest.raises(InvalidInput, match=sentence) as refusal:
            themes.add(session, consultation, name=name)

        assert refusal.value.field == "name"
        assert len(themes.list_themes(session, codebook)) == 3

    def test_two_officers_at_once_cannot_both_add_a_name(
        self, session, database_url, consultation, codebook
    ):
        consultation_id, officers = consultation.id, 6
        session.commit()
        start = threading.Barrier(officers)

        def add(_):
            engine = make_engine(database_url)
            with make_sessions(engine)() as own:
                mine = own.get(Consultation, consultation_id)
                themes.get_codebook(own, mine)
                start.wait(timeout=10)
                try:
                    return themes.add(own, mine, name="Night buses").name
                except InvalidInput as refusal:
                    return str(refusal)
                finally:
                    own.rollback()
                    engine.dispose()

        with ThreadPoolExecutor(officers) as pool:
            told = sorted(pool.map(add, range(officers)))

        taken = "There is a theme “Night buses” already. Choose another name."
        assert told == ["Night buses", *[taken] * (officers - 1)]


class TestChange:
    def test_renames_and_says_what_it_was(self, session, codebook):
        theme = codebook.themes[1]

        themes.change(session, theme, seen_version=1, name="Lack of interest", definition="New.")

        assert (theme.name, theme.key, theme.version) == ("Lack of interest", "apathy", 2)
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "theme.changed")).one()
        assert event.detail["themes"][0]["was"]["name"] == "Apathy"

    def test_refuses_over_somebody_elses_change(self, session, codebook):
        theme = codebook.themes[1]
        themes.change(session, theme, seen_version=1, name="Lack of interest")

        with pytest.raises(Conflict, match="Somebody else changed"):
            themes.change(session, theme, seen_version=1, name="Boredom")

        assert theme.name == "Lack of interest"

    def test_may_keep_its_own_name(self, session, codebook):
        themes.change(session, codebook.themes[1], seen_version=1, name="Apathy", definition="New.")

        assert codebook.themes[1].definition == "New."

    def test_saved_as_it_was_is_no_change_to_others(self, session, codebook):
        theme = codebook.themes[1]
        themes.change(session, theme, seen_version=1, name="Apathy")

        themes.change(session, theme, seen_version=1, name="Lack of interest")

        assert (theme.name, codebook.version) == ("Lack of interest", 2)


@pytest.fixture
def merged(session, make, consultation, codebook, officer):
    """Codings of two themes that overlap, as (statement, first theme, second theme)."""
    first, second, _ = codebook.themes
    run = make.run(consultation)
    only_first, both, outranked, refused = (
        make.statement(f"Statement {name}", consultation=consultation)
        for name in ("only first", "both", "outranked", "refused")
    )
    found = {
        "moves": make.coding(only_first, first, run=run),
        "loses": make.coding(both, first, run=run),
        "stays": make.coding(both, second, run=run),
        "raises": make.coding(outranked, first, run=run),
        "raised": make.coding(outranked, second, run=run),
        "refused": make.coding(refused, first, run=run),
    }
    codings.accept(session, found["stays"], seen=PROPOSED)
    codings.accept(session, found["raises"], seen=PROPOSED)
    codings.reject(session, found["refused"], seen=PROPOSED)
    return found


class TestMerge:
    def test_shows_who_moves_before_it_happens(self, session, codebook, merged):
        first, second, _ = codebook.themes

        moves = merging.preview(session, first, second)

        assert (moves.accepted, moves.to_review, moves.in_both, moves.after) == (0, 1, 2, 2)
        assert merged["moves"].theme == first

    def test_leaves_one_coding_a_statement_accepted_if_either_was(
        self, session, codebook, merged, officer
    ):
        first, second, _ = codebook.themes

        merging.merge(session, first, second, seen_version=1)

        session.expire_all()
        assert (merged["moves"].theme, merged["moves"].state) == (second, PROPOSED)
        assert merged["loses"].state is CodingState.SUPERSEDED
        assert merged["raised"].state is ACCEPTED
        assert merged["raised"].decided_by == officer
        assert merged["refused"].state is CodingState.SUPERSEDED
        assert (first.state, first.merged_into_id) == (ThemeState.MERGED, second.id)
        assert first not in themes.list_themes(session, codebook)
        assert verification.faults(session) == []

    def test_the_heir_is_found_by_the_words_of_both(self, session, codebook, officer):
        first, second, _ = codebook.themes
        first.lexicon = {"seeds": ["no money"], "never": ["pocket money"]}
        second.lexicon = {"seeds": ["no interest"], "never": ["interest rate"]}
        session.commit()

        merging.merge(session, first, second, seen_version=1)

        assert second.lexicon["seeds"] == ["no interest", "no money"]
        assert second.lexicon["never"] == ["interest rate"]

    def test_taken_back_it_is_as_before(self, session, codebook, merged, officer):
        first, second, _ = codebook.themes
        before = {name: (each.theme_id, each.state) for name, each in merged.items()}
        lexicon = second.lexicon
        merging.merge(session, first, second, seen_version=1)

        merging.unmerge(session, first)

        session.expire_all()
        assert {name: (each.theme_id, each.state) for name, each in merged.items()} == before
        assert (first.state, second.lexicon) == (ThemeState.ACTIVE, lexicon)
        assert verification.faults(session) == []

    def test_taking_it_back_keeps_what_was_decided_since(self, session, codebook, merged, officer):
        first, second, _ = codebook.themes
        merging.merge(session, first, second, seen_version=1)
        session.expire_all()
        codings.accept(session, merged["moves"], seen=PROPOSED)

        merging.unmerge(session, first)

        session.expire_all()
        assert (merged["moves"].theme, merged["moves"].state) == (first, ACCEPTED)

    def test_refuses_a_stale_version(self, session, codebook, merged):
        first, second, _ = codebook.themes
        themes.change(session, first, seen_version=1, name="Money")

        with pytest.raises(Conflict, match="Somebody else"):
            merging.merge(session, first, second, seen_version=1)

        assert first.state is ThemeState.ACTIVE

    def test_refuses_itself_and_another_codebook(self, session, make, codebook):
        strange = make.codebook(make.consultation(), "parks").themes[0]

        for into in (codebook.themes[0], strange):
            with pytest.raises(InvalidInput, match="another theme"):
                merging.merge(session, codebook.themes[0], into, seen_version=1)

    def test_refuses_to_take_back_what_was_merged_on(self, session, codebook):
        first, second, third = codebook.themes
        merging.merge(session, first, second, seen_version=1)
        merging.merge(session, second, third, seen_version=second.version)

        with pytest.raises(Conflict, match="merged in turn"):
            merging.unmerge(session, first)

    def test_refuses_to_take_back_what_is_in_use(self, session, codebook):
        with pytest.raises(Conflict, match="in use"):
            merging.unmerge(session, codebook.themes[0])


@pytest.fixture
def candidate(make, session, consultation, codebook):
    listed = [make.statement(f"Dogs on pitch {n}", consultation=consultation) for n in range(3)]
    candidate = CandidateTheme(
        run=make.run(consultation),
        position=0,
        name="Dogs",
        keywords=["dogs", "pitch (wet)"],
        stability=0.9,
        members=[CandidateMember(statement=each, position=at) for at, each in enumerate(listed)],
    )
    session.add(candidate)
    session.commit()
    return candidate


class TestCandidates:
    def test_becomes_a_theme_with_its_statements_in_one_step(
        self, session, consultation, candidate, officer
    ):
        theme = candidates.accept(session, consultation, candidate, name="Dogs off the lead")

        assert theme.name == "Dogs off the lead"
        assert theme.lexicon == {"seeds": ["dogs", "pitch wet"]}
        assert candidate.state is CandidateState.ACCEPTED
        assert codings.ledger(session, consultation).themed == 3
        assert candidates.list_proposed(session, consultation) == []
        assert verification.faults(session) == []

    def test_its_statements_can_be_taken_back_in_one_step(
        self, session, consultation, candidate, officer
    ):
        candidates.accept(session, consultation, candidate)

        undoing.undo(session, consultation)

        assert codings.ledger(session, consultation).themed == 0

    def test_a_name_that_is_taken_changes_nothing(self, session, consultation, candidate, officer):
        with pytest.raises(InvalidInput, match="already"):
            candidates.accept(session, consultation, candidate, name="trust")

        session.expire_all()
        assert candidate.state is CandidateState.PROPOSED
        assert codings.ledger(session, consultation).themed == 0

    def test_dismissed_it_is_not_proposed_again(self, session, consultation, candidate, officer):
        candidates.dismiss(session, consultation, candidate)

        assert candidates.list_proposed(session, consultation) == []
        with pytest.raises(Conflict, match="dismissed"):
            candidates.accept(session, consultation, candidate)

    def test_is_made_a_theme_once(self, session, consultation, candidate, officer):
        candidates.accept(session, consultation, candidate)

        with pytest.raises(Conflict, match="theme already"):
            candidates.accept(session, consultation, candidate)


class TestSubThemes:
    @pytest.fixture
    def parts(self, session, candidate):
        found = [
            CandidateTheme(
                run=candidate.run,
                parent=candidate,
                position=position,
                name=name,
                keywords=[name.lower()],
                members=[
                    CandidateMember(statement=member.statement, position=at)
                    for at, member in enumerate(members)
                ],
            )
            for position, (name, members) in enumerate(
                (("Leads", candidate.members[:2]), ("Fouling", candidate.members[2:]))
            )
        ]
        session.add_all(found)
        session.commit()
        return found

    def test_are_shown_under_their_theme_and_not_beside_it(
        self, session, consultation, candidate, parts
    ):
        (group,) = candidates.list_proposed(session, consultation)

        assert group.candidate is candidate
        assert [(part.candidate.name, part.size) for part in group.subthemes] == [
            ("Leads", 2),
            ("Fouling", 1),
        ]

    def test_go_with_the_theme_when_it_is_taken_whole(
        self, session, consultation, candidate, parts, officer
    ):
        theme = candidates.accept(session, consultation, candidate)

        assert {part.theme_id for part in parts} == {theme.id}
        assert {part.state for part in parts} == {CandidateState.ACCEPTED}

    def test_become_a_theme_each(self, session, consultation, candidate, parts, officer):
        made = candidates.accept_parts(session, consultation, candidate)

        assert [theme.name for theme in made] == ["Leads", "Fouling"]
        assert codings.ledger(session, consultation).themed == 3
        assert candidates.list_proposed(session, consultation) == []
        assert verification.faults(session) == []

    def test_are_taken_back_in_one_step(self, session, consultation, candidate, parts, officer):
        candidates.accept_parts(session, consultation, candidate)

        undoing.undo(session, consultation)

        assert codings.ledger(session, consultation).themed == 0

    def test_a_name_that_is_taken_makes_none_of_them(
        self, session, consultation, candidate, parts, officer
    ):
        parts[1].name = "Trust"
        session.commit()

        with pytest.raises(InvalidInput, match="already"):
            candidates.accept_parts(session, consultation, candidate)

        session.expire_all()
        assert {each.state for each in (candidate, *parts)} == {CandidateState.PROPOSED}
        assert codings.ledger(session, consultation).themed == 0

    def test_a_theme_without_any_cannot_be_taken_apart(
        self, session, consultation, candidate, officer
    ):
        with pytest.raises(InvalidInput, match="no sub-themes"):
            candidates.accept_parts(session, consultation, candidate)

    def test_are_dismissed_with_their_theme(self, session, consultation, candidate, parts, officer):
        candidates.dismiss(session, consultation, candidate)

        assert {part.state for part in parts} == {CandidateState.DISMISSED}
