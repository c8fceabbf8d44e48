"""The working home: what is there, and one's own tables at once."""

from __future__ import annotations

import re

import pytest

from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.models.statements import StatementState


class TestHome:
    def test_points_to_the_past_only_where_there_is_one(self, client, make):
        alone = client.get("/").text
        make.consultation(stage=Stage.CLOSED)
        after = client.get("/").text

        assert "Come back soon." in alone
        assert "told us before" not in alone
        assert "told us before" in after


class TestStaffHome:
    def test_leads_facilitators_to_their_own_table(self, client_of, session, make):
        workshop = make.workshop(make.consultation(stage=Stage.OPEN), title="Ferry <evening>")
        browser = client_of(RoleName.FACILITATOR, name="Winifred Oakshott")
        table = make.table(workshop, facilitator="Winifred Oakshott")

        page = browser.get("/staff").text

        sheet = f"/workshops/{workshop.id}/tables/{table.number}"
        assert "Ferry &lt;evening&gt;" in page
        assert sheet in page
        assert browser.get(page.split(sheet)[0].rsplit('"', 1)[1] + sheet).status_code == 200

    def test_says_nothing_of_workshops_that_take_no_cards(self, client_of, make):
        make.workshop(make.consultation(stage=Stage.CLOSED))

        page = client_of(RoleName.FACILITATOR).get("/staff").text

        assert "Workshops that take cards" not in page

    def test_teaches_where_there_is_no_consultation(self, client_of):
        officer, facilitator = client_of(RoleName.OFFICER), client_of(RoleName.FACILITATOR)

        assert "/staff/c/new" in officer.get("/staff").text
        assert "An officer starts one" in facilitator.get("/staff").text

    def test_says_what_is_good_to_have_before_the_first_consultation(self, client_of):
        officer, facilitator = client_of(RoleName.OFFICER), client_of(RoleName.FACILITATOR)
        administrator = client_of(RoleName.ADMINISTRATOR)

        assert "/staff/strategy/new" in officer.get("/staff").text
        assert "/staff/accounts/" not in officer.get("/staff").text.split("</nav>")[1]
        assert "Before you start" not in facilitator.get("/staff").text
        assert "there must be two of you" in administrator.get("/staff").text

    def test_counts_statements_as_the_list_does_and_each_that_waits_once(
        self, client_of, session, make
    ):
        consultation = make.consultation(stage=Stage.OPEN)
        several = make.statement(consultation=consultation)
        make.statement(
            "Never mind",
            consultation=consultation,
            state=StatementState.STRUCK,
            state_reason="At the table",
        )
        for theme in make.codebook(consultation, "trust", "apathy").themes:
            make.coding(several, theme)
        session.commit()
        browser = client_of(RoleName.OFFICER)

        [row] = re.findall(
            r"(?s)numeric[^>]*>(\d+)<.*?>(\d+)<.*?>(\d+)<", browser.get("/staff").text
        )

        overview = browser.get(f"/staff/c/{consultation.slug}/").text
        listed = browser.get(f"/staff/c/{consultation.slug}/statements?kind=barrier").text
        assert row == ("2", "0", "1")
        assert f"/staff/c/{consultation.slug}/statements?kind=barrier" in overview
        assert ">2</a>" in overview
        assert "of 2 statements" in re.sub(r"<[^>]+>", "", listed)


@pytest.mark.parametrize(
    ("place", "way_on"),
    [("survey/results", "survey"), ("survey/ways-in", "survey"), ("themes/new", "themes")],
)
def test_a_page_that_needs_what_is_not_made_leads_to_where_it_is_made(
    client_of, make, place, way_on
):
    officer = client_of(RoleName.OFFICER)
    here = f"/staff/c/{make.consultation(slug='parks').slug}"

    page = officer.get(f"{here}/{place}")

    assert page.status_code == 404
    assert f'href="{here}/{way_on}"' in page.text
    assert officer.get(f"{here}/{way_on}").status_code == 200


def test_residents_are_led_to_no_page_of_staff(client, make):
    make.consultation(slug="parks", stage=Stage.OPEN)

    page = client.get("/c/parks/take-part")

    assert page.status_code == 404
    assert "/staff/" not in page.text
