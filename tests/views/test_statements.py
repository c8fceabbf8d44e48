"""A statement's page: splitting it, tying it, and what its short names stand for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import abbreviations, splitting, statements, ties
from tests.markup import hidden_value


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def table(make, consultation):
    return make.table(make.workshop(consultation))


@pytest.fixture
def whole(make, table):
    return make.statement("Lack of <time> / money", table=table)


@pytest.fixture
def solution(make, table):
    return make.statement("Later bus", table=table, kind=StatementKind.SOLUTION)


@pytest.fixture
def officer(client_of):
    return client_of(RoleName.OFFICER)


@pytest.fixture
def place(consultation):
    return f"/staff/c/{consultation.slug}/statements"


class TestSplit:
    def test_is_offered_with_the_points(self, officer, place, whole):
        page = officer.get(f"{place}/{whole.id}").text

        assert "It seems to make several points" in page
        assert "Lack of &lt;time&gt;\nLack of money</textarea>" in page
        assert "Words that it says once for several points are repeated" in page

    def test_is_done_and_shown_from_both_sides(self, officer, session, place, whole):
        page = officer.post(
            f"{place}/{whole.id}/split",
            data={"points": "Lack of time\n\nLack of money", "version": "1"},
            follow_redirects=True,
        ).text

        parts = splitting.parts_of(session, whole)
        assert "Split into 2 points, which count in its place" in page
        assert "Lack of &lt;time&gt; / money" in page
        assert "It is one of the points of <a" in officer.get(f"{place}/{parts[0].id}").text

    def test_is_undone(self, officer, session, place, whole):
        splitting.split(session, whole, ["a b", "c d"], seen_version=1)

        page = officer.post(f"{place}/{whole.id}/split/undo", follow_redirects=True).text

        assert "The split is undone." in page
        again = officer.post(f"{place}/{whole.id}/split/undo", follow_redirects=True).text
        assert f"Statement {whole.id} is not split." in again

    @pytest.mark.parametrize(
        ("points", "sentence"),
        [("", "Write at least two points, one a line."), ("One", "at least two points, and at")],
    )
    def test_says_what_is_wrong(self, officer, session, place, whole, points, sentence):
        page = officer.post(
            f"{place}/{whole.id}/split", data={"points": points, "version": "1"}
        ).text

        session.refresh(whole)
        assert sentence in page
        assert "There is a problem" in page
        assert whole.is_live

    def test_of_what_somebody_changed_is_refused_and_keeps_the_points(
        self, officer, session, place, whole
    ):
        page = officer.post(
            f"{place}/{whole.id}/split", data={"points": "a b\nc d", "version": "7"}
        ).text

        session.refresh(whole)
        assert "Somebody changed it meanwhile." in page
        assert "a b\nc d</textarea>" in page
        assert whole.is_live
        version = hidden_value(page, "version", action="/split")
        again = {"points": "a b\nc d", "version": version}
        assert (
            "It is split"
            in officer.post(f"{place}/{whole.id}/split", data=again, follow_redirects=True).text
        )

    def test_of_what_somebody_withheld_keeps_the_points(self, officer, session, place, whole):
        statements.set_state(session, whole, StatementState.WITHHELD, reason="A name in it.")

        page = officer.post(
            f"{place}/{whole.id}/split", data={"points": "a b\nc d", "version": "1"}
        ).text

        assert "Somebody changed it meanwhile." in page
        assert "a b\nc d</textarea>" in page

    def test_is_offered_no_more_once_it_is_one_point(self, officer, place, whole):
        page = officer.post(f"{place}/{whole.id}/keep-whole", follow_redirects=True).text

        assert "It stays one statement." in page
        assert "It seems to make several points" not in page

    def test_is_not_for_facilitators(self, client_of, place, whole):
        facilitator = client_of(RoleName.FACILITATOR)

        assert facilitator.post(f"{place}/{whole.id}/split").status_code == 403
        assert "several points" not in facilitator.get(f"{place}/{whole.id}").text


class TestReviewSplits:
    def test_does_with_each_what_was_chosen(self, officer, session, make, place, table, whole):
        kept = make.statement("No time / no money / no people", table=table)
        later = make.statement("A; B; C now", table=table)

        page = officer.post(
            f"{place}/to-split",
            data={
                f"choice-{whole.id}": "split",
                f"points-{whole.id}": "Lack of time\nLack of money",
                f"version-{whole.id}": "1",
                f"choice-{kept.id}": "keep",
                f"choice-{later.id}": "later",
                "choice-x": "split",
            },
            follow_redirects=True,
        ).text

        session.expire_all()
        assert whole.state is StatementState.REPLACED
        assert (kept.is_one_point, later.is_one_point) == (True, False)
        assert "1 split, 1 kept as they are." in page
        assert f"choice-{later.id}" in page

    @pytest.mark.parametrize(
        ("points", "version", "sentence"),
        [("One", "1", "at least two points"), ("a b\nc d", "9", "Somebody changed it meanwhile.")],
    )
    def test_says_of_which_it_could_not_be_done(
        self, officer, session, place, whole, points, version, sentence
    ):
        page = officer.post(
            f"{place}/to-split",
            data={
                f"choice-{whole.id}": "split",
                f"points-{whole.id}": points,
                f"version-{whole.id}": version,
                "choice-999999": "split",
            },
            follow_redirects=True,
        ).text

        session.refresh(whole)
        assert f"Statement {whole.id}: " in page
        assert sentence in page
        assert "Statement 999999: There is no such statement" in page
        assert f"{points}</textarea>" in page
        assert whole.is_live

    def test_teaches_when_there_is_nothing(self, officer, place):
        assert "Nothing to split" in officer.get(f"{place}/to-split").text
        assert "No more to split" in officer.get(f"{place}/to-split?after=5").text


class TestTies:
    def test_are_made_and_taken_away(self, officer, session, make, place, table, solution):
        barrier = make.statement("No bus <late>", table=table)

        offered = officer.get(f"{place}/{solution.id}").text
        officer.post(f"{place}/{solution.id}/ties", data={"barrier": [str(barrier.id)]})
        tied = officer.get(f"{place}/{barrier.id}").text
        gone = officer.post(
            f"{place}/{solution.id}/ties/{barrier.id}/remove", follow_redirects=True
        ).text

        assert "No bus &lt;late&gt;" in offered
        # Themes are for the kinds that the codebook is about.
        assert "No theme yet" not in offered
        assert "No theme yet" in tied
        assert "Solutions that answer it" in tied
        assert "The tie is taken away." in gone
        assert ties.barriers_of(session, solution) == []

    def test_need_a_barrier(self, officer, place, solution):
        page = officer.post(
            f"{place}/{solution.id}/ties", data={"barrier": ["x", "999999"]}, follow_redirects=True
        ).text

        assert "Choose at least one barrier." in page

    def test_that_there_are_not_cannot_be_taken_away(self, officer, make, place, table, solution):
        barrier = make.statement("No bus", table=table)

        page = officer.post(
            f"{place}/{solution.id}/ties/{barrier.id}/remove", follow_redirects=True
        ).text

        assert "is not tied to" in page

    def test_find_barriers_by_their_words(self, officer, make, place, table, solution):
        make.statement("No bus", table=table)
        make.statement("Too cold", table=table)

        page = officer.get(f"{place}/{solution.id}?q=cold").text

        assert "Too cold" in page
        assert "No bus" not in page


class TestShortNames:
    def test_are_spoken_for_and_the_words_stay(self, officer, session, make, place, table):
        make.organisation('Harbour "Trust"', "HT")
        abbreviations.replace(session, "OM = Osier Meadows")
        said = make.statement("Club in OM – HT", table=table)

        for page in (officer.get(f"{place}/{said.id}").text, officer.get(place).text):
            assert '<abbr class="app-abbr" title="Osier Meadows">OM</abbr>' in page
            assert "<dt>HT</dt><dd>Harbour &#34;Trust&#34;</dd>" in page
        assert session.scalars(select(Statement.text)).all() == ["Club in OM – HT"]

    def test_of_places_are_kept_beside_the_partners(self, officer):
        saved = officer.post(
            "/staff/partners/abbreviations",
            data={"abbreviations": "OM = Osier Meadows"},
            follow_redirects=True,
        ).text
        wrong = officer.post("/staff/partners/abbreviations", data={"abbreviations": "OM"}).text

        assert "1 abbreviation is saved." in saved
        assert "Osier Meadows" in saved
        assert "Line 1, “OM”, says no meaning" in wrong

    def test_are_not_changed_by_facilitators(self, client_of):
        reply = client_of(RoleName.FACILITATOR).get("/staff/partners/abbreviations")

        assert reply.status_code == 403
