"""The pages of the ways in: links that work once, held forms, files, second keyings, wards."""

from __future__ import annotations

import csv
import io
import re
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.jobs import Job
from consult.models.responses import AnswerFile, Response, Route, Standing
from consult.services import areas, responses, translations
from consult.services import jobs as job_rows
from consult.services.areas import loading
from consult.services.responses import campaigns, corrections, second_entry
from consult.services.surveys import versions
from tests.markup import by_class, words
from tests.questionnaires import Walk, answers, asked, choice, full_survey, town_survey

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


@pytest.fixture
def officer(client_of):
    """Return the browser of an officer."""
    return Walk(client_of(RoleName.OFFICER))


def staff(survey, rest):
    return f"/staff/c/{survey.consultation.slug}/survey/{rest}"


def filled(client, survey):
    """Return a resident at the page to check the answers on."""
    walk = Walk(client).open(f"/c/{survey.consultation.slug}/take-part")
    walk.fill("What is being done?", "Lunch club").press("Continue")
    return walk.choose("By bus").press("Continue")


def test_a_link_that_works_once_is_made_used_and_refused_the_second_time(
    session, officer, client, app, survey
):
    page = officer.open(staff(survey, "ways-in/links"))
    address, fields = page.fields("Make and download")
    form = {**dict(fields), "name": "Panel", "count": "2"}
    reply = officer.client.post(address, data={**form, "until": ["1", "1", "2099"]})
    link = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))[1][1]

    landed = client.get(link)
    receipt = filled(client, survey).press("Send my answers")
    second = app.test_client().get(link)
    in_welsh = app.test_client().get(f"{link}?lang=cy")

    assert landed.status_code == 302
    assert "invited" not in landed.headers["Location"]
    assert "/receipt/" in receipt.address
    assert second.status_code == 410
    assert "each works once" in second.text
    assert "Nid yw’r ddolen hon yn gweithio" in in_welsh.text
    assert "English" in in_welsh.text
    assert session.scalar(select(Response.route)) is Route.INVITED
    assert "2</td>" in officer.open(staff(survey, "ways-in")).reply.text


def test_what_fills_the_hidden_field_is_held_and_an_officer_releases_it(
    session, officer, client, survey
):
    receipt = filled(client, survey).press("Send my answers", website="http://spam.example")

    stored = session.scalar(select(Response))
    page = officer.open(staff(survey, f"responses/{stored.id}"))
    held = page.text
    page.press("Count it with the others")
    session.rollback()  # leaves what this session saw before

    assert "/receipt/" in receipt.address
    assert "Held, and not counted yet. A field that people do not see was filled in." in held
    assert session.get(Response, stored.id).standing is Standing.COUNTED


@pytest.mark.parametrize(
    ("act", "field", "typed", "sentence"),
    [
        ("apart", "reason", "A campaign. " * 50, "The reason has 599 characters; the most is 500"),
        ("organisation", "organisation", "Trust " * 50, "The name has 299 characters; shorten it"),
    ],
)
def test_what_is_refused_under_a_response_stays_on_its_page(
    session, officer, client, survey, act, field, typed, sentence
):
    filled(client, survey).press("Send my answers")
    address = staff(survey, f"responses/{session.scalar(select(Response)).id}/standing")

    page = officer.client.post(address, data={"act": act, field: typed}).text

    assert sentence in page
    assert f'value="{typed}"' in page


def test_a_spreadsheet_is_previewed_mended_and_added(session, officer, app, survey, tmp_path):
    app.extensions["staging"] = tmp_path
    text = "Travel,What is being done?\nBy bus,Club\nBy boat,\n"
    sent = {"file": (io.BytesIO(text.encode()), "answers.csv")}

    reply = officer.client.post(staff(survey, "import"), data=sent)
    address = reply.headers["Location"]
    question = asked(survey, "How do").id
    page = officer.open(f"{address}?column-1=q{question}")
    seen = page.text
    page.press("Add 1 response")

    assert "Row" in seen
    assert "“By boat” is none of its answers." in seen
    assert page.heading == "Responses"
    assert session.scalar(select(Response.route)) is Route.SPREADSHEET


def test_rows_that_answer_nothing_are_told_before_and_after(officer, app, survey, tmp_path):
    app.extensions["staging"] = tmp_path
    text = "Name,How do you get about?\nAnn,By bus\nBen,\n"
    sent = {"file": (io.BytesIO(text.encode()), "answers.csv")}

    reply = officer.client.post(staff(survey, "import"), data=sent)
    page = officer.open(reply.headers["Location"])
    seen = page.text
    page.press("Add 1 response")

    assert "1 response can be added. 1 row answers nothing and is left out." in seen
    assert "1 response added from answers.csv. 1 row answers nothing" in page.text


def test_after_a_second_keying_the_keyboard_is_at_the_next_paper(session, officer, survey):
    question_id, bus = choice(survey, "By bus")
    typed = {question_id: [bus]}
    for number in (7, 8):
        key = responses.UUID(int=number)
        responses.submit(session, survey, key=key, typed=typed, route=Route.PAPER)

    before = officer.open(staff(survey, "enter/again"))
    focused = [each for each in before.tree.iter("a") if each.get("autofocus")]
    link = next(
        each for each in before.tree.iter("a") if (each.get("href") or "").endswith("/again")
    )
    officer.open(link.get("href")).choose("By bus").press("Compare with the first keying")
    [next_one] = [each for each in officer.tree.iter("a") if each.get("autofocus")]

    assert focused == []
    assert "Both keyings agree" in officer.text
    assert next_one.get("href") != link.get("href")
    assert next_one.get("aria-describedby") == "message-1-text"


def test_a_paper_is_keyed_in_again_and_the_difference_settled(session, officer, survey):
    question_id, bus = choice(survey, "By bus")
    paper = responses.submit(
        session,
        survey,
        key=responses.UUID(int=7),
        typed={question_id: [bus]},
        route=Route.PAPER,
    )

    page = officer.open(staff(survey, f"responses/{paper.id}/again"))
    page.choose("By car").press("Compare with the first keying")
    seen = page.text
    unread = page.press("Store what stands").problems
    page.choose("This keying").press("Store what stands")

    session.expire_all()
    assert unread == ["Choose which keying of “How do you get about?” stands on the paper."]
    assert "1 difference settled, 1 answer mended" in page.text
    chosen = [o.label for a in session.get(Response, paper.id).answers for o in a.options]
    assert "The two keyings differ in 1 answer" in seen
    assert chosen == ["By car"]


def test_results_show_wards_quotas_and_two_questions_compared(session, officer, survey):
    place = loading.load_gloucester(session)
    areas.decide(session, survey.consultation, area_set=place)
    way, view = asked(survey, "How do").id, asked(survey, "My street").id

    officer.open(staff(survey, f"quotas/{way}")).fill("By bus", "")
    address, fields = officer.fields("Set the quotas")
    quotas = {name: "7" if name.startswith("wanted") else value for name, value in fields}
    officer.send(address, list(quotas.items()))
    responses.submit(
        session, survey, key=responses.UUID(int=8), typed={way: [choice(survey, "By bus")[1]]}
    )
    walk = officer.open(staff(survey, "results"))
    results, tables = walk.text, by_class(walk.tree, "app-table--stacked")
    compared = officer.open(staff(survey, f"results/compare?down={way}&across={view}")).text
    drawn = officer.client.get(staff(survey, "results/wards.svg"))

    assert "6 short of the quota" in results
    assert "Kingsholm and Wotton" in results
    wards = next(each for each in tables if "Kingsholm and Wotton" in words(each))
    assert {each.get("data-label") for each in wards.iter("td")} == {
        "On the map",
        "Responses",
        "People",
        "Of a thousand",
    }
    assert "Nobody counted here has answered both questions." in compared
    assert drawn.content_type.startswith("image/svg+xml")


class TestLookingForCampaigns:
    @pytest.fixture
    def place(self, survey):
        """Return the address of the ways in."""
        return staff(survey, "ways-in")

    def test_says_by_itself_when_it_is_done(self, session, engine, officer, survey, place):
        for number in range(10):
            key = responses.UUID(int=number)
            responses.submit(session, survey, key=key, typed=answers(survey, "By bus"))

        page = officer.open(place).press("Look for campaigns")
        [waiting] = [each for each in page.tree.iter("div") if each.get("data-progress")]
        script = page.client.get(waiting.get("data-progress"))
        before = page.text
        run_job(make_sessions(engine), session.scalar(select(Job.id)))
        done = page.client.get(waiting.get("data-progress"))
        after = page.open(place).text

        assert "Waiting for a worker to look for campaigns." in before
        assert "See whether it is done" in before
        assert "Last looked on" in after
        assert (script.json["state"], done.json["state"]) == ("queued", "done")
        assert "9 responses are now counted apart, each with its reason." in after
        assert "See the 9 responses counted with campaigns" in after
        assert not [each for each in page.tree.iter("div") if each.get("data-progress")]

    def test_asked_for_twice_is_done_once(self, session, officer, place):
        address, fields = officer.open(place).fields("Look for campaigns")

        for _ in range(2):
            officer.send(address, list(fields))

        assert len(session.scalars(select(Job)).all()) == 1

    def test_that_failed_says_why_and_can_be_asked_for_again(self, session, officer, survey, place):
        job = campaigns.start(session, survey.consultation)
        job_rows.stop(session, job, message="The worker stopped.")

        page = officer.open(place)

        assert "The last search was not finished. The worker stopped." in page.text
        assert page.press("Look for campaigns").reply.status_code == 200
        assert len(session.scalars(select(Job)).all()) == 2

    def test_is_not_there_to_be_told_of_before_anybody_asked(self, officer, place):
        assert officer.client.get(f"{place}/campaigns/progress").status_code == 404
        assert "Last looked on" not in officer.open(place).text


def test_a_withdrawn_response_is_said_to_be_in_no_count(session, officer, survey):
    sent = responses.submit(
        session, survey, key=responses.UUID(int=9), typed=answers(survey, "By bus")
    )
    corrections.withdraw(session, sent)

    shown = officer.open(staff(survey, f"responses/{sent.id}")).text

    assert "Withdrawn, and in no count." in shown
    assert "campaign" not in shown
    assert "Count it with the others" not in shown


def test_comparing_and_quotas_say_why_equality_questions_are_not_there(session, make, officer):
    survey = full_survey(session, make)
    responses.submit(session, survey, key=responses.UUID(int=1), typed={})

    for page in ("results/compare", "quotas"):
        text = officer.open(staff(survey, page)).text

        assert "What is your sex?" not in text
        assert "See their counts" in text


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("results", "No response yet"),
        ("results/compare", "No response yet"),
        ("responses", "No response yet"),
        ("equality", "Nobody has answered yet"),
        ("contacts", "Nobody has left contact details"),
        ("enter/again", "Nothing waits to be keyed in again"),
    ],
)
def test_each_page_of_a_survey_without_answers_says_what_will_stand_there(
    session, make, officer, page, told
):
    survey = full_survey(session, make)

    shown = officer.open(staff(survey, page))

    assert told in shown.text
    assert not list(shown.tree.iter("table"))
    assert not [each for each in shown.tree.iter("form") if each.get("method") == "get"]


def test_pages_that_ask_every_type_have_its_styles_and_its_script(session, make, officer):
    survey = full_survey(session, make)
    paper = responses.submit(
        session, survey, key=responses.UUID(int=7), typed={}, route=Route.PAPER
    )

    for page in ("enter", f"responses/{paper.id}/again"):
        shown = officer.open(staff(survey, page)).reply.text

        assert "css/surveys.css" in shown
        assert "js/survey.js" in shown


def test_results_name_rows_of_a_matrix_and_lead_to_what_is_only_counted(session, make, officer):
    survey = full_survey(session, make)
    row = asked(survey, "Streets")
    typed = {row.id: [str(row.options[0].id)]}
    responses.submit(session, survey, key=responses.UUID(int=7), typed=typed)

    shown = officer.open(staff(survey, "results")).text

    assert "How good are these? Streets (base n = 1)" in shown
    assert "kept apart and only counted. See their counts" in shown


def test_a_survey_without_a_question_has_no_reading_age(make, officer):
    make.consultation(slug="town", stage=Stage.DRAFT, outcomes=[])
    officer.open("/staff/c/town/survey/new").press("Make an empty survey")

    checked = officer.open("/staff/c/town/survey/check").text
    routed = officer.open("/staff/c/town/survey/routing").text

    assert "reading age" not in checked
    assert "Add a section, and write its first question." in checked
    assert "Nothing is asked yet" in routed


def test_a_search_without_a_match_keeps_its_form(session, officer, survey):
    responses.submit(session, survey, key=responses.UUID(int=1), typed=answers(survey, "By bus"))

    shown = officer.open(staff(survey, "responses?q=nowhere"))

    assert "No responses" in shown.text
    assert 'value="nowhere"' in shown.reply.text


@pytest.mark.parametrize("name", ["responses.csv", "responses.xlsx", "responses-spss.zip"])
def test_who_may_not_report_gets_no_file(client_of, survey, name):
    reply = client_of(RoleName.FACILITATOR).get(staff(survey, name))

    assert reply.status_code == 403


def test_a_version_or_all_can_be_chosen_and_page_and_file_say_which(session, officer, survey):
    def send(version, *labels):
        typed = answers(version, *labels)
        responses.submit(session, version, key=uuid4(), typed=typed)

    way, view = asked(survey, "How do"), asked(survey, "My street")
    send(survey, "By bus", "Agree")
    draft = versions.begin(session, survey, what_changed="Asked of roads.")
    asked(draft, "Where have").text = "Where were you?"
    versions.publish(session, draft)
    send(draft, "By car", "Agree")
    send(draft, "By car", "Disagree")

    newest = officer.open(staff(survey, "results")).text
    both = officer.open(staff(survey, "results?version=all")).text
    compared = officer.open(
        staff(survey, f"results/compare?version=all&down={way.id}&across={view.id}")
    ).text
    files = [
        officer.client.get(staff(survey, f"responses.csv{query}"))
        for query in ("", "?version=1", "?version=all")
    ]

    assert "Only answers to version 2 are counted on this page." in newest
    assert "What changed in it: Asked of roads." in newest
    assert "How do you get about? (base n = 3: 1 in version 1, 2 in version 2)" in " ".join(
        both.split()
    )
    assert "Where were you? (base n = 0: 0 in version 2 only)" in " ".join(both.split())
    assert "base n = 3: 1 in version 1, 2 in version 2" in " ".join(compared.split())
    assert [len(each.text.splitlines()) - 1 for each in files] == [2, 1, 3]
    names = [each.headers["Content-Disposition"].split("survey")[-1] for each in files]
    assert ["version-2" in names[0], "version-1" in names[1], "all-versions" in names[2]] == [
        *(True, True, True)
    ]
    assert officer.client.get(staff(survey, "results?version=9")).status_code == 404


def test_the_list_of_responses_goes_by_version_and_each_opens_under_its_own(
    session, officer, client, survey
):
    def send(version, *labels):
        typed = answers(version, *labels)
        return responses.submit(session, version, key=uuid4(), typed=typed)

    first = [send(survey, "By bus", "Library"), send(survey, "By car", "Library")]
    draft = versions.begin(session, survey, what_changed="Asked of roads.")
    asked(draft, "Where have").text = "Where were you?"
    versions.publish(session, draft)
    second = send(draft, "By bus", "Library")
    bus = choice(draft, "By bus")[1]
    library = choice(draft, "Library")[1]

    def listed(query):
        text = officer.open(staff(survey, f"responses{query}")).text
        return [each.reference in text for each in (*first, second)]

    assert listed("") == [False, False, True]
    assert "Version 1 (2)" in officer.text
    assert "Only responses to version 2 are listed on this page." in officer.text
    assert listed("?version=1") == [True, True, False]
    assert listed("?version=all") == [True, True, True]
    # An answer stays the same across versions only where its question did.
    assert listed(f"?version=all&answer={bus}") == [True, False, True]
    assert listed(f"?version=all&answer={library}") == [False, False, True]
    links = [each.get("href") for each in officer.tree.iter("a") if each.get("href")]
    switches = [each for each in links if "version=1" in each and "/responses?" in each]
    assert switches
    narrowed = officer.open(staff(survey, "responses?version=all&route=online&q=no")).reply.text
    assert '<input type="hidden" name="version" value="all">' in narrowed
    assert "version=1&amp;q=no&amp;route=online" in narrowed
    opened = officer.open(staff(survey, f"responses/{first[0].id}"))
    assert "to version 1 of the survey" in opened.text
    assert "Where have you been?" in opened.text
    released = officer.client.post(
        staff(survey, f"responses/{first[0].id}/standing"), data={"organisation": "Trust"}
    )
    assert released.status_code == 302
    assert "for Trust" in officer.open(staff(survey, f"responses/{first[0].id}")).text
    assert officer.client.get(staff(survey, "responses?version=7")).status_code == 404


def test_a_paper_form_of_an_older_version_is_keyed_in_again_by_its_own_questions(
    session, officer, survey
):
    question_id, bus = choice(survey, "By bus")
    paper = responses.submit(
        session, survey, key=uuid4(), typed={question_id: [bus]}, route=Route.PAPER
    )
    draft = versions.begin(session, survey, what_changed="Asked of roads.")
    asked(draft, "How do").text = "How do you travel?"
    versions.publish(session, draft)

    listed = officer.open(staff(survey, "enter/again")).text
    page = officer.open(staff(survey, f"responses/{paper.id}/again"))
    wording = page.text
    page.choose("By car").press("Compare with the first keying")
    unread = page.press("Store what stands").problems
    page.choose("This keying").press("Store what stands")

    session.expire_all()
    assert unread == ["Choose which keying of “How do you get about?” stands on the paper."]
    assert "1 difference settled, 1 answer mended" in page.text
    chosen = [o.label for a in session.get(Response, paper.id).answers for o in a.options]
    assert f"{paper.reference}" in listed
    assert "Version 1" in listed
    assert "How do you get about?" in wording
    assert chosen == ["By car"]


def test_a_survey_of_one_version_shows_no_switch(officer, survey):
    page = officer.open(staff(survey, "responses")).text

    assert "version" not in page.lower()


def test_staff_add_a_file_to_what_they_key_in_under_the_rules_of_residents(session, make, officer):
    survey = full_survey(session, make)
    question = asked(survey, "Have you a picture?")
    name = f"q{question.id}.upload"

    def send(content):
        address, fields = officer.open(staff(survey, "enter")).fields("Store this response")
        sent = {
            **dict(fields),
            "route": "paper",
            "keep": "yes",
            name: (io.BytesIO(content), "a.png"),
        }
        return officer.client.post(address, data=sent, follow_redirects=True)

    refused = send(b"MZ\0 a program")
    stored = send(b"\x89PNG\r\n\x1a\n" + b"\0" * 36)

    assert "is neither a picture" in refused.text
    assert "Stored as" in stored.text
    session.rollback()
    [file] = session.scalars(select(AnswerFile)).all()
    assert (file.filename, file.answer.response.route) == ("a.png", Route.PAPER)
    again = second_entry.compare(survey, file.answer.response, {})
    assert question.id not in [each.question.id for each in again]


@pytest.mark.parametrize("until", [["31", "2", "2099"], ["tomorrow", "", ""]])
def test_a_last_day_that_is_none_is_told_as_one_writes_it(officer, survey, until):
    page = officer.open(staff(survey, "ways-in/links"))
    address, fields = page.fields("Make and download")

    reply = officer.client.post(
        address, data={**dict(fields), "name": "Panel", "count": "2", "until": until}
    )

    assert "That is not a date. Write it like 5 3 2026." in reply.text


class TestPaper:
    """The forms on paper, in the languages of the survey."""

    @pytest.fixture
    def page(self, session, officer, survey):
        """Return the ways in of a survey of which a few texts are in Polish, and in Chinese."""
        said = {"pl": {"On foot": "Pieszo"}, "zh": {"On foot": "步行"}}
        for code, texts in said.items():
            typed = {translations.digest(source): text for source, text in texts.items()}
            translations.save(session, survey.consultation, survey, code=code, typed=typed)
        return officer.open(staff(survey, "ways-in"))

    def test_stand_beside_each_other_with_what_is_missing(self, page):
        assert "Large print form English : Large print form (PDF) Polish : " in page.text
        assert (
            "not translated, and so printed in English. Translate the rest into Polish" in page.text
        )
        assert "Chinese cannot be printed: our fonts lack letters in 1 of its 1 text." in page.text
        assert "Chinese : Paper form" not in page.text

    def test_come_in_a_language_and_lead_to_the_survey_in_it(self, page, client):
        [link] = [
            each.get("href")
            for each in page.tree.iter("a")
            if words(each) == "Polish : Paper form (PDF)"
        ]
        reply = page.client.get(link)
        text = PdfReader(io.BytesIO(reply.data)).pages[0].extract_text()
        [address] = re.findall(r"/s/\S+", text)

        survey = Walk(client).open(address)

        assert reply.content_type == "application/pdf"
        assert reply.headers["Content-Disposition"].endswith('-form-pl.pdf"')
        assert address.endswith("?lang=pl")
        assert 'lang="pl"' in survey.press("Continue").reply.text

    @pytest.mark.parametrize("typed", ["pt-BR", "pt-br"])
    def test_lead_to_a_language_with_its_region_however_it_is_typed(
        self, session, page, survey, client, typed
    ):
        portuguese = {translations.digest("What gets in the way?"): "O que atrapalha?"}
        translations.save(session, survey.consultation, survey, code="pt-BR", typed=portuguese)
        reply = page.client.get(staff(survey, f"ways-in/print/form.pdf?lang={typed}"))
        text = PdfReader(io.BytesIO(reply.data)).pages[0].extract_text()
        [address] = re.findall(r"/s/\S+", text)

        walk = Walk(client).open(address)

        assert reply.headers["Content-Disposition"].endswith('-form-pt-BR.pdf"')
        assert address.endswith("?lang=pt-BR")
        assert 'lang="pt-BR" dir="ltr">O que atrapalha?<' in walk.reply.text

    @pytest.mark.parametrize("language", ["ro", "x", "zh"])
    def test_are_refused_in_a_language_that_there_is_not(self, page, survey, language):
        reply = page.client.get(staff(survey, f"ways-in/print/form.pdf?lang={language}"))

        said = "Our fonts lack letters of Chinese" if language == "zh" else "The survey is not in"
        assert reply.status_code == (409 if language == "zh" else 404)
        assert said in reply.text
