"""What residents see after a consultation: only what is shown, and no count that is too small."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from sqlalchemy import func, select, update

from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.actions import Verdict
from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.models.jobs import Job
from consult.models.responses import ContactDetail, Route
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.services import actions
from consult.services.actions import following
from consult.services.mailing import MailServer
from consult.views.limits import SendLimit
from tests.mailbox import Mailbox
from tests.markup import parse_page, words
from tests.services.reporting import Material
from tests.services.test_publishing import approve, publish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

THE_WAY_THERE = "See what was decided"


@pytest.fixture
def codebook(make):
    return make.codebook(make.consultation(stage=Stage.REPORTED), "resources", "apathy")


@pytest.fixture
def decision(session, codebook):
    decision = actions.add(
        session,
        codebook.consultation,
        verdict=Verdict.WILL_NOT,
        said="There is <i>no</i> bus after six.",
        text="There will be no evening bus.",
        reason="It would carry four people.",
        theme_ids=[theme.id for theme in codebook.themes],
    )
    following.add(session, decision, text="Ask again in a year", owner="Transport team")
    return decision


def read(client, path):
    return words(parse_page(client.get(path).get_data(as_text=True)))


def said(make, theme, times):
    for _ in range(times):
        statement = make.statement(consultation=theme.codebook.consultation)
        make.coding(statement, theme, state=CodingState.ACCEPTED, decided_at=statement.recorded_at)


def test_a_decision_is_there_once_it_is_shown(client, session, decision):
    place = f"/c/{decision.consultation.slug}"
    before = read(client, place), read(client, f"{place}/results")

    actions.show(session, decision, is_public=True)
    after = read(client, place), read(client, f"{place}/results")

    assert THE_WAY_THERE not in before[0]
    assert "evening bus" not in before[1]
    assert THE_WAY_THERE in after[0]
    for sentence in (
        "There is <i>no</i> bus after six.",
        "We will not do it There will be no evening bus. Why: It would carry four people.",
        "Ask again in a year Planned Transport team",
    ):
        assert sentence in after[1]


def test_a_count_is_shown_only_where_it_gives_nobody_away(
    client, make, session, codebook, decision
):
    said(make, codebook.themes[0], 5)
    said(make, codebook.themes[1], 4)
    actions.show(session, decision, is_public=True)

    page = read(client, f"/c/{codebook.consultation.slug}/results")

    assert "5 points under “Resources”; Fewer than 5 points under “Apathy”." in page


def test_a_draft_has_no_results_for_residents(client, make):
    consultation = make.consultation(stage=Stage.DRAFT)

    assert client.get(f"/c/{consultation.slug}/results").status_code == 404


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks", stage=Stage.REPORTED)
    for number in range(12):
        material.say(f"There is no bus, says {number}", "resources")
    for number in range(2):
        material.say(f"Nobody believes it, says {number}", "trust")
    return material


def test_an_officer_reads_what_will_be_public_before_anything_is(
    client, client_of, session, material
):
    officer = client_of(RoleName.OFFICER)
    staff = "/staff/c/parks/publishing"
    typed = {"version_id": approve(session, material).id, "licence": "Our own", "licence_url": ""}

    asked = officer.get(f"{staff}/new").text
    page = officer.post(f"{staff}/new/check", data=typed)
    told = session.scalar(select(func.count()).select_from(FigureRelease))
    back = officer.post(f"{staff}/new", data={**typed, "goes_back": "yes"}).text
    listed = read(officer, staff)
    form = next(
        each for each in parse_page(page.text).iter("form") if "Publish edition 1" in words(each)
    )
    fields = {each.get("name"): each.get("value") for each in form.iter("input")}
    officer.post(form.get("action"), data=fields)

    assert f'action="{staff}/new/check"' in asked
    assert (
        "checked"
        in next(
            each for each in parse_page(asked).iter("input") if each.get("name") == "version_id"
        ).attrib
    )
    assert page.status_code == 200
    assert "Nothing is public yet" in page.text
    assert "12 of 14 (86%)" in page.text
    assert "under the Our own" in page.text
    assert told == 0
    assert 'value="Our own"' in back
    assert "Nothing is published yet" in listed
    assert "12 of 14 (86%)" in read(client, "/c/parks/results")


def test_an_officer_publishes_under_embargo_and_residents_read_it_after(
    client, client_of, session, material, monkeypatch
):
    officer = client_of(RoleName.OFFICER)
    staff = "/staff/c/parks/publishing"
    nothing = read(officer, f"{staff}/new")
    version = approve(session, material)
    tomorrow = utc_now().astimezone(UK_TIME) + timedelta(days=1)
    typed = {"version_id": version.id, "licence": "OGL", "licence_url": "", "time": "09:00"}

    refused = officer.post(f"{staff}/new/check", data={**typed, "day": "yesterday"})
    done = officer.post(
        f"{staff}/new", data={**typed, "day": f"{tomorrow:%d %m %Y}"}, follow_redirects=True
    )
    before = read(client, "/c/parks/results")
    preview = read(officer, f"{staff}/1")
    hidden = [client.get(f"/c/parks/results/1{end}").status_code for end in ("", "/results.csv")]
    monkeypatch.setattr("consult.views.publishing.utc_now", lambda: utc_now() + timedelta(days=2))
    after = read(client, "/c/parks/results")
    data = client.get("/c/parks/results/1/results.csv")
    own = read(client, "/c/parks/results/1")

    assert "No report is approved yet" in nothing
    assert "Write the day like" in refused.text
    assert "yesterday" in refused.text
    assert "Embargo" in done.text
    assert "Edition 1 is ready. Until its embargo ends only staff can read it." in done.text
    assert f'href="{staff}/1"' in done.text
    assert "Until then only staff can" in preview
    assert "12 of 14 (86%)" in preview
    assert " 2 of 14" not in preview
    assert client_of(RoleName.FACILITATOR).get(f"{staff}/2").status_code == 404
    assert "They will be on this page from" in before
    assert "We did: progress since publication, as of" in after
    assert "progress since publication" not in own
    assert "no bus" not in before
    assert hidden == [404, 404]
    assert "12 of 14 (86%)" in after
    assert "not shown" in after
    assert " 2 of 14" not in after + own
    assert "It stands as it was published" in own
    assert data.text.startswith("part,item,count,base,percentage,hidden")
    assert client.get("/c/parks/results/1/secrets.csv").status_code == 404


def test_a_withdrawn_edition_says_why_and_a_later_one_what_changed(
    client, client_of, session, material
):
    publish(session, material)
    material.say("One more bus", "resources")
    publish(session, material, what_changed="A late answer was counted.")
    officer = client_of(RoleName.OFFICER)

    later = read(client, "/c/parks/results/2")
    old = read(client, "/c/parks/results/1")
    kept = officer.post("/staff/c/parks/publishing/1/withdraw", data={"reason": ""})
    endless = officer.post(
        "/staff/c/parks/publishing/1/withdraw", data={"reason": "Much was wrong. " * 80}
    )
    officer.post("/staff/c/parks/publishing/1/withdraw", data={"reason": "A slip."})
    gone = client.get("/c/parks/results/1")

    assert "A late answer was counted." in later
    assert "12 of 14 (86%) before, 13 of 15 (87%) now" in later
    assert "There is a newer edition" in old
    assert kept.status_code == endless.status_code == 422
    assert "Much was wrong. Much was wrong." in endless.text
    assert gone.status_code == 410
    assert "A slip." in gone.text
    assert "no bus" not in gone.text
    assert client.get("/c/parks/results/1/results.json").status_code == 404
    assert "withdrawn" in read(client, "/c/parks/results")


def test_a_reader_tells_of_a_mistake_and_staff_settle_it(app, client, client_of, session, material):
    publish(session, material)
    officer = client_of(RoleName.OFFICER)
    address, staff = "/c/parks/results/1/comment", "/staff/c/parks/publishing"
    app.extensions["remark_limit"] = SendLimit(most=3)

    empty = client.post(address, data={"text": "", "email": "me@"})
    sent = client.post(address, data={"text": "It was <b>13</b>."}, follow_redirects=True)
    client.post(address, data={"text": "Buy", "website": "http://x"})
    over = client.post(address, data={"text": "Once more"})
    listed = officer.get(staff)
    officer.post(f"{staff}/remarks/1", data={"remark-1-state": "no-change", "remark-1-note": ""})
    officer.post(
        f"{staff}/remarks/1", data={"remark-1-state": "corrected", "remark-1-note": "Edition 2."}
    )

    assert "Write what is wrong" in empty.text
    assert "me@" in empty.text
    assert "Thank you: we have it" in sent.text
    assert (over.status_code, "Once more" in over.text) == (429, True)
    assert "It was &lt;b&gt;13&lt;/b&gt;." in listed.text
    assert "as if a machine had written it" in listed.text
    assert "Corrected in a new edition" in read(officer, staff)
    assert officer.post(f"{staff}/remarks/99", data={}).status_code == 404


def test_a_refused_note_on_a_remark_stays_on_the_page(client, client_of, session, material):
    publish(session, material)
    client.post("/c/parks/results/1/comment", data={"text": "It was 13."})
    note = "We looked. " * 500
    data = {"remark-1-state": "no-change", "remark-1-note": note}

    page = client_of(RoleName.OFFICER).post("/staff/c/parks/publishing/remarks/1", data=data)

    assert "The note has 5,499 characters; the most is 5,000. Shorten it." in page.text
    assert f'value="{note}"' in page.text
    assert '<option value="no-change" selected>' in page.text


def test_nobody_can_be_told_without_a_mail_server(client_of, session, material):
    publish(session, material)

    page = client_of(RoleName.OFFICER).get("/staff/c/parks/publishing/1/tell")

    assert "has no mail server" in page.text


def test_those_who_asked_are_told_in_the_background(app, client_of, session, material):
    publish(session, material)
    answer = material.answer()
    detail = ContactDetail(
        response_id=answer.response_id,
        question_id=answer.question_id,
        email="ann@example.org",
        agreed=["Tell me"],
    )
    session.add(detail)
    session.commit()
    officer = client_of(RoleName.OFFICER)
    page = "/staff/c/parks/publishing/1/tell"
    config = app.extensions["config"]
    down = MailServer("smtp://127.0.0.1:9", "us@example.org")
    app.extensions["config"] = replace(config, mail_url=down.url, mail_from=down.sender)

    asked = read(officer, page)
    refused = officer.post(page, data={"sentence": "Sell me something"})
    begun = officer.post(page, data={"sentence": "Tell me"})
    waiting = read(officer, page)
    again = officer.post(page, data={"sentence": "Tell me"})
    run_job(app.extensions["database"][1], 1, mailer=down)
    failed = read(officer, page)
    session.execute(update(Job).values(due_at=utc_now()))
    session.commit()
    with Mailbox() as mailbox:
        run_job(
            app.extensions["database"][1],
            1,
            mailer=MailServer(f"smtp://127.0.0.1:{mailbox.port}", "us@example.org"),
        )
    done = read(officer, page)

    assert "Tell me (1)" in asked
    assert (refused.status_code, begun.status_code) == (200, 302)
    assert "Told of edition 1 0 of 1" in waiting
    assert "in the background" in waiting
    assert "Tell them" not in waiting
    assert "They are being told already" in again.text
    assert "We try again by ourselves at" in failed
    assert "Told of edition 1 1 of 1" in done
    assert "http://localhost/c/parks/results" in mailbox.messages[0]
    assert "ann@" not in asked + waiting + failed + done


def test_records_are_filled_from_settings_and_store_as_page_and_word(client_of, session, material):
    material.run()
    material.consultation.privacy_notice = "We keep it for a year."
    for route in [Route.ONLINE] * 11 + [Route.PAPER] * 2:
        material.answer(route)
    session.commit()
    officer = client_of(RoleName.OFFICER)
    start = "/staff/c/parks/publishing/records"

    record, assessment = (
        read(officer, f"{start}/transparency"),
        read(officer, f"{start}/protection"),
    )
    file = docx.Document(io.BytesIO(officer.get(f"{start}/transparency/word").data))

    assert "Accepted codings that somebody decided: 14 of 14 (100%)." in record
    assert "Seed 7; input sha256:1f" in record
    assert "We keep it for a year." in assessment
    # Two on paper are too few to be told, and the others would tell them.
    assert "on paper: not shown" in assessment
    assert "online: not shown" in assessment
    assert "Lawful basis: To be written: the lawful basis." in assessment
    written = " ".join(each.text for each in file.paragraphs)
    assert "Accepted codings that somebody decided: 14 of 14 (100%)." in written
    assert officer.get(f"{start}/secrets").status_code == 404


def test_the_ledger_names_the_places_that_it_does_not_show(client, session, make):
    material = Material(session, make, slug="parks", stage=Stage.REPORTED)
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources")
    material.say("Said before", state=StatementState.DUPLICATE)
    publish(session, material)

    page = read(client, "/c/parks/results")
    in_welsh = read(client, "/c/parks/results?lang=cy")

    assert "Not shown in this table: Said twice, counted once." in page
    assert "Under a theme 12" in page
    assert "Where every one of the barriers received is: not shown" in page
    assert "Heb eu dangos yn y tabl hwn:" in in_welsh
