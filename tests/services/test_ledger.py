"""The ledger: every statement in one place, and the places add up."""

from __future__ import annotations

import pytest

from consult.models.kinds import StatementKind
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.services import codings, ledger, statements, verification
from consult.services.ledger import Place
from consult.services.statements import Filters

REASON = "for a reason"


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def theme(make, consultation):
    return make.codebook(consultation, "resources").themes[0]


def test_before_any_analysis_everything_waits(session, make, consultation):
    make.statement(consultation=consultation)

    standing = ledger.of(session, consultation)

    assert (standing.received, standing.to_review, standing.other) == (1, 1, 0)


def test_each_statement_stands_in_one_place(session, make, consultation, theme, officer):
    for state in set(StatementState) - {StatementState.REPLACED}:
        make.statement(
            consultation=consultation,
            state=state,
            state_reason="" if state is StatementState.LIVE else REASON,
        )
    themed, waiting, rejected = (make.statement(consultation=consultation) for _ in range(3))
    run = make.run(consultation)
    codings.add(session, themed, theme)
    make.coding(waiting, theme, run=run)
    codings.reject(session, make.coding(rejected, theme, run=run), seen=CodingState.PROPOSED)
    make.statement(consultation=consultation)  # after the run

    standing = ledger.of(session, consultation)

    assert standing.parts == {
        Place.THEMED: 1,
        Place.TO_REVIEW: 2,
        Place.OTHER: 2,
        Place.EMPTY: 1,
        Place.DUPLICATE: 1,
        Place.CAMPAIGN: 1,
        Place.WITHHELD: 2,
    }
    assert standing.received == 10
    assert standing.adds_up
    assert verification.faults(session) == []


def test_a_struck_statement_counts_as_withheld_even_with_an_accepted_theme(
    session, make, consultation, theme, officer
):
    statement = make.statement(consultation=consultation)
    codings.add(session, statement, theme)

    statements.set_state(session, statement, StatementState.STRUCK, reason=REASON)

    standing = ledger.of(session, consultation)
    assert (standing.themed, standing.withheld) == (0, 1)


def test_counts_only_the_kinds_that_are_coded(session, make, consultation, theme):
    make.statement(consultation=consultation, kind=StatementKind.WORK)
    make.statement(consultation=consultation)

    assert ledger.of(session, consultation).received == 1


@pytest.mark.parametrize("place", Place)
def test_each_number_leads_to_its_statements(session, make, consultation, theme, officer, place):
    codings.add(session, make.statement(consultation=consultation), theme)
    make.statement(consultation=consultation, state="withheld", state_reason=REASON)
    make.statement(consultation=consultation, kind=StatementKind.WORK)
    make.statement(consultation=consultation)

    _, total = statements.find(session, consultation, Filters(place=place))

    assert total == ledger.of(session, consultation).parts[place]
