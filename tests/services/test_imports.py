"""Notes in: read, added once, taken back."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from sqlalchemy import select

from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementVersion
from consult.models.strategy import Outcome
from consult.models.themes import Coding
from consult.services import imports, splitting, statements, ties, verification
from consult.services.imports import CannotUndo, FileRefused, NothingToAdd
from consult.services.imports.staging import Staging
from consult.services.refusals import NotFound
from tests.factories import count

NOTES = """Outcome 2.1: People feel safe

Work
- Street wardens on Fridays – HH
- Youth club in the hall

Barriers
- No money after March
- Nobody told us
"""
DEMO = files("consult.services") / "demo" / "notes"


def add(session, consultation, text=NOTES, name="notes.txt"):
    content = text.encode()
    reading = imports.read_notes(content, name)
    return imports.add(session, consultation, content=content, filename=name, reading=reading)


class TestAdd:
    def test_keeps_each_statement_with_its_place_and_the_file_as_it_came(self, session, make):
        consultation = make.consultation()
        partner = make.organisation("Hartwell Housing", "HH")

        added = add(session, consultation)

        stored = imports.statements_of(session, added.import_)
        assert [(each.kind.value, each.text) for each in stored] == [
            ("work", "Street wardens on Fridays – HH"),
            ("work", "Youth club in the hall"),
            ("barrier", "No money after March"),
            ("barrier", "Nobody told us"),
        ]
        assert {each.outcome.reference for each in stored} == {"2.1"}
        assert [each.organisation_id for each in stored[0].partners] == [partner.id]
        assert all(each.place for each in stored)
        assert added.import_.notes_file.content == NOTES.encode()
        assert verification.faults(session) == []

    def test_the_same_file_twice_adds_nothing(self, session, make):
        consultation = make.consultation()

        first = add(session, consultation)
        second = add(session, consultation, name="another name.txt")

        assert (first.statements, second.statements, second.is_new) == (4, 0, False)
        assert second.import_.id == first.import_.id
        assert count(session, Statement) == 4
        assert count(session, NotesFile) == 1

    def test_brings_in_an_outcome_that_the_consultation_did_not_have(self, session, make):
        consultation = make.consultation(strategy=make.strategy("1.1"))

        add(session, consultation)

        outcome = session.scalar(select(Outcome).where(Outcome.reference == "2.1"))
        assert outcome.title == "People feel safe"
        assert outcome in consultation.outcomes
        assert outcome.strategy_id == consultation.strategy_id

    def test_works_where_there_is_no_strategy_at_all(self, session, make):
        consultation = make.consultation()
        consultation.outcomes = []
        consultation.strategy = None
        session.commit()

        add(session, consultation)

        assert [each.reference for each in consultation.outcomes] == ["2.1"]
        assert verification.faults(session) == []

    def test_refuses_a_file_without_statements_and_stores_nothing(self, session, make):
        consultation = make.consultation()
        reading = imports.read_notes(b"(Please write on the other side)\n", "x.txt")

        with pytest.raises(NothingToAdd, match=r"No statement was found in x\.txt"):
            imports.add(session, consultation, content=b"x", filename="x.txt", reading=reading)

        assert count(session, NotesFile) == count(session, Import) == 0

    def test_reads_the_demo_workshop_exactly(self, session, make):
        consultation = make.consultation()
        name = "evening_notes.docx"
        content = (DEMO / name).read_bytes()
        expected = json.loads((DEMO / "evening_notes.expected.json").read_text("utf-8"))

        reading = imports.read_notes(content, name)
        added = imports.add(session, consultation, content=content, filename=name, reading=reading)

        stored = imports.statements_of(session, added.import_)
        assert [
            (each.outcome.reference if each.outcome else None, each.kind.value, each.text)
            for each in stored
        ] == [(each["outcome"], each["kind"], each["text"]) for each in expected["statements"]]


class TestUndo:
    def test_takes_every_statement_out_and_lets_the_file_be_added_again(self, session, make):
        consultation = make.consultation()
        record = add(session, consultation).import_

        number = imports.undo(session, record)
        again = add(session, consultation)

        assert number == 4
        assert again.is_new
        assert again.import_.id != record.id
        assert count(session, Statement) == count(session, StatementVersion) == 4
        assert verification.faults(session) == []

    def test_is_refused_once_a_statement_is_coded(self, session, make):
        consultation = make.consultation()
        record = add(session, consultation).import_
        user = make.user()
        codebook = make.codebook(consultation)
        statement = imports.statements_of(session, record)[0]
        session.add(
            Coding(
                statement=statement, theme=codebook.themes[0], coder_kind="person", coder_id=user.id
            )
        )
        session.commit()

        with pytest.raises(CannotUndo, match="coded"):
            imports.undo(session, record)

        assert count(session, Statement) == 4
        assert not imports.can_undo(session, record)

    def test_is_refused_once_a_statement_is_changed(self, session, make):
        record = add(session, make.consultation()).import_
        statement = imports.statements_of(session, record)[0]
        statements.change(session, statement, seen_version=1, text="Street wardens on Mondays")

        with pytest.raises(CannotUndo, match="changed"):
            imports.undo(session, record)

        assert count(session, Statement) == 4

    @pytest.mark.parametrize("is_needed", [False, True])
    def test_takes_out_the_outcomes_that_it_brought_in_and_nothing_else_names(
        self, session, make, is_needed
    ):
        consultation = make.consultation(strategy=make.strategy("1.1"))
        text = "Outcome 1.1: Homes\n\nBarriers\n- Rent\n\nOutcome 9.9: New\n\nBarriers\n- Damp\n"
        added = add(session, consultation, text)
        [made] = [each for each in consultation.strategy.outcomes if each.reference == "9.9"]
        if is_needed:
            make.statement("Mould", table=make.table(make.workshop(consultation)), outcome=made)

        imports.undo(session, added.import_)

        left = ["1.1", "9.9"] if is_needed else ["1.1"]
        assert [each.reference for each in consultation.outcomes] == left
        assert [each.reference for each in consultation.strategy.outcomes] == left

    def test_is_refused_once_a_statement_is_split_even_if_that_was_undone(self, session, make):
        record = add(session, make.consultation()).import_
        whole = imports.statements_of(session, record)[3]
        splitting.split(session, whole, ["Nobody", "told us"], seen_version=1)
        splitting.undo(session, whole)

        with pytest.raises(CannotUndo, match="split"):
            imports.undo(session, record)

        assert verification.faults(session) == []

    def test_is_refused_once_a_solution_is_tied_to_a_statement(self, session, make):
        record = add(session, make.consultation()).import_
        barrier = imports.statements_of(session, record)[3]
        solution = make.statement(
            "Tell us", consultation=barrier.consultation, kind=StatementKind.SOLUTION
        )
        ties.tie(session, solution, [barrier])

        with pytest.raises(CannotUndo, match="tied"):
            imports.undo(session, record)

    def test_is_refused_a_second_time(self, session, make):
        record = add(session, make.consultation()).import_
        imports.undo(session, record)

        with pytest.raises(CannotUndo, match="already"):
            imports.undo(session, record)


def test_a_file_that_cannot_be_read_is_refused_with_its_sentence():
    with pytest.raises(FileRefused, match=r"notes\.docx"):
        imports.read_notes(b"PK\x03\x04 not really", "notes.docx")


class TestStaging:
    def test_gives_a_file_back_to_its_sender_only(self, tmp_path):
        staging = Staging(tmp_path)
        token = staging.put(filename="notes.txt", content=b"a\nb", owner=1)

        assert staging.get(token, owner=1).content == b"a\nb"
        with pytest.raises(NotFound):
            staging.get(token, owner=2)

    @pytest.mark.parametrize("token", ["", "../../etc/passwd", "x" * 32, "a/b"])
    def test_knows_no_other_file(self, tmp_path, token):
        with pytest.raises(NotFound, match="nothing was added"):
            Staging(tmp_path).get(token, owner=1)

    def test_forgets_what_was_added(self, tmp_path):
        staging = Staging(tmp_path)
        token = staging.put(filename="notes.txt", content=b"a", owner=1)

        staging.drop(token)

        with pytest.raises(NotFound):
            staging.get(token, owner=1)


@pytest.mark.seeds
class TestTheFoundingWorkshop:
    def test_gives_all_work_notes_and_barriers_of_its_tables(self, session, make, shared):
        consultation = make.consultation()
        name = "2008-workshop-feedback-notes.docx"
        content = (shared / "seeds" / name).read_bytes()

        reading = imports.read_notes(content, name)
        added = imports.add(session, consultation, content=content, filename=name, reading=reading)

        stored = imports.statements_of(session, added.import_)
        in_tables = [each for each in stored if "table" in each.place]
        kinds = [each.kind.value for each in in_tables]
        assert kinds.count("work") == 33
        assert kinds.count("barrier") == 34
        assert {each.outcome.reference for each in in_tables} == {"2.1", "2.2", "3.1"}
