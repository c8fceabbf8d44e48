"""Signing off by two people, what changes after it, and the decision log."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import pytest

from consult.models.themes import CodingState
from consult.services import codings, decision_log, deleting, sign_offs, themes, verification
from consult.services.codings import NotAPerson
from consult.services.double_coding import drawing
from consult.services.double_coding.blinding import StillBlind
from consult.services.refusals import Conflict, NotFound
from consult.services.reports import gathering, method
from consult.services.reports.beside import neighbours

TODAY = date(2026, 11, 28)


@pytest.fixture
def consultation(make):
    return make.consultation(title="Hallowick listens")


@pytest.fixture
def accepted(session, make, consultation, officer):
    """Three statements with an accepted theme each."""
    codebook = make.codebook(consultation, "resources", "apathy")
    run = make.run(consultation)
    found = []
    for number in range(3):
        statement = make.statement(f"Statement {number}", consultation=consultation)
        coding = make.coding(statement, codebook.themes[0], run=run)
        found.append(codings.accept(session, coding, seen=CodingState.PROPOSED))
    return found


@pytest.fixture
def signed(session, make, consultation, accepted, work_as, officer):
    seen = sign_offs.to_sign(session, consultation).digest
    sign_offs.sign(session, consultation, seen=seen)
    work_as(make.user(name="Rhian Second"))
    return sign_offs.sign(session, consultation, seen=seen)


def _sample(session, make, consultation, first):
    """Draw all that one person may code blind, for them and the machine."""
    for number in range(drawing.FEWEST):
        make.statement(f"Not looked at yet {number}", consultation=consultation)
    return drawing.draw(
        session,
        consultation,
        size=len(drawing.eligible(session, consultation, first, None)),
        spread_by="kind",
        first=first,
        second=None,
        seed=1,
    )


class TestSign:
    def test_takes_two_people_and_one_content(self, session, consultation, signed):
        assert sign_offs.current(session, consultation) is signed
        assert sign_offs.waiting(session, consultation) is None
        assert (signed.first_by.name, signed.second_by.name) == ("Olwen Officer", "Rhian Second")
        assert signed.digest == sign_offs.digest_of(signed.content)
        assert len(signed.content["codings"]) == 3
        assert verification.faults(session) == []

    def test_the_same_person_is_not_the_second(self, session, consultation, accepted):
        seen = sign_offs.to_sign(session, consultation).digest
        sign_offs.sign(session, consultation, seen=seen)

        with pytest.raises(Conflict, match="somebody else"):
            sign_offs.sign(session, consultation, seen=seen)

    def test_what_changed_since_it_was_seen_is_not_signed(self, session, consultation, accepted):
        seen = sign_offs.to_sign(session, consultation).digest
        codings.reject(session, accepted[0], seen=CodingState.ACCEPTED)

        with pytest.raises(Conflict, match="changed since you looked"):
            sign_offs.sign(session, consultation, seen=seen)

    def test_a_change_between_the_two_asks_the_first_again(
        self, session, make, consultation, accepted, work_as
    ):
        sign_offs.sign(session, consultation, seen=sign_offs.to_sign(session, consultation).digest)
        codings.reject(session, accepted[0], seen=CodingState.ACCEPTED)
        second = work_as(make.user(name="Rhian Second"))

        again = sign_offs.sign(
            session, consultation, seen=sign_offs.to_sign(session, consultation).digest
        )

        assert (again.first_by, again.second_by) == (second, None)
        assert sign_offs.current(session, consultation) is None

    def test_nothing_and_the_same_again_are_not_signed(self, session, make, consultation, signed):
        empty = make.consultation()
        make.codebook(empty)

        with pytest.raises(Conflict, match="nothing to sign"):
            sign_offs.sign(session, empty, seen=sign_offs.to_sign(session, empty).digest)
        with pytest.raises(Conflict, match="signed already"):
            sign_offs.sign(session, consultation, seen=signed.digest)

    def test_a_machine_does_not_sign(self, session, consultation, accepted):
        from consult.services import audit

        audit.act_as(session, audit.SYSTEM)

        with pytest.raises(NotAPerson):
            sign_offs.sign(session, consultation, seen="")

    def test_double_coding_that_is_not_finished_blocks_nothing_and_is_kept(
        self, session, make, consultation, accepted, officer, work_as
    ):
        _sample(session, make, consultation, officer)
        seen = sign_offs.to_sign(session, consultation).digest

        sign_offs.sign(session, consultation, seen=seen)
        work_as(make.user(name="Rhian Second"))
        signed = sign_offs.sign(session, consultation, seen=seen)

        (told,) = signed.figures["unfinished"]
        assert "to be coded by a person and the machine" in told

    def test_who_codes_blind_cannot_sign_what_is_hidden_from_them(
        self, session, make, consultation, accepted, work_as
    ):
        blind = make.user(name="Bryn Blind")
        _sample(session, make, consultation, blind)
        work_as(blind)

        with pytest.raises(StillBlind, match="Somebody else can sign meanwhile"):
            sign_offs.to_sign(session, consultation)
        with pytest.raises(StillBlind):
            sign_offs.sign(session, consultation, seen="")


class TestAfterwards:
    def test_nothing_has_changed_at_first(self, session, consultation, signed):
        assert not sign_offs.changes_since(session, consultation, signed)
        assert sign_offs.in_words(session, consultation)[-1].startswith("Nothing has changed")

    def test_changes_are_counted_and_listed(self, session, consultation, accepted, signed):
        first, second = themes.list_themes(session, themes.get_codebook(session, consultation))
        codings.move(session, accepted[0], second, seen=CodingState.ACCEPTED)
        themes.change(session, first, seen_version=1, name="Money")

        changes = sign_offs.changes_since(session, consultation, signed)

        assert (changes.count("added"), changes.count("removed")) == (1, 1)
        assert [(each.name, each.what) for each in changes.themes] == [("Money", "changed")]
        told = sign_offs.in_words(session, consultation)
        assert "Changes after sign-off: 1 coding added, 1 removed" in told[1]
        assert "1 theme changed" in told[1]

    def test_a_deletion_after_sign_off_is_such_a_change(
        self, session, consultation, accepted, signed
    ):
        theme = accepted[0].theme
        deleting.delete(session, theme, seen_version=theme.version)

        changes = sign_offs.changes_since(session, consultation, signed)

        assert changes.count("removed") == 3
        assert [each.what for each in changes.themes] == ["removed"]

    def test_a_change_of_what_was_signed_is_found(self, session, consultation, signed):
        signed.content = {**signed.content, "codings": []}
        session.commit()

        assert any("sign-off" in fault for fault in verification.faults(session))


class TestReport:
    def test_says_that_double_coding_is_not_finished(
        self, session, make, consultation, signed, officer
    ):
        _sample(session, make, consultation, make.user())
        facts = gathering.gather(session, consultation)

        notes = method.method(session, consultation, facts, neighbours(facts)).notes

        assert any("was to be coded by a person and the machine" in note for note in notes)

    def test_names_both_and_what_people_decided(self, session, consultation, signed):
        facts = gathering.gather(session, consultation)

        notes = " ".join(method.method(session, consultation, facts, neighbours(facts)).notes)

        assert "signed off by Olwen Officer on" in notes
        assert "by Rhian Second on" in notes
        assert "A person had decided 3 of the codings" in notes


class TestLog:
    def test_tells_changes_in_words_and_sums_up_single_decisions(
        self, session, consultation, accepted, signed
    ):
        themes.add(session, consultation, name="Buses")

        told = [(entry.who, entry.text) for entry in decision_log.entries(session, consultation)]

        assert told[0] == ("Rhian Second", "Added “Buses”")
        assert ("Olwen Officer", "Accepted a suggested theme, 3 times") in told
        assert ("Rhian Second", "Signed version 1 second: it is signed off") in told

    def test_is_narrowed_by_words_and_person(self, session, consultation, accepted, signed):
        log = decision_log.entries(session, consultation)

        found = decision_log.narrowed(log, "signed", "Olwen Officer")

        assert [entry.text for entry in found] == ["Signed version 1 first"]

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_is_had_as_word(self, session, consultation, accepted, signed):
        content = decision_log.file(
            session,
            consultation,
            "docx",
            organisation="Hallowick",
            made_on=TODAY,
            signed=sign_offs.in_words(session, consultation),
        )

        with ZipFile(io.BytesIO(content)) as file:
            document = file.read("word/document.xml").decode()
        assert "Accepted a suggested theme, 3 times" in document
        assert "were signed off by Olwen Officer" in document

    def test_refuses_another_format(self, session, consultation):
        with pytest.raises(NotFound, match="docx or pdf"):
            decision_log.file(
                session, consultation, "exe", organisation="", made_on=TODAY, signed=()
            )
