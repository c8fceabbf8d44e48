"""The pages of papers: reading, writing without scripts, the check, what changed, files."""

from __future__ import annotations

import html
import io
import re

import docx
import html5lib
import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName, User
from consult.models.papers import BlockKind, Paper, PaperKind
from consult.models.reviews import Bookmark
from consult.models.themes import CodingState
from consult.services import audit, papers
from consult.services.papers import arising, writing
from consult.services.papers.writing import Content
from tests.markup import hidden_value
from tests.services.reporting import Material
from tests.services.test_own_templates import template

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def material(session, make):
    material = Material(session, make)
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources")
    return material


@pytest.fixture
def paper(session, material):
    return papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="Buses")


@pytest.fixture
def at(material, paper):
    """Return a function that gives an address of the paper."""
    start = f"/staff/c/{material.consultation.slug}/report/papers"
    return lambda path="": f"{start}/{paper.id}{path}"


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


def words(reply) -> str:
    page = html5lib.parse(reply.data, namespaceHTMLElements=False)
    main = next(each for each in page.iter("main"))
    return " ".join("".join(main.itertext()).split())


def add(session, paper, text, kind=BlockKind.FINDING, **fields):
    content = Content(kind, text, **fields)
    return writing.add_block(session, paper, content, section="findings", after=None)


def test_a_report_is_begun_from_the_list(officer, material):
    address = f"/staff/c/{material.consultation.slug}/report/papers"

    empty = officer.get(address)
    begun = officer.post(
        f"{address}/new",
        data={"kind": "council-paper", "title": "To cabinet"},
        follow_redirects=True,
    )

    assert "No report is begun yet" in words(empty)
    assert "3.0 Background and key issues" in words(begun)
    assert "To be written." in words(begun)


def test_a_report_without_a_title_is_asked_for_one(officer, material):
    address = f"/staff/c/{material.consultation.slug}/report/papers/new"

    reply = officer.post(address, data={"kind": "findings", "title": ""})

    assert "Write a title" in words(reply)


def test_a_figure_is_put_in_without_scripts_and_nothing_typed_is_lost(officer, at, session):
    address = at("/sections/findings/new/finding")
    typed = {"text": "Resources came up", "figure": "theme:resources", "measure": "of"}

    inserted = officer.post(address, data={**typed, "act": "insert"})

    assert "Resources came up {theme:resources.of}" in words(inserted)
    assert "Resources came up 12 of 12 (100%)" in words(inserted)
    assert session.query(Paper).one().version == 1


def test_a_part_is_stored_and_opens_its_evidence(officer, at, material):
    officer.post(
        at("/sections/findings/new/finding"),
        data={"text": "Resources: {theme:resources.of}.", "act": "store"},
    )

    reply = officer.get(at())

    page = html5lib.parse(reply.data, namespaceHTMLElements=False)
    links = {
        "".join(link.itertext()): link.get("href")
        for link in page.iter("a")
        if link.get("data-evidence") == "theme:resources"
    }
    assert "theme=" in links["12 of 12 (100%)"]
    there = officer.get(links["12 of 12 (100%)"])
    assert "of 12 statements" in words(there)


def test_what_cannot_be_stored_is_shown_again_with_the_reason(officer, at):
    for kind, data, says in (
        ("text", {"text": ""}, "Write what this part says"),
        ("finding", {"text": "So {theme:none.count}"}, "There is no figure {theme:none.count}"),
        ("quote", {"statement": "seven", "text": "Kept"}, "Write the statement’s number"),
        ("quote", {"statement": "99999", "text": "Kept"}, "There is no statement 99999"),
    ):
        reply = officer.post(at(f"/sections/findings/new/{kind}"), data={**data, "act": "store"})

        assert says in words(reply)
        assert data["text"] in words(reply)


def test_every_kind_of_part_has_its_form_and_no_other(officer, at):
    found = {
        kind: officer.get(at(f"/sections/findings/new/{kind}")).status_code
        for kind in ("table", "chart", "figure", "heading", "quote", "text", "poem")
    }

    assert found.pop("poem") == 404
    assert set(found.values()) == {200}


def test_a_chart_is_drawn_and_has_words(officer, at):
    officer.post(at("/sections/findings/new/chart"), data={"shows": "themes", "act": "store"})

    page = html5lib.parse(officer.get(at()).data, namespaceHTMLElements=False)
    picture = next(each for each in page.iter("img") if "charts/" in each.get("src"))
    assert picture.get("alt").startswith("Bar chart: Resources 12")
    assert b"<svg" in officer.get(picture.get("src")).data


def test_an_error_keeps_the_report_here_and_says_why(officer, at, session, paper):
    add(session, paper, "Most respondents are content.")

    reply = officer.get(at("/download/docx"))
    page = officer.get(at())

    assert reply.status_code == 409
    assert "cannot leave" in reply.get_data(as_text=True)
    assert "Errors keep it here" in words(page)


def test_a_warning_is_answered_with_a_reason_that_is_kept_when_too_short(
    officer, at, session, paper
):
    add(session, paper, "The company runs three services.", BlockKind.TEXT)
    page = html5lib.parse(officer.get(at("/check")).data, namespaceHTMLElements=False)
    mark = next(each.get("value") for each in page.iter("input") if each.get("name") == "fault")

    short = officer.post(at("/check"), data={"fault": mark, "reason": "Typed"})
    given = officer.post(
        at("/check"), data={"fault": mark, "reason": "From the timetable."}, follow_redirects=True
    )

    assert short.status_code == 422
    assert "Write the reason in 10" in words(short)
    assert "Typed" in words(short)
    assert "May stand, says" in words(given)


def test_changed_figures_are_shown_and_taken_over(officer, at, session, material, paper):
    add(session, paper, "Resources: {theme:resources.count}.")
    material.say("One more", "resources")

    before, changes = officer.get(at()), officer.get(at("/changes"))
    after = officer.post(at("/changes"), data={"to": "accept"}, follow_redirects=True)

    assert "have changed in the record" in words(before)
    assert "12 of 12 (100%)13 of 13 (100%)" in words(changes).replace(") 13", ")13")
    assert "Resources: 13." in words(after)


def test_a_report_is_kept_as_it_stood_only_with_a_reason(officer, at, material, paper):
    material.say("One more", "resources")

    refused = officer.post(at("/changes"), data={"to": "keep", "reason": "No"})
    kept = officer.post(
        at("/changes"), data={"to": "keep", "reason": "Printed for Monday."}, follow_redirects=True
    )

    assert "Write the reason" in words(refused)
    assert "Version 1" in words(kept)
    assert officer.get(at("/versions/1/json")).get_json()["is_stale"] is True


def test_a_report_is_checked_by_one_and_approved_by_another(client_of, make, at, session, paper):
    author, other = make.user(), make.user()
    paper.author_id = paper.changed_by_id = author.id
    for block in list(paper.blocks):
        writing.remove_block(session, paper, block)
    paper.changed_by_id = author.id
    session.commit()
    add(session, paper, "We asked about buses.", BlockKind.TEXT)
    audit.act_as(session, audit.SYSTEM)

    checked = client_of(user=author).post(
        at("/sign"), data={"to": "checked"}, follow_redirects=True
    )
    own = client_of(user=author).post(at("/sign"), data={"to": "approved"}, follow_redirects=True)
    done = client_of(user=other).post(at("/sign"), data={"to": "approved"}, follow_redirects=True)

    assert "Somebody else must approve" in words(checked)
    assert "Not done" in words(own)
    assert "Approved" in words(done)
    assert "Take it up again" in words(done)


def test_every_file_of_a_report_can_be_had(officer, at):
    for ending in ("csv", "json"):
        reply = officer.get(at(f"/download/{ending}"))

        assert reply.status_code == 200, ending
        assert f".{ending}" in reply.headers["Content-Disposition"]
    assert officer.get(at("/download/odt")).status_code == 404


def test_particulars_are_changed_and_shown_again_where_they_are_wrong(officer, at, session):
    wrong = officer.post(
        at("/particulars"), data={"title": "", "meeting_on": ["31", "2", "2027"], "seen": "1"}
    )
    saved = officer.post(
        at("/particulars"), data={"title": "Buses again", "seen": "1"}, follow_redirects=True
    )

    assert "There is a problem" in words(wrong)
    assert "Buses again" in words(saved)


def test_particulars_that_another_changed_can_be_saved_once_more(officer, at):
    officer.post(at("/particulars"), data={"title": "By another", "seen": "1"})
    page = officer.post(at("/particulars"), data={"title": "By me", "seen": "1"}).text

    assert "What you wrote is still below" in page
    assert 'value="By me"' in page
    again = {"title": "By me", "seen": hidden_value(page, "seen")}
    assert "By me" in words(officer.post(at("/particulars"), data=again, follow_redirects=True))


def test_a_part_that_another_changed_can_be_saved_once_more(officer, at, session, paper):
    content = Content(BlockKind.TEXT, "As it was")
    block = writing.add_block(session, paper, content, section="findings", after=None)
    place, seen = at(f"/blocks/{block.id}"), str(block.version)
    officer.post(place, data={"text": "By another", "seen": seen, "act": "save"})
    page = officer.post(place, data={"text": "By me", "seen": seen, "act": "save"}).text

    assert "What you wrote is still below" in page
    assert "By me</textarea>" in page
    again = {"text": "By me", "seen": hidden_value(page, "seen"), "act": "save"}
    officer.post(place, data=again)
    session.refresh(block)
    assert block.text == "By me"


def test_a_part_is_moved_and_taken_out(officer, at, session, paper):
    block = add(session, paper, "Mine", BlockKind.TEXT)

    officer.post(at(f"/blocks/{block.id}/move"), data={"to": "up"})
    asked = officer.get(at(f"/blocks/{block.id}/remove"))
    gone = officer.post(at(f"/blocks/{block.id}/remove"), follow_redirects=True)

    assert "Mine" in words(asked)
    assert "The part is taken out." in words(gone)


def test_a_template_is_added_filled_and_taken_away(officer, at, material, paper):
    content = template("{{ title }} of {{ organisation }}")

    refused = officer.post(
        "/staff/templates",
        data={"name": "Own", "template": (io.BytesIO(template("{{ titel }}")), "a.docx")},
    )
    added = officer.post(
        "/staff/templates",
        data={"name": "Own", "template": (io.BytesIO(content), "a.docx")},
        follow_redirects=True,
    )
    slug = material.consultation.slug
    filled = officer.get(f"/staff/templates/1/fill/{slug}/{paper.id}")
    gone = officer.post("/staff/templates/1/remove", follow_redirects=True)

    assert "titel" in words(refused)
    assert "“Own” is added" in words(added)
    assert docx.Document(io.BytesIO(filled.data)).paragraphs[0].text == "Buses of Testbury Together"
    assert "is taken away" in words(gone)


def test_a_quote_is_chosen_from_what_was_marked_and_read_before_it_is_shortened(
    officer, session, material, at
):
    statement = material.say("The last bus goes at six, and I work until seven.", "resources")
    session.add(Bookmark(statement=statement, set_by_id=session.scalars(select(User.id)).first()))
    session.commit()
    address = at("/sections/findings/new/quote")

    [link] = re.findall(rf'href="([^"]+statement={statement.id})"', officer.get(address).text)

    shown = officer.get(html.unescape(link))
    listed = officer.get(f"/staff/c/{material.consultation.slug}/statements?q=last+bus")
    assert f'value="{statement.id}"' in shown.text
    assert f"What statement {statement.id} says The last bus goes at six" in words(shown)
    assert f"Statement {statement.id}" in words(listed)


def test_where_nothing_is_marked_the_page_says_where_numbers_are(officer, material, at):
    page = officer.get(at("/sections/findings/new/quote")).text

    assert "Nothing yet." in page
    assert f"/staff/c/{material.consultation.slug}/statements" in page


def test_says_before_a_report_is_begun_what_it_will_lack(officer, session, make, material):
    address = f"/staff/c/{material.consultation.slug}/report/papers/new"
    reviewed = words(officer.get(address))

    material.say("It is too far", "resources", coding=CodingState.PROPOSED)
    session.commit()
    waiting = words(officer.get(address))
    bare = make.consultation(title="Bare notes")
    empty = words(officer.get(f"/staff/c/{bare.slug}/report/papers/new"))

    assert "wait for review" not in reviewed
    assert "1 of 13 still wait for review" in waiting
    assert "no findings in it" in empty


def test_the_check_names_a_table_as_the_page_does(officer, session, material, paper, at):
    material.say("Nobody trusts it", "trust")
    content = Content(BlockKind.TABLE, "", shows="themes")
    writing.add_block(session, paper, content, section="findings", after=None)
    session.commit()

    found = words(officer.get(at("/check")))

    assert "Shows counts under 5 (1)" in found
    assert "Barriers by theme" in found


class TestNewFindings:
    @pytest.fixture
    def overtaken(self, session, material, paper):
        for number in range(14):
            material.say(f"Nobody believes it, says {number}", "trust")
        session.expire_all()
        desk = papers.desk(session, material.consultation, paper)
        found = arising.of(desk)
        return {f"finding-{e.mark}": "add" for e in found.new} | {
            f"finding-{e.mark}": "take-out" for e in found.gone
        }

    def test_the_paper_says_that_there_are_some(self, officer, at, overtaken):
        page = words(officer.get(at()))

        assert "3 findings are new since this report was begun." in page
        assert "1 finding of this report is no longer what the record says." in page

    def test_are_shown_chosen_tried_out_and_added(self, officer, at, overtaken, paper):
        page = words(officer.get(at("/findings")))
        tried = words(officer.post(at("/findings"), data={**overtaken, "act": "preview"}))
        before = words(officer.get(at()))
        done = words(
            officer.post(
                at("/findings"),
                data={**overtaken, "act": "change", "seen": str(paper.version)},
                follow_redirects=True,
            )
        )

        assert "“Trust” is the barrier named most often: 14 of 26 (54%)." in page
        assert "Added “Trust” is the barrier named most often" in tried
        assert "Taken out “Resources” is the barrier named most often" in tried
        assert "“Trust” is the barrier named most often" not in before
        assert "Findings added: 3; taken out: 1." in done
        assert "“Trust” is the barrier named most often: 14 of 26 (54%)." in done
        assert "are new since" not in done

    def test_can_be_taken_back(self, officer, at, overtaken, paper):
        chosen = {**overtaken, "act": "change", "seen": str(paper.version)}
        officer.post(at("/findings"), data=chosen)

        undone = words(officer.post(at("/findings/undo"), follow_redirects=True))
        again = words(officer.post(at("/findings/undo"), follow_redirects=True))

        assert "3 findings are new since this report was begun." in undone
        assert "The report was changed since" in again

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"act": "preview"}, "Choose what to add"),
            ({"finding-012345678901": "add"}, "The record has changed since you looked"),
        ],
    )
    def test_a_choice_that_cannot_be_made_is_refused(self, officer, at, overtaken, data, says):
        reply = officer.post(at("/findings"), data=data)

        assert reply.status_code == 422
        assert says in words(reply)

    def test_a_paper_that_changed_meanwhile_keeps_the_choice(self, officer, at, overtaken):
        reply = officer.post(at("/findings"), data={**overtaken, "act": "change", "seen": "0"})

        assert "Somebody else changed this report" in words(reply)
        assert 'value="add" checked' in reply.text
