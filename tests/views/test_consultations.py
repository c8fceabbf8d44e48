"""Consultations as residents and staff see them."""

from __future__ import annotations

from datetime import date

import pytest

from consult.models.accounts import RoleName
from consult.models.consultations import Consultation, Stage
from consult.models.surveys import Survey
from tests.markup import by_id, hidden_value, parse_page, words


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


FORM = {
    "title": "Your street",
    "summary": "Tell us.",
    "purpose": "We ask why.",
    "opens_on": ["1", "3", "2026"],
    "closes_on": ["5", "4", "2026"],
    "strategy_id": "0",
    "contact": "The team",
    "privacy_notice": "We keep it for two years.",
}


class TestPublicPages:
    def test_a_draft_is_not_there_for_residents(self, client, make):
        draft = make.consultation(stage=Stage.DRAFT)

        assert client.get(f"/c/{draft.slug}").status_code == 404
        assert draft.title not in client.get("/").text

    def test_an_open_one_says_what_why_and_by_when(self, client, make):
        consultation = make.consultation(title="Parks & <b>play</b>", purpose="Why we ask.")

        page = client.get(f"/c/{consultation.slug}").text

        assert "Parks &amp; &lt;b&gt;play&lt;/b&gt;" in page
        assert "Why we ask." in page
        assert "We keep what you say for two years." in page

    def test_an_open_one_with_events_says_how_to_join_a_table(self, client, make):
        consultation = make.consultation(stage=Stage.OPEN)
        make.workshop(consultation)

        page = client.get(f"/c/{consultation.slug}").text

        assert "Take part by coming to an event" in page
        assert "href='/w'" in page

    def test_a_closed_one_offers_no_table_to_join(self, client, make):
        consultation = make.consultation(stage=Stage.CLOSED)
        make.workshop(consultation)

        assert 'href="/w"' not in client.get(f"/c/{consultation.slug}").text


class TestNew:
    def test_is_stored_as_a_draft(self, officer, session):
        reply = officer.post("/staff/c/new", data=FORM)

        stored = session.query(Consultation).one()
        assert reply.location.endswith("/staff/c/your-street/")
        assert (stored.stage, stored.opens_on.isoformat()) == (Stage.DRAFT, "2026-03-01")

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("title", " ", "Enter a title."),
            ("closes_on", ["31", "2", "2026"], "That is not a date."),
            ("closes_on", ["1", "1", "2026"], "before the opening date"),
            ("closes_on", ["x", "", ""], "That is not a date."),
        ],
    )
    def test_a_bad_field_is_named_and_nothing_typed_is_lost(
        self, officer, session, field, value, says
    ):
        reply = officer.post("/staff/c/new", data={**FORM, field: value})

        assert reply.status_code == 200
        assert says in reply.text
        assert "We keep it for two years." in reply.text
        assert session.query(Consultation).count() == 0

    def test_a_text_that_is_too_long_is_named_with_its_length(self, officer, session):
        reply = officer.post("/staff/c/new", data={**FORM, "summary": "x\r\n" * 350})

        assert "“Summary” has 700 characters. Shorten it to 600 or fewer." in reply.text
        assert session.query(Consultation).count() == 0


class TestSettings:
    def test_two_officers_cannot_overwrite_each_other(self, officer, make, session):
        consultation = make.consultation(strategy=make.strategy("1.1"))
        url = f"/staff/c/{consultation.slug}/settings"
        seen = {**FORM, "version": str(consultation.version)}

        first = officer.post(url, data={**seen, "title": "First"})
        second = officer.post(url, data={**seen, "title": "Second"})

        session.refresh(consultation)
        assert first.status_code == 302
        assert "Somebody else changed these settings" in second.text
        assert consultation.title == "First"
        # Both are on the page, and to put one's own in place of theirs is a choice.
        assert 'value="Second"' in second.text
        assert "First" in words(by_id(parse_page(second.text), "as-it-is-list"))
        again = {**seen, "title": "Second", "version": hidden_value(second.text, "version")}
        officer.post(url, data=again)
        session.rollback()
        session.refresh(consultation)
        assert consultation.title == "Second"


class TestStages:
    def test_opening_needs_a_privacy_notice(self, officer, make, session):
        draft = make.consultation(stage=Stage.DRAFT, privacy_notice="")

        reply = officer.post(
            f"/staff/c/{draft.slug}/stage", data={"stage": "open"}, follow_redirects=True
        )

        session.refresh(draft)
        assert "Write the privacy notice" in reply.text
        assert draft.stage is Stage.DRAFT

    def test_opening_needs_a_survey_that_can_be_answered(self, officer, make, session):
        draft = make.consultation(stage=Stage.DRAFT)
        session.add(Survey(consultation=draft, title="Nothing asked yet"))
        session.commit()

        reply = officer.post(
            f"/staff/c/{draft.slug}/stage", data={"stage": "open"}, follow_redirects=True
        )

        session.refresh(draft)
        assert "Mend the survey before you open the consultation." in reply.text
        assert draft.stage is Stage.DRAFT

    @pytest.mark.parametrize("stage", ["reported", "nonsense"])
    def test_a_stage_cannot_be_skipped(self, officer, make, session, stage):
        draft = make.consultation(stage=Stage.DRAFT)

        officer.post(f"/staff/c/{draft.slug}/stage", data={"stage": stage})

        session.refresh(draft)
        assert draft.stage is Stage.DRAFT

    def test_moves_on_and_says_so(self, officer, make, session):
        draft = make.consultation(stage=Stage.DRAFT)

        officer.post(f"/staff/c/{draft.slug}/stage", data={"stage": "open"})

        session.refresh(draft)
        assert draft.is_open


class TestBeforeItOpens:
    def test_a_draft_says_what_it_still_lacks_and_where(self, officer, make):
        draft = make.consultation(stage=Stage.DRAFT, privacy_notice="", summary="")

        page = officer.get(f"/staff/c/{draft.slug}/").text

        assert "Before you open it" in page
        assert "it cannot open without one" in page
        assert "Make a survey." in page

    def test_what_is_there_is_not_asked_for(self, officer, make, session):
        draft = make.consultation(
            stage=Stage.DRAFT,
            summary="Tell us.",
            contact="The team",
            closes_on=date(2026, 4, 5),
        )
        make.workshop(draft)
        session.add(Survey(consultation=draft, title="Survey"))
        session.commit()

        page = officer.get(f"/staff/c/{draft.slug}/").text

        assert "Before you open it" not in page

    @pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.DRAFT])
    def test_another_is_asked_for_nothing(self, officer, make, stage):
        consultation = make.consultation(stage=stage, summary="")
        make.workshop(consultation)

        assert "Before you open it" not in officer.get(f"/staff/c/{consultation.slug}/").text

    def test_an_open_one_sends_people_to_its_public_page(self, officer, make):
        consultation = make.consultation(stage=Stage.OPEN)
        make.workshop(consultation)

        page = officer.get(f"/staff/c/{consultation.slug}/").text

        assert "send people to its public page" in page

    def test_an_open_one_without_any_way_in_says_so(self, officer, make):
        consultation = make.consultation(stage=Stage.OPEN)

        page = officer.get(f"/staff/c/{consultation.slug}/").text

        assert "Nobody can take part yet" in page
        assert "For a survey, close the consultation" in page


class TestStrategyOfAConsultation:
    def test_without_any_strategy_the_page_says_where_to_add_one(self, officer):
        page = officer.get("/staff/c/new").text

        assert "/staff/strategy/new" in page
        assert 'name="strategy_id" value="0"' in page

    def test_outcomes_of_two_versions_are_told_apart(self, officer, make):
        one, two = make.strategy("1.1"), make.strategy("1.1")

        page = officer.get("/staff/c/new").text

        assert f"({one.title}, version 1)" in page
        assert f"({two.title}, version 1)" in page
