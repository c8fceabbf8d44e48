"""The pages of double coding, and that no page tells a coder what to give."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from consult.jobs import run_job
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.candidates import CandidateMember, CandidateTheme
from consult.models.double_coding import BlindCoding, DoubleCoding, DoubleCodingState
from consult.models.jobs import Job
from consult.models.themes import Coding, CodingState
from consult.services.double_coding import drawing
from tests.test_access import rules_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Nowhere but in what somebody thinks of the sampled statements.
TELLTALE = "xylophone"


@pytest.fixture
def sample(session, make, client_of):
    """Return a sample of five statements, each suggested and accepted with a telltale reason."""
    consultation = make.consultation(slug="parks")
    codebook = make.codebook(consultation, "resources", "apathy", "trust")
    table = make.table(make.workshop(consultation))
    statements = [make.statement(f"Barrier number {n}", table=table) for n in range(5)]
    run = make.run(consultation)
    first, second, third = (make.user(name=name) for name in ("Ada", "Ben", "Cy"))
    for each in statements:
        make.coding(
            each,
            codebook.themes[0],
            run=run,
            why=[TELLTALE],
            state=CodingState.ACCEPTED,
            decided_by_id=third.id,
            decided_at=utc_now(),
        )
    session.add(
        CandidateTheme(
            run=run,
            position=0,
            name="Group",
            keywords=[],
            members=[CandidateMember(statement=each, position=0) for each in statements],
        )
    )
    session.commit()
    double_coding = drawing.draw(
        session, consultation, size=5, spread_by="kind", first=first, second=second, seed=1
    )
    return SimpleNamespace(
        double_coding=double_coding,
        page=f"/staff/c/parks/themes/double-coding/{double_coding.id}",
        themes=codebook.themes,
        statements=statements,
        first=client_of(user=first),
        second=client_of(user=second),
        third=client_of(user=third),
        second_user=second,
    )


def code_all(browser, sample, theme):
    for position in range(1, 6):
        browser.post(f"{sample.page}/code", data={"at": position, "themes": theme.id})
    return browser.post(f"{sample.page}/hand-in", follow_redirects=True)


class TestThemesPage:
    WAITS = "A sample for double coding waits for you."

    def test_says_to_each_coder_that_a_sample_waits_until_they_handed_it_in(self, sample):
        themes_page = "/staff/c/parks/themes"
        before = sample.first.get(themes_page).text
        code_all(sample.first, sample, sample.themes[0])

        assert self.WAITS in before
        assert f'href="{sample.page}"' in before
        assert self.WAITS not in sample.first.get(themes_page).text
        assert self.WAITS in sample.second.get(themes_page).text

    def test_says_nothing_of_it_to_others(self, sample):
        assert self.WAITS not in sample.third.get("/staff/c/parks/themes").text


class TestBlindPage:
    def test_takes_an_answer_and_goes_to_the_next(self, sample, session):
        page = sample.first.get(f"{sample.page}/code").text
        reply = sample.first.post(
            f"{sample.page}/code", data={"at": 1, "themes": sample.themes[1].id}
        )
        following = sample.first.get(reply.headers["Location"]).text

        assert "Statement 1 of 5" in page
        assert "Statement 2 of 5" in following
        assert session.query(BlindCoding).one().themes == [sample.themes[1]]

    def test_keeps_what_was_ticked_when_it_is_refused(self, sample):
        page = sample.first.post(
            f"{sample.page}/code", data={"at": 1, "themes": sample.themes[1].id, "other": "y"}
        ).text

        assert "Choose themes, or that none of them fits; not both." in page
        ticked = page.split(f'value="{sample.themes[1].id}"')[1].split(">")[0]
        assert "checked" in ticked

    def test_shows_ones_own_answer_again(self, sample):
        sample.first.post(f"{sample.page}/code", data={"at": 1, "other": "y"})

        page = sample.first.get(f"{sample.page}/code?at=1").text

        assert "checked" in page.split('id="other"')[1].split(">")[0]

    def test_is_for_the_coders_alone(self, sample):
        assert sample.third.get(f"{sample.page}/code").status_code == 404

    def test_offers_to_hand_in_when_all_is_coded(self, sample):
        for position in range(1, 6):
            reply = sample.first.post(f"{sample.page}/code", data={"at": position, "other": "y"})

        page = sample.first.get(reply.headers["Location"]).text

        assert "Hand in" in page
        assert "Look through them again" in page


class TestNothingIsTold:
    def test_on_any_page_of_staff(self, app, sample):
        """Walk every address that a coder may read, as one of them and as somebody else."""
        paths = list(readable(app, sample))

        told = {path for path in paths if TELLTALE in sample.first.get(path).text}
        told_others = {path for path in paths if TELLTALE in sample.third.get(path).text}

        assert told == set()
        assert len(paths) > 30
        assert any(f"/statements/{sample.statements[0].id}" in path for path in told_others)

    def test_in_lists_narrowed_to_a_theme_or_a_place(self, sample):
        for query in (f"theme={sample.themes[0].id}", "place=themed", "place=other"):
            for where in ("statements", "statements/statements.csv"):
                text = sample.first.get(f"/staff/c/parks/{where}?{query}").text
                assert "Barrier number" not in text, (where, query)
        everyone = sample.third.get(f"/staff/c/parks/statements?theme={sample.themes[0].id}").text
        assert "Barrier number" in everyone

    def test_in_the_download_of_statements(self, sample):
        lines = sample.first.get("/staff/c/parks/statements/statements.csv").text.splitlines()
        theirs = sample.third.get("/staff/c/parks/statements/statements.csv").text

        assert len(lines) == 6
        assert not any("Resources" in line for line in lines)
        assert "Resources" in theirs

    def test_by_a_script_that_decides_for_them(self, sample, session):
        own = session.query(Coding).first()

        reply = sample.first.post(
            f"/staff/c/parks/themes/codings/{own.id}/reject",
            data={"seen": "accepted"},
            headers={"Accept": "application/json"},
        )

        assert reply.status_code == 409
        assert "coding this statement blind" in reply.json["title"]
        assert TELLTALE not in reply.text

    def test_by_a_form_that_is_refused(self, sample):
        reply = sample.first.post(
            f"/staff/c/parks/statements/{sample.statements[0].id}/withhold", data={}
        )

        assert reply.status_code == 200
        assert TELLTALE not in reply.text
        assert "You are coding this statement blind." in reply.text

    def test_by_the_report(self, sample):
        reply = sample.first.get("/staff/c/parks/report")

        assert reply.status_code == 409
        assert "Hand in your double coding first" in reply.text
        assert sample.third.get("/staff/c/parks/report").status_code == 200

    def test_before_the_other_has_handed_in(self, sample):
        page = code_all(sample.second, sample, sample.themes[2]).text

        assert "nothing is shown until then" in page
        for path in (sample.page, f"{sample.page}/reconcile", f"{sample.page}/code"):
            text = sample.first.get(path).text
            assert "Agreement, blind" not in text
            assert "checked" not in text.replace("data-keys-switch checked", "")
        assert sample.first.get(f"{sample.page}/reconcile").status_code == 409


def readable(app, sample):
    """Yield the addresses of all pages that an officer may read, with records that there are."""
    known = {
        "slug": "parks",
        "statement_id": sample.statements[0].id,
        "double_coding_id": sample.double_coding.id,
        "theme_id": sample.themes[0].id,
        "ending": "csv",
    }
    for rule in app.url_map.iter_rules():
        access = rules_of(app)[rule.endpoint]
        if access is None or access.permission is None or "GET" not in rule.methods:
            continue
        if access.permission is Permission.ADMINISTER or rule.arguments - known.keys():
            continue
        path = rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)[1]
        yield path
    for query in ("queue=other", "queue=least-sure", f"theme={sample.themes[0].id}&state=accepted"):
        yield f"/staff/c/parks/themes?{query}"


class TestTheWholeWay:
    def test_from_the_drawing_to_accepted_codings(self, app, sample, session):
        code_all(sample.first, sample, sample.themes[1])
        code_all(sample.second, sample, sample.themes[2])
        work(app, session)

        shown = sample.first.get(sample.page).text
        side_by_side = sample.second.get(f"{sample.page}/reconcile").text
        for position in range(1, 6):
            sample.second.post(
                f"{sample.page}/reconcile", data={"at": position, "themes": sample.themes[1].id}
            )
        finished = sample.second.post(f"{sample.page}/finish", follow_redirects=True).text

        assert "5 statements coded by both" in shown
        assert "Under 30 statements no interval can be given." in shown
        assert side_by_side.count("only here") == 2
        assert "5 statements have the themes that were agreed." in finished
        session.rollback()
        accepted = session.query(Coding).filter_by(state=CodingState.ACCEPTED).all()
        assert {each.theme for each in accepted} == {sample.themes[1]}
        assert len(accepted) == 5
        report = sample.first.get("/staff/c/parks/report").text
        assert "coded by two people without seeing each other" in report

    def test_an_unfinished_comparing_can_be_started_again(self, app, sample, session):
        code_all(sample.first, sample, sample.themes[1])
        code_all(sample.second, sample, sample.themes[1])
        session.expire_all()

        again = sample.first.post(f"{sample.page}/measure", follow_redirects=True).text
        told = sample.first.get(f"{sample.page}/progress").json
        work(app, session)
        sample.first.post(f"{sample.page}/finish")

        assert "Waiting to be compared" in again
        assert told["state"] == "queued"
        session.rollback()
        assert session.query(DoubleCoding).one().state is DoubleCodingState.FINISHED


def work(app, session):
    """Do what waits, as the worker would."""
    session.rollback()
    for job_id in [row.id for row in session.query(Job).order_by(Job.id)]:
        run_job(app.extensions["database"][1], job_id)
    session.rollback()


class TestDrawing:
    def test_says_how_many_are_enough_and_draws(self, sample, session, client_of, make):
        drawing.abandon(session, sample.double_coding)
        fresh = client_of(name="Fay")

        page = fresh.get("/staff/c/parks/themes/double-coding/new").text
        reply = fresh.post(
            "/staff/c/parks/themes/double-coding/new",
            data={
                "first": str(sample.second_user.id),
                "second": "0",
                "size": "5",
                "spread_by": "kind",
            },
        )

        assert "5 statements can be drawn" in page
        assert reply.status_code == 302
        assert "the machine" in fresh.get(reply.headers["Location"]).text

    def test_shows_a_refusal_at_its_field_and_keeps_what_was_typed(self, sample, session):
        drawing.abandon(session, sample.double_coding)
        page = sample.first.post(
            "/staff/c/parks/themes/double-coding/new",
            data={
                "first": str(sample.second_user.id),
                "second": "0",
                "size": "600",
                "spread_by": "kind",
            },
        ).text

        assert "Enter a size from 5 to 5" in page
        assert 'value="600"' in page

    def test_the_list_keeps_blind_and_assisted_apart(self, sample):
        page = sample.third.get("/staff/c/parks/themes/double-coding").text

        assert "being coded" in page
        assert "People accepted 5 of 5 of the suggestions" in page
        assert "no measure of agreement" in page


class TestSignOff:
    PAGE = "/staff/c/parks/themes/sign-off"

    def test_names_what_is_not_finished_and_lets_them_sign(self, sample):
        page = " ".join(sample.third.get(self.PAGE).text.split())

        assert "Double coding that is not finished" in page
        assert "Ada has coded 0 of 5, Ben has coded 0 of 5." in page
        assert f'href="{sample.page}"' in page
        assert "You can sign all the same" in page
        assert "Sign first" in page

    def test_a_coder_is_told_how_it_opens(self, sample):
        page = " ".join(sample.first.get(self.PAGE).text.split())

        assert "Hand in your double coding, or give its sample up" in page
        assert "Sign first" not in page

    def test_says_nothing_where_all_is_over(self, sample, session):
        drawing.abandon(session, sample.double_coding)

        assert "not finished" not in sample.third.get(self.PAGE).text

    def test_keeps_with_the_signatures_what_was_not_finished(self, sample, client_of):
        for browser in (sample.third, client_of(name="Dee")):
            seen = browser.get(self.PAGE).text.split('name="seen" value="')[1].split('"')[0]
            browser.post(self.PAGE, data={"seen": seen})

        page = sample.third.get(self.PAGE).text

        assert "Double coding not finished then" in page
        assert "was to be coded by two people" in page
        assert "Signed off: version 1" in sample.first.get(self.PAGE).text
