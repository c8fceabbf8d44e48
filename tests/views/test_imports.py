"""The import pages: preview, add, undo, refusals."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.imports import ColumnProfile, Import
from consult.models.statements import Statement
from tests.readers.makers import picture

NOTES = b"""Outcome 2.1: People feel safe

Work
- Street wardens on Fridays
- Youth club in the hall

Barriers
- No money after March
- <script>alert(1)</script> nobody told us
"""


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def facilitator(app, client_of, tmp_path):
    app.extensions["staging"] = tmp_path / "staging"
    return client_of(RoleName.FACILITATOR)


def send(facilitator, consultation, content=NOTES, name="notes.txt"):
    return facilitator.post(
        f"/staff/c/{consultation.slug}/imports/new",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def stored(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Statement))


class TestPreview:
    def test_shows_what_becomes_what_and_stores_nothing(self, facilitator, consultation, session):
        reply = send(facilitator, consultation)
        page = facilitator.get(reply.location).text

        assert "Add 4 statements" in page
        assert "No money after March" in page
        assert "<script>alert(1)" not in page
        assert stored(session) == 0

    def test_follows_an_answer_in_the_address(self, facilitator, consultation):
        table = b"What is going well,Something else\nLunch club,Bus stop\nChoir,Bin store\n"
        preview = send(facilitator, consultation, table, "notes.csv").location

        page = facilitator.get(preview + "?answer.table1.column2=barrier").text

        assert "3 barrier" in page

    def test_pasted_text_is_read_as_well(self, facilitator, consultation):
        reply = facilitator.post(
            f"/staff/c/{consultation.slug}/imports/new", data={"pasted": NOTES.decode()}
        )

        assert "Add 4 statements" in facilitator.get(reply.location).text

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (b"", "notes.txt", "empty"),
            (b"PK\x03\x04garbage", "notes.docx", "notes.docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "notes.doc", "notes.doc"),
        ],
    )
    def test_a_bad_file_is_refused_on_the_same_page(
        self, facilitator, consultation, session, content, name, says
    ):
        reply = send(facilitator, consultation, content, name)

        assert reply.status_code == 200
        assert says in reply.text
        assert "govuk-error-summary" in reply.text
        assert stored(session) == 0

    def test_nothing_chosen_is_said(self, facilitator, consultation):
        reply = facilitator.post(f"/staff/c/{consultation.slug}/imports/new", data={})

        assert "Choose a file, or paste the notes below." in reply.text

    def test_somebody_else_cannot_open_it(self, facilitator, consultation, client_of):
        preview = send(facilitator, consultation).location

        reply = client_of(RoleName.FACILITATOR).get(preview)

        assert reply.status_code == 404


class TestAdd:
    def test_stores_what_was_previewed_and_undoes_it(self, facilitator, consultation, session):
        preview = send(facilitator, consultation).location

        added = facilitator.post(preview, follow_redirects=True)
        after_adding = stored(session)
        undo = f"{added.request.path}/undo"
        undone = facilitator.post(undo, follow_redirects=True)

        assert "4 statements were added from notes.txt" in added.text
        assert after_adding == 4
        assert "4 statements were taken out again" in undone.text
        assert stored(session) == 0

    def test_the_same_file_again_adds_nothing_and_says_so(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)

        second = send(facilitator, consultation).location
        warned = facilitator.get(second).text
        reply = facilitator.post(second, follow_redirects=True)

        assert "Adding it again adds nothing" in warned
        assert "nothing was added now" in reply.text
        assert stored(session) == 4

    def test_the_original_comes_back_as_a_download(self, facilitator, consultation):
        added = facilitator.post(send(facilitator, consultation).location, follow_redirects=True)

        reply = facilitator.get(f"{added.request.path}/original")

        assert reply.data == NOTES
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert reply.mimetype == "application/octet-stream"


CORRECTED = NOTES.replace(b"No money after March", b"No money after April").replace(
    b"- Youth club in the hall\n", b"- Walking group on Sundays\n"
)
PRIVATE = b"Barriers\n- Rent\n- Ring pat@example.org about the key\n"


def only(session, model):
    session.rollback()
    return session.scalars(select(model).order_by(model.id)).all()


class TestSeveralFiles:
    def send(self, facilitator, consultation, *files):
        return facilitator.post(
            f"/staff/c/{consultation.slug}/imports/new",
            data={"file": [(BytesIO(content), name) for name, content in files]},
            content_type="multipart/form-data",
        )

    def test_each_waits_for_its_own_preview_and_one_summary_tells_of_all(
        self, facilitator, consultation, session
    ):
        reply = self.send(
            facilitator, consultation, ("a.txt", NOTES), ("b.docx", b"no"), ("c.txt", PRIVATE)
        )
        summary = facilitator.get(reply.location).text
        batch = reply.location.rpartition("/")[2]
        preview = re.search(r'href="([^"]+/preview/[^"]+)"', summary)[1].replace("&amp;", "&")

        added = facilitator.post(preview, data={"batch": batch}, follow_redirects=True)

        assert "0 of 3 added" in summary
        assert "not a Word document" in summary
        assert added.request.path.endswith(f"/several/{batch}")
        assert "1 of 3 added" in added.text
        assert stored(session) == 4

    def test_too_many_are_refused(self, facilitator, consultation):
        reply = self.send(facilitator, consultation, *((f"{n}.txt", b"Rent") for n in range(21)))

        assert "at most 20 files" in reply.text


class TestCorrecting:
    def test_a_file_of_the_same_name_shows_what_differs_and_applies_just_that(
        self, facilitator, consultation, session
    ):
        facilitator.post(send(facilitator, consultation).location)
        preview = send(facilitator, consultation, CORRECTED).location
        page = facilitator.get(preview).text
        record = only(session, Import)[0]

        done = facilitator.post(preview, data={"corrects": record.id}, follow_redirects=True)

        assert "2 statements the same, 1 changed, 1 new, 1 gone" in page
        assert "Apply what differs" in page
        assert "1 statement changed, 1 new, 0 withheld" in done.text
        assert stored(session) == 5

    def test_what_is_gone_is_withheld_where_it_is_ticked(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)
        preview = send(facilitator, consultation, CORRECTED).location
        record = only(session, Import)[0]
        gone = next(s for s in only(session, Statement) if "Youth club" in s.text)

        facilitator.post(preview, data={"corrects": record.id, "withdraw": gone.id})

        session.rollback()
        assert session.get(Statement, gone.id, populate_existing=True).state == "withheld"

    def test_it_can_be_added_as_a_file_of_its_own(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)
        preview = send(facilitator, consultation, CORRECTED).location

        page = facilitator.get(preview + "?corrects=").text
        facilitator.post(preview, data={"corrects": ""})

        assert "Add 4 statements" in page
        assert stored(session) == 8

    def test_an_import_of_another_consultation_is_not_found(self, facilitator, make, session):
        here, there = make.consultation(), make.consultation()
        facilitator.post(send(facilitator, there).location)
        record = only(session, Import)[0]
        preview = send(facilitator, here, CORRECTED).location

        assert facilitator.post(preview, data={"corrects": record.id}).status_code == 404
        assert stored(session) == 4


class TestPersonalData:
    def test_is_shown_before_anything_is_added_and_redacted_unless_kept(
        self, facilitator, consultation, session
    ):
        preview = send(facilitator, consultation, PRIVATE).location

        page = facilitator.get(preview).text
        facilitator.post(preview)

        assert "Personal data in 1 statement" in page
        assert "email address" in page
        assert [s.quotable for s in only(session, Statement)] == [
            "Rent", "Ring [email address] about the key",
        ]  # fmt: skip

    def test_a_statement_can_be_left_out(self, facilitator, consultation, session):
        preview = send(facilitator, consultation, PRIVATE).location

        facilitator.post(preview, data={"answer.personal.1": "leave"})

        assert [s.text for s in only(session, Statement)] == ["Rent"]


class TestProfiles:
    TABLE = (
        b"Remark one,Remark two\nThe hall is cold in winter,It is a long walk to get there\n"
        b"No bus goes there after six,Nobody has said who has the key\n"
    )

    def test_columns_are_kept_by_name_and_known_again(self, facilitator, consultation):
        preview = send(facilitator, consultation, self.TABLE, "a.csv").location
        kept = facilitator.post(
            preview + "/profile",
            data={"profile": "Village form", "answer.table1.column1": "barrier"},
            follow_redirects=True,
        )

        again = send(facilitator, consultation, self.TABLE.replace(b"cold", b"damp"), "b.csv")
        page = facilitator.get(again.location).text

        assert "kept as “Village form”" in kept.text
        assert "read by the profile “Village form”" in page
        assert "2 barriers" in page
        assert "Village form" in facilitator.get(f"/staff/c/{consultation.slug}/imports/new").text

    def test_a_profile_whose_name_is_too_long_is_refused_with_all_kept(
        self, facilitator, consultation
    ):
        preview = send(facilitator, consultation, self.TABLE, "a.csv").location
        data = {"profile": "Village " * 20, "answer.table1.column1": "barrier"}

        refused = facilitator.post(preview + "/profile", data=data, follow_redirects=True).text

        assert "Give the profile a name of at most 100 characters." in refused
        assert 'value="Village Village' in refused
        assert '<input type="hidden" name="answer.table1.column1" value="barrier">' in refused

    def test_a_profile_can_be_removed(self, facilitator, consultation, session):
        preview = send(facilitator, consultation, self.TABLE, "a.csv").location
        facilitator.post(preview + "/profile", data={"profile": "Village form"})
        profile = only(session, ColumnProfile)[0]

        reply = facilitator.post(
            f"/staff/c/{consultation.slug}/imports/profiles/{profile.id}/remove",
            follow_redirects=True,
        )

        assert "“Village form” is removed" in reply.text
        assert only(session, ColumnProfile) == []


class TestLongFiles:
    def test_the_preview_and_the_import_come_page_by_page(self, facilitator, consultation):
        rows = b"".join(b"Point %d of many,Work %d\n" % (n, n) for n in range(130))
        preview = send(facilitator, consultation, b"Barriers,Work\n" + rows, "a.csv").location

        first, last = facilitator.get(preview).text, facilitator.get(preview + "?page=3").text
        added = facilitator.post(preview, follow_redirects=True)

        assert "Point 3 of many" in first
        assert "Point 129 of many" not in first
        assert "Point 129 of many" in last
        assert "Add 260 statements" in last
        assert "Showing <strong>1</strong> to <strong>50</strong>" in added.text

    def test_imports_are_listed_in_pages_and_found_by_name(self, facilitator, consultation, make):
        for number in range(22):
            make.imported(consultation, filename=f"file {number}.txt")

        page = facilitator.get(f"/staff/c/{consultation.slug}/imports/?page=2").text
        found = facilitator.get(f"/staff/c/{consultation.slug}/imports/?q=file+7.").text

        assert "<strong>21</strong> to <strong>22</strong> of <strong>22</strong>" in page
        assert "file 7.txt" in found
        assert "file 8.txt" not in found


class TestSource:
    def test_opens_the_file_at_the_place_of_a_statement(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)
        statement = next(s for s in only(session, Statement) if "March" in s.text)

        shown = facilitator.get(f"/staff/c/{consultation.slug}/statements/{statement.id}").text
        link = re.search(r'href="([^"]+/source[^"]+)"', shown)[1].replace("&amp;", "&")
        page = facilitator.get(link).text

        assert link.endswith("#here")
        assert page.count('id="here"') == 1
        assert re.search(r"Here: </strong>\s*No money after March", page)
        assert "<script>alert(1)" not in page

    def test_without_a_statement_shows_the_beginning(self, facilitator, consultation, session):
        facilitator.post(send(facilitator, consultation).location)
        record = only(session, Import)[0]

        reply = facilitator.get(f"/staff/c/{consultation.slug}/imports/{record.id}/source")

        assert "Outcome 2.1" in reply.text
        assert 'id="here"' not in reply.text


class TestPictures:
    def test_the_words_are_shown_for_correction_beside_the_picture(
        self, facilitator, consultation, session
    ):
        preview = send(
            facilitator, consultation, picture("Barriers", "• The hall is cold"), "sheet.png"
        ).location
        page = facilitator.get(preview).text
        shown = facilitator.get(preview + "/picture")

        facilitator.post(preview, data={"answer.text.0": "The town hall is cold"})

        assert "handwriting needs a person" in page
        assert 'name="answer.text.0" form="add"' in page
        assert (shown.status_code, shown.mimetype) == (200, "image/png")
        assert [s.text for s in only(session, Statement)] == ["The town hall is cold"]

    def test_no_other_file_is_shown_as_one(self, facilitator, consultation):
        preview = send(facilitator, consultation).location

        assert facilitator.get(preview + "/picture").status_code == 404


def test_a_paste_with_markup_keeps_its_table(facilitator, consultation):
    markup = "<table><tr><td>Work<td>Barriers</tr><tr><td>Choir<td>Rent</tr></table>"

    reply = facilitator.post(
        f"/staff/c/{consultation.slug}/imports/new",
        data={"pasted": "Work Barriers Choir Rent", "markup": markup},
    )

    assert "1 work note, 1 barrier" in facilitator.get(reply.location).text
