"""What reviewing has brought, how much more is worth it, and both orders of review at once."""

from __future__ import annotations

import pytest

from analysis.association import cramers_v
from analysis.progress import orders, progress, worth_making
from analysis.reviewing import queue
from tests.analysis.test_reviewing import CODEBOOK, EXAMPLES, TEXTS


def test_the_curve_has_each_number_of_decisions_once_with_its_spread():
    found = progress(CODEBOOK, EXAMPLES, unread=100)

    assert [point.decisions for point in found.curve] == [20, 40]
    for point in found.curve:
        assert 0 <= point.f1_micro.low <= point.f1_micro.value <= point.f1_micro.high <= 1
    last = found.curve[-1].f1_micro
    assert last.low == last.value == last.high
    assert 0 <= found.worth.low <= found.worth.middle <= found.worth.high <= 100


def test_is_the_same_whatever_the_order_of_decisions():
    assert progress(CODEBOOK, EXAMPLES, unread=9) == progress(CODEBOOK, EXAMPLES[::-1], unread=9)


def test_tells_nothing_from_too_few_decisions():
    found = progress(CODEBOOK, EXAMPLES[:30], unread=100)

    assert (found.curve, found.worth) == ((), None)


@pytest.mark.parametrize("unread", [0, 30, 120])
def test_never_asks_for_more_decisions_than_there_are_statements(unread):
    assert worth_making({25: 0.2, 50: 0.4, 100: 0.6}, unread) <= unread


def test_both_orders_are_those_of_the_queues_by_themselves():
    certain, different = orders(TEXTS, CODEBOOK, EXAMPLES)

    assert certain == queue(TEXTS, CODEBOOK, EXAMPLES, by="uncertainty")
    assert different == queue(TEXTS, CODEBOOK, EXAMPLES, by="diversity")


def test_there_is_no_order_of_nothing():
    decided = [example.text for example in EXAMPLES]

    assert orders(decided, CODEBOOK, EXAMPLES) == ([], [])


class TestCramersV:
    def test_is_what_the_chi_squared_of_a_fourfold_table_gives(self):
        a, b, c, d = 18, 2, 9, 11
        n = a + b + c + d
        phi = abs(a * d - b * c) / ((a + b) * (c + d) * (a + c) * (b + d)) ** 0.5

        assert cramers_v([[a, b], [c, d]]) == pytest.approx(phi, abs=1e-6)
        assert n == 40

    def test_allows_for_more_groups_than_answers(self):
        assert cramers_v([[4, 0], [0, 4], [4, 0]]) == 1.0

    @pytest.mark.parametrize("table", [[], [[3, 4]], [[3, 0], [4, 0]], [[0, 0], [1, 2]]])
    def test_cannot_be_told_of_one_row_or_column(self, table):
        assert cramers_v(table) is None
