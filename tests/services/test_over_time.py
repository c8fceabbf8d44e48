"""Two consultations side by side: what grew, shrank, came and went, and what was done about it."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from sqlalchemy import select

from analysis.changes import Verdict as Said
from consult.models.accounts import RoleName
from consult.models.actions import Decision, Verdict
from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.services import responses
from consult.services.refusals import NotFound
from consult.services.reports import over_time, over_time_file, shares
from tests.questionnaires import answers, moved, town_survey
from tests.services.reporting import Material


def fill(material, **counts):
    for key, count in counts.items():
        for number in range(count):
            material.say(f"{key} is lacking, case {number}", key)


@pytest.fixture
def years(session, make):
    """Return an earlier consultation, which closed, and one of now, of one strategy."""
    earlier = Material(session, make, ("resources", "apathy", "trust"), stage=Stage.CLOSED)
    strategy = earlier.consultation.strategy
    now = Material(session, make, ("resources", "dogs", "trust"), strategy=strategy, slug="now")
    fill(earlier, resources=8, apathy=30, trust=2)
    fill(now, resources=32, dogs=6, trust=2)
    return earlier, now


class TestThemes:
    def test_grow_shrink_come_and_go_by_their_lasting_key(self, session, years):
        earlier, now = years

        [other] = over_time.comparable(session, now.consultation)
        found = over_time.compare(session, now.consultation, other)

        lines = {line.name: line for line in found.themes}
        assert other == earlier.consultation
        assert {name: line.verdict for name, line in lines.items()} == {
            "Resources": "grew",
            "Apathy": shares.GONE,
            "Dogs": shares.NEW,
            "Trust": "no clear change",
        }
        assert (lines["Resources"].before.words, lines["Resources"].now.words) == (
            "8 of 40 (20%)",
            "32 of 40 (80%)",
        )
        assert lines["Resources"].difference == "+60 points (+39 to +73)"
        assert [line.before.words for line in found.outcomes][:1] == ["40 of 40 (100%)"]

    def test_small_counts_do_not_leave(self, session, years):
        earlier, now = years

        found = over_time.compare(session, now.consultation, earlier.consultation, leaves=True)

        rows = {
            row["name"]: row
            for row in csv.DictReader(io.StringIO(over_time_file.as_csv(found)[1:]))
        }
        trust = rows["Trust"]
        assert (trust["count earlier"], trust["count now"], trust["difference"]) == ("", "", "")
        assert (rows["Resources"]["count earlier"], rows["Resources"]["base now"]) == ("8", "40")

    def test_tell_what_was_decided_about_them_before(self, session, years):
        earlier, now = years
        decision = Decision(
            consultation=earlier.consultation, verdict=Verdict.WILL, text="Fund two caretakers."
        )
        decision.themes = [earlier.theme("resources"), earlier.theme("apathy")]
        session.add(decision)
        session.commit()

        found = over_time.compare(session, now.consultation, earlier.consultation)

        told = {each.name: each for each in found.told}
        assert told["Resources"].decisions(only_public=False) == (decision,)
        assert told["Resources"].decisions(only_public=True) == ()
        # Also of what nobody names any longer: that may be because of it.
        assert told["Apathy"].decisions(only_public=False) == (decision,)
        assert (told["Apathy"].then, told["Apathy"].today) == ("30 of 40 (75%)", "")

    def test_of_nothing_in_common_are_not_compared(self, session, make, years):
        _, now = years
        stranger = Material(session, make, ("ferries",), stage=Stage.CLOSED).consultation

        assert stranger not in over_time.comparable(session, now.consultation)
        with pytest.raises(NotFound, match="no theme and no question"):
            over_time.compare(session, now.consultation, stranger)


def test_what_may_be_said_of_a_change_is_all_to_be_translated():
    assert set(shares.SAID) == {each.value for each in Said}


class TestQuestions:
    def test_of_the_same_words_show_no_small_group(self, session, make):
        surveys = [town_survey(session, make, slug=slug) for slug in ("then", "now")]
        sent = ({"By bus": 36, "On foot": 6}, {"By bus": 20, "On foot": 14, "By car": 2})
        for survey, counts in zip(surveys, sent, strict=True):
            for label, count in counts.items():
                for _ in range(count):
                    typed = answers(survey, label)
                    responses.submit(session, survey, key=uuid4(), typed=typed)
        moved(session, surveys[0], Stage.CLOSED)

        found = over_time.compare(session, surveys[1].consultation, surveys[0].consultation)

        [lines] = [each.lines for each in found.questions if "get about" in each.text]
        verdicts = {line.name: line.verdict for line in lines}
        assert verdicts["By bus"] == "shrank"
        assert verdicts["By car"] == "too few to show"
        # Nor can the two be had by taking the others from all: a second answer is hidden too.
        hidden = {line.name for line in lines if line.now.count is None}
        assert hidden == {"By car", "On foot"}


class TestTwoFiles:
    def rows(self, session, one, other) -> dict[str, tuple[str, str]]:
        session.expire_all()
        found = over_time.release(session, one, other)
        lines = csv.DictReader(io.StringIO(over_time_file.as_csv(found)[1:]))
        return {row["name"]: (row["count now"], row["base now"]) for row in lines}

    def test_of_answers_tell_no_single_one(self, session, make):
        then, now = (town_survey(session, make, slug=slug) for slug in ("then", "now"))

        def send(survey, **counts):
            for label, count in counts.items():
                for _ in range(count):
                    typed = answers(survey, label.replace("_", " "))
                    responses.submit(session, survey, key=uuid4(), typed=typed)

        send(then, By_bus=36, On_foot=16, By_car=9)
        send(now, By_bus=20, On_foot=9, By_car=4)
        moved(session, then, Stage.CLOSED)
        place = now.consultation, then.consultation
        first = self.rows(session, *place)
        send(now, By_car=1)

        second = self.rows(session, *place)

        assert first["By bus"] == ("20", "33")
        assert (first["By car"][0], first["On foot"][0]) == ("", "")
        assert second == first
        page = over_time.compare(session, *place)
        [lines] = [each.lines for each in page.questions if "get about" in each.text]
        assert {line.name: line.now.count for line in lines}["By car"] == 5

    def test_of_outcomes_leave_no_small_one_to_be_worked_out(self, session, years):
        earlier, now = years
        for outcome, times in (("1.2", 9), ("2.1", 4)):
            for number in range(times):
                now.say(f"It is too far, says {number}", "trust", outcome=outcome)
        place = now.consultation, earlier.consultation
        first = self.rows(session, *place)
        now.say("It is too dear", "trust", outcome="2.1")

        second = self.rows(session, *place)

        counts = [{name[:3]: each[0] for name, each in rows.items()} for rows in (first, second)]
        # All that count are told, so that 9 would leave 4; and 5, with 9, would tell the 4.
        assert [(each["1.1"], each["1.2"], each["2.1"]) for each in counts] == [("40", "", "")] * 2

    def test_are_kept_of_both_consultations(self, session, years):
        earlier, now = years

        self.rows(session, now.consultation, earlier.consultation)

        kept = session.scalars(select(FigureRelease).order_by(FigureRelease.consultation_id)).all()
        assert [(each.consultation_id, each.line) for each in kept] == [
            (earlier.consultation.id, "over-time: outcomes"),
            (now.consultation.id, "over-time: outcomes"),
        ]


class TestPage:
    def test_shows_the_latest_and_says_where_there_is_none(self, years, client_of):
        earlier, _ = years
        officer = client_of(RoleName.OFFICER)

        page = officer.get("/staff/c/now/report/over-time").text
        file = officer.get("/staff/c/now/report/over-time.csv")
        none = officer.get(f"/staff/c/{earlier.consultation.slug}/report/over-time").text
        refused = officer.get(f"/staff/c/{earlier.consultation.slug}/report/over-time.csv")

        assert "+60 points (+39 to +73)" in page
        assert file.content_type.startswith("text/csv")
        assert "No earlier consultation that has closed" in none
        assert refused.status_code == 404
