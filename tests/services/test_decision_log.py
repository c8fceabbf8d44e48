"""The decision log: every kind of event in plain words, and decisions with what was decided."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import consult
from consult.models.actions import AgreedAction, Decision, Verdict
from consult.models.audit import ActorKind
from consult.services import audit, decision_log
from consult.services.audit import Actor
from consult.services.decision_words import SUMMED, TELLING, TOLD

# What happens to the whole installation rather than to a consultation, and themes, which say
# themselves what became of them.
ELSEWHERE = {"user", "partner", "area", "strategy", "store", "column_profile", "abbreviations"}
ITSELF = {"theme", "outcome", "paper_template"}
FILES = ("csv", "json", "toml", "txt", "geojson", "services")


def test_every_kind_of_event_has_words():
    folder = Path(consult.__file__).parent / "services"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))]
    found = {name for text in texts for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', text)}
    known = set(SUMMED) | set(TOLD) | TELLING
    subjects = {name.partition(".")[0] for name in known}

    events = {name for name in found if name.partition(".")[0] in subjects}
    events = {name for name in events if not name.endswith(FILES)}

    assert {"coding.accepted", "survey.created", "wall.held"} <= events
    assert events - known == set()
    assert not subjects & (ELSEWHERE | ITSELF)


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def texts(session, consultation):
    """Return what gives the log's lines, the newest first."""

    def read():
        session.commit()
        return [entry.text for entry in decision_log.entries(session, consultation)]

    return read


@pytest.fixture
def record(session, consultation, officer):
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=officer.id))

    def recorded(event, subject=consultation, **detail):
        audit.record(session, event, subject, consultation=consultation, **detail)

    return recorded


@pytest.fixture
def decision(session, make, consultation):
    made = Decision(
        consultation=consultation,
        verdict=Verdict.WILL_NOT,
        text="Saturday opening " + "stays as it is " * 20,
        reason="Nobody can be found for it",
        decided_by="Cabinet",
        themes=make.codebook(consultation, "resources", "trust").themes,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    made.actions = [AgreedAction(text="Ask again in spring", owner="Libraries team")]
    session.add(made)
    session.flush()
    return made


def test_a_decision_says_on_what_by_whom_and_what(record, texts, decision):
    record("decision.noted", decision)
    record("decision.shown", decision)
    record("action.agreed", decision.actions[0])

    agreed, shown, noted = texts()

    assert noted.startswith(
        "Noted a decision on Resources, Trust, by Cabinet: We will not do it. “Saturday opening"
    )
    assert noted.endswith(" …”")
    assert shown.startswith("Showed to the public: “Saturday opening")
    assert agreed == "Agreed an action, by Libraries team: “Ask again in spring”"


def test_what_an_event_tells_of_itself_is_said(record, texts):
    record("consultation.moved", was="open", now="closed")
    record("paper.reason_given", rule="typed-number", where="3.1", reason="It was by postcard")
    record("double_coding.drawn", size=30, drawn_from=36)
    record("overlap.confirmed", reason="The same streets")

    assert texts() == [
        "Confirmed that work of two partners overlaps: “The same streets”",
        "Drew 30 of 36 statements at random for two people to code without seeing each other",
        "Left a warning of the fairness check at 3.1 and gave the reason: “It was by postcard”",
        "Moved the consultation from open to closed",
    ]


def test_what_is_done_many_times_a_day_is_one_line(record, texts):
    for _ in range(3):
        record("paper.block_changed")
    record("vote.option_added")

    assert texts() == ["Added an option to a vote, once", "Changed a block of a paper, 3 times"]


def test_what_came_before_a_signature_is_not_summed_with_what_came_after(record, texts):
    record("coding.accepted")
    record("coding.accepted")
    record("sign_off.begun", told="Signed version 1 first")
    record("coding.accepted")

    assert texts() == [
        "Accepted a suggested theme, once",
        "Signed version 1 first",
        "Accepted a suggested theme, 2 times",
    ]


def test_an_event_without_its_subject_or_detail_is_told_by_its_kind(
    session, record, texts, decision
):
    record("decision.noted", decision)
    for event in ("consultation.moved", "paper.reason_given", "double_coding.drawn"):
        record(event)
    session.delete(decision.actions[0])
    session.delete(decision)

    assert texts() == [
        TOLD["double_coding.drawn"],
        TOLD["paper.reason_given"],
        TOLD["consultation.moved"],
        TOLD["decision.noted"],
    ]
