"""Taking part in public, page by page, as a browser without scripts does it."""

from __future__ import annotations

import io
import re
import threading
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import event, func, select, text

from consult.models.consultations import Stage
from consult.models.responses import Answer, Response, Standing
from consult.models.statements import Statement
from consult.models.surveys import QuestionType
from consult.services import responses
from consult.services.surveys import structure
from consult.services.surveys.wording import Wording
from consult.views.limits import SendLimit
from tests.markup import by_class, words
from tests.questionnaires import Walk, answers, asked, moved, town_survey

POLYGLOT = "\"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def survey(session, make):
    """Return an open survey at /c/town."""
    return town_survey(session, make, slug="town", contact="Town Hall\n01234 567890")


@pytest.fixture
def walk(client):
    """Return a resident's browser."""
    return Walk(client)


def to_the_check(walk):
    """Answer two questions and stop at the page before *Send*."""
    walk.open("/c/town/take-part")
    walk.fill("What gets in the way?", "No buses\nafter six").press("Continue")
    return walk.choose("By bus").choose("Park").press("Continue")


class TestJourney:
    def test_leads_from_the_first_section_to_a_receipt(self, session, survey, walk):
        walk.open("/c/town").open("/c/town/take-part")
        first = (walk.heading, words(by_class(walk.tree, "govuk-caption-l")[0]))
        walk.fill("What gets in the way?", "No buses\nafter six").press("Continue")
        second = (walk.heading, words(by_class(walk.tree, "govuk-caption-l")[0]))
        walk.choose("By bus").choose("Park").choose("Library").press("Continue")
        check = walk.text
        walk.press("Send my answers")

        assert first == ("Title of 1.1", "Section 1 of 2")
        assert second == ("About you", "Section 2 of 2")
        assert "No buses after six" in check
        assert "Library Park" in check
        response = session.scalars(select(Response)).one()
        assert walk.address == f"/c/town/receipt/{response.reference}"
        assert response.reference in walk.text
        texts = session.scalars(select(Answer.text).where(Answer.text != "")).all()
        assert texts == ["No buses\nafter six"]
        assert session.scalars(select(Statement.text)).all() == ["No buses\nafter six"]

    def test_going_back_keeps_what_was_typed_even_if_it_is_not_finished(self, survey, walk):
        walk.open("/c/town/take-part").fill("What is being done?", "Lunch club").press("Continue")
        walk.choose("Park").press("Back")
        work = walk.value("What is being done?")
        walk.press("Continue")

        assert work == "Lunch club"
        assert walk.is_chosen("Park")
        assert walk.problems == []

    def test_a_change_returns_to_the_check(self, survey, walk):
        to_the_check(walk).press("Change the answer to “What is being done?”")
        walk.fill("What is being done?", "Lunch club").press("Save and check")

        assert walk.heading == "Check your answers before you send them"
        assert "Lunch club" in walk.text
        assert "No buses" in walk.text

    def test_a_change_can_be_left_alone(self, survey, walk):
        to_the_check(walk).press("Change the answer to “How do you get about?”").press("Back")

        assert walk.heading.startswith("Check your answers")

    def test_back_from_the_check_is_the_last_section(self, survey, walk):
        assert to_the_check(walk).press("Back").heading == "About you"

    def test_the_first_page_says_how_the_answers_are_used(self, survey, walk):
        assert "We keep what you say for two years." in walk.open("/c/town/take-part").text

    def test_no_shared_cache_keeps_a_page(self, survey, walk):
        for page in (walk.open("/c/town/take-part"), walk.press("Continue")):
            assert page.reply.headers["Cache-Control"] == "private, no-cache"
            assert page.reply.headers["Vary"] == "Cookie"

    def test_a_longer_survey_asks_the_database_no_more_often(self, app, session, make, walk):
        town_survey(session, make, slug="town")
        longer = town_survey(session, make, slug="longer", stage=Stage.DRAFT)
        for number in range(6):
            section = structure.add_section(session, longer, title=f"Section {number}")
            wording = Wording(QuestionType.ONE_CHOICE, "Which?", options=["A", "B"])
            structure.add_question(session, section, wording)
        moved(session, longer, Stage.OPEN)
        asked_for = []
        listener = lambda *details: asked_for.append(details[2])  # noqa: E731
        event.listen(app.extensions["database"][0], "before_cursor_execute", listener)

        walk.open("/c/town/take-part")
        short = len(asked_for)
        walk.open("/c/longer/take-part")

        assert len(asked_for) - short == short


class TestFaults:
    def test_are_named_at_the_top_and_at_the_question_and_nothing_is_lost(self, survey, walk):
        walk.open("/c/town/take-part").fill("What is being done?", "Lunch club").press("Continue")
        walk.choose("Library").press("Continue")

        question = asked(survey, "How do you")
        assert walk.problems == ["Choose an answer to “How do you get about?”."]
        assert walk.is_chosen("Library")
        assert words(next(walk.tree.iter("title"))).startswith("Error:")
        link = next(a for a in walk.tree.iter("a") if a.get("href") == f"#q{question.id}")
        target = next(each for each in walk.tree.iter() if each.get("id") == f"q{question.id}")
        assert (words(link), target.get("type")) == (walk.problems[0], "radio")
        assert walk.press("Back").value("What is being done?") == "Lunch club"

    def test_a_text_that_is_too_long_is_shown_again_whole(self, survey, walk):
        walk.open("/c/town/take-part").fill("What is being done?", "x" * 4_321).press("Continue")

        assert "has 4,321 characters" in walk.problems[0]
        assert walk.value("What is being done?") == "x" * 4_321

    def test_what_was_skipped_by_a_forged_step_is_asked_before_it_is_stored(
        self, session, survey, walk
    ):
        walk.open("/c/town/take-part").press("Continue", step="3", action="send")

        assert walk.heading == "About you"
        assert walk.problems == ["Choose an answer to “How do you get about?”."]
        assert count(session, Response) == 0

    @pytest.mark.parametrize(
        "forged",
        [
            {"q999999": "x"},
            {"entered_by_id": "1"},
            {"route": "paper"},
            {"key": "not a key"},
            {"step": "99"},
            {"step": "²"},
            {"step": "0"},
        ],
    )
    def test_what_our_page_never_sends_is_left_out_with_a_word(self, session, survey, walk, forged):
        walk.open("/c/town/take-part").fill("What is being done?", "Lunch club")
        walk.press("Continue", **forged)

        assert walk.reply.status_code == 400
        assert "something that this survey does not ask for" in walk.problems[0]
        assert walk.value("What is being done?") == "Lunch club"

    def test_an_option_of_another_question_is_refused_at_its_question(self, session, survey, walk):
        other = asked(survey, "My street").options[0]
        name = f"q{asked(survey, 'How do you').id}"

        to_the_check(walk).press("Send my answers", **{name: str(other.id)})

        assert walk.problems[0].startswith("Choose only from the answers")
        assert count(session, Response) == 0

    def test_a_body_too_large_to_read_is_refused(self, session, survey, walk):
        walk.open("/c/town/take-part").fill("What is being done?", "x" * 3_000_000)
        walk.press("Continue")

        assert walk.reply.status_code == 413
        assert "too large" in walk.text

    def test_bytes_that_are_no_text_do_no_harm(self, survey, client, walk):
        walk.open("/c/town/take-part")
        _, fields = walk.fields("Continue")
        token = dict(fields)["csrf_token"]
        name = f"q{asked(survey, 'What is').id}"

        reply = client.post(
            "/c/town/take-part",
            data=f"csrf_token={token}&key={uuid4()}&step=1&{name}=caf%E9%00".encode(),
            content_type="application/x-www-form-urlencoded",
        )

        assert reply.status_code == 200
        assert "caf%E9" in reply.text
        assert "\x00" not in reply.text


class TestLostSession:
    def test_a_form_from_a_browser_that_forgot_us_loses_nothing(self, app, session, survey, walk):
        to_the_check(walk)
        address, fields = walk.fields("Send my answers")
        stranger = Walk(app.test_client())

        stranger.send(address, fields)
        first = (stranger.reply.status_code, stranger.problems)
        stored = count(session, Response)
        stranger.press("Send my answers")

        assert first[0] == 400
        assert "Nothing is lost" in first[1][0]
        assert stored == 0
        assert stranger.heading == "Your answers were received"
        session.rollback()
        assert session.scalars(select(Statement.text)).all() == ["No buses\nafter six"]

    @pytest.mark.parametrize("token", ["", "forged"])
    def test_a_page_with_a_bad_token_stays_where_it_is(self, survey, walk, token):
        walk.open("/c/town/take-part").fill("What is being done?", "Lunch club")
        walk.press("Continue", csrf_token=token)

        assert (walk.reply.status_code, walk.heading) == (400, "Title of 1.1")
        assert walk.value("What is being done?") == "Lunch club"


class TestSentTwice:
    def test_the_same_form_has_the_same_receipt(self, session, survey, walk):
        to_the_check(walk)
        address, fields = walk.fields("Send my answers")
        receipts = {walk.send(address, fields).address for _ in range(3)}

        assert len(receipts) == 1
        assert count(session, Response) == 1

    def test_a_changed_form_is_not_stored_and_says_what_was(self, session, survey, walk):
        to_the_check(walk)
        address, fields = walk.fields("Send my answers")
        walk.send(address, fields)
        reference = session.scalars(select(Response.reference)).one()
        changed = [
            (name, "Now we have buses" if "buses" in value else value) for name, value in fields
        ]

        walk.send(address, changed)

        assert (walk.reply.status_code, walk.heading) == (409, "Your answers were sent already")
        assert reference in walk.text
        assert "Now we have buses" in walk.text
        assert count(session, Response) == 1

    def test_fifty_copies_at_once_are_one_response(self, app, session, survey, walk):
        to_the_check(walk)
        address, fields = walk.fields("Send my answers")
        key = dict(fields)["key"]
        browsers = [to_the_check(Walk(app.test_client())) for _ in range(10)]
        receipts, start = [], threading.Barrier(10)

        def send(browser):
            start.wait()
            for _ in range(5):
                _, own = browser_fields[browser]
                receipts.append(browser.send(address, own).address)

        browser_fields = {
            browser: (
                address,
                [(n, key if n == "key" else v) for n, v in browser.fields("Send my answers")[1]],
            )
            for browser in browsers
        }
        threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(receipts) == 50
        assert len(set(receipts)) == 1
        assert (count(session, Response), count(session, Statement)) == (1, 1)


class TestRefusals:
    @pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REPORTED])
    def test_a_closed_consultation_says_so(self, session, survey, walk, stage):
        moved(session, survey, stage)

        walk.open("/c/town/take-part")

        assert (walk.reply.status_code, walk.heading) == (200, "This consultation is closed")
        assert "01234 567890" in walk.text

    def test_one_that_closed_meanwhile_can_be_finished_and_is_kept_as_late(
        self, session, survey, walk
    ):
        to_the_check(walk)
        moved(session, survey, Stage.CLOSED)

        walk.press("Back")
        told = walk.text
        walk.press("Continue").press("Send my answers")

        assert "This consultation has closed since you began." in told
        assert "They are kept as late" in walk.text
        response = session.scalars(select(Response)).one()
        assert (response.is_late, response.standing) == (True, Standing.HELD)
        # It says nothing in any count until an officer lets it.
        assert count(session, Statement) == 0

    @pytest.mark.parametrize("button", ["Send my answers", "Back"])
    def test_whoever_cannot_show_that_they_began_in_time_reads_what_was_typed(
        self, session, survey, walk, button
    ):
        to_the_check(walk)
        moved(session, survey, Stage.CLOSED)

        walk.press(button, begun="forged")

        assert (walk.reply.status_code, walk.heading) == (409, "This consultation is closed")
        assert "Your answers were not sent" in walk.text
        assert "No buses after six" in walk.text
        assert count(session, Response) == 0

    def test_nothing_is_taken_as_late_after_the_report(self, session, survey, walk):
        to_the_check(walk)
        moved(session, survey, Stage.REPORTED)

        walk.press("Send my answers")

        assert walk.reply.status_code == 409
        assert count(session, Response) == 0

    def test_a_draft_is_not_there(self, session, make, walk):
        town_survey(session, make, slug="draft", stage=Stage.DRAFT)

        assert walk.open("/c/draft/take-part").reply.status_code == 404

    def test_a_consultation_without_a_survey_says_so(self, make, walk):
        make.consultation(slug="talks")

        walk.open("/c/talks/take-part")

        assert walk.reply.status_code == 404
        assert "cannot be answered online" in walk.heading

    def test_too_many_from_one_network_are_told_to_wait_and_lose_nothing(
        self, app, session, survey, walk
    ):
        app.extensions["send_limit"] = SendLimit(most=1)
        to_the_check(Walk(app.test_client())).press("Send my answers")

        to_the_check(walk).press("Send my answers")

        assert walk.reply.status_code == 429
        assert walk.reply.headers["Retry-After"] == "600"
        assert "Nothing is lost" in walk.problems[0]
        assert "No buses after six" in walk.text
        assert count(session, Response) == 1
        app.extensions["send_limit"] = SendLimit()
        assert walk.press("Send my answers").heading == "Your answers were received"

    def test_too_many_from_one_network_are_told_of_another_way_in_their_language(
        self, app, session, survey
    ):
        survey.consultation.contact = "Ring 01632 960 001,\nor ask for a <b>paper form</b>."
        session.commit()
        place = f"/c/{survey.consultation.slug}"

        def limited(walk, press):
            to_the_check(walk)
            free = walk.text
            app.extensions["send_limit"] = SendLimit(most=0)
            walk.press(press)
            app.extensions["send_limit"] = SendLimit()
            return free, walk

        free, walk = limited(Walk(app.test_client()), "Send my answers")
        saved = limited(Walk(app.test_client()), "Save and come back later")[1]
        app.extensions["code_limit"] = SendLimit(most=0)
        resumed = Walk(app.test_client()).open(f"{place}/resume?lang=cy")
        resumed.fill_in("Eich cod", "2222-3333-4444-6666").press("Mynd ymlaen â’m hatebion")

        way = "Ring 01632 960 001, or ask for a <b>paper form</b>."
        assert "01632" not in free
        for each in (walk, saved, resumed):
            assert each.reply.status_code == 429
            assert way in " ".join(each.text.split())
        assert "Os na allwch aros" in resumed.text

    def test_too_many_without_a_contact_are_told_only_to_wait(self, app, session, survey, walk):
        survey.consultation.contact = ""
        session.commit()
        to_the_check(walk)
        app.extensions["send_limit"] = SendLimit(most=0)

        assert "another way" not in walk.press("Send my answers").text

    @pytest.mark.parametrize("table", ["response", "consultation"])
    def test_a_database_that_fails_loses_nothing_and_the_next_try_is_stored(
        self, session, survey, walk, table
    ):
        to_the_check(walk)
        session.execute(text(f"ALTER TABLE {table} RENAME TO away"))
        session.commit()

        walk.press("Send my answers")

        assert walk.reply.status_code == 503
        assert walk.reply.headers["Retry-After"] == "60"
        assert walk.heading == "Your answers are not saved yet: keep this page open"
        assert "No buses after six" in walk.text
        session.execute(text(f"ALTER TABLE away RENAME TO {table}"))
        session.commit()
        assert walk.press("Try again").heading == "Your answers were received"
        assert count(session, Response) == 1


class TestReceipt:
    def test_says_what_comes_next_and_shows_no_answer(self, session, survey, walk):
        to_the_check(walk).press("Send my answers")

        assert "What happens next" in walk.text
        assert "buses" not in walk.reply.text
        assert walk.reply.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_is_a_file_for_whoever_sent_it_and_in_their_language(self, survey, walk, app):
        to_the_check(walk).press("Send my answers")
        walk.open(f"{walk.address}?lang=cy")
        code = re.search(r'app-unbroken">([^<]+)</span></strong></p>', walk.reply.text)[1]

        file = walk.client.get(f"{walk.address}.pdf")
        stranger = app.test_client().get(f"{walk.address}.pdf")

        reader = PdfReader(io.BytesIO(file.data))
        told = " ".join(reader.pages[0].extract_text().split())
        assert reader.trailer["/Root"]["/Lang"] == "cy"
        assert "/StructTreeRoot" in reader.trailer["/Root"]
        assert walk.address.rpartition("/")[2] in told
        assert code in told
        assert "Eich derbynneb" in told
        assert "buses" not in told
        assert (stranger.status_code, stranger.location) == (302, walk.address)

    def test_of_another_consultation_or_of_nothing_is_not_there(self, session, make, survey, walk):
        sent = responses.submit(session, survey, key=uuid4(), typed=answers(survey, "By bus"))
        make.consultation(slug="other")

        for address in (f"/c/other/receipt/{sent.reference}", "/c/town/receipt/K7QM-4T2X-9H"):
            assert walk.open(address).reply.status_code == 404


class TestHostileText:
    def test_is_only_text_on_every_page(self, session, make, walk):
        survey = town_survey(
            session, make, slug="town", stage=Stage.DRAFT, contact=POLYGLOT, privacy_notice=POLYGLOT
        )
        structure.change(session, survey, title=POLYGLOT, introduction=POLYGLOT)
        section = structure.add_section(session, survey, title=POLYGLOT, introduction=POLYGLOT)
        for question_type in QuestionType:
            place = " @ 50, 40" if question_type is QuestionType.PLACE else ""
            wording = Wording(
                question_type,
                POLYGLOT,
                hint=POLYGLOT,
                options=[POLYGLOT + place, "B" + place],
                rows=[POLYGLOT],
            )
            structure.add_question(session, section, wording)
        moved(session, survey, Stage.OPEN)
        pages = []

        pages.append(walk.open("/c/town/take-part").reply.text)
        walk.fill("What is being done?", POLYGLOT).press("Continue").choose("By bus")
        pages.append(walk.press("Continue").reply.text)
        walk.fill(POLYGLOT, "x" * 5_000)
        pages.append(walk.press("Continue").reply.text)
        pages.append(walk.fill(POLYGLOT, POLYGLOT).press("Continue").reply.text)
        pages.append(walk.press("Send my answers").reply.text)

        assert walk.heading == "Your answers were received"
        for page in pages:
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "{{7*7}}" in page or "onerror" not in page
        assert set(session.scalars(select(Answer.text).where(Answer.text != ""))) == {POLYGLOT}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_error_of_a_contact_leads_to_the_part_that_it_is_about(session, make, walk):
    survey = town_survey(session, make, slug="town", stage=Stage.DRAFT)
    wording = Wording(QuestionType.CONTACT, "May we reach you?")
    question = structure.add_question(session, survey.sections[0], wording)
    moved(session, survey, Stage.OPEN)

    walk.open("/c/town/take-part").fill("Email address", "nobody").press("Continue")

    assert f'href="#q{question.id}"' in walk.reply.text
    ids = {each.get("name"): each.get("id") for each in walk.tree.iter("input")}
    assert ids[f"q{question.id}.email"] == f"q{question.id}"
    assert ids[f"q{question.id}.name"] == f"q{question.id}-name"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_limits_are_told_beside_the_question(session, make, walk):
    survey = town_survey(session, make, slug="town", stage=Stage.DRAFT)
    for wording in (
        Wording(QuestionType.SEVERAL_CHOICES, "Which two?", options="abc", least=2, most=2),
        Wording(QuestionType.NUMBER, "How many?", least=1, most=20),
    ):
        structure.add_question(session, survey.sections[0], wording)
    moved(session, survey, Stage.OPEN)

    english = walk.open("/c/town/take-part").text
    welsh = walk.open("/c/town/take-part?lang=cy").text

    assert "Which two? (optional) Choose 2." in english
    assert "A number from 1 to 20." in english
    assert "Rhif o 1 i 20." in welsh
