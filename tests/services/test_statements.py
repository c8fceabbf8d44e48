"""The statement store's door."""

from __future__ import annotations

from uuid import uuid4

import pytest

from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import audit, statements, verification
from consult.services.refusals import InvalidInput
from consult.services.statements import EditedMeanwhile, Filters, Source
from tests.factories import count


class TestRecord:
    def test_keeps_every_word_as_it_was_said(self, session, make):
        table = make.table()
        words = "  Nobody asked us –\tnot once!  =1+1 <b>ż\u00f3łw</b> 🐢"

        statement = statements.record(
            session,
            table.workshop.consultation,
            kind=StatementKind.BARRIER,
            text=words,
            source=Source(table=table),
        )

        assert statement.text == words.strip()
        assert [version.text for version in statement.versions] == [words.strip()]
        assert verification.faults(session) == []

    def test_the_same_uuid_again_stores_nothing(self, session, make):
        table = make.table()
        uuid = uuid4()

        first, second = (
            statements.record(
                session,
                table.workshop.consultation,
                kind=StatementKind.WORK,
                text="Youth club on Fridays",
                source=Source(table=table),
                uuid=uuid,
            )
            for _ in range(2)
        )

        assert first.id == second.id
        assert count(session, Statement) == 1

    @pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "x" * 20_001])
    def test_refuses_what_cannot_be_a_statement(self, session, make, text):
        table = make.table()

        with pytest.raises(InvalidInput):
            statements.record(
                session,
                table.workshop.consultation,
                kind=StatementKind.WORK,
                text=text,
                source=Source(table=table),
            )

        assert count(session, Statement) == 0

    @pytest.mark.parametrize("text", ["n/a", "None.", "no comment", "-", "...", "Nothing to add"])
    def test_an_answer_that_says_nothing_is_kept_as_empty(self, session, make, text):
        table = make.table()

        statement = statements.record(
            session,
            table.workshop.consultation,
            kind=StatementKind.BARRIER,
            text=text,
            source=Source(table=table),
        )

        assert statement.state is StatementState.EMPTY
        assert statement.text == text

    def test_names_the_partner_after_a_dash(self, session, make):
        table = make.table()
        partner = make.organisation("Hartwell Housing", "HH", "Hartwell")

        known, unknown, none = (
            statements.record(
                session,
                table.workshop.consultation,
                kind=StatementKind.WORK,
                text=text,
                source=Source(table=table),
            )
            for text in ("Lunch club – HH", "Repairs day (ZQX)", "We tried – but nobody came")
        )

        assert [(each.label, each.organisation_id) for each in known.partners] == [
            ("HH", partner.id)
        ]
        assert [(each.label, each.organisation_id) for each in unknown.partners] == [("ZQX", None)]
        assert none.partners == []


class TestChange:
    def test_makes_a_new_version_and_keeps_the_old(self, session, make):
        statement = make.statement("No buses")

        statements.change(session, statement, seen_version=1, text="No buses after six")

        assert statement.version == 2
        assert [version.text for version in statement.versions] == [
            "No buses",
            "No buses after six",
        ]
        assert verification.faults(session) == []

    def test_refuses_an_edit_of_an_older_version_and_gives_both_texts(self, session, make):
        statement = make.statement("No buses")
        statements.change(session, statement, seen_version=1, text="No buses after six")

        with pytest.raises(EditedMeanwhile) as refusal:
            statements.change(session, statement, seen_version=1, text="No trams")

        assert (refusal.value.theirs, refusal.value.mine) == ("No buses after six", "No trams")
        assert statement.text == "No buses after six"


class TestSetState:
    def test_strikes_through_and_brings_back(self, session, make):
        statement = make.statement()

        statements.set_state(session, statement, StatementState.STRUCK, reason="typed twice")
        struck = statement.state
        statements.set_state(session, statement, StatementState.LIVE)

        assert struck is StatementState.STRUCK
        assert statement.is_live
        assert len(statement.versions) == 3

    def test_refuses_to_withhold_without_a_reason(self, session, make):
        statement = make.statement()

        with pytest.raises(InvalidInput, match="Say why"):
            statements.set_state(session, statement, StatementState.WITHHELD)

        assert statement.is_live


class TestFind:
    def test_narrows_by_words_without_treating_them_as_a_pattern(self, session, make):
        consultation = make.consultation()
        make.statement("100% sure", consultation=consultation)
        make.statement("1000 sure", consultation=consultation)

        found, total = statements.find(session, consultation, Filters(words="100%"))

        assert [each.text for each in found] == ["100% sure"]
        assert total == 1


class TestAuditTrail:
    def test_cannot_be_changed_even_with_the_database_in_hand(self, session, make):
        from sqlalchemy import text
        from sqlalchemy.exc import DBAPIError

        statement = make.statement()
        statements.set_state(session, statement, StatementState.STRUCK, reason="typed twice")

        for command in ("UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"):
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(text(command))
            session.rollback()

        assert audit.broken_link(session) is None
