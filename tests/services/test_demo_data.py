"""The demonstration's data: the files parse, their ids match up, their counts hold."""

from __future__ import annotations

import csv
import datetime
import re
import tomllib
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "consult" / "services" / "demo"
SHOWN_ON = datetime.date(2026, 11, 22)
KINDS = {"work", "barrier", "solution", "aspiration", "discussion", "definition"}
THEMES = {
    "resources", "apathy", "duplication", "joint-working", "information",
    "representation", "participation", "identity-boundaries", "trust", "complexity",
}  # fmt: skip
ASKED_OF_OUTCOMES = [f"{kind}_{n}" for n in ("2_2", "2_3", "3_2") for kind in ("work", "barrier")]
FREE_TEXT = [*ASKED_OF_OUTCOMES, "anything_else"]


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def themes(row: dict[str, str]) -> list[str]:
    return [theme for theme in row["themes"].split(";") if theme]


@pytest.fixture(scope="module")
def place():
    return toml("place.toml")


@pytest.fixture(scope="module")
def partners(place):
    return {partner["id"] for partner in place["partner"]}


@pytest.fixture(scope="module")
def outcomes():
    return {o["reference"]: o for aim in toml("strategy.toml")["aim"] for o in aim["outcome"]}


@pytest.fixture(scope="module")
def consultations():
    return {one["id"]: one for one in toml("consultations.toml")["consultation"]}


@pytest.fixture(scope="module")
def questions(consultations):
    return {q["id"]: q for part in consultations["survey"]["section"] for q in part["question"]}


@pytest.fixture(scope="module")
def notes():
    return rows("conference_notes.csv")


class TestPlace:
    def test_has_its_wards_partners_and_people(self, place):
        roles = Counter(person["role"] for person in place["person"])

        assert len(place["ward"]) == 6
        assert len(place["partner"]) == 8
        assert roles == {"officer": 2, "facilitator": 3, "administrator": 1}
        assert sum(ward["population"] for ward in place["ward"]) == place["town"]["population"]

    def test_no_short_name_stands_for_two_partners(self, place):
        names = [short.casefold() for p in place["partner"] for short in p["short_names"]]

        assert len(names) == len(set(names))

    def test_people_belong_to_a_partner_and_cannot_be_written_to(self, place, partners):
        assert {person["partner"] for person in place["person"]} <= partners
        assert all(person["email"].endswith("@example.org") for person in place["person"])
        assert not any("password" in person for person in place["person"])


class TestStrategy:
    def test_outcomes_are_numbered_under_their_aim(self):
        aims = toml("strategy.toml")["aim"]

        assert [aim["number"] for aim in aims] == [1, 2, 3, 4]
        for aim in aims:
            expected = [f"{aim['number']}.{n}" for n in range(1, len(aim["outcome"]) + 1)]
            assert [outcome["reference"] for outcome in aim["outcome"]] == expected
            assert len(expected) in {3, 4}

    def test_every_outcome_has_actions_and_something_delivered(self, outcomes):
        assert all(2 <= len(outcome["actions"]) <= 5 for outcome in outcomes.values())
        assert all(outcome["delivered"] for outcome in outcomes.values())

    def test_shared_work_belongs_to_several_outcomes(self, outcomes):
        shared = toml("strategy.toml")["shared_delivered"]

        assert len(shared) >= 3
        assert all(len(set(item["references"])) >= 2 for item in shared)
        assert all(set(item["references"]) <= outcomes.keys() for item in shared)


class TestConsultations:
    def test_stand_at_three_stages_on_the_day_they_are_shown(self, consultations):
        conference, survey, closed = consultations.values()

        assert [one["stage"] for one in (conference, survey, closed)] == [
            "closed",
            "open",
            "reported",
        ]
        assert conference["workshop"]["date"].year == SHOWN_ON.year - 1
        assert conference["opens"] <= conference["workshop"]["date"] <= conference["closes"]
        assert survey["opens"] < SHOWN_ON < survey["closes"] - datetime.timedelta(days=180)
        assert closed["opens"] < closed["closes"] < closed["reported"] < SHOWN_ON

    def test_refer_to_known_outcomes_people_and_files(self, consultations, outcomes, place):
        people = {person["id"]: person["role"] for person in place["person"]}

        for one in consultations.values():
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one["slug"])
            assert set(one["outcomes"]) <= outcomes.keys()
            assert people[one["owner"]] == "officer"
            assert one["contact_email"].endswith("@example.org")
            assert all(
                (DATA / one[key]).is_file()
                for key in ("notes", "answers", "decisions")
                if key in one
            )
        tables = consultations["conference"]["workshop"]["table"]
        assert [table["number"] for table in tables] == [1, 2, 3, 4, 5, 6]
        assert {people[table["facilitator"]] for table in tables} == {"facilitator"}

    def test_survey_asks_both_questions_of_three_outcomes(self, consultations, questions):
        asked = {(q["outcome"], q["kind"]) for q in questions.values() if "outcome" in q}

        survey = consultations["survey"]
        assert asked == {(o, kind) for o in survey["outcomes"] for kind in ("work", "barrier")}
        assert len(survey["outcomes"]) == 3
        assert {q["type"] for q in questions.values()} == {"scale", "text", "choice"}
        assert {name for name, q in questions.items() if q["type"] == "text"} == set(FREE_TEXT)


class TestConferenceNotes:
    def test_come_from_six_tables_under_the_outcomes_discussed(self, notes, consultations):
        conference = consultations["conference"]
        facilitators = {str(t["number"]): t["facilitator"] for t in conference["workshop"]["table"]}

        assert 115 <= len(notes) <= 140
        assert len({note["note"] for note in notes}) == len(notes)
        assert {note["outcome"] for note in notes} == set(conference["outcomes"])
        assert {note["table"] for note in notes} == facilitators.keys()
        assert all(facilitators[note["table"]] == note["facilitator"] for note in notes)
        assert {note["kind"] for note in notes} == KINDS

    def test_codings_are_of_barriers_that_stand(self, notes):
        coded = [note for note in notes if themes(note)]

        barriers = [n for n in notes if n["kind"] == "barrier" and n["struck"] == "no"]
        assert coded == barriers
        assert {theme for note in coded for theme in themes(note)} == THEMES
        assert all(len(themes(note)) <= 2 for note in coded)
        left = sum(note["reviewed"] == "no" for note in coded)
        assert {note["reviewed"] for note in coded} == {"yes", "no"}
        assert len(coded) / 5 < left < len(coded) / 2
        assert {note["reviewed"] for note in notes if note not in coded} == {""}

    def test_a_named_partner_is_the_one_at_the_end_of_the_note(self, notes, place):
        known = {short: p["id"] for p in place["partner"] for short in p["short_names"]}

        for note in notes:
            ends = re.search(r" (?:– (?P<dash>[\w ]+)|\((?P<bracket>[\w ]+)\))$", note["text"])
            short = (ends["dash"] or ends["bracket"]) if ends else ""
            assert note["partners"] == known.get(short, ""), note["text"]
        assert sum(bool(note["partners"]) for note in notes) > 20

    def test_some_are_struck_and_some_said_at_two_tables(self, notes):
        struck = [note for note in notes if note["struck"] == "yes"]
        twice = [
            (a["note"], b["note"])
            for a in notes for b in notes
            if a["table"] < b["table"] and min(len(a["text"]), len(b["text"])) > 20
            and SequenceMatcher(None, a["text"].casefold(), b["text"].casefold()).ratio() > 0.6
        ]  # fmt: skip

        assert 3 <= len(struck) <= 6
        assert len(twice) >= 2


class TestClosedConsultation:
    def test_every_barrier_is_coded_and_nothing_else(self, consultations, partners):
        closed = rows("closed_notes.csv")

        assert len(closed) == 45
        assert all(bool(themes(row)) == (row["kind"] == "barrier") for row in closed)
        assert {theme for row in closed for theme in themes(row)} <= THEMES
        assert {row["outcome"] for row in closed} == set(consultations["reading-room"]["outcomes"])
        assert {row["partners"] for row in closed} - {""} <= partners

    def test_every_point_stands_somewhere_on_the_proposal(self, consultations):
        stands = Counter(row["position"] for row in rows("closed_notes.csv"))

        assert consultations["reading-room"]["proposal"]
        assert set(stands) == {"for", "against", "mixed", "unclear"}
        assert min(stands.values()) >= 5  # so that none is hidden for being small

    def test_decisions_answer_what_was_said(self):
        decisions = toml("decisions.toml")["decision"]
        said = {theme for row in rows("closed_notes.csv") for theme in themes(row)}

        assert {decision["theme"] for decision in decisions} <= said
        assert {d["decision"] for d in decisions} == {"will do", "will look into", "will not"}
        assert all(decision["why"] and decision["you_said"] for decision in decisions)

    def test_actions_have_an_owner_and_an_honest_status(self, partners):
        decided = toml("decisions.toml")
        actions = [action for d in decided["decision"] for action in d.get("action", [])]

        assert len(actions) >= 10
        for action in actions:
            assert action["owner"]
            assert action["partner"] in partners
            assert action["due"] > decided["decided"]
            assert action["status"] in {"planned", "under way", "done", "late", "stopped"}
            overdue = action["due"] < SHOWN_ON and action["status"] != "done"
            assert overdue == (action["status"] == "late")


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.[ctj]*")), ids=lambda path: path.name)
def test_names_no_real_place_and_no_address(path):
    text = path.read_bytes().decode("latin-1")

    assert not re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", text)
    assert "gloucester" not in text.casefold()
    assert set(re.findall(r"\w@([\w.]+\w)", text)) <= {"example.org"}
