"""Hiding small counts so that subtraction does not bring them back."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import Released, release, release_table

# Trying every truth takes its time on a busy machine.
unhurried = settings(deadline=None)


def possible_values(released: Released, most: list[int], threshold: int) -> list[set[int]]:
    """Try every truth that fits what is shown; return the values that each count then takes."""
    shown = released.counts
    choices = [
        range(1, top + 1) if count is None else (count,)
        for count, top in zip(shown, most, strict=True)
    ]
    fitting = [
        truth
        for truth in product(*choices)
        if sum(truth) == released.total
        and any(c is None and n < threshold for c, n in zip(shown, truth, strict=True))
    ]
    return [set(values) for values in zip(*fitting, strict=True)]


class TestRelease:
    def test_shows_a_line_without_small_counts_as_it_is(self):
        assert release([7, 0, 12], 5) == Released((7, 0, 12), 19)

    def test_hides_a_second_count_beside_a_small_one(self):
        assert release([3, 40, 9, 0], 5) == Released((None, 40, None, 0), 52)

    def test_hides_no_third_where_two_small_ones_protect_each_other(self):
        assert release([3, 4, 9], 5) == Released((None, None, 9), 16)

    def test_hides_a_third_where_two_small_ones_can_only_be_one_each(self):
        assert release([1, 1, 9, 20], 5) == Released((None, None, None, 20), 31)

    def test_hides_a_third_where_a_group_cannot_hold_more_than_it_has(self):
        # Of 54 hidden, the second group can hold 50: the first would have to be 4.
        assert release([4, 50, 60], 5, most=[5, 50, 90]) == Released((None, None, None), 114)

    def test_hides_the_total_where_it_is_small_itself(self):
        assert release([3, 1, 0], 5) == Released((None, None, None), None)

    def test_hides_the_total_where_nothing_else_can_protect(self):
        assert release([1, 1, 1, 1, 1, 0], 5) == Released((None,) * 6, None)

    def test_hides_what_it_is_told_to_however_large(self):
        assert release([30, 40, 50, 0], 5, withheld=[1, 3]).counts == (None, None, 50, 0)

    def test_hides_nothing_at_a_threshold_of_nought(self):
        assert release([1, 2, 3], 0) == Released((1, 2, 3), 6)

    @pytest.mark.parametrize("threshold", [-1, 1, 2])
    def test_refuses_a_threshold_that_protects_nobody(self, threshold):
        with pytest.raises(ValueError, match="Give 3 or more, or 0"):
            release([4], threshold)

    def test_refuses_a_count_below_nought(self):
        with pytest.raises(ValueError, match="Count 2 is -1"):
            release([4, -1], 5)

    @unhurried
    @given(
        line=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=4),
        threshold=st.integers(3, 6),
    )
    def test_never_lets_a_hidden_count_be_recovered(self, line, threshold):
        counts = [count for count, _ in line]
        most = [count + more for count, more in line]

        released = release(counts, threshold, most=most)

        assert not any(n is not None and 0 < n < threshold for n in released.counts)
        if released.total is None:
            assert set(released.counts) == {None}
        else:
            values = possible_values(released, most, threshold)
            for shown, found in zip(released.counts, values, strict=False):
                assert shown is not None or len(found) > 1


class TestTables:
    COUNTS = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, 12), min_size=size[1], max_size=size[1]),
            min_size=size[0],
            max_size=size[0],
        )
    )

    def test_a_small_count_takes_one_with_it_in_its_row_and_in_its_column(self):
        shown = release_table([[20, 2, 9], [12, 8, 7], [6, 6, 30]], 5)

        assert shown[0][1] is None
        for line in (*shown, *zip(*shown, strict=True)):
            assert sum(cell is None for cell in line) != 1

    @settings(max_examples=30, deadline=None)
    @given(COUNTS)
    def test_no_count_that_is_shown_is_small_and_none_that_is_hidden_can_be_worked_out(self, table):
        shown = release_table(table, 5)

        hidden = [(r, c) for r, row in enumerate(shown) for c, n in enumerate(row) if n is None]
        assert all(n is None or n == 0 or n >= 5 for row in shown for n in row)
        if all(n is None for row in shown for n in row):
            return
        for cell in hidden:
            low, high = bounds(table, hidden, cell)
            assert high - low >= 1 or not table[cell[0]][cell[1]], (cell, low, high)


def bounds(table, hidden, wanted):
    """Return between which values the totals and the shown counts leave one hidden count."""
    from scipy.optimize import linprog

    lines = [[cell for cell in hidden if cell[0] == row] for row in range(len(table))]
    lines += [[cell for cell in hidden if cell[1] == column] for column in range(len(table[0]))]
    equations = [[float(cell in line) for cell in hidden] for line in lines]
    sums = [sum(table[r][c] for r, c in line) for line in lines]
    ends = []
    for sign in (1, -1):
        aim = [sign * float(cell == wanted) for cell in hidden]
        found = linprog(aim, A_eq=equations, b_eq=sums, bounds=(0, None))
        ends.append(sign * found.fun)
    return ends
