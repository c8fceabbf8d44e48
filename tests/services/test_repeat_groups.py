"""Groups of repeats: found by a run, decided as one with a reason, reversible."""

from __future__ import annotations

import pytest

from consult.models.repeats import RepeatDecision, RepeatGroup, RepeatKind
from consult.models.statements import StatementState
from consult.services import (
    analysis_inputs,
    ledger,
    repeat_groups,
    repeats,
    undoing,
    verification,
)
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.repeat_groups import Found
from consult.services.transaction import transaction

LETTER = "Please keep the library on Mill Lane open in the evenings for all of us who work"
OPEN, SEPARATE = RepeatDecision.OPEN, RepeatDecision.SEPARATE
CAMPAIGN, DUPLICATE = RepeatDecision.CAMPAIGN, RepeatDecision.DUPLICATE
LIVE = StatementState.LIVE


@pytest.fixture
def consultation(make):
    made = make.consultation()
    make.codebook(made)
    return made


@pytest.fixture
def group(session, make, consultation):
    said = [make.statement(LETTER, consultation=consultation) for _ in range(3)]
    run = make.run(consultation)
    with transaction(session):
        found = Found(RepeatKind.EXACT, tuple(each.id for each in said))
        repeat_groups.store(session, run, [found])
    [group], total = repeat_groups.find(session, consultation)
    assert total == 1
    return group


def states(group):
    return [member.statement.state for member in group.members]


class TestFinding:
    def test_a_run_groups_what_says_the_same(self, session, make, consultation):
        copies = [make.statement(LETTER, consultation=consultation).id for _ in range(2)]
        letters = [s.id for n in range(5) for s in make.response(consultation, f"{LETTER} {n}")]
        make.statement("The bus is late", consultation=consultation)
        inputs = analysis_inputs.read(session, make.run(consultation))

        [found] = repeats.groups(inputs)

        assert found.kind is RepeatKind.CAMPAIGN
        assert sorted(found.statement_ids) == sorted([*copies, *letters])


class TestDeciding:
    @pytest.mark.parametrize(
        ("decision", "aside"),
        [(CAMPAIGN, StatementState.CAMPAIGN), (DUPLICATE, StatementState.DUPLICATE)],
    )
    def test_one_counts_and_the_ledger_tells_the_others_apart(
        self, session, consultation, group, officer, decision, aside
    ):
        repeat_groups.decide(session, group, decision, reason="One letter.", seen=OPEN)

        assert states(group) == [LIVE, aside, aside]
        assert "One letter. Statement" in group.members[1].statement.state_reason
        standing = ledger.of(session, consultation)
        assert (getattr(standing, aside.value), standing.adds_up) == (2, True)
        assert verification.faults(session) == []

    def test_separate_words_all_count_and_later_runs_leave_them(
        self, session, make, consultation, group, officer
    ):
        repeat_groups.decide(session, group, CAMPAIGN, reason="One letter.", seen=OPEN)
        repeat_groups.take_back(session, group)
        repeat_groups.decide(session, group, SEPARATE, reason="Three neighbours.", seen=OPEN)

        assert states(group) == [LIVE] * 3
        run = make.run(consultation)
        assert all(item.is_settled for item in analysis_inputs.read(session, run).items)
        with transaction(session):
            ids = tuple(member.statement_id for member in group.members)
            repeat_groups.store(session, run, [Found(RepeatKind.EXACT, ids)])
        assert repeat_groups.count_open(session, consultation) == 0
        assert repeat_groups.find(session, consultation, is_open=False) == ([group], 1)

    def test_what_was_withheld_stays_withheld(self, session, consultation, group, officer):
        first = group.members[0].statement
        repeat_groups.statements.set_state(
            session, first, StatementState.WITHHELD, reason="It names a neighbour."
        )

        repeat_groups.decide(session, group, DUPLICATE, reason="Read out twice.", seen=OPEN)

        assert states(group) == [StatementState.WITHHELD, LIVE, StatementState.DUPLICATE]

    def test_undo_opens_it_again(self, session, consultation, group, officer):
        repeat_groups.decide(session, group, CAMPAIGN, reason="One letter.", seen=OPEN)

        undone = undoing.undo(session, consultation)

        assert undone.text == "Undone: deciding about repeats."
        assert states(group) == [LIVE] * 3
        assert (group.decision, group.reason) == (OPEN, "")

    def test_the_second_of_two_officers_is_told(self, session, make, group, officer, work_as):
        repeat_groups.decide(session, group, CAMPAIGN, reason="One letter.", seen=OPEN)
        work_as(make.user())

        with pytest.raises(Conflict, match=r"Olwen Officer has decided.*One letter"):
            repeat_groups.decide(session, group, SEPARATE, reason="Neighbours.", seen=OPEN)

        assert group.decision is CAMPAIGN

    @pytest.mark.parametrize(
        ("decision", "reason", "refusal"),
        [(SEPARATE, " ", "Say in a sentence"), (OPEN, "Because.", "Choose what the group is")],
    )
    def test_without_a_reason_or_a_choice_it_is_refused(
        self, session, group, officer, decision, reason, refusal
    ):
        with pytest.raises(InvalidInput, match=refusal):
            repeat_groups.decide(session, group, decision, reason=reason, seen=OPEN)

    def test_an_open_one_cannot_be_taken_back_nor_a_strange_one_found(
        self, session, make, group, officer
    ):
        with pytest.raises(Conflict, match="open already"):
            repeat_groups.take_back(session, group)
        with pytest.raises(NotFound):
            repeat_groups.get(session, make.consultation(), group.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestPage:
    def test_decides_keeps_what_was_typed_and_takes_back(
        self, session, consultation, group, client_of
    ):
        officer = client_of()
        home = f"/staff/c/{consultation.slug}/themes/repeats"
        fields = {"decision": "campaign", "seen": "open", "reason": "One <b>letter</b>"}
        path = f"{home}/{group.id}"

        refused = officer.post(f"{path}/decide", data={**fields, "seen": "separate"})
        done = officer.post(f"{path}/decide", data=fields, follow_redirects=True)
        listed = officer.get(f"{home}?decided=yes").text
        officer.post(f"{path}/take-back", data={"decided": "yes"})

        assert refused.status_code == 409
        assert 'value="One &lt;b&gt;letter&lt;/b&gt;"' in refused.text
        assert "No group waits for a decision." in done.text
        assert "one campaign. One &lt;b&gt;letter&lt;/b&gt;" in listed
        assert "campaign copy" in listed
        session.rollback()
        session.expire_all()
        assert session.get(RepeatGroup, group.id).decision is OPEN
