"""The columns of capture sheets and the headings of a group discussion, as people write them."""

from __future__ import annotations

import pytest

from consult.models.kinds import StatementKind
from consult.services.refusals import InvalidInput
from consult.services.workshops import columns
from consult.services.workshops.columns import DISCUSSION, OWN, TEMPLATES, Column

KIND = StatementKind


def read(lines, **options):
    return columns.read(lines, field="columns", **options)


class TestRead:
    def test_takes_the_kind_in_brackets(self):
        (column,) = read("What worries us (barrier)")

        assert (column.heading, column.kind) == ("What worries us", KIND.BARRIER)

    @pytest.mark.parametrize(
        ("line", "kind"),
        [
            ("Work", KIND.WORK),
            ("barriers", KIND.BARRIER),
            ("Threats", KIND.BARRIER),
            ("Possible solutions", KIND.SOLUTION),
            ("Whatever else", KIND.COMMENT),
        ],
    )
    def test_knows_the_kind_of_usual_headings(self, line, kind):
        assert read(line)[0].kind is kind

    def test_takes_an_unknown_discussion_heading_for_discussion(self):
        (column,) = read("Our hopes for the docks", is_discussion=True)

        assert (column.kind, column.is_discussion) == (KIND.DISCUSSION, True)

    def test_passes_over_empty_lines_and_spaces(self):
        assert [each.heading for each in read("\n  Keep \n\n Stop\n")] == ["Keep", "Stop"]

    def test_gives_each_column_a_key_of_its_own(self):
        found = read("Work\nWeaknesses\nThreats\nÄÖ (barrier)\nÖÄ (barrier)")

        assert [each.key for each in found] == [
            "work",
            "barrier-weaknesses",
            "barrier-threats",
            "barrier-column",
            "barrier-column-2",
        ]

    def test_keeps_the_key_of_a_column_that_there_is(self):
        known = (Column("old-key", "Weaknesses", KIND.BARRIER),)

        assert read("weaknesses (barrier)", known=known)[0].key == "old-key"

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            (
                "Hopes (wish)",
                "“wish” in line 1 is no kind of statement. Choose from: work, barrier",
            ),
            ("(barrier)", "Line 1 has no heading"),
            ("Keep\n" + "x" * 81, "The heading in line 2 has 81 characters"),
            ("Keep\nSTOP\nstop", "“STOP” stands there twice"),
            ("\n".join("abcdefghi"), "These are 9 headings; the most is 8"),
        ],
    )
    def test_refuses_what_is_no_column_and_says_where(self, lines, sentence):
        with pytest.raises(InvalidInput, match=sentence.replace("(", r"\(")) as refusal:
            read(lines)

        assert refusal.value.field == "columns"

    @pytest.mark.parametrize("kit", TEMPLATES, ids=lambda kit: kit.key)
    def test_reads_each_template_as_it_is_written(self, kit):
        assert read(columns.written(kit.columns)) == kit.columns
        assert columns.template_of(kit.columns) == kit.key

    def test_calls_other_columns_ones_own(self):
        assert columns.template_of(read("Keep\nStop")) == OWN


class TestOfAWorkshop:
    @pytest.fixture
    def workshop(self, make):
        own = [*read("Barriers\nThreats"), *read("Cohesion", is_discussion=True)]
        return make.workshop(columns=columns.rows(own))

    def test_are_its_columns_and_then_its_discussion(self, workshop):
        assert [each.heading for each in columns.of(workshop)] == [
            "Barriers",
            "Threats",
            "Cohesion",
        ]

    def test_are_found_by_the_key_that_a_device_sends(self, workshop):
        assert columns.by_key(workshop, "barrier-threats").heading == "Threats"

    def test_of_a_usual_kind_are_found_after_they_were_taken_away(self, workshop):
        assert columns.by_key(workshop, "work") == Column("work", "Work", KIND.WORK)

    def test_that_never_were_are_refused(self, workshop):
        with pytest.raises(InvalidInput, match="no such column"):
            columns.by_key(workshop, "barrier-nonsense")

    @pytest.mark.parametrize("key", ["barrier", "barrier-threats", "discussion-cohesion"])
    def test_hold_the_cards_that_were_written_in_them(self, workshop, key):
        own = columns.of(workshop)
        column = columns.by_key(workshop, key)

        assert columns.holding(own, column.kind, column.card_heading) == column

    def test_stay_on_the_sheet_while_they_have_cards(self, workshop):
        shown = columns.for_sheet(
            workshop, [(KIND.BARRIER, ""), (KIND.SOLUTION, "Start"), (KIND.WORK, "")]
        )

        assert [each.heading for each in shown][3:] == ["Start", "Work"]
        assert len({each.key for each in shown}) == len(shown)

    def test_of_a_discussion_are_what_groups_usually_talk_about(self):
        lines = "\n".join(heading for heading, _ in DISCUSSION)

        found = read(lines, is_discussion=True)

        assert [each.kind for each in found] == [kind for _, kind in DISCUSSION]
        assert all(each.card_heading == each.heading for each in found)
