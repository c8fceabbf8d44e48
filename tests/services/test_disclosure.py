"""Disclosure control as a service: tables of overlapping answers, and releases that are kept."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.models.audit import AuditEvent
from consult.models.disclosure import FigureRelease
from consult.services import disclosure


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
