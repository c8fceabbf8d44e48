"""Answers compared: two questions against each other, and versions of a survey together."""

from __future__ import annotations

import io
import zipfile

import pytest

from consult.services.refusals import NotFound
from consult.services.responses import (
    crosstabs,
    exporting,
    results,
    scopes,
)
from consult.services.surveys import versions
from tests.questionnaires import asked, send, town_survey


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


class TestComparing:
    def test_nothing_is_said_of_groups_where_nobody_answered_both(self, session, survey):
        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        assert table.verdict == "Nobody counted here has answered both questions."

    def test_small_cells_are_hidden_and_no_test_tells_them(self, session, survey):
        for way, view, number in [
            ("On foot", "Agree", 12),
            ("On foot", "Disagree", 2),
            ("By bus", "Agree", 3),
            ("By bus", "Disagree", 11),
        ]:
            for _ in range(number):
                send(session, survey, way, view)

        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        shown = [cell for line in table.lines for cell in line.counts]
        assert table.base == 28
        assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
        assert table.has_hidden
        # With the totals, its p would tell what is hidden.
        assert (table.test.p, table.test.v) == (None, None)
        assert "none is shown" in table.verdict

    def test_a_test_is_named_where_nothing_is_hidden(self, session, survey):
        for way, view, number in [("By car", "Agree", 9), ("By bus", "Disagree", 11)]:
            for _ in range(number):
                send(session, survey, way, view)

        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        assert (table.test.test, table.has_hidden) == ("Fisher", False)
        assert "beyond what chance" in table.verdict

    def test_no_test_is_made_where_groups_overlap(self, session, survey):
        for _ in range(12):
            send(session, survey, "By bus", "Park", "Library")

        table = crosstabs.cross(
            session, survey, asked(survey, "Where have"), asked(survey, "How do")
        )

        assert "overlap" in table.verdict
        assert [line.total for line in table.lines] == [12, 12, 0]


class TestVersionsTogether:
    def test_only_what_stayed_the_same_is_added_up_and_nothing_hidden_is_told(
        self, session, survey
    ):
        for way, view, number in [("On foot", "Agree", 9), ("By bus", "Disagree", 2)]:
            for _ in range(number):
                send(session, survey, way, view)
        draft = versions.begin(session, survey, what_changed="Streets asked otherwise.")
        asked(draft, "My street").text = "My road is friendly."
        versions.publish(session, draft)
        for _ in range(7):
            send(session, draft, "By bus", "Agree")
        consultation = survey.consultation

        both = scopes.chosen(session, consultation, "all")
        found = {each.question.text: each for each in results.by_question(session, both)}
        ways, road = found["How do you get about?"], found["My road is friendly."]
        header, *rows = exporting.table(session, both)
        values = zipfile.ZipFile(io.BytesIO(exporting.as_spss(session, both))).read("answers.csv")
        across = asked(both.survey, "Where have")
        table = crosstabs.cross(session, both, asked(both.survey, "How do"), across)
        newest, first = (scopes.chosen(session, consultation, each) for each in ("", "1"))

        assert [each.count for each in ways.options] == [9, 9, 0]
        assert (ways.base, ways.by_version) == (18, ((1, 11), (2, 7)))
        assert (road.base, road.by_version) == (7, ((2, 7),))
        street = header.index("My street is friendly. (version 1)")
        assert [row[6] for row in rows] == ["1"] * 11 + ["2"] * 7
        assert [row[street] for row in rows[8:12]] == ["Agree", "Disagree", "Disagree", ""]
        assert len({len(row) for row in [header, *rows]}) == 1
        assert values.decode("utf-8-sig").splitlines()[-1].count('"') == 2 * len(
            exporting.variables(both)
        )
        assert table.base == 0
        assert (results.count(session, newest), results.count(session, first)) == (7, 11)
        with pytest.raises(NotFound, match="no such version"):
            scopes.chosen(session, consultation, "3")

    def test_what_one_version_hides_stays_hidden_in_the_table_of_all(self, session, survey):
        def fill(version, numbers):
            for (way, place), number in numbers.items():
                for _ in range(number):
                    send(session, version, way, place)

        fill(survey, {("On foot", "Agree"): 6, ("By bus", "Agree"): 2, ("By bus", "Disagree"): 7})
        draft = versions.begin(session, survey, what_changed="The same once more.")
        versions.publish(session, draft)
        fill(draft, {("On foot", "Agree"): 6, ("By bus", "Agree"): 8, ("By bus", "Disagree"): 7})

        shown = {}
        for name in ("1", "all"):
            scope = scopes.chosen(session, survey.consultation, name)
            down, across = (asked(scope.survey, each) for each in ("How do", "My street"))
            shown[name] = crosstabs.cross(session, scope, down, across)

        hidden = {
            name: {
                (n, m)
                for n, each in enumerate(table.lines)
                for m, c in enumerate(each.counts)
                if c is None
            }
            for name, table in shown.items()
        }
        assert hidden["1"]
        assert hidden["1"] <= hidden["all"]
        assert (shown["all"].base, shown["all"].by_version) == (36, ((1, 15), (2, 21)))
        assert shown["all"].test.p is None
