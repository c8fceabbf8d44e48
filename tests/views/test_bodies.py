"""What a request may carry: a page of a form takes no JSON."""

from __future__ import annotations

import pytest

from consult.models.accounts import RoleName
from tests.questionnaires import town_survey


@pytest.mark.parametrize("body", [["x", {"a": None}], {"title": None}, {"title": ["a"]}, "x"])
@pytest.mark.parametrize("path", ["/staff/c/new", "/staff/partners/new", "/c/nowhere/change", "/w"])
def test_json_is_refused_where_a_form_is_awaited(client_of, path, body):
    reply = client_of(RoleName.OFFICER).post(path, json=body)

    assert reply.status_code in {405, 415}
    assert reply.content_type == "application/problem+json"
    assert "Go back" in reply.json["title"]


def test_a_refusal_is_in_the_language_of_who_is_refused(app, client):
    client.get("/?lang=cy")

    ours = client.post("/w", json=["x"])
    another = app.test_client().post("/w", json=["x"])

    assert ours.json["title"].startswith("Ni allem")
    assert another.json["title"].startswith("We could not")


class TestNulls:
    @pytest.mark.parametrize("title", ["\0", "\0 \0"])
    def test_a_field_of_nothing_else_is_an_empty_field(self, client_of, title):
        page = client_of(RoleName.OFFICER).post("/staff/c/new", data={"title": title}).text

        assert "Enter a title." in page

    def test_the_rest_of_the_text_is_kept(self, client_of):
        browser = client_of(RoleName.OFFICER)

        reply = browser.post("/staff/c/new", data={"title": "Our\0 town", "strategy_id": "0"})

        assert "Our town" in browser.get(reply.location).text


class TestNumbers:
    """A number that no table can hold is as good as none."""

    @pytest.mark.parametrize("sent", ["9" * 30, "²", "-1", "x", "\u0663"])
    @pytest.mark.parametrize(
        "path", ["/staff/actions?partner={}", "/staff/c/{slug}/actions/new?theme={}"]
    )
    def test_in_an_address(self, client_of, make, path, sent):
        path = path.replace("{slug}", make.consultation().slug).replace("{}", sent)

        assert client_of(RoleName.OFFICER).get(path).status_code == 200

    @pytest.mark.parametrize("sent", ["9" * 30, "²", "-1", "x"])
    def test_among_those_to_accept(self, client_of, make, sent):
        address = f"/staff/c/{make.consultation().slug}/themes/accept-all"

        reply = client_of(RoleName.OFFICER).post(address, data={"coding": sent})

        assert reply.status_code == 400
        assert "None of these waits" in reply.text

    @pytest.mark.parametrize("sent", ["9" * 30, "²", "x", ""])
    def test_as_the_survey_that_was_open(self, client, session, make, sent):
        town_survey(session, make, slug="town")

        reply = client.post("/c/town/take-part", data={"survey": sent})

        assert reply.status_code < 500


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/c/a%00b", 404),
        ("/c/a%00b/receipt/%00", 404),
        ("/w/%00", 404),
        ("/v/%00", 404),
        ("/s/%00", 404),
        ("/staff/c/a%00b/", 404),
        ("/staff/c/town/statements?q=%00&kind=%00&source=%ff", 200),
        ("/staff/c/town/imports/preview/%00", 404),
        ("/staff/c/town/survey/responses?q=%00", 200),
        ("/staff/c/town/themes?q=%00&theme=%00", 200),
        ("/staff/actions?q=%00", 200),
        ("/staff/c/town/themes/log?q=%00", 200),
        ("/staff/c/town/survey/bank?q=%00", 200),
        ("/staff/c/town/survey/contacts?q=%00", 200),
    ],
)
def test_what_no_text_can_hold_is_looked_for_in_vain(client_of, session, make, address, status):
    town_survey(session, make, slug="town")

    assert client_of(RoleName.OFFICER).get(address).status_code == status
