"""The ledger: every statement in one place, and the places add up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from consult.models.base import utc_now
from consult.models.kinds import StatementKind
from consult.models.statements import StatementState
from consult.models.themes import CodingState, ThemeState
from consult.services import codings, ledger, statements, verification, workbench_counts
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


SHAPES = st.lists(
    st.tuples(
        st.sampled_from(StatementState),
        st.sets(st.sampled_from(CodingState)),
        st.booleans(),  # whether the theme of what a later run replaced was deleted
    ),
    max_size=12,
)


@given(shapes=SHAPES, seen=st.integers(0, 12))
# Each example has a consultation of its own, so that one session serves them all.
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_sums_are_what_asking_each_statement_gives(session, make, shapes, seen):
    consultation = make.consultation()
    *themes, deleted = make.codebook(consultation, *"abcde").themes
    deleted.state = ThemeState.DELETED
    officer, run = make.user(), make.run(consultation, last_statement_id=0)
    for at, (state, coded, is_lost) in enumerate(shapes):
        reason = "" if state is StatementState.LIVE else REASON
        statement = make.statement(consultation=consultation, state=state, state_reason=reason)
        for theme, coding in zip(themes, sorted(coded), strict=False):
            decided = {"decided_at": utc_now(), "decided_by": officer}
            is_decided = coding in (CodingState.ACCEPTED, CodingState.REJECTED)
            make.coding(statement, theme, run=run, state=coding, **(decided if is_decided else {}))
        if is_lost:
            make.coding(statement, deleted, run=run, state=CodingState.SUPERSEDED)
        if at < seen:
            run.last_statement_id = statement.id
    session.flush()

    asked = session.scalars(
        select(ledger.place_of(consultation.id)).where(*ledger.counted_in(session, consultation))
    ).all()
    standing = ledger.of(session, consultation)

    assert standing.parts == {place: asked.count(place) for place in Place}
    other = select(func.count()).where(
        *ledger.counted_in(session, consultation), ledger.is_other(consultation.id)
    )
    assert session.scalar(other) == standing.other
    counts = workbench_counts.counts(session, consultation)
    live = [coded for state, coded, _ in shapes if state is StatementState.LIVE]
    by_people = {CodingState.ACCEPTED, CodingState.REJECTED}
    assert counts.waiting == sum(CodingState.PROPOSED in coded for coded in live)
    assert counts.decided == sum(
        bool(coded & by_people) and CodingState.PROPOSED not in coded for coded in live
    )
