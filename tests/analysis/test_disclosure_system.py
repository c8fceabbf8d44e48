"""Totals that overlap: an attacker who solves all that was told finds nothing that is protected."""

from __future__ import annotations

import random

import pytest

from analysis.disclosure_system import given_away, hide_together
from tests.elimination import solved


def any_sums(draw: random.Random) -> tuple[dict[str, int], list[dict[str, int]]]:
    cells = {f"c{n}": draw.choice([0, 1, 2, 3, 4, 6, 9, 20, 41]) for n in range(draw.randint(3, 9))}
    counts, sums = dict(cells), []
    for number in range(draw.randint(1, 6)):
        names = draw.sample(sorted(cells), draw.randint(2, min(5, len(cells))))
        counts[f"t{number}"] = sum(cells[name] for name in names)
        sums.append({**dict.fromkeys(names, 1), f"t{number}": -1})
    return counts, sums


@pytest.mark.parametrize("seed", range(300))
def test_what_is_given_away_is_what_another_elimination_finds(seed):
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    counts, sums = any_sums(draw)
    hidden = set(draw.sample(sorted(counts), draw.randint(1, len(counts))))

    assert given_away(sums, hidden) == solved(sums, hidden)


@pytest.mark.parametrize("seed", range(300))
def test_nothing_small_is_given_away_and_no_more_is_hidden_than_it_takes(seed):
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    counts, sums = any_sums(draw)
    small = {name for name, count in counts.items() if 0 < count < 5}

    hidden = hide_together(counts, sums, small, protected=small)

    assert not solved(sums, set(hidden)) & small
    for name in hidden - small:
        assert solved(sums, set(hidden) - {name}) & small


@pytest.mark.parametrize("seed", range(300))
def test_releases_one_after_the_other_are_solved_together(seed):
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    counts, sums = any_sums(draw)
    small = {name for name, count in counts.items() if 0 < count < 5}
    cells = {name for name in small if name.startswith("c")}
    told: set[str] = set()

    for number in range(1, len(sums) + 1):
        released = sums[:number]
        names = set().union(*released)
        hidden = hide_together(
            counts, released, (names & small) - told, protected=cells & names, told=told
        )
        told |= names - hidden

        assert not solved(released, names - told) & cells


def test_three_pairs_tell_all_three():
    sums = [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}]

    assert given_away(sums, {"a", "b", "c"}) == {"a", "b", "c"}


def test_where_too_many_hang_together_all_are_taken_to_be_given_away():
    chain = [{n: 1, n + 1: 1} for n in range(20)]

    assert given_away(chain, set(range(21))) == set()
    assert given_away(chain, set(range(21)), most=8_000) == set(range(21))
    assert given_away(chain, set(range(21)), most=8_000, in_doubt=False) == set()


def test_where_too_many_hang_together_all_of_their_sums_is_hidden():
    counts = {n: 3 for n in range(21)} | {"all": 63, "large": 70, "apart": 9}
    sums = [*({n: 1, n + 1: 1} for n in range(20)), {0: 1, "large": 1, "all": -1}]

    hidden = hide_together(counts, sums, set(range(21)), protected=set(range(21)), most=8_000)

    assert hidden == {*range(21), "all", "large"}


def test_what_is_told_already_cannot_be_hidden():
    counts = {"a": 30, "b": 2, "all": 32}

    hidden = hide_together(
        counts, [{"a": 1, "b": 1, "all": -1}], {"b"}, protected={"b"}, told={"a"}
    )

    assert hidden == {"b", "all"}
