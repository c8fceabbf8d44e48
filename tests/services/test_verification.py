"""The store's own checks find what is wrong."""

from __future__ import annotations

from sqlalchemy import update

from consult.models.statements import Statement
from consult.models.themes import RunState
from consult.services import verification


def test_an_untouched_store_has_no_faults(session, make):
    statement = make.statement()
    make.coding(statement, make.codebook(statement.consultation).themes[0])

    assert verification.faults(session) == []


def test_finds_codings_of_a_run_that_was_never_finished(session, make):
    statement = make.statement()
    theme = make.codebook(statement.consultation).themes[0]
    run = make.run(statement.consultation, state=RunState.WAITING)
    coding = make.coding(statement, theme, run=run)

    assert verification.faults(session) == [
        f"Coding {coding.id} comes from an analysis that was never finished."
    ]


def test_finds_a_text_that_was_changed_behind_the_apps_back(session, make):
    statement = make.statement("No buses")
    session.execute(update(Statement).values(text="No trams"))
    session.commit()

    [fault] = verification.faults(session)

    assert f"Statement {statement.id} is not the same" in fault
