"""What a person decides before adding: privacy, corrected words, and what columns mean."""

from __future__ import annotations

import pytest

from consult.services import imports, statements
from consult.services.imports import choosing, profiles, sources, windows
from consult.services.imports.staging import Listed, Staging
from consult.services.refusals import InvalidInput, NotFound

NOTES = b"Barriers\n- Rent\n- Ask Mrs Lee on 07700 900123\n- Ring pat@example.org\n"
TABLE = (
    b"Remark one,Remark two,Field C\nThe hall is cold in winter and in spring,A long walk,x1\n"
    b"No bus goes there after six,It is too far away to walk,x2\n"
)


def add(session, consultation, answers=None, content=NOTES, name="notes.txt"):
    reading = imports.read_notes(content, name)
    return imports.add(
        session, consultation, content=content, filename=name, reading=reading, answers=answers
    ).import_


class TestPersonalData:
    def test_is_flagged_with_what_it_is(self):
        found = choosing.flagged(imports.read_notes(NOTES, "notes.txt"), {})

        assert [(each.number, each.whats) for each in found] == [
            (1, ("name of a person", "phone number")), (2, ("email address",)),
        ]  # fmt: skip

    def test_is_taken_out_of_what_may_be_quoted_where_nobody_decides(self, session, make):
        record = add(session, make.consultation())

        stored = imports.statements_of(session, record)
        assert [each.quotable for each in stored] == [
            "Rent",
            "Ask [name of a person] on [phone number]",
            "Ring [email address]",
        ]
        assert stored[1].text == "Ask Mrs Lee on 07700 900123"

    def test_is_kept_or_left_out_as_decided_one_by_one(self, session, make):
        record = add(session, make.consultation(), {"personal": "keep", "personal.2": "leave"})

        stored = imports.statements_of(session, record)
        assert [each.quotable for each in stored] == ["Rent", "Ask Mrs Lee on 07700 900123"]
        left = [each for each in record.skipped if "personal data" in each["why"]]
        assert [each["text"] for each in left] == ["Ring [email address]"]

    def test_is_taken_out_anew_when_the_words_change(self, session, make):
        statement = imports.statements_of(session, add(session, make.consultation()))[2]

        statements.change(session, statement, seen_version=1, text="Ring sam@example.org soon")

        assert statement.quotable == "Ring [email address] soon"


class TestCorrectedWords:
    def test_of_a_picture_are_stored_and_an_empty_box_leaves_out(self, session, make):
        answers = {"text.0": "Rent of the hall", "text.2": "  "}

        record = add(session, make.consultation(), answers)

        stored = imports.statements_of(session, record)
        assert [each.text for each in stored] == ["Rent of the hall", "Ask Mrs Lee on 07700 900123"]
        assert any("compared it with the picture" in each["why"] for each in record.skipped)


class TestProfiles:
    def test_answer_for_the_next_file_with_the_same_headings(self, session):
        set_ = {"table1.column1": "barrier", "table1.column2": "work", "table1.column3": "id"}
        profiles.save(session, imports.read_notes(TABLE, "a.csv", answers=set_), name=" Our  form ")

        read = profiles.read(session, TABLE.replace(b"cold", b"damp"), "b.csv", {})

        assert read.profile.name == "Our form"
        told = [(each.kind, each.text, dict(each.about)) for each in read.reading.statements]
        assert told[:2] == [
            ("barrier", "The hall is damp in winter and in spring", {"id": "x1"}),
            ("work", "A long walk", {"id": "x1"}),
        ]  # fmt: skip

    def test_give_way_to_a_person_and_can_be_left_aside(self, session):
        set_ = {"table1.column1": "barrier"}
        profiles.save(session, imports.read_notes(TABLE, "a.csv", answers=set_), name="Our form")

        by_hand = profiles.read(session, TABLE, "b.csv", {"table1.column1": "work"})
        without = profiles.read(session, TABLE, "b.csv", {"profile": "none"})

        assert by_hand.reading.statements[0].kind == "work"
        assert without.profile is None

    def test_know_no_other_table(self, session):
        profiles.save(session, imports.read_notes(TABLE, "a.csv"), name="Our form")

        read = profiles.read(session, TABLE.replace(b"Field C", b"Field D"), "b.csv", {})

        assert read.profile is None

    def test_of_the_same_name_are_replaced_and_can_be_removed(self, session):
        reading = imports.read_notes(TABLE, "a.csv")
        first = profiles.save(session, reading, name="Our form")
        second = profiles.save(session, reading, name="Our form")

        assert first.id == second.id
        assert profiles.remove(session, first.id) == "Our form"
        assert profiles.list_profiles(session) == []
        with pytest.raises(NotFound):
            profiles.remove(session, first.id)

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [(TABLE, "  ", "a name"), (TABLE, "x" * 101, "a name"), (NOTES, "Our form", "no table")],
    )
    def test_without_a_name_or_a_table_are_refused(self, session, content, name, says):
        reading = imports.read_notes(content, "a.csv" if content is TABLE else "a.txt")

        with pytest.raises(InvalidInput, match=says):
            profiles.save(session, reading, name=name)


class TestSource:
    def test_opens_at_the_place_of_a_statement(self, session, make):
        rows = "".join(f"Point number {n} of many,Work {n}\n" for n in range(300))
        content = b"Barriers,Work\n" + rows.encode()
        record = add(session, make.consultation(), content=content, name="list.csv")
        statement = next(
            e
            for e in imports.statements_of(session, record)
            if e.text == "Point number 250 of many"
        )

        found = sources.open_at(record, statement)

        table = found.window.blocks[0]
        cells = [c.text for row in table.rows for c in row if found.number in c.statements]
        assert cells == ["Point number 250 of many"]
        assert found.window.page == 5
        assert len(table.rows) <= windows.PER_PAGE

    def test_finds_a_statement_that_was_edited_since(self, session, make):
        record = add(session, make.consultation())
        statement = imports.statements_of(session, record)[0]
        statements.change(session, statement, seen_version=1, text="The rent of the hall")

        assert sources.open_at(record, statement).number == 0

    def test_without_a_statement_opens_at_the_beginning(self, session, make):
        found = sources.open_at(add(session, make.consultation()), None)

        assert (found.number, found.window.page) == (None, 1)


class TestWindows:
    def test_all_pages_together_are_the_whole_file(self):
        rows = b"".join(b"Point %d,Work %d\n" % (n, n) for n in range(200))
        reading = imports.read_notes(b"Barriers,Work\n" + rows, "a.csv")

        pages = [windows.window(reading, n) for n in range(1, 5)]

        numbers = [e.number for page in pages for group in page.groups.values() for e in group]
        assert sorted(numbers) == list(range(400))
        assert {page.pages for page in pages} == {4}
        assert windows.window(reading, 99).page == 4

    def test_what_is_left_out_is_counted_by_reason(self):
        reading = imports.read_notes(b"Barriers,Email\n" + b"Rent,a@example.org\n" * 30, "a.csv")

        groups = {group.why: group for group in windows.left_out(reading.skipped)}

        assert groups["column “Email” holds no statements"].count == 30
        assert len(groups["column “Email” holds no statements"].first) == 20


class TestSeveralFiles:
    def test_wait_in_a_list_that_notes_what_each_became(self, tmp_path):
        staging = Staging(tmp_path)
        batch = staging.put_batch(
            [Listed("a.txt", token="t1"), Listed("b.doc", refusal="No.")], owner=1
        )

        staging.settle(batch, "t1", 7, owner=1)

        assert [(e.filename, e.import_id) for e in staging.get_batch(batch, owner=1)] == [
            ("a.txt", 7), ("b.doc", 0),
        ]  # fmt: skip
        with pytest.raises(NotFound):
            staging.get_batch(batch, owner=2)

    def test_a_single_file_is_no_list(self, tmp_path):
        staging = Staging(tmp_path)
        token = staging.put(filename="a.txt", content=b"[]", owner=1)

        with pytest.raises(NotFound):
            staging.get_batch(token, owner=1)
