"""Beside an earlier consultation: no small count, every number its query's, and what was done."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from consult.models.accounts import RoleName
from consult.models.actions import ActionStatus, AgreedAction, Decision, Verdict
from consult.models.consultations import Stage
from consult.models.disclosure import FigureRelease
from consult.models.papers import BlockKind, PaperKind, PaperState, PaperVersion
from consult.services import disclosure, papers, translations
from consult.services.disclosure import Line
from consult.services.papers import binding, building, fairness, then_and_now, told, writing
from consult.services.papers.writing import Content
from consult.services.publishing import editions, releasing
from consult.services.refusals import InvalidInput
from consult.writers.blocks import Cell
from consult.writers.figures import Figure
from consult.writers.outline_paper import bar_table
from consult.writers.paper import Bound, Part
from consult.writers.paper import Paper as Written
from tests.services.reporting import TODAY, Material
from tests.services.test_over_time import fill

CHART = Content(BlockKind.CHART, shows=then_and_now.OVER_TIME)
TABLE = Content(BlockKind.TABLE, shows=then_and_now.OVER_TIME)
TOLD = Content(BlockKind.TABLE, shows=then_and_now.TOLD_BEFORE)


@pytest.fixture
def years(session, make):
    """Return an earlier consultation, which closed, and one of now, of one strategy."""
    themes = ("resources", "apathy", "trust", "dogs", "buses")
    then = Material(
        session,
        make,
        themes,
        stage=Stage.CLOSED,
        slug="then",
        title="Bins and benches",
        closes_on=date(2024, 3, 5),
    )
    now = Material(
        session,
        make,
        (*themes, "bees"),
        strategy=then.consultation.strategy,
        slug="now",
        closes_on=date(2026, 7, 1),
    )
    fill(then, resources=10, apathy=18, trust=2, dogs=8, buses=12)
    fill(now, resources=32, trust=9, dogs=6, bees=7)
    return then, now


@pytest.fixture
def paper(session, years):
    _, now = years
    return papers.start(session, now.consultation, kind=PaperKind.FINDINGS, title="Findings")


def decide(session, material, key, *, is_public=True):
    decision = Decision(
        consultation=material.consultation,
        verdict=Verdict.WILL,
        text="Two caretakers are paid for",
        is_public=is_public,
        themes=[material.theme(key)],
        actions=[
            AgreedAction(text="Find the money", owner="Parks", status=ActionStatus.DONE),
            AgreedAction(text="Hire them.", owner="Parks", due_on=date(2027, 5, 4)),
        ],
    )
    session.add(decision)
    session.commit()
    return decision


def add(session, paper, content):
    """Return a new part of a paper as it is drawn."""
    block = writing.add_block(session, paper, content, section="findings", after=None)
    desk = papers.desk(session, paper.consultation, paper)
    found = next(parts for each, _, parts in building.place(desk.paper) if each is block)
    return found[0]


def rows_of(part):
    return {row[0].text: tuple(cell.text for cell in row[1:]) for row in part.rows}


def written(session, paper):
    session.expire_all()
    desk = papers.desk(session, paper.consultation, paper)
    return building.build(desk, made_on=TODAY, organisation="Testbury Together")


def published(session, paper, **fields):
    content = written(session, paper).to_dict()
    version = PaperVersion(
        paper=paper, number=1, content={**content, "state": PaperState.APPROVED.value}
    )
    session.add(version)
    session.commit()
    return editions.publish(session, paper.consultation, version_id=version.id, **fields)


class TestTheTable:
    def test_has_each_theme_with_its_bases_and_how_sure_a_change_is(self, session, paper):
        part = add(session, paper, TABLE)

        rows = rows_of(part)
        assert rows["Resources"] == (
            "10 of 50 (20%)",
            "32 of 54 (59%)",
            "+39 points (+21 to +54): grew",
        )
        assert rows["Bees"] == ("Not a theme", "7 of 54 (13%)", "New")
        assert "“Bins and benches” (closed 5 March 2024)" in part.caption

    def test_shows_no_small_count_nor_one_that_would_tell_it(self, session, paper):
        rows = rows_of(add(session, paper, TABLE))

        # Two of then: with it goes the next smallest, and with both the changes.
        assert rows["Trust"] == ("Too few to show", "9 of 54 (17%)", "Too few to show")
        assert rows["Dogs"] == ("Too few to show", "6 of 54 (11%)", "Too few to show")
        assert rows["Apathy"][1:] == ("0 of 54 (0%)", "−36 points (−50 to −22): shrank")
        assert not any(re.search(r"\b[28] of 50", text) for row in rows.values() for text in row)

    def test_names_the_query_of_every_number(self, session, paper):
        part = add(session, paper, TABLE)

        named = {cell.evidence for row in part.rows for cell in row if cell.evidence}
        assert {
            "consultation:then theme:resources",
            "theme:resources",
            "change:then theme:resources",
        } <= named

    def test_is_refused_where_there_is_nothing_earlier(self, session, years):
        then, _ = years
        other = papers.start(session, then.consultation, kind=PaperKind.FINDINGS, title="Before")

        with pytest.raises(InvalidInput, match="No earlier consultation"):
            add(session, other, TABLE)

    def test_is_out_of_date_once_an_earlier_count_changes(self, session, years, paper):
        then, now = years
        add(session, paper, TABLE)
        then.say("One more", "resources")

        session.expire_all()
        found = papers.desk(session, now.consultation, paper).differences()

        told = {each.what: (each.was, each.now) for each in found}
        assert told["Barriers under “Resources” in “Bins and benches”"] == (
            "10 of 50 (20%)",
            "11 of 51 (22%)",
        )
        assert told["Change of “Resources” since “Bins and benches”"][1].startswith("+38 points")


class TestTheChart:
    def test_has_pairs_of_shares_with_their_intervals_and_a_table(self, session, paper):
        part = add(session, paper, CHART)

        table = [[cell.text for cell in row] for row in bar_table(part).rows]
        assert table[:2] == [
            ["Resources, before", "10 of 50 (20%)", "11% to 33%"],
            ["Resources, now", "32 of 54 (59%)", "46% to 71%"],
        ]
        assert [label for label, _ in part.bars] == ["Resources", "Resources"]
        assert len(part.spans) == 2

    def test_says_itself_in_words_in_a_new_paper(self, paper):
        block = next(each for each in paper.blocks if each.shows == then_and_now.OVER_TIME)

        shown = binding.shown(block.alt, block.snapshot["figures"])

        assert block.kind is BlockKind.CHART
        assert "Resources: before 10 of 50 (20%), now 32 of 54 (59%)" in shown


class TestToldBefore:
    def test_says_what_was_decided_and_how_far_it_has_come(self, session, years, paper):
        decide(session, years[0], "resources")

        rows = rows_of(add(session, paper, TOLD))

        assert rows["Resources"] == (
            "10 of 50 (20%)",
            "32 of 54 (59%)",
            "We will do it: Two caretakers are paid for. Done: Find the money."
            " Planned: Hire them (due 4 May 2027).",
        )
        assert rows["Buses"][2] == "Nothing has been reported yet."

    def test_tells_nothing_that_is_not_public(self, session, years, paper):
        decide(session, years[0], "resources", is_public=False)

        rows = rows_of(add(session, paper, TOLD))

        assert rows["Resources"][2] == "Nothing has been reported yet."

    def test_is_out_of_date_once_an_action_is_done(self, session, years, paper):
        decision = decide(session, years[0], "resources")
        add(session, paper, TOLD)
        decision.actions[1].status = ActionStatus.DONE
        session.commit()

        session.expire_all()
        found = papers.desk(session, paper.consultation, paper).differences()

        assert any("You told us this before" in each.what for each in found)

    def test_follows_a_theme_into_what_it_was_merged_into(self, session, years, paper):
        then, _ = years
        decide(session, then, "trust")
        then.merge("trust", into="dogs")

        rows = rows_of(add(session, paper, TOLD))

        assert rows["Dogs"][0] == "10 of 50 (20%)"
        assert rows["Dogs"][2].startswith("We will do it")

    def test_names_the_consultation_where_there_are_several(self, session, make, years, paper):
        first = Material(
            session,
            make,
            ("bees",),
            stage=Stage.REPORTED,
            title="Years ago",
            closes_on=date(2020, 1, 1),
            strategy=years[0].consultation.strategy,
        )
        fill(first, bees=12)

        part = add(session, paper, TOLD)

        assert part.header[1] == "Asked before in"
        assert rows_of(part)["Bees"][:2] == ("Years ago", "12 of 12 (100%)")


class TestPublished:
    def test_an_edition_tells_it_where_the_paper_does_not(self, session, years, paper):
        decide(session, years[0], "resources")
        for block in [each for each in paper.blocks if each.shows == then_and_now.TOLD_BEFORE]:
            writing.remove_block(session, paper, block)

        edition = published(session, paper)

        told = {each["theme"]: each for each in edition.content["before"]}
        assert told["Resources"]["then"] == "10 of 50 (20%)"
        assert told["Resources"]["decisions"][0]["actions"][0] == {
            "text": "Find the money",
            "status": "done",
        }
        assert "Trust" not in told

    def test_an_edition_tells_it_once(self, session, paper):
        edition = published(session, paper)

        assert edition.content["before"] == []
        tables = [each for each in edition.content["parts"] if each["kind"] == "table"]
        assert any("You told us this before" in each["caption"] for each in tables)
        shares = next(each for each in edition.content["parts"] if each.get("is_shares"))
        assert shares["bars"][0]["interval"] == "11% to 33%"

    def test_no_small_count_leaves_in_any_way(self, session, paper):
        edition = published(session, paper)

        kept = json.dumps(edition.content, ensure_ascii=False)
        assert not re.search(r"\b[28] of 50", kept)
        assert not any(0 < (row["count"] or 9) < 5 for row in edition.content["data"])
        assert not any("Change of" in row["item"] for row in edition.content["data"])

    def test_it_is_kept_for_the_earlier_one_s_next_release(self, session, years, paper):
        then, _ = years

        published(session, paper)

        kept = session.scalars(
            select(FigureRelease).where(FigureRelease.consultation_id == then.consultation.id)
        ).all()
        assert [each.line for each in kept] == ["then and now"]
        assert kept[0].counts["theme:resources"] == 10

    def test_what_the_earlier_one_hid_stays_hidden(self, session, years, paper):
        then, _ = years
        line = Line(
            "themes", {"theme:resources": 10, "a": 3}, {"theme:resources": None, "a": None}, 13
        )
        disclosure.remember(session, then.consultation, [line])

        rows = rows_of(add(session, paper, TABLE))

        assert rows["Resources"] == ("Too few to show", "32 of 54 (59%)", "Too few to show")


class TestLeaving:
    def test_a_file_is_kept_for_the_earlier_one_s_next_release(self, session, years, paper):
        then, now = years
        desk = papers.desk(session, now.consultation, paper)

        told.remember(desk)
        session.commit()

        kept = session.scalars(
            select(FigureRelease).where(FigureRelease.consultation_id == then.consultation.id)
        ).all()
        assert [(each.line, each.counts["theme:resources"]) for each in kept] == [
            ("then and now", 10)
        ]

    def test_what_the_earlier_one_hid_since_cannot_leave(self, session, years, paper):
        then, now = years
        line = Line(
            "themes", {"theme:resources": 10, "a": 3}, {"theme:resources": None, "a": None}, 13
        )
        disclosure.remember(session, then.consultation, [line])

        session.expire_all()
        verdict = fairness.check(papers.desk(session, now.consultation, paper))

        assert any("“Bins and benches”" in each.sentence for each in verdict.errors)


@pytest.mark.parametrize("hidden", ["consultation:then theme:bins", "theme:bins"])
def test_a_change_is_hidden_with_either_of_its_counts(hidden):
    figures = {
        "consultation:then theme:bins": Figure(30, "consultation:then theme:bins", 40),
        "theme:bins": Figure(20, "theme:bins", 40),
        "change:then theme:bins": Figure(20, "change:then theme:bins", 40),
    }
    row = tuple(Cell(f.text, False, 0, f.evidence) for f in figures.values())
    paper = Written(
        *("T", "O", "C", "findings", "approved", TODAY),
        parts=(Part("table", header=("", "a", "b", "c"), rows=((Cell("Bins"), *row),)),),
        figures=tuple(Bound("r", name, "1", f.text, f) for name, f in figures.items()),
    )

    found = releasing.hidden_in(paper, withheld={hidden})

    assert {hidden, "change:then theme:bins"} <= found


class TestPages:
    def test_residents_read_what_they_said_before_and_what_was_done(
        self, session, years, paper, client
    ):
        decide(session, years[0], "resources")
        decide(session, years[0], "buses", is_public=False)
        for block in [each for each in paper.blocks if each.shows == then_and_now.TOLD_BEFORE]:
            writing.remove_block(session, paper, block)
        published(session, paper)

        pages = [client.get(f"/c/now/results{end}").text for end in ("", "/1")]

        for page in pages:
            assert "You told us this before, and this was done" in page
            assert "(closed on 5 March 2024): 10 of 50 (20%). In this consultation:" in page
            assert "Find the money" in page
            assert page.count("Two caretakers are paid for") == 1
            assert "12 of 50 (24%)" in page

    def test_residents_read_it_in_welsh_too(self, session, years, paper, client):
        published(session, paper)

        client.get("/?lang=cy")
        page = client.get("/c/now/results").text

        assert "+39 pwynt (+21 i +54): wedi tyfu" in page
        assert "11% i 33%" in page
        assert "Rhy ychydig i’w dangos" in page

    def test_officers_can_translate_what_was_done_and_no_figure(self, session, years, paper):
        decide(session, years[0], "resources")
        add(session, paper, TOLD)
        published(session, paper)

        listed = translations.to_translate(session, paper.consultation, None, "cy")

        sources = [each.source for each in listed]
        assert any(each.startswith("We will do it: Two caretakers") for each in sources)
        assert not any(re.match(r"\d+ of \d+|[+−]\d+ points", each) for each in sources)

    def test_residents_see_shares_with_their_intervals(self, session, paper, client):
        published(session, paper)

        page = client.get("/c/now/results").text

        assert "app-chart__span" in page
        assert "11% to 33%" in page

    def test_staff_see_also_what_is_not_public_and_small(self, session, years, client_of):
        decide(session, years[0], "trust", is_public=False)

        page = client_of(RoleName.OFFICER).get("/staff/c/now/report/over-time").text

        assert "In “Bins and benches”: 2 of 50 (4%). Now: 9 of 54 (17%)." in page
        assert "Not public" in page

    def test_a_part_of_it_is_refused_on_its_form_where_nothing_is_earlier(
        self, session, years, client_of
    ):
        then, _ = years
        other = papers.start(session, then.consultation, kind=PaperKind.FINDINGS, title="Before")
        path = f"/staff/c/then/report/papers/{other.id}/sections/findings/new/table"

        reply = client_of(RoleName.OFFICER).post(
            path, data={"shows": "told-before", "act": "store"}
        )

        assert "No earlier consultation that has closed" in reply.text
