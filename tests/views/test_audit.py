"""The audit trail on its page: in words, and to administrators only."""

from __future__ import annotations

from consult.models.accounts import RoleName


class TestListEvents:
    def test_tells_what_happened_in_words(self, client_of, make):
        officer = client_of(RoleName.OFFICER)
        officer.post("/staff/c/new", data={"title": "Parks", "strategy_id": "0"})

        page = client_of(RoleName.ADMINISTRATOR).get("/staff/audit/?event=consultation.created")

        assert ">Consultation created</td>" in page.text
        assert "consultation.created</" not in page.text
        assert "UTC" not in page.text
