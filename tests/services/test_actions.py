"""Decisions about themes, the actions that follow, and what residents are told of them."""

from __future__ import annotations

from datetime import date

import pytest

from consult.models.actions import ActionStatus, Verdict
from consult.models.audit import AuditEvent
from consult.models.statements import StatementState
from consult.models.themes import CodingState, ThemeState
from consult.services import actions
from consult.services.actions import decisions, following, telling
from consult.services.refusals import Conflict, InvalidInput, NotFound

TODAY = date(2026, 3, 5)


@pytest.fixture
def codebook(make):
    return make.codebook(make.consultation(), "resources", "apathy", "trust")


@pytest.fixture
def decision(session, codebook):
    return actions.add(
        session,
        codebook.consultation,
        verdict=Verdict.WILL,
        text="A second evening bus runs from May.",
        theme_ids=[codebook.themes[0].id],
    )


class TestDecisions:
    def test_are_for_staff_until_they_are_shown(self, session, decision):
        consultation = decision.consultation

        assert telling.answered(session, consultation) == []
        actions.show(session, decision, is_public=True)
        actions.show(session, decision, is_public=True)

        assert [each.decision for each in telling.answered(session, consultation)] == [decision]
        assert session.query(AuditEvent).filter_by(event="decision.shown").count() == 1

    @pytest.mark.parametrize("verdict", [Verdict.LOOK_INTO, Verdict.WILL_NOT])
    def test_say_why_unless_it_is_simply_done(self, session, codebook, verdict):
        with pytest.raises(InvalidInput, match="Write why") as refusal:
            actions.add(
                session,
                codebook.consultation,
                verdict=verdict,
                text="No second bus.",
                reason="  ",
                theme_ids=[codebook.themes[0].id],
            )

        assert refusal.value.field == "reason"

    @pytest.mark.parametrize(
        ("text", "chosen", "sentence"),
        [
            (" ", [0], "Write what was decided"),
            ("x" * 1_001, [0], "has 1,001 characters; the most is 1,000"),
            ("A bus.", [], "Choose at least one theme"),
        ],
    )
    def test_without_what_they_need_are_refused(self, session, codebook, text, chosen, sentence):
        with pytest.raises(InvalidInput, match=sentence):
            actions.add(
                session,
                codebook.consultation,
                verdict=Verdict.WILL,
                text=text,
                theme_ids=[codebook.themes[at].id for at in chosen],
            )

    def test_about_another_consultations_theme_are_refused(self, session, make, codebook):
        foreign = make.codebook(make.consultation(), "rent").themes[0]

        with pytest.raises(InvalidInput, match="no longer in the codebook"):
            actions.add(
                session,
                codebook.consultation,
                verdict=Verdict.WILL,
                text="A bus.",
                theme_ids=[foreign.id],
            )

    def test_of_another_consultation_are_not_found(self, session, make, decision):
        with pytest.raises(NotFound):
            actions.get(session, make.consultation(), decision.id)

    def test_changed_meanwhile_are_not_overwritten(self, session, codebook, decision):
        words = {"verdict": Verdict.WILL, "theme_ids": [codebook.themes[1].id]}
        actions.change(session, decision, seen_version=1, text="In June.", **words)

        with pytest.raises(Conflict, match="What you wrote is still below"):
            actions.change(session, decision, seen_version=1, text="In July.", **words)

        assert (decision.text, [theme.key for theme in decision.themes]) == ("In June.", ["apathy"])


class TestWhatPeopleSaid:
    def test_counts_statements_whose_theme_was_accepted_and_that_count(
        self, session, make, codebook, decision
    ):
        theme = codebook.themes[0]
        for state in (CodingState.ACCEPTED, CodingState.ACCEPTED, CodingState.PROPOSED):
            said = make.statement(consultation=codebook.consultation)
            is_decided = state is CodingState.ACCEPTED
            fields = {"decided_at": said.recorded_at} if is_decided else {}
            make.coding(said, theme, state=state, **fields)
        withheld = make.statement(
            consultation=codebook.consultation,
            state=StatementState.WITHHELD,
            state_reason="Names somebody",
        )
        make.coding(withheld, theme, state=CodingState.ACCEPTED, decided_at=withheld.recorded_at)

        (entry,) = telling.answered(session, codebook.consultation, only_public=False)

        assert [(said.theme.key, said.statements) for said in entry.said] == [("resources", 2)]
        assert not entry.said[0].is_counted_in_public

    def test_follows_a_theme_into_the_one_that_it_was_merged_into(
        self, session, make, codebook, decision
    ):
        gone, kept = codebook.themes[:2]
        gone.state, gone.merged_into_id = ThemeState.MERGED, kept.id
        session.commit()

        (entry,) = telling.answered(session, codebook.consultation, only_public=False)

        assert [said.theme.key for said in entry.said] == ["apathy"]

    def test_that_nobody_answered_is_listed_largest_first(self, session, make, codebook, decision):
        for theme, number in zip(codebook.themes, (1, 1, 2), strict=True):
            for _ in range(number):
                said = make.statement(consultation=codebook.consultation)
                make.coding(said, theme, state=CodingState.ACCEPTED, decided_at=said.recorded_at)
        themes = decisions.choices(session, codebook.consultation)

        left = telling.unanswered(session, codebook.consultation, themes)

        assert [(said.theme.key, said.statements) for said in left] == [("trust", 2), ("apathy", 1)]


class TestActions:
    def test_keep_their_history(self, session, make, decision):
        action = following.add(
            session, decision, text="Let the tender", owner="Transport team", due_on=TODAY
        )
        following.change(
            session,
            action,
            seen_version=1,
            text="Let the tender",
            owner="Transport team",
            due_on=date(2026, 4, 1),
            status=ActionStatus.UNDER_WAY,
            note="Three firms asked for the papers.",
        )

        session.expire_all()
        assert [(entry.status, entry.due_on, entry.note) for entry in action.progress] == [
            (ActionStatus.PLANNED, TODAY, ""),
            (ActionStatus.UNDER_WAY, date(2026, 4, 1), "Three firms asked for the papers."),
        ]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": " "}, "text"),
            ({"owner": " "}, "owner"),
            ({"owner": "x" * 201}, "owner"),
        ],
    )
    def test_without_words_or_owner_are_refused(self, session, decision, fields, field):
        with pytest.raises(InvalidInput) as refusal:
            following.add(session, decision, **{"text": "A tender", "owner": "Team", **fields})

        assert refusal.value.field == field

    def test_are_not_stopped_without_a_word(self, session, decision):
        action = following.add(session, decision, text="A tender", owner="Team")

        with pytest.raises(InvalidInput, match="why it was stopped"):
            following.change(
                session,
                action,
                seen_version=1,
                text="A tender",
                owner="Team",
                status=ActionStatus.STOPPED,
            )

    def test_are_listed_by_what_is_due(self, session, make, decision):
        partner = make.organisation("Harbour Trust", "HT")
        for text, due, status, by in (
            ("No day", None, ActionStatus.PLANNED, None),
            ("Late", date(2026, 3, 4), ActionStatus.UNDER_WAY, partner),
            ("Late but done", date(2026, 3, 1), ActionStatus.DONE, None),
            ("Today", TODAY, ActionStatus.PLANNED, partner),
        ):
            action = following.add(
                session, decision, text=text, owner="Team", due_on=due, organisation=by
            )
            action.status = status
        session.commit()

        def texts(**filters):
            found, total = following.find(session, following.Filters(**filters), today=TODAY)
            assert total == len(found)
            return [each.text for each in found]

        assert texts(due=following.Due.OPEN) == ["Late", "Today", "No day"]
        assert texts(due=following.Due.OVERDUE) == ["Late"]
        assert texts(due=following.Due.SETTLED) == ["Late but done"]
        assert texts(organisation_id=partner.id, words="LATE") == ["Late"]
        assert following.overdue(session, today=TODAY) == 1
