"""Disclosure control as a service: tables of overlapping answers, and releases that are kept."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from analysis import disclosure_system
from consult.models.audit import AuditEvent
from consult.models.disclosure import FigureRelease
from consult.services import disclosure
from tests.elimination import solved


class TestTable:
    # Of whoever chose several answers down, one answer across: each row adds up to people.
    COUNTS = ((20, 3, 9), (30, 8, 7))

    @pytest.mark.parametrize(
        ("rows_add", "columns_add", "hidden"),
        [(True, False, 2), (False, True, 2), (False, False, 1), (True, True, 4)],
    )
    def test_a_small_count_is_protected_wherever_counts_add_up(self, rows_add, columns_add, hidden):
        shown = disclosure.table(self.COUNTS, rows_add=rows_add, columns_add=columns_add)

        assert shown[0][1] is None
        assert sum(cell is None for row in shown for cell in row) == hidden


class TestSeries:
    def release(self, session, consultation, **counts):
        lines = disclosure.series(session, consultation, {"wards": counts})
        disclosure.remember(session, consultation, lines.values())
        return lines["wards"]

    def test_a_release_is_held_against_those_that_were_kept(self, session, make):
        consultation = make.consultation()
        first = self.release(session, consultation, north=4, south=40, east=9)
        one_more = self.release(session, consultation, north=5, south=40, east=9)

        later = self.release(session, consultation, north=5, south=46, east=9, west=0)

        assert dict(first.shown) == {"north": None, "south": 40, "east": None}
        assert (dict(one_more.shown), one_more.total) == (dict(first.shown), 53)
        assert dict(later.shown) == {"north": None, "south": 46, "east": None, "west": 0}
        assert later.hidden == ["north", "east"]
        # What left again as it was is kept once.
        assert session.scalar(select(func.count()).select_from(FigureRelease)) == 2
        told = select(func.count()).where(AuditEvent.event == "figures.released")
        assert session.scalar(told) == 2

    def test_a_line_that_is_hidden_whole_is_not_kept(self, session, make):
        line = self.release(session, make.consultation(), north=1, south=2)

        assert (line.total, line.hidden) == (None, ["north", "south"])
        assert session.scalar(select(func.count()).select_from(FigureRelease)) == 0

    def test_a_consultation_may_ask_for_ten_and_for_round_counts(self, session, make):
        consultation = make.consultation(fewest_shown=10, rounds_counts=True)

        line = self.release(session, consultation, north=9, south=12, east=23)

        assert dict(line.shown) == {"north": None, "south": None, "east": 25}
        assert (line.total, dict(line.counts)["east"]) == (45, 23)


class TestLinesThatOverlap:
    """Lines whose counts have the names of their evidence, so that several lines share them."""

    def release(self, session, consultation, lines):
        made = disclosure.series(session, consultation, lines, of_people=False)
        disclosure.remember(session, consultation, made.values())
        return list(made.values())

    def test_three_pairs_do_not_tell_all_three(self, session, make):
        consultation = make.consultation()
        counts = {"theme:a": 3, "theme:b": 4, "theme:c": 2}
        pairs = [("theme:a", "theme:b"), ("theme:b", "theme:c"), ("theme:a", "theme:c")]

        told = [
            self.release(session, consultation, {str(n): {key: counts[key] for key in pair}})[0]
            for n, pair in enumerate(pairs)
        ]

        assert [line.total for line in told] == [7, 6, None]

    def test_what_a_row_hides_is_not_told_by_a_column(self, session, make):
        rows = {
            "row 1": {"theme:a outcome:1": 2, "theme:b outcome:1": 20, "theme:c outcome:1": 30},
            "column b": {"theme:b outcome:1": 20, "theme:b outcome:2": 40},
        }

        row, column = self.release(session, make.consultation(), rows)

        assert column.total is None or column.shown["theme:b outcome:1"] is None
        assert row.shown["theme:a outcome:1"] is None

    def test_keys_that_are_no_evidence_are_of_their_line_only(self, session, make):
        consultation = make.consultation()
        self.release(session, consultation, {"wards": {"north": 3, "south": 9, "east": 40}})

        (other,) = self.release(session, consultation, {"schools": {"south": 9, "east": 40}})

        assert dict(other.shown) == {"south": 9, "east": 40}

    @pytest.mark.parametrize("seed", range(40))
    def test_no_small_count_is_what_all_that_was_released_leaves(self, session, make, seed):
        draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
        consultation = make.consultation()
        counts = {f"theme:{n}": draw.choice([0, 1, 2, 3, 4, 6, 9, 25]) for n in range(7)}
        told, sums = set(), []

        for number in range(draw.randint(2, 5)):
            lines = {
                f"line {number} {part}": {
                    key: counts[key] for key in draw.sample(sorted(counts), draw.randint(2, 4))
                }
                for part in range(draw.randint(1, 3))
            }
            for line in self.release(session, consultation, lines):
                told |= {key for key in line.counts if line.shown[key] is not None}
                if line.total is not None:
                    sums.append(dict.fromkeys(line.counts, 1))

        small = {key for key, count in counts.items() if 0 < count < 5}
        assert not told & small
        assert not solved(sums, counts.keys() - told) & small

    def test_where_too_many_hang_together_the_lines_are_hidden_whole(
        self, session, make, monkeypatch
    ):
        monkeypatch.setitem(disclosure_system.given_away.__kwdefaults__, "most", 3)
        monkeypatch.setitem(disclosure_system.hide_together.__kwdefaults__, "most", 3)
        consultation = make.consultation()
        counts = {f"theme:{n}": 3 for n in range(4)}
        self.release(session, consultation, {"first": counts})

        again, other = self.release(
            session, consultation, {"second": counts, "apart": {"theme:x": 9, "theme:y": 8}}
        )

        assert (again.total, again.hidden) == (None, list(counts))
        assert other.total == 17
