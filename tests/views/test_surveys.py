"""The survey tab: building, previewing, and what came back."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.responses import Response, Route
from consult.models.statements import Statement
from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.services import responses, surveys
from consult.services.responses import profiles
from consult.services.surveys import structure, versions
from consult.services.surveys.wording import Wording, fingerprint
from tests.markup import by_class, parse_page, words
from tests.questionnaires import (
    PLACES,
    Walk,
    answers,
    asked,
    full_survey,
    moved,
    send,
    town_survey,
)

STYLES = Path(__file__).parents[2] / "static/css/consult.css"
HOSTILE = "</title><script>alert(1)</script>=1+1"


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def officer(client_of):
    """Return an officer's browser."""
    return Walk(client_of(RoleName.OFFICER))


@pytest.fixture
def facilitator(client_of):
    """Return a facilitator's browser."""
    return Walk(client_of(RoleName.FACILITATOR))


@pytest.fixture
def draft(session, make):
    """Return the survey of a draft at /staff/c/town/survey."""
    return town_survey(session, make, slug="town", stage=Stage.DRAFT)


@pytest.fixture
def survey(session, make):
    """Return an open survey at /staff/c/town/survey."""
    return town_survey(session, make, slug="town")


def links(walk):
    return [words(each) for each in walk.tree.iter("a")]


class TestMaking:
    def test_the_empty_tab_teaches_and_leads_to_a_survey(self, session, make, officer):
        make.consultation(slug="town", stage=Stage.DRAFT)

        empty = officer.open("/staff/c/town/survey").text
        officer.open("/staff/c/town/survey/new").press("Make the survey")

        assert "No survey yet" in empty
        assert officer.address == "/staff/c/town/survey"
        assert "3 sections, 6 questions" in officer.text
        assert "Nothing stands in the way" in officer.text
        assert count(session, Survey) == 1

    def test_only_the_chosen_outcomes_are_asked_about(self, session, make, officer):
        consultation = make.consultation(slug="town", stage=Stage.DRAFT)
        officer.open("/staff/c/town/survey/new")
        address, fields = officer.fields("Make the survey")
        unwanted = str(consultation.outcomes[0].id)

        officer.send(address, [(n, v) for n, v in fields if (n, v) != ("outcomes", unwanted)])

        assert count(session, Section) == 2

    def test_a_consultation_without_outcomes_can_start_with_an_empty_one(self, make, officer):
        make.consultation(slug="town", stage=Stage.DRAFT, outcomes=[])

        officer.open("/staff/c/town/survey/new").press("Make an empty survey")

        assert "There is no question in it. Add a section" in officer.text
        assert "No section yet" in officer.text
        link = next(each for each in officer.tree.iter("a") if words(each) == "Add a section")
        officer.open(link.get("href")).fill("Title", "Getting about")
        assert officer.press("Add it and write its first question").heading == "Add a question"
        assert "Add one." in officer.open("/staff/c/town/survey/preview").text

    def test_an_empty_one_is_not_previewed_and_says_how_to_begin(self, make, officer):
        make.consultation(slug="town", stage=Stage.DRAFT, outcomes=[])
        officer.open("/staff/c/town/survey/new").press("Make an empty survey")

        officer.open("/staff/c/town/survey/preview")

        assert "no question to preview. Add a section, and write its first question." in (
            officer.text
        )

    def test_a_second_one_is_refused_in_a_sentence(self, session, draft, officer):
        officer.open("/staff/c/town/survey/new").press("Make the survey")

        assert any("has a survey already" in each for each in officer.problems)
        assert count(session, Survey) == 1

    def test_an_open_consultation_without_one_says_what_to_do(self, make, officer):
        make.consultation(slug="town")

        assert "close it on the overview" in officer.open("/staff/c/town/survey").text

    def test_a_facilitator_sees_it_but_is_offered_no_change(self, draft, facilitator):
        facilitator.open("/staff/c/town/survey")

        assert facilitator.reply.status_code == 200
        assert not [each for each in links(facilitator) if each.startswith(("Change", "Add"))]


class TestChanging:
    def test_title_and_introduction(self, session, draft, officer):
        officer.open("/staff/c/town/survey/edit").fill("Introduction", "Two minutes.").press("Save")

        assert "Two minutes." in officer.text

    def test_a_section_is_added_changed_moved_and_removed(self, session, draft, officer):
        officer.open("/staff/c/town/survey/sections/new")
        officer._labelled("Title").set("value", "The last")
        officer.press("Add the section")
        section = session.scalars(select(Section).order_by(Section.id.desc())).first()
        base = f"/staff/c/town/survey/sections/{section.id}"
        added = officer.text
        officer.open(base)._labelled("Title").set("value", "The first")
        officer.press("Save")
        officer.press("Move up section 3").press("Move up section 2")
        moved_up = officer.text
        asked_first = officer.open(f"{base}/remove").text
        officer.press("Remove the section")

        assert "Section 3. The last" in added
        assert "Section 1. The first" in moved_up
        assert "It has no question." in asked_first
        assert "The first" in officer.text  # in the message that it is gone
        assert count(session, Section) == 2

    def test_removing_a_section_says_how_much_goes_with_it(self, draft, officer):
        officer.open(f"/staff/c/town/survey/sections/{draft.sections[1].id}/remove")

        assert "It has 3 questions, which will be removed with it." in officer.text

    def test_a_question_is_added_by_hand(self, session, draft, officer):
        officer.open(f"/staff/c/town/survey/sections/{draft.sections[0].id}/questions/new")
        officer._labelled("Question").set("value", HOSTILE)
        officer.pick("How is it answered", "One choice").choose("Everybody must answer it")
        officer.fill("Answers to choose from", "North\nSouth\n\n").press("Add the question")

        added = session.scalars(select(Question).order_by(Question.id.desc())).first()
        assert (added.text, added.is_required) == (HOSTILE, True)
        assert [option.label for option in added.options] == ["North", "South"]
        assert HOSTILE in officer.text

    @pytest.mark.parametrize(
        ("button", "heading"),
        [
            ("Add it and write the next", "Add a question"),
            ("Add it and begin a section", "Add a section"),
        ],
    )
    def test_one_question_leads_to_the_next(self, session, draft, officer, button, heading):
        officer.open(f"/staff/c/town/survey/sections/{draft.sections[0].id}/questions/new")
        officer._labelled("Question").set("value", "What would you keep?")

        officer.press(button)

        assert officer.heading == heading
        assert "is added" in officer.text
        assert session.scalars(
            select(Question).where(Question.text == "What would you keep?")
        ).one()

    def test_a_question_is_changed_moved_and_removed(self, session, draft, officer):
        question = asked(draft, "How do you")
        base = f"/staff/c/town/survey/questions/{question.id}"
        officer.open(base)
        typed = officer.value("Answers to choose from")
        officer._labelled("Question").set("value", "How do you travel?")
        officer.press("Save").press("Move up “How do you travel?”")
        asked_first = officer.open(f"{base}/remove").text
        officer.press("Remove the question")

        assert typed == "On foot\nBy bus\nBy car"
        assert "“How do you travel?”, with its 3 answers to choose from." in asked_first
        assert count(session, Question) == 4

    def test_what_cannot_be_asked_is_refused_at_its_field(self, session, draft, officer):
        officer.open(f"/staff/c/town/survey/sections/{draft.sections[0].id}/questions/new")
        officer._labelled("Question").set("value", "Which?")
        officer.pick("How is it answered", "Scale").fill("Answers to choose from", "Yes\nyes")
        officer.press("Add the question")

        assert officer.problems == ["“Yes” is there twice. Remove one of them."]
        assert officer.value("Answers to choose from") == "Yes\nyes"
        assert count(session, Question) == 5

    @pytest.mark.parametrize("place", ["edit", "sections/new", "sections/{section}"])
    def test_a_title_may_not_be_empty(self, draft, officer, place):
        officer.open(f"/staff/c/town/survey/{place.format(section=draft.sections[0].id)}")
        officer._labelled("Title").set("value", "")
        officer.press("Add the section" if place.endswith("new") else "Save")

        assert officer.problems == ["Enter a title."]

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(
        self, session, draft, client_of, officer
    ):
        question = asked(draft, "How do you")
        colleague = Walk(client_of(RoleName.OFFICER))
        for browser, wording in ((officer, "How do you travel?"), (colleague, "How do you move?")):
            browser.open(f"/staff/c/town/survey/questions/{question.id}")
            browser._labelled("Question").set("value", wording)

        officer.press("Save")
        colleague.press("Save")

        assert any("Somebody else changed this" in each for each in colleague.problems)
        session.expire_all()
        session.rollback()
        assert question.text == "How do you travel?"
        # What was typed is still there, and to save it once more is a choice.
        colleague.press("Save")
        session.expire_all()
        session.rollback()
        assert question.text == "How do you move?"

    @pytest.mark.parametrize("part", ["sections/999", "questions/999", "responses/999"])
    def test_what_is_not_there_is_not_found(self, draft, officer, part):
        assert officer.open(f"/staff/c/town/survey/{part}").reply.status_code == 404

    def test_an_open_survey_is_locked_with_the_reason(self, session, survey, officer):
        officer.open("/staff/c/town/survey")
        locked = officer.text
        address = f"/staff/c/town/survey/sections/{survey.sections[0].id}/move"
        officer.client.post(address, data={"to": "down"})
        officer.open(f"/staff/c/town/survey/questions/{survey.questions[0].id}").press("Save")

        assert "everybody must be asked the same" in locked
        assert not [each for each in links(officer) if each.startswith("Add a")]
        assert any("everybody must be asked the same" in each for each in officer.problems)
        session.expire_all()
        session.rollback()
        assert [each.position for each in survey.sections] == [1, 2]


class TestPreview:
    def test_walks_through_the_survey_and_stores_nothing(self, session, draft, officer):
        officer.open("/staff/c/town/survey/preview").fill("What is being done?", "Lunch club")
        first = officer.text
        officer.press("Continue").press("Continue")
        problem = list(officer.problems)
        officer.choose("By bus").press("Continue")
        check = officer.text
        officer.press("End the preview")

        assert "This is a preview" in first
        assert problem == ["Choose an answer to “How do you get about?”."]
        assert "Lunch club" in check
        assert officer.address == "/staff/c/town/survey"
        assert "Nothing of the preview was kept" in officer.text
        assert count(session, Response) == 0

    def test_the_end_by_a_forged_step_asks_what_is_missing(self, draft, officer):
        officer.open("/staff/c/town/survey/preview").press("Continue", action="send")

        assert officer.problems == ["Choose an answer to “How do you get about?”."]

    def test_a_survey_without_questions_has_none(self, session, make, officer):
        consultation = make.consultation(slug="town", stage=Stage.DRAFT)
        surveys.create(session, consultation, outcomes=[])

        officer.open("/staff/c/town/survey/preview")

        assert officer.address == "/staff/c/town/survey"
        assert "There is no question to preview" in officer.text


class TestResults:
    def fill(self, session, survey, number=12):
        for place in range(number):
            typed = answers(survey, "By bus" if place % 3 else "By car", barriers=HOSTILE)
            route = Route.PAPER if place < 2 else Route.ONLINE
            responses.submit(session, survey, key=uuid4(), typed=typed, route=route)

    def test_are_empty_before_the_first_answer(self, survey, officer):
        assert "No response yet" in officer.open("/staff/c/town/survey/results").text

    def test_show_counts_with_their_base_by_day_route_and_option(self, session, survey, officer):
        self.fill(session, survey)

        officer.open("/staff/c/town/survey/results")

        assert "12 responses" in officer.text
        assert "How do you get about? (base n = 12)" in officer.text
        assert "By bus 8 67%" in officer.text
        assert "12 answers in free text" in officer.text
        table = words(next(officer.tree.iter("table")))
        assert "Online Paper All" in table
        assert table.endswith("10 2 12")

    def test_lead_from_the_free_text_to_its_statements(self, session, survey, officer):
        self.fill(session, survey, 3)
        officer.open("/staff/c/town/survey/results")
        (link,) = [
            each for each in officer.tree.iter("a") if words(each).startswith("read them as")
        ]

        officer.open(link.get("href") or "")

        assert officer.heading == "Statements"
        assert officer.text.count(HOSTILE) == 3

    def test_the_list_has_pages_routes_and_a_search(self, session, survey, officer):
        self.fill(session, survey, 23)
        sent = session.scalars(select(Response).order_by(Response.id)).first()

        everything = officer.open("/staff/c/town/survey/responses").text
        second = officer.open("/staff/c/town/survey/responses?page=2").text
        paper = officer.open("/staff/c/town/survey/responses?route=paper").text
        one = officer.open(f"/staff/c/town/survey/responses?q={sent.reference}").text
        unknown = officer.open("/staff/c/town/survey/responses?route=pigeon&page=x").text

        assert "Showing 1 to 20 of 23 responses" in everything
        assert "Showing 21 to 23 of 23 responses" in second
        assert "Showing 1 to 2 of 2 responses" in paper
        assert "Showing 1 to 1 of 1 response" in one
        assert "Showing 1 to 20 of 23 responses" in unknown

    def test_one_response_is_shown_answer_by_answer_as_text(self, session, survey, officer):
        self.fill(session, survey, 1)
        sent = session.scalars(select(Response)).one()

        officer.open(f"/staff/c/town/survey/responses/{sent.id}")

        assert officer.heading == f"Response {sent.reference}"
        assert HOSTILE in officer.text
        assert "By car" in officer.text
        assert "Not answered" in officer.text
        assert "<script>alert" not in officer.reply.text

    def test_the_file_is_for_those_who_report_and_holds_no_formula(
        self, session, survey, officer, facilitator
    ):
        typed = answers(survey, "By bus", work="=HYPERLINK(1)")
        responses.submit(session, survey, key=uuid4(), typed=typed)

        reply = officer.client.get("/staff/c/town/survey/responses.csv")
        refused = facilitator.client.get("/staff/c/town/survey/responses.csv")

        rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
        assert dict(zip(*rows, strict=True))["What is being done?"] == "'=HYPERLINK(1)"
        assert 'filename="town-responses.csv"' in reply.headers["Content-Disposition"]
        assert refused.status_code == 403


class TestKeyingIn:
    def test_a_sheet_of_paper_is_stored_with_its_route_and_who_typed_it(
        self, session, survey, facilitator
    ):
        facilitator.open("/staff/c/town/survey/enter").choose("On paper").choose("By bus")
        facilitator.fill("What gets in the way?", "No buses").press("Store this response")

        session.rollback()
        sent = session.scalars(select(Response)).one()
        assert (sent.route, sent.entered_by_id is None) == (Route.PAPER, False)
        assert f"Stored as {sent.reference}" in facilitator.text
        assert facilitator.address == "/staff/c/town/survey/enter"
        assert facilitator.is_chosen("On paper")
        assert count(session, Statement) == 1

    @pytest.mark.parametrize(
        ("choices", "changes", "problem"),
        [
            (["By bus"], {}, "Choose how the response came."),
            (["By telephone"], {}, "Choose an answer to “How do you get about?”."),
            (["By bus"], {"route": "online"}, "Choose how the response came."),
            (["On paper"], {"q999": "x"}, "something that this survey does not ask for"),
        ],
    )
    def test_the_same_rules_hold_and_nothing_typed_is_lost(
        self, session, survey, facilitator, choices, changes, problem
    ):
        facilitator.open("/staff/c/town/survey/enter")
        facilitator.fill("What is being done?", "Lunch club")
        for label in choices:
            facilitator.choose(label)

        facilitator.press("Store this response", **changes)

        assert any(problem in each for each in facilitator.problems)
        assert facilitator.value("What is being done?") == "Lunch club"
        assert count(session, Response) == 0

    def test_a_route_that_nobody_chose_is_asked_for_where_it_belongs(self, survey, facilitator):
        facilitator.open("/staff/c/town/survey/enter").choose("By bus").press("Store this response")

        page = facilitator.reply.text
        assert '<a href="#route-paper">Choose how the response came.</a>' in page
        assert 'aria-describedby="route-error"' in page

    def test_answers_that_others_lead_past_are_said_and_kept(self, session, make, facilitator):
        full_survey(session, make, slug="town")
        facilitator.open("/staff/c/town/survey/enter").choose("On paper").choose("By car")
        facilitator.fill_in("How many times a week?", "3").press("Store this response")

        assert any("although an earlier answer leads past it" in x for x in facilitator.problems)
        assert count(session, Response) == 0
        facilitator.choose("The answers that earlier answers lead past").press("Store this")

        session.rollback()
        sent = session.scalars(select(Response)).one()
        kept = {each.question.text: each.text for each in sent.answers}
        assert kept["How many times a week?"] == "3"
        assert "When did you last go?" not in kept

    def test_before_the_consultation_opens_nothing_is_taken(self, session, draft, facilitator):
        facilitator.open("/staff/c/town/survey/enter").choose("On paper")
        facilitator.press("Store this response")

        assert any("is not open for answers" in each for each in facilitator.problems)
        assert count(session, Response) == 0

    def test_the_same_sheet_twice_is_stored_once(self, session, survey, facilitator):
        facilitator.open("/staff/c/town/survey/enter").choose("On paper").choose("By bus")
        address, fields = facilitator.fields("Store this response")
        changed = [(n, "Lunch club" if v == "" else v) for n, v in fields]

        for body in (fields, fields, changed):
            facilitator.send(address, body)

        assert any("sent already" in each for each in facilitator.problems)
        assert count(session, Response) == 1

    def test_paper_is_keyed_in_after_the_end(self, session, survey, facilitator):
        moved(session, survey, Stage.CLOSED)
        facilitator.open("/staff/c/town/survey/enter").choose("On paper").press("Store")

        assert count(session, Response) == 1


class TestBuilding:
    """Each act of building leads back to the questions."""

    @pytest.fixture
    def draft(self, session, make):
        consultation = make.consultation(slug="town", stage=Stage.DRAFT)
        survey = surveys.create(session, consultation, outcomes=[])
        structure.add_section(session, survey, title="You")
        return survey

    @pytest.mark.parametrize(
        "act", ["equality", "outcomes", "versions/publish", "versions/discard"]
    )
    def test_a_button_leads_back_also_where_it_is_refused(self, client_of, draft, act):
        reply = client_of(RoleName.OFFICER).post(f"/staff/c/town/survey/{act}")

        assert reply.status_code == 302
        assert reply.location.split("#")[0] == "/staff/c/town/survey"

    def test_pasted_questions_lead_back_to_the_first_of_them(self, client_of, draft):
        section = draft.sections[0].id

        browser = client_of(RoleName.OFFICER)
        reply = browser.post(
            f"/staff/c/town/survey/sections/{section}/paste",
            data={"text": "What is good here?", "then": "add"},
        )

        assert reply.location.startswith("/staff/c/town/survey#question-")
        assert "1 question is added." in browser.get(reply.location).text


class TestCheckVersion:
    """What differs is read before residents are asked it."""

    @pytest.fixture
    def draft(self, session, make):
        survey = town_survey(session, make, slug="town")
        return versions.begin(session, survey, what_changed="Buses were left out.")

    def test_shows_what_is_new_gone_and_changed_before_it_is_published(
        self, session, client_of, draft
    ):
        gone = asked(draft, "My street is friendly.")
        changed = asked(draft, "Where have you been?")
        structure.add_question(
            session, draft.sections[-1], Wording(QuestionType.SHORT_TEXT, "Which bus <b>?")
        )
        structure.remove_question(session, gone)
        structure.change_question(
            session,
            changed,
            Wording(QuestionType.SEVERAL_CHOICES, "Where do you go?", options=PLACES),
            seen=fingerprint(changed),
        )
        officer = client_of(RoleName.OFFICER)

        led = officer.get("/staff/c/town/survey").text
        page = officer.get("/staff/c/town/survey/versions/check").text
        session.rollback()
        session.expire_all()
        was_draft = surveys.newest(session, draft.consultation).is_draft
        done = officer.post("/staff/c/town/survey/versions/publish", follow_redirects=True).text

        assert "/versions/check" in led
        assert "/versions/publish" not in led
        said = words(parse_page(page))
        assert "Buses were left out." in said
        assert re.search(r"New \S+ Which bus <b>\? No longer asked \S+ My street is friendly", said)
        assert "Where do you go? Before: Where have you been?" in said
        assert "Questions stand in another order" not in said
        assert "other conditions" not in said
        assert was_draft
        assert "Version 2 is asked from now on." in done

    def test_says_where_both_ask_the_same(self, client_of, draft):
        page = client_of(RoleName.OFFICER).get("/staff/c/town/survey/versions/check").text

        assert "both ask the same" in page

    def test_knows_no_draft_of_what_is_asked_already(self, session, client_of, draft):
        versions.publish(session, draft)

        reply = client_of(RoleName.OFFICER).get("/staff/c/town/survey/versions/check")

        assert reply.status_code == 409
        assert "no draft" in reply.text


class TestOnAPhone:
    """Where rows are stacked, each cell still says which column it is of."""

    @pytest.mark.parametrize(
        ("page", "column"), [("results", "All"), ("results/compare", "By car"), ("quotas", "Quota")]
    )
    def test_the_tables_of_the_results_name_the_column_in_each_cell(
        self, session, make, client_of, page, column
    ):
        survey = town_survey(session, make, slug="town")
        for _ in range(12):
            send(session, survey, "By car", "Library", "Agree")
        way, friendly = asked(survey, "How do you"), asked(survey, "My street")
        profiles.set_quotas(session, survey, way, ["20", "", ""])

        reply = client_of(RoleName.OFFICER).get(
            f"/staff/c/town/survey/{page}", query_string={"down": friendly.id, "across": way.id}
        )
        table = by_class(parse_page(reply.text), "app-table--stacked")[0]
        rows = [each for each in table.find("tbody") if each.tag == "tr"]

        assert table.get("role") == "table"
        assert {each.get("role") for each in rows} == {"row"}
        assert {each.get("role") for row in rows for each in row} == {"rowheader", "cell"}
        assert column in {each.get("data-label") for each in rows[0]}

    def test_a_route_by_which_nothing_came_that_day_is_not_shown(self, session, make, client_of):
        survey = town_survey(session, make, slug="town")
        send(session, survey, "By car", "Library", "Agree")
        early = send(session, survey, "By car", "Library", "Agree")
        early.route, early.submitted_at = Route.PAPER, early.submitted_at - timedelta(days=2)
        session.commit()

        reply = client_of(RoleName.OFFICER).get("/staff/c/town/survey/results")
        table = by_class(parse_page(reply.text), "app-table--stacked")[0]
        left_out = [words(each) for each in by_class(table, "app-table__nought")]

        assert left_out == ["0", "0"]
        assert "app-table__nought" in STYLES.read_text(encoding="utf-8")
