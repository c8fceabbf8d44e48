"""The working home: what is there, and one's own tables at once."""

from __future__ import annotations

from consult.models.accounts import RoleName
from consult.models.consultations import Stage


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
