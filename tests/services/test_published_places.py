"""Where every barrier is, as it is published: hidden is what must be, and no sum tells it."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from consult.models.kinds import StatementKind
from consult.models.papers import BlockKind
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.services import disclosure, papers
from consult.services.papers import writing
from consult.services.papers.writing import Content
from consult.services.publishing import places
from consult.services.publishing.places import ALL_RECEIVED, ANY_THEME, Places
from tests.elimination import solved
from tests.services.reporting import Material
from tests.services.test_publishing import approve, publish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEYS = ("themed", "other", "to-review", "empty", "duplicate", "campaign", "withheld")
EVIDENCE = [f"kind:barrier place:{key}" for key in KEYS]


@pytest.fixture
def material(session, make):
    material = Material(session, make, slug="parks", purpose="What stops you?")
    for number in range(36):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    material.say("Said before", state=StatementState.DUPLICATE)
    return material


def with_ledger(session, material, monkeypatch):
    """Publish a paper that holds the table of the ledger, and says how many came in."""
    start = papers.start

    def started(*args, **fields):
        paper = start(*args, **fields)
        for content in (
            Content(BlockKind.TABLE, shows="ledger"),
            Content(
                BlockKind.TEXT, "{ledger:received.count} came in, {base:barriers.count} in all."
            ),
        ):
            writing.add_block(session, paper, content, section="findings", after=None)
        return paper

    monkeypatch.setattr(papers, "start", started)
    return publish(session, material, version=approve(session, material))


def ledger(edition):
    return {each["name"]: each["text"] for each in edition.content["ledger"]}


class TestOneSmallPlace:
    def test_hides_itself_and_the_total_that_would_tell_it(self, session, material):
        edition = publish(session, material)

        told = ledger(edition)
        hidden = [name for name, text in told.items() if text == "not shown"]
        assert hidden == ["Said twice, counted once"]
        assert edition.content["received"] == "not shown"
        assert told["Withheld"] == "0"

    def test_hides_no_more_where_the_paper_holds_the_ledger(self, session, material, monkeypatch):
        edition = with_ledger(session, material, monkeypatch)

        assert list(ledger(edition).values()).count("not shown") == 1
        tables = [part for part in edition.content["parts"] if part["kind"] == "table"]
        cells = [row[1]["text"] for table in tables for row in table["rows"]]
        assert cells.count("not shown") == 2
        said = [part["text"] for part in edition.content["parts"] if "came" in part.get("text", "")]
        assert said == ["[number not shown] came in, [number not shown] in all."]

    def test_a_second_edition_hides_no_more_than_the_first(self, session, material):
        first = publish(session, material)
        material.say("One more bus", "resources")

        second = publish(session, material, what_changed="One more.")

        assert (ledger(first)["Under a theme"], ledger(second)["Under a theme"]) == ("36", "37")
        assert list(ledger(second).values()).count("not shown") == 1

    def test_hides_nothing_where_none_is_small(self, session, material):
        for number in range(6):
            material.say(f"Said before {number}", state=StatementState.DUPLICATE)

        edition = publish(session, material)

        assert "not shown" not in ledger(edition).values()
        assert edition.content["received"] == "43"

    def test_few_that_wait_are_not_what_a_base_leaves(self, session, material):
        material.run()
        for number in range(7):
            material.say(f"A bus was tried {number}", kind=StatementKind.WORK, outcome="1.1")
        for number in range(2):
            material.say(f"Not read yet {number}", "trust", coding=CodingState.PROPOSED)

        edition = publish(session, material)

        told = json.dumps({**edition.content, "notes": [], "made_on": ""})
        assert ledger(edition)["Waiting for review"] == "not shown"
        assert "38" not in told
        assert "39" not in told


def any_places(draw: random.Random, tells_counting: bool) -> Places:
    counts = [draw.choice([8, 20, 41]), *(draw.choice([0, 0, 1, 3, 7, 12]) for _ in KEYS[1:])]
    tells_counting = tells_counting and not 0 < counts[2] < 5
    return Places(
        dict(zip(EVIDENCE, counts, strict=True)),
        EVIDENCE[0],
        EVIDENCE[1],
        EVIDENCE[2],
        "kind:barrier place:any",
        tells_counting,
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_small_place_is_what_all_editions_leave(session, make, seed):
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    consultation = make.consultation()
    # Where few wait, an edition does not tell how many count.
    tells_counting, told, sums, names = draw.random() < 0.4, set(), [], set()
    placed = any_places(draw, tells_counting)

    for _ in range(3):
        hidden = places.hidden(session, consultation, placed, frozenset())
        disclosure.remember(session, consultation, [places.line(placed, hidden)])
        # What is the same in two editions is one unknown to whoever compares them.
        of = {key: (key, n) for key, n in placed.counts.items()}
        names |= set(of.values())
        told |= {of[key] for key in placed.counts if key not in hidden}
        sums.append(dict.fromkeys([of[key] for key in EVIDENCE[:2]], 1))
        if placed.tells_counting:
            sums.append(dict.fromkeys([of[key] for key in EVIDENCE[:3]], 1))
        if not {placed.received, ALL_RECEIVED} <= hidden:
            sums.append(dict.fromkeys(of.values(), 1))
        if ANY_THEME not in hidden:
            told.add(of[EVIDENCE[0]])
        placed.counts[draw.choice(EVIDENCE)] += draw.choice([0, 1, 6])
        is_small = 0 < placed.counts[placed.waiting] < 5
        placed = replace(placed, tells_counting=tells_counting and not is_small)

    small = {name for name in names if 0 < name[1] < 5}
    assert not told & small
    assert not solved(sums, names - told) & small
