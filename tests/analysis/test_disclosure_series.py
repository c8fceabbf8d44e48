"""Releases that follow each other: nobody who keeps them all works out what was hidden."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import Released
from analysis.disclosure_series import Issue, release_after

LINES = st.integers(2, 5).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 14), min_size=size, max_size=size),
        st.lists(
            st.one_of(
                st.lists(st.integers(0, 6), min_size=size, max_size=size),
                # One respondent more.
                st.integers(0, size - 1).map(lambda at: [int(n == at) for n in range(size)]),
            ),
            min_size=1,
            max_size=3,
        ),
    )
)


def test_what_grew_past_the_threshold_stays_hidden_where_it_would_tell_what_it_was():
    first = Issue((4, 40, 9), frozenset({0, 2}))

    assert release_after((5, 44, 9), 5, [first]).counts == (None, 44, None)


def test_one_answer_more_changes_nothing_that_is_shown():
    first = Issue((10, 40, 9), frozenset())

    assert release_after((11, 40, 9), 5, [first]) == Released((10, 40, 9), 59)
    assert release_after((15, 40, 9), 5, [first]) == Released((15, 40, 9), 64)


def test_nothing_is_hidden_at_a_threshold_of_nought():
    assert release_after((1, 2), 0, [Issue((1, 1), frozenset())]).counts == (1, 2)


def test_refuses_a_threshold_that_protects_nobody():
    with pytest.raises(ValueError, match="Give 3 or more, or 0"):
        release_after((1, 2), 2, [])


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_no_hidden_count_of_any_release_follows_from_all_of_them(history):
    counts, steps = history
    told: list[Issue] = []
    for step in [[0] * len(counts), *steps]:
        counts = [n + more for n, more in zip(counts, step, strict=True)]
        found = release_after(counts, 5, told)
        assert all(n is None or n == 0 or n >= 5 for n in found.counts)
        if found.total is not None and not (told and found == told[-1].released):
            hidden = frozenset(at for at, n in enumerate(found.counts) if n is None)
            told.append(Issue(tuple(counts), hidden))

    for one, other in pairwise(told):
        assert sum(other.counts) - sum(one.counts) >= 5
    for when, issue in enumerate(told):
        for at in issue.hidden:
            low, high = bounds(told, when, at)
            assert high - low >= 1 - 1e-6, (told, when, at, low, high)


def bounds(told, when, at):
    """Return between which values all releases together leave one hidden count.

    Known are the shown counts, the totals, that hidden counts are above nought, and that no count
    falls.
    """
    from scipy.optimize import linprog

    size = len(told[0].counts)
    places = range(size * len(told))
    limits = [
        (1, None) if spot in issue.hidden else (issue.counts[spot],) * 2
        for issue in told
        for spot in range(size)
    ]
    totals = [[float(place // size == row) for place in places] for row in range(len(told))]
    falls = [
        [float(place == cell) - float(place == cell + size) for place in places]
        for cell in range(size * (len(told) - 1))
    ]
    ends = []
    for sign in (1, -1):
        found = linprog(
            [sign * float(place == when * size + at) for place in places],
            A_eq=totals,
            b_eq=[sum(issue.counts) for issue in told],
            A_ub=falls or None,
            b_ub=[0.0] * len(falls) or None,
            bounds=limits,
        )
        ends.append(sign * found.fun)
    return ends
