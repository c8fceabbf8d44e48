"""The theme workbench over HTTP: pages, forms, scripts, refusals."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.candidates import CandidateMember, CandidateState, CandidateTheme
from consult.models.jobs import Job, JobState
from consult.models.repeats import RepeatGroup, RepeatMember
from consult.models.statements import StatementState
from consult.models.themes import Codebook, Coding, CodingState, ThemeState
from consult.services import starting_codebooks
from tests.markup import by_id, hidden_value, parse_page

JSON = {"Accept": "application/json"}
SCRIPT = "<script>alert(1)</script> no money &amp; no time"


@pytest.fixture
def consultation(make):
    return make.consultation(slug="parks")


@pytest.fixture
def book(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust").themes


@pytest.fixture
def coding(make, consultation, book):
    statement = make.statement(SCRIPT, consultation=consultation, outcome=consultation.outcomes[0])
    return make.coding(statement, book[0], why=["no money"])


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


def fresh(session):
    """Let go of what was read: on SQLite an open reading sees nothing that came after it."""
    session.rollback()
    session.expire_all()


def get(browser, path=""):
    reply = browser.get(f"/staff/c/parks/themes{path}")
    assert reply.status_code == 200, reply.status_code
    return reply.text


def post(browser, path, headers=None, **fields):
    return browser.post(f"/staff/c/parks/themes{path}", data=fields, headers=headers)


class TestStarting:
    def test_an_empty_consultation_is_offered_the_standard_codebook(
        self, session, consultation, officer
    ):
        assert "Start from the standard codebook" in get(officer)

        post(officer, "/codebook")

        assert session.scalar(select(func.count()).select_from(Codebook)) == 1
        page = get(officer)
        assert "Hurdles to taking part" in page
        assert "Start the analysis" in page

    def test_an_analysis_runs_in_the_background_and_shows_how_far_it_is(
        self, session, engine, make, consultation, officer, config
    ):
        starting_codebooks.start_standard(session, consultation)
        make.statement("No money for the hall", consultation=consultation)

        post(officer, "/run")

        [job] = session.scalars(select(Job))
        assert 'role="progressbar"' in get(officer)
        waiting = officer.get("/staff/c/parks/themes/progress").json
        assert (waiting["state"], waiting["total"]) == ("queued", 1)
        run_job(make_sessions(engine), job.id)
        assert officer.get("/staff/c/parks/themes/progress").json["state"] == "done"
        page = get(officer)
        assert "<mark>No money</mark>" in page
        assert 'role="progressbar"' not in page

    def test_a_second_start_is_refused_with_a_sentence(self, session, make, consultation, officer):
        starting_codebooks.start_standard(session, consultation)
        make.statement(consultation=consultation)
        post(officer, "/run")

        reply = post(officer, "/run")

        assert reply.status_code == 302
        assert "under way already" in get(officer)
        assert session.scalar(select(func.count()).select_from(Job)) == 1

    def test_says_why_the_last_analysis_failed(self, session, make, consultation, officer):
        starting_codebooks.start_standard(session, consultation)
        make.statement(consultation=consultation)
        post(officer, "/run")
        job = session.scalars(select(Job)).one()
        job.state, job.message = JobState.FAILED, "The lexicon cannot be read."
        session.commit()

        page = get(officer)

        assert "The lexicon cannot be read." in page
        assert "Start the analysis" in page

    def test_can_be_stopped_by_a_button(self, session, make, consultation, officer):
        starting_codebooks.start_standard(session, consultation)
        make.statement(consultation=consultation)
        post(officer, "/run")
        assert 'action="/staff/c/parks/themes/stop"' in get(officer)

        post(officer, "/stop")

        page = get(officer)
        assert "The analysis was stopped. Nothing was changed." in page
        assert "Start the analysis" in page
        assert 'role="progressbar"' not in page

    def test_a_stop_that_comes_too_late_is_said(self, session, make, consultation, officer):
        starting_codebooks.start_standard(session, consultation)

        post(officer, "/stop")

        assert "The analysis was over before it could be stopped." in get(officer)

    def test_a_note_on_any_page_tells_that_it_is_done_once(
        self, session, engine, make, consultation, officer
    ):
        starting_codebooks.start_standard(session, consultation)
        make.statement("No money for the hall", consultation=consultation)
        post(officer, "/run")
        assert "is done" not in officer.get("/staff").text
        run_job(make_sessions(engine), session.scalars(select(Job)).one().id)

        officer.get("/staff/c/parks/themes/progress", headers=JSON)
        first, second = officer.get("/staff").text, officer.get("/staff").text

        assert f"The analysis of “{consultation.title}” is done. 1 statement looked at" in first
        assert "is done" not in second

    def test_a_note_tells_that_it_failed(self, session, make, consultation, officer):
        starting_codebooks.start_standard(session, consultation)
        make.statement(consultation=consultation)
        post(officer, "/run")
        job = session.scalars(select(Job)).one()
        job.state, job.message = JobState.FAILED, "The lexicon cannot be read."
        session.commit()

        page = officer.get("/staff").text

        assert "was not finished. The lexicon cannot be read." in page

    def test_there_is_no_progress_of_nothing(self, consultation, officer):
        reply = officer.get("/staff/c/parks/themes/progress", headers=JSON)

        assert reply.status_code == 404


class TestWorkbench:
    def test_escapes_what_people_said_around_the_marks(self, coding, officer):
        page = get(officer)

        assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>no money</mark> &amp;amp; no" in page
        assert "<script>alert" not in page

    def test_a_facilitator_reads_and_decides_nothing(self, coding, client_of):
        browser = client_of(RoleName.FACILITATOR)

        page = get(browser)

        assert "Resources" in page
        assert ">Accept<" not in page
        assert post(browser, f"/codings/{coding.id}/accept", seen="proposed").status_code == 403

    @pytest.mark.parametrize(
        "query",
        [
            "?theme=999999&queue=nonsense&state=x&outcome=y&page=-3",
            "?theme=%F0%9F%90%A2&page=1e9&q=%00%25_",
            "?slug=other&_external=1&theme=1&theme=2",
            "?queue=other&outcome=999999999999999999999",
        ],
    )
    def test_nonsense_in_the_address_is_passed_over(self, coding, officer, query):
        assert "<h1" in get(officer, query)
        assert "<h1" in get(officer, f"/accept-all{query}")

    def test_an_address_of_a_merged_theme_leads_to_its_heir(self, session, book, coding, officer):
        book[2].state, book[2].merged_into_id = ThemeState.MERGED, book[0].id
        session.commit()

        page = get(officer, f"?theme={book[2].id}")

        assert "<title>Resources" in page

    def test_another_consultations_theme_is_not_there(self, make, coding, officer):
        strange = make.codebook(make.consultation(), "secret").themes[0]

        assert "Secret" not in get(officer, f"?theme={strange.id}")


class TestDeciding:
    @pytest.mark.parametrize(
        ("decision", "state"), [("accept", "accepted"), ("reject", "rejected")]
    )
    def test_works_as_a_plain_form_and_comes_back_to_its_place(
        self, session, coding, officer, decision, state
    ):
        here = "/staff/c/parks/themes?queue=least-sure&page=1"

        reply = post(officer, f"/codings/{coding.id}/{decision}", seen="proposed", back=here)

        fresh(session)
        assert coding.state.value == state
        assert reply.location == here

    @pytest.mark.parametrize(
        "back", ["https://example.org/", "//example.org", "/staff/c/parks/themesx", "/staff"]
    )
    def test_never_leads_elsewhere(self, coding, officer, back):
        reply = post(officer, f"/codings/{coding.id}/accept", seen="proposed", back=back)

        assert reply.location == "/staff/c/parks/themes"

    def test_gives_a_script_the_card_and_every_number(self, book, coding, officer):
        reply = post(officer, f"/codings/{coding.id}/accept", seen="proposed", headers=JSON)

        told = reply.json
        assert told["message"] == "Accepted: Resources."
        assert told["numbers"][f"theme-{book[0].id}-accepted"] == 1
        assert told["numbers"]["ledger-themed"] == 1
        assert told["undoable"] is True
        assert "accepted by Person" in told["cards"][str(coding.statement_id)]

    def test_two_officers_the_second_is_told(self, coding, officer, client_of):
        post(officer, f"/codings/{coding.id}/accept", seen="proposed")

        page = post(client_of(), f"/codings/{coding.id}/reject", seen="proposed")
        script = post(client_of(), f"/codings/{coding.id}/reject", seen="proposed", headers=JSON)

        assert (page.status_code, script.status_code) == (409, 409)
        assert "has accepted this meanwhile" in page.text
        assert "has accepted this meanwhile" in script.json["title"]

    @pytest.mark.parametrize("seen", ["", "nonsense"])
    def test_refuses_a_form_that_does_not_say_what_was_seen(self, session, coding, officer, seen):
        reply = post(officer, f"/codings/{coding.id}/accept", seen=seen)

        assert reply.status_code == 400
        fresh(session)
        assert coding.state is CodingState.PROPOSED

    def test_adds_moves_and_undoes(self, session, book, coding, officer):
        statement = coding.statement_id

        post(officer, f"/statements/{statement}/add", to=book[1].id)
        post(officer, f"/codings/{coding.id}/move", to=book[2].id, seen="proposed")
        standing = states(session, statement)
        post(officer, "/undo")
        undone = states(session, statement)

        assert standing == {"resources": "rejected", "apathy": "accepted", "trust": "accepted"}
        assert undone == {"resources": "proposed", "apathy": "accepted", "trust": "superseded"}

    @pytest.mark.parametrize("to", ["", "x", "999999"])
    def test_refuses_a_theme_that_is_none(self, session, coding, officer, to):
        reply = post(officer, f"/statements/{coding.statement_id}/add", to=to)

        assert reply.status_code in {400, 404}
        assert session.scalar(select(func.count()).select_from(Coding)) == 1

    def test_nothing_to_undo_is_said(self, coding, officer):
        reply = post(officer, "/undo", headers=JSON)

        assert reply.status_code == 409
        assert "no decision of yours" in reply.json["title"]

    def test_accepts_all_that_is_shown_after_saying_how_many(
        self, session, make, consultation, book, coding, officer
    ):
        run = make.run(consultation)
        others = [
            make.coding(make.statement(consultation=consultation), book[0], run=run)
            for _ in range(2)
        ]
        page = get(officer, f"/accept-all?theme={book[0].id}")
        assert "Accept 3 suggestions?" in page

        post(officer, "/accept-all", coding=[str(each.id) for each in (coding, *others)])

        fresh(session)
        assert {each.state for each in (coding, *others)} == {CodingState.ACCEPTED}
        assert "3 accepted" in get(officer)

    def test_accepting_what_nobody_can_accept_is_refused(self, coding, officer):
        assert post(officer, "/accept-all", coding=["999999", "x"]).status_code == 400


def states(session, statement_id):
    fresh(session)
    found = session.scalars(select(Coding).where(Coding.statement_id == statement_id))
    return {each.theme.key: each.state.value for each in found}


class TestCodebook:
    def test_adds_a_theme(self, session, book, officer):
        reply = post(officer, "/new", name="Night buses", definition="None after six.")

        assert reply.status_code == 302
        assert "Night buses" in get(officer)

    def test_a_name_that_is_taken_is_said_at_its_field(self, book, officer):
        reply = post(officer, "/new", name="Trust")

        assert "There is a theme “Trust” already" in reply.text
        assert 'id="name-error"' in reply.text

    def test_renames(self, session, book, officer):
        post(officer, f"/{book[1].id}/edit", name="No interest", version="1")

        fresh(session)
        assert book[1].name == "No interest"

    def test_a_stale_edit_is_a_409_with_both_texts(self, session, book, officer, client_of):
        post(officer, f"/{book[1].id}/edit", name="No interest", version="1")

        reply = post(client_of(), f"/{book[1].id}/edit", name="Boredom", version="1")

        assert reply.status_code == 409
        assert "Somebody else changed" in reply.text
        assert "No interest" in reply.text
        assert 'value="Boredom"' in reply.text
        fresh(session)
        assert book[1].name == "No interest"

    def test_after_both_texts_were_shown_saving_again_is_a_choice(
        self, session, book, officer, client_of
    ):
        post(officer, f"/{book[1].id}/edit", name="No interest", version="1")
        page = post(client_of(), f"/{book[1].id}/edit", name="Boredom", version="1").text

        post(officer, f"/{book[1].id}/edit", name="Boredom", version=hidden_value(page, "version"))

        fresh(session)
        assert book[1].name == "Boredom"

    def test_shows_who_moves_then_merges_then_takes_it_back(self, session, book, coding, officer):
        first, second = book[0], book[1]
        page = get(officer, f"/{first.id}/merge?into={second.id}")
        assert "1 suggestion" in page

        post(officer, f"/{first.id}/merge?into={second.id}", into=second.id, version="1")

        fresh(session)
        assert (first.state, coding.theme) == (ThemeState.MERGED, second)
        assert "Take the merge back" in get(officer, f"?theme={second.id}")
        post(officer, f"/{first.id}/unmerge")
        fresh(session)
        assert (first.state, coding.theme) == (ThemeState.ACTIVE, first)

    def test_a_stale_merge_leads_back_to_what_would_move_now(self, session, book, officer):
        post(officer, f"/{book[0].id}/edit", name="Money", version="1")

        reply = post(
            officer, f"/{book[0].id}/merge?into={book[1].id}", into=book[1].id, version="1"
        )

        assert reply.location.endswith(f"/{book[0].id}/merge?into={book[1].id}")
        page = officer.get(reply.location).text
        assert "Somebody else changed the theme “Money” meanwhile." in page
        assert hidden_value(page, "version") == "2"
        fresh(session)
        assert book[0].state is ThemeState.ACTIVE

    @pytest.mark.parametrize("act", ["delete", "move"])
    def test_a_stale_change_leads_back_to_the_page_that_asked(self, session, book, officer, act):
        post(officer, f"/{book[0].id}/edit", name="Money", version="1")

        reply = post(officer, f"/{book[0].id}/{act}", parent=book[1].id, version="1")

        page = officer.get(reply.location)
        assert page.request.path.endswith(f"/{book[0].id}/{act}")
        assert "Look at it as it is now, then decide again." in page.text

    def test_what_was_merged_by_another_meanwhile_leads_to_the_codebook(self, book, officer):
        merge = f"/{book[0].id}/merge?into={book[1].id}"
        post(officer, merge, into=book[1].id, version="1")

        for address in (merge, f"/{book[0].id}/delete", f"/{book[0].id}/move"):
            reply = post(officer, address, into=book[1].id, version="1")
            assert reply.location.endswith("/codebook"), address
        assert "was merged into another theme" in officer.get(reply.location).text

    def test_a_merge_that_another_took_back_leads_to_the_themes(self, book, officer):
        reply = post(officer, f"/{book[0].id}/unmerge")

        assert "there is no merge to take back" in officer.get(reply.location).text

    @pytest.mark.parametrize("into", ["", "x", "999999"])
    def test_merging_into_nothing_asks_again(self, session, book, officer, into):
        reply = officer.get(f"/staff/c/parks/themes/{book[0].id}/merge?into={into}")

        assert "Show who moves" in reply.text
        fresh(session)
        assert book[0].state is ThemeState.ACTIVE


class TestCandidates:
    @pytest.fixture
    def candidate(self, session, make, consultation, book):
        statement = make.statement("Dogs on the pitch", consultation=consultation)
        candidate = CandidateTheme(
            run=make.run(consultation),
            position=0,
            name="Dogs",
            keywords=["dogs"],
            members=[CandidateMember(statement=statement, position=0)],
        )
        session.add(candidate)
        session.commit()
        return candidate

    def test_becomes_a_theme_in_one_step(self, session, candidate, officer):
        assert "Make it a theme with 1 statement" in get(officer, "?queue=other")

        reply = post(officer, f"/candidates/{candidate.id}/accept", name="Loose dogs")

        fresh(session)
        assert candidate.state is CandidateState.ACCEPTED
        assert "Loose dogs" in officer.get(reply.location).text

    def test_a_taken_name_is_said_and_nothing_happens(self, session, candidate, officer):
        post(officer, f"/candidates/{candidate.id}/accept", name="Trust")

        fresh(session)
        assert candidate.state is CandidateState.PROPOSED
        assert "There is a theme “Trust” already" in get(officer)

    def test_is_taken_apart_into_its_sub_themes(self, session, candidate, officer):
        statement = candidate.members[0].statement
        for position, name in enumerate(("Leads", "Fouling")):
            session.add(
                CandidateTheme(
                    run=candidate.run,
                    parent=candidate,
                    position=position,
                    name=name,
                    members=[CandidateMember(statement=statement, position=0)],
                )
            )
        session.commit()

        page = get(officer, "?queue=other")
        reply = post(officer, f"/candidates/{candidate.id}/accept-parts")

        fresh(session)
        assert "Make 2 themes of it" in page
        assert candidate.state is CandidateState.ACCEPTED
        assert "“Leads”, “Fouling” are themes now" in officer.get(reply.location).text

    def test_without_sub_themes_cannot_be_taken_apart(self, session, candidate, officer):
        post(officer, f"/candidates/{candidate.id}/accept-parts")

        fresh(session)
        assert candidate.state is CandidateState.PROPOSED
        assert "has no sub-themes" in get(officer)

    def test_is_dismissed(self, session, candidate, officer):
        post(officer, f"/candidates/{candidate.id}/dismiss")

        fresh(session)
        assert candidate.state is CandidateState.DISMISSED
        assert "Make it a theme" not in get(officer, "?queue=other")


class TestStatements:
    def test_lists_nothing_with_a_word_on_what_comes(self, consultation, officer):
        page = officer.get("/staff/c/parks/statements").text

        assert "No statements yet" in page

    def test_is_narrowed_by_its_address(self, make, consultation, coding, officer):
        make.statement("Lunch club", consultation=consultation, kind="work")

        page = officer.get("/staff/c/parks/statements?kind=work").text

        assert "Lunch club" in page
        assert "no money" not in page
        assert "Showing <strong>1</strong> to <strong>1</strong> of <strong>1</strong>" in page

    @pytest.mark.parametrize(
        "query", ["kind=x&outcome=y&theme=z&state=q&source=1&place=p&sort=id;drop&page=0", "q=%25"]
    )
    def test_nonsense_in_the_address_is_passed_over(self, coding, officer, query):
        assert officer.get(f"/staff/c/parks/statements?{query}").status_code == 200

    def test_downloads_what_is_shown(self, make, consultation, coding, officer):
        make.statement("=1+1", consultation=consultation)

        reply = officer.get("/staff/c/parks/statements/statements.csv?q=1%2B1")

        assert reply.mimetype == "text/csv"
        assert "parks-statements.csv" in reply.headers["Content-Disposition"]
        assert reply.text.count("\r\n") == 2
        assert "'=1+1" in reply.text

    def test_tells_where_a_statement_came_from_and_what_became_of_it(self, coding, officer):
        post(officer, f"/codings/{coding.id}/accept", seen="proposed")

        page = officer.get(f"/staff/c/parks/statements/{coding.statement_id}").text

        assert "&lt;script&gt;" in page
        assert "1.1 Title of 1.1" in page
        assert "Workshop" in page
        assert "accepted" in page

    def test_withholds_with_a_reason_and_brings_back(self, session, coding, officer):
        statement = coding.statement
        address = f"/staff/c/parks/statements/{statement.id}"

        officer.post(f"{address}/withhold", data={"reason": "names a person", "version": "1"})
        fresh(session)
        withheld = (statement.state, statement.state_reason)
        page = officer.get(address).text
        officer.post(f"{address}/bring-back", data={"version": "2"})

        fresh(session)
        assert withheld == (StatementState.WITHHELD, "names a person")
        assert "names a person" in page
        assert statement.is_live

    def test_asks_for_the_reason(self, session, coding, officer):
        address = f"/staff/c/parks/statements/{coding.statement_id}"

        reply = officer.post(f"{address}/withhold", data={"version": "1"})

        assert "Say why this statement should not count." in reply.text
        fresh(session)
        assert coding.statement.is_live

    def test_a_stale_page_withholds_nothing_and_keeps_the_reason(self, session, coding, officer):
        address = f"/staff/c/parks/statements/{coding.statement_id}"
        reason = "names a person"

        page = officer.post(f"{address}/withhold", data={"reason": reason, "version": "7"}).text

        assert "Somebody changed it meanwhile." in page
        assert f'value="{reason}"' in page
        fresh(session)
        assert coding.statement.is_live
        version = hidden_value(page, "version", action="/withhold")
        officer.post(f"{address}/withhold", data={"reason": reason, "version": version})
        fresh(session)
        assert coding.statement.state_reason == reason

    def test_a_stale_page_brings_nothing_back(self, session, coding, officer):
        address = f"/staff/c/parks/statements/{coding.statement_id}"
        officer.post(f"{address}/withhold", data={"reason": "names a person", "version": "1"})

        page = officer.post(f"{address}/bring-back", data={"version": "1"}, follow_redirects=True)

        assert "Somebody changed it meanwhile." in page.text
        fresh(session)
        assert not coding.statement.is_live

    def test_another_consultations_statement_is_not_there(self, make, consultation, officer):
        strange = make.statement("A secret")

        assert officer.get(f"/staff/c/parks/statements/{strange.id}").status_code == 404

    def test_a_facilitator_cannot_withhold(self, coding, client_of):
        browser = client_of(RoleName.FACILITATOR)
        address = f"/staff/c/parks/statements/{coding.statement_id}"

        assert "Withhold" not in browser.get(address).text
        assert browser.post(f"{address}/withhold", data={"reason": "x"}).status_code == 403


def test_problem_details_are_json(coding, officer):
    reply = post(officer, "/codings/999999/accept", seen="proposed", headers=JSON)

    assert reply.status_code == 404
    assert reply.content_type == "application/problem+json"
    assert json.loads(reply.text)["status"] == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWhatIsLeftBeside:
    def test_a_part_of_a_statement_is_coded_by_a_form(self, session, coding, book, officer):
        fields = {"to": book[1].id, "words": "no time", "version": 1, "start": ""}
        post(officer, f"/statements/{coding.statement_id}/add", **fields)

        page = get(officer, f"?theme={book[1].id}&state=accepted")

        assert 'title="Coded by itself: Apathy">no time</span>' in page

    def test_a_note_a_bookmark_and_a_new_theme_are_forms(self, coding, officer):
        path = f"/statements/{coding.statement_id}"
        post(officer, f"{path}/notes", text="<b>Ask</b> Delphine")
        post(officer, f"{path}/bookmark", is_set="yes")
        post(officer, f"{path}/new-theme", name="Mill Lane")

        page = get(officer)

        assert "&lt;b&gt;Ask&lt;/b&gt; Delphine" in page
        assert "to be quoted" in page
        assert "Mill Lane" in page

    def test_suggestions_can_be_hidden_and_that_is_remembered(self, coding, officer):
        assert "match 80%" in get(officer)

        post(officer, "/suggestions", shown="no")

        page = get(officer)
        assert "match 80%" not in page
        assert "<mark>" not in page
        assert "Show suggestions" in page

    def test_the_card_of_a_theme_shows_its_edges_and_overlaps(self, make, coding, book, officer):
        for text, score in (("At the edge", 0.2), ("In the middle", 0.99), ("Nearly", 0.98)):
            other = make.statement(text, consultation=coding.statement.consultation)
            make.coding(other, book[0], score=score)
            make.coding(other, book[1])

        page = get(officer, f"?theme={book[0].id}")

        side = page[page.index('id="about"') :]
        assert side.index("In the middle") < side.index("Least typical") < side.index("At the edge")
        assert "in 3 statements" in side


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestChanges:
    def test_are_told_once_and_cost_nothing_after(self, coding, officer, client_of):
        path = f"/staff/c/parks/themes/changes?since=0&shown={coding.statement_id}.x"
        post(
            client_of(RoleName.OFFICER, name="Ann"), f"/codings/{coding.id}/accept", seen="proposed"
        )

        first = officer.get(path, headers=JSON)
        second = officer.get(path, headers={**JSON, "If-None-Match": first.headers["ETag"]})

        assert "Ann decided something here" in first.json["message"]
        assert "accepted by Ann" in first.json["cards"][str(coding.statement_id)]
        assert first.json["numbers"]["decided"] == 1
        assert (second.status_code, second.data) == (304, b"")

    def test_a_decision_sent_again_is_taken_in_once(self, session, coding, book, officer):
        fields = {
            "seen": "proposed",
            "to": book[2].id,
            "key": "0d6c1a34-2f0e-4a39-9d43-08a5a3b1a7b9",
        }
        replies = [
            post(officer, f"/codings/{coding.id}/move", headers=JSON, **fields) for _ in range(2)
        ]

        assert [reply.status_code for reply in replies] == [200, 200]
        assert session.scalar(select(func.count()).select_from(Coding)) == 2


def test_a_page_beyond_the_last_shows_the_last(client_of, make):
    consultation = make.consultation(slug="parks")
    theme = make.codebook(consultation, "resources").themes[0]
    run = make.run(consultation)
    for number in range(2):
        make.coding(make.statement(f"Thing {number}", consultation=consultation), theme, run=run)

    page = client_of(RoleName.OFFICER).get("/staff/c/parks/themes?page=3").text

    assert "Thing 0" in page
    assert "Everything is decided" not in page


@pytest.mark.parametrize(
    ("sent", "sentence", "at"),
    [
        ({"reason": "The same letter"}, "Choose what the group is.", "decision-{}-separate"),
        ({"decision": "campaign", "reason": ""}, "Say in a sentence", "reason-{}"),
    ],
)
def test_a_group_of_repeats_is_refused_at_its_own_place_with_what_was_typed(
    session, make, consultation, book, officer, sent, sentence, at
):
    said = [make.statement("No bus.", consultation=consultation) for _ in range(2)]
    members = [RepeatMember(statement=each, position=n) for n, each in enumerate(said)]
    run = make.run(consultation)
    group = RepeatGroup(
        consultation_id=consultation.id, run_id=run.id, kind="exact", members=members
    )
    session.add(group)
    session.commit()
    place = "/staff/c/parks/themes/repeats"

    asked = officer.get(place).text
    reply = officer.post(f"{place}/{group.id}/decide", data={"seen": "open", **sent})

    assert "novalidate" in asked
    assert reply.status_code == 400
    assert f'<a href="#{at.format(group.id)}">{sentence}' in reply.text
    assert by_id(parse_page(reply.text), f"fault-{group.id}") is not None
    kept = 'value="The same letter"' if sent["reason"] else 'value="campaign" checked'
    assert kept in reply.text
