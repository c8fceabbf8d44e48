"""Tests of difference: the papers' examples, and the library's answers to random tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import independence

TABLES = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 60), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def test_the_lady_tasting_tea_could_have_guessed():
    found = independence.of([[3, 1], [1, 3]])

    assert (found.test, round(found.p, 4)) == ("Fisher", 0.4857)


def test_a_table_of_small_groups_is_not_tested():
    found = independence.of([[3, 1, 1], [1, 3, 2], [0, 1, 2]])

    assert (found.test, found.p) == ("", None)
    assert "Too few" in found.why_not


@pytest.mark.parametrize("table", [[], [[0, 0], [0, 0]], [[5, 5]], [[5, 0], [9, 0]]])
def test_one_group_or_one_answer_cannot_differ(table):
    assert "only one group" in independence.of(table).why_not


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_says_what_the_library_says(table):
    from scipy import stats

    found = independence.of(table)

    full = [[n for n, column in zip(row, zip(*table, strict=True), strict=True) if any(column)]
            for row in table if any(row)]  # fmt: skip
    if found.test == "Fisher":
        assert math.isclose(found.p, stats.fisher_exact(full).pvalue, rel_tol=1e-6, abs_tol=1e-12)
    elif found.test:
        wanted = stats.chi2_contingency(full, correction=False)
        assert math.isclose(found.p, wanted.pvalue, rel_tol=1e-9, abs_tol=1e-12)
        assert (wanted.expected_freq >= 1).all()
