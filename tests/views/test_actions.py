"""The pages on which decisions are noted, followed and shown."""

from __future__ import annotations

import pytest

from consult.models.accounts import RoleName
from consult.models.actions import AgreedAction, Decision
from tests.markup import by_id, hidden_value, parse_page, words

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DECIDED = {"verdict": "will", "text": "A second evening bus runs from May."}
NOTHING_IS_DECIDED = "Nothing is decided yet"


@pytest.fixture
def codebook(make):
    return make.codebook(make.consultation(), "resources", "apathy")


@pytest.fixture
def place(codebook):
    return f"/staff/c/{codebook.consultation.slug}/actions"


def text_of(reply):
    assert reply.status_code == 200
    return words(parse_page(reply.get_data(as_text=True)))


def test_a_decision_is_noted_followed_and_shown(client_of, codebook, place, session):
    browser = client_of()
    assert NOTHING_IS_DECIDED in text_of(browser.get(place))

    noted = browser.post(f"{place}/new", data={**DECIDED, "themes": codebook.themes[0].id})
    decision = session.query(Decision).one()
    assert noted.location.endswith(f"{place}/{decision.id}/new")
    step = {
        "text": "Let the <b>tender</b>",
        "owner": "Transport team",
        "organisation_id": 0,
        "due_on": ["5", "3", "2026"],
    }
    browser.post(f"{place}/{decision.id}/new", data=step)
    session.rollback()
    action = session.query(AgreedAction).one()
    moved = {**step, "version": 1, "status": "under-way", "note": "Three firms asked."}
    browser.post(f"{place}/steps/{action.id}", data=moved)
    browser.post(f"{place}/{decision.id}/public", data={"public": "yes"})

    shown = text_of(browser.get(place))
    assert "Let the <b>tender</b>" in shown
    assert "Under way Overdue Transport team · due 5 March 2026" in shown
    assert "under way: Three firms asked." in shown
    assert "residents see it" in shown
    assert "Let the" in text_of(browser.get("/staff/actions?due=overdue"))


def test_what_will_not_be_done_asks_for_no_action(client_of, codebook, place):
    refused = {"verdict": "will-not", "text": "No evening bus.", "reason": "It would be empty."}

    noted = client_of().post(
        f"{place}/new", data={**refused, "themes": codebook.themes[0].id}, follow_redirects=True
    )

    assert noted.request.path == place
    assert "Residents see it once you show it." in text_of(noted)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verdict": "will-not"}, "Write why."),
        ({"verdict": "perhaps"}, "Choose what was decided."),
        ({"themes": ""}, "Choose at least one theme that it answers."),
        ({"text": ""}, "Write what was decided."),
        ({"decided_on": ["31", "2", "2026"]}, "That is not a date."),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(
    client_of, codebook, place, session, fields, sentence
):
    typed = {**DECIDED, "themes": codebook.themes[0].id, "said": "No bus after six.", **fields}

    page = text_of(client_of().post(f"{place}/new", data=typed))

    assert sentence in page
    assert "No bus after six." in page
    assert session.query(Decision).count() == 0


def test_a_stale_change_is_refused_with_both_kept(client_of, codebook, place, session):
    browser = client_of()
    first = {**DECIDED, "themes": codebook.themes[0].id}
    browser.post(f"{place}/new", data=first)
    decision = session.query(Decision).one()
    address = f"{place}/{decision.id}"
    browser.post(address, data={**first, "version": 1, "text": "From June."})

    reply = browser.post(address, data={**first, "version": 1, "text": "From July."})

    session.rollback()
    session.refresh(decision)
    assert "What you wrote is still below" in reply.text
    assert "From July.</textarea>" in reply.text
    assert decision.text == "From June."
    again = {"version": hidden_value(reply.text, "version"), "text": "From July."}
    browser.post(address, data={**first, **again})
    session.rollback()
    session.refresh(decision)
    assert decision.text == "From July."


def test_a_stale_step_shows_both_and_can_be_saved_once_more(client_of, codebook, place, session):
    browser = client_of()
    theme = codebook.themes[0].id
    browser.post(f"{place}/new", data={**DECIDED, "themes": theme})
    step = {"owner": "Transport", "organisation_id": 0, "status": "planned"}
    browser.post(f"{place}/{session.query(Decision).one().id}/new", data={**step, "text": "Buy"})
    session.rollback()
    action = session.query(AgreedAction).one()
    address = f"{place}/steps/{action.id}"
    browser.post(address, data={**step, "version": 1, "text": "Hire a bus"})

    page = browser.post(address, data={**step, "version": 1, "text": "Borrow a bus"}).text

    assert "Hire a bus" in words(by_id(parse_page(page), "as-it-is-list"))
    assert "Borrow a bus</textarea>" in page
    version = hidden_value(page, "version")
    browser.post(address, data={**step, "version": version, "text": "Borrow a bus"})
    session.rollback()
    session.refresh(action)
    assert action.text == "Borrow a bus"


def test_facilitators_read_and_do_not_write(client_of, place):
    browser = client_of(RoleName.FACILITATOR)

    assert browser.get(place).status_code == 200
    assert browser.post(f"{place}/new", data=DECIDED).status_code == 403
