"""The pages of the codebook: read, compared, changed, signed and exchanged."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import sessionmaker

from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.themes import ThemeState
from consult.services import codebook_acts, split_proposals, themes
from tests.markup import hidden_value

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def consultation(make):
    return make.consultation(slug="hallowick", title="Hallowick listens")


@pytest.fixture
def codebook(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust")


@pytest.fixture
def officer_browser(client_of):
    return client_of(RoleName.OFFICER)


HOME = "/staff/c/hallowick/themes"


def text_of(reply):
    return " ".join(reply.get_data(as_text=True).split())


class TestReading:
    def test_shows_each_theme_with_its_examples_and_files(
        self, session, consultation, codebook, officer_browser
    ):
        themes.add(
            session, consultation, name="Money", parent=codebook.themes[0], examples="We have none"
        )

        page = text_of(officer_browser.get(f"{HOME}/codebook"))

        assert "About resources." in page
        assert "part of Resources" in page
        assert "We have none" in page
        assert "/codebook/download/qdc" in page
        assert "app-theme-mark--" in page

    def test_a_facilitator_reads_it_and_changes_nothing(self, codebook, client_of):
        browser = client_of(RoleName.FACILITATOR)

        page = text_of(browser.get(f"{HOME}/codebook"))

        assert "About resources." in page
        assert "/delete" not in page

    def test_two_versions_are_compared(self, session, consultation, codebook, officer_browser):
        themes.add(session, consultation, name="Buses")
        themes.change(session, codebook.themes[0], seen_version=1, name="Money")

        versions = text_of(officer_browser.get(f"{HOME}/codebook/versions"))
        differs = text_of(officer_browser.get(f"{HOME}/codebook/compare?from=3&to=2"))

        assert "Renamed “Resources” to “Money”" in versions
        assert "From version 2 to version 3" in differs
        assert ">Resources</del>" in differs
        assert ">Money</ins>" in differs

    @pytest.mark.parametrize("ending", ["qdc", "csv", "toml"])
    def test_is_had_as_a_file(self, codebook, officer_browser, ending):
        reply = officer_browser.get(f"{HOME}/codebook/download/{ending}")

        assert reply.status_code == 200
        assert f"hallowick-codebook.{ending}" in reply.headers["Content-Disposition"]
        assert b"Resources" in reply.data

    def test_no_other_file_is_had(self, codebook, officer_browser):
        assert officer_browser.get(f"{HOME}/codebook/download/exe").status_code == 404


class TestStarting:
    def test_from_a_file(self, session, consultation, officer_browser):
        content = b"tag,description\nTrust,They do not believe it.\n"

        officer_browser.post(
            f"{HOME}/codebook/start", data={"file": (io.BytesIO(content), "last.csv")}
        )

        (trust,) = themes.list_themes(session, themes.get_codebook(session, consultation))
        assert trust.definition == "They do not believe it."

    def test_says_what_is_wrong_with_a_file(self, consultation, officer_browser):
        content = b"tag,description\n,Nothing\n"

        page = text_of(
            officer_browser.post(
                f"{HOME}/codebook/start", data={"file": (io.BytesIO(content), "last.csv")}
            )
        )

        assert "“last.csv”, row 2: the tag has no name" in page

    def test_from_an_earlier_consultation(self, session, make, consultation, officer_browser):
        make.codebook(make.consultation(slug="earlier"), "parks")

        officer_browser.post(f"{HOME}/codebook/start", data={"earlier": "earlier"})

        (parks,) = themes.list_themes(session, themes.get_codebook(session, consultation))
        assert parks.key == "parks"

    def test_from_nothing_asks_for_the_first_theme(self, consultation, officer_browser):
        reply = officer_browser.post(f"{HOME}/codebook/empty")

        assert reply.headers["Location"].endswith("/themes/new")
        assert officer_browser.get(f"{HOME}/codebook").status_code == 200
        assert officer_browser.get(HOME).status_code == 200


class TestChanging:
    def test_deleting_shows_who_goes_to_other_first(
        self, session, make, consultation, codebook, officer_browser
    ):
        theme = codebook.themes[0]
        statement = make.statement("No money at all", consultation=consultation)
        make.coding(statement, theme, run=make.run(consultation))

        page = text_of(officer_browser.get(f"{HOME}/{theme.id}/delete"))
        officer_browser.post(f"{HOME}/{theme.id}/delete", data={"version": 1})

        assert "To Other: 0 accepted statements, 1 suggestion" in page
        assert "No money at all" in page
        session.rollback()
        session.refresh(theme)
        assert theme.state is ThemeState.DELETED
        again = officer_browser.get(f"{HOME}/{theme.id}/delete", follow_redirects=True)
        assert again.request.path == f"{HOME}/codebook"
        assert "is no longer in the codebook." in text_of(again)

    def test_moving_shows_the_figures_first(self, session, codebook, officer_browser):
        first, second, _ = codebook.themes
        page = text_of(officer_browser.get(f"{HOME}/{first.id}/move?parent={second.id}"))

        officer_browser.post(
            f"{HOME}/{first.id}/move", data={"parent": second.id, "version": first.version}
        )

        assert "Put it under “Apathy”" in page
        session.rollback()
        session.refresh(first)
        assert first.parent_id == second.id

    def test_a_change_is_listed_and_taken_back(
        self, session, consultation, codebook, officer_browser
    ):
        themes.add(session, consultation, name="Buses")
        event = codebook_acts.newest(session, consultation)

        listed = text_of(officer_browser.get(f"{HOME}/codebook/changes"))
        session.rollback()
        officer_browser.post(f"{HOME}/codebook/changes/{event.id}/take-back")
        again = text_of(officer_browser.get(f"{HOME}/codebook/changes"))

        assert "Added “Buses”" in listed
        assert "Taken back: Added “Buses”." in again
        session.rollback()
        assert len(themes.list_themes(session, codebook)) == 3

    def test_splitting_waits_for_the_machine_then_takes_edited_names(
        self, session, engine, make, consultation, codebook, officer_browser
    ):
        theme = codebook.themes[0]
        run = make.run(consultation)
        for text in ("No evening bus", "No Sunday bus", "The bus is dear", "Bus stops at six"):
            for number in (1, 2):
                statement = make.statement(f"{text} {number}", consultation=consultation)
                make.coding(statement, theme, run=run)
        for text in ("No money for the hall", "The grant ran out", "Rent of the hall", "No grant"):
            for number in (1, 2):
                statement = make.statement(f"{text} {number}", consultation=consultation)
                make.coding(statement, theme, run=run)
        asked = text_of(officer_browser.get(f"{HOME}/{theme.id}/split"))
        officer_browser.post(f"{HOME}/{theme.id}/split/start")
        waiting = text_of(officer_browser.get(f"{HOME}/{theme.id}/split"))
        job = split_proposals.job_of(session, consultation, theme)
        run_job(sessionmaker(engine, expire_on_commit=False), job.id)
        offered = text_of(officer_browser.get(f"{HOME}/{theme.id}/split"))

        names = {"parts-0-name": "Buses", "parts-0-take": "y", "parts-1-name": "Halls"}
        sent = {**names, "parts-1-take": "y", "place": "under", "version": theme.version}
        shown = text_of(
            officer_browser.post(f"{HOME}/{theme.id}/split", data={**sent, "act": "show"})
        )
        stale = {**sent, "act": "split", "version": 77}
        refused = officer_browser.post(f"{HOME}/{theme.id}/split", data=stale).text
        again = {**sent, "act": "split", "version": hidden_value(refused, "version")}
        officer_browser.post(f"{HOME}/{theme.id}/split", data=again)

        assert "Show me its parts" in asked
        assert "See how far it is now" in waiting
        assert "Part 1:" in offered
        assert "To “Buses”" in shown
        assert "Somebody else changed this theme meanwhile." in refused
        assert 'value="Halls"' in refused
        session.rollback()
        made = [each.name for each in themes.list_themes(session, codebook) if each.parent_id]
        assert made == ["Buses", "Halls"]
