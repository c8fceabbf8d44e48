"""Comparing groups, against published worked numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparing import NOT_GIVEN, TooFewGroups, compare, compare_columns
from analysis.differences import exact_p, false_discovery_rates, log_odds_z
from analysis.overused import overused_words

# The first example pays for loading the library.
unhurried = settings(deadline=None)

ROWS = st.lists(
    st.tuples(st.sets(st.sampled_from("abc")), st.sampled_from(["", "North", "South", "East"])),
    min_size=2,
    max_size=60,
).filter(lambda rows: len({group for _, group in rows if group}) > 1)


def spoken(**themes: tuple[int, int]) -> tuple[list[set[str]], list[str]]:
    """Return 40 statements each of North and South; a theme gives how many of each name it."""
    codings = [
        {theme for theme, counts in themes.items() if at < counts[side]}
        for side in (0, 1)
        for at in range(40)
    ]
    return codings, ["North"] * 40 + ["South"] * 40


class TestLogOddsZ:
    def test_follows_the_formula_worked_by_hand(self):
        # 8 of 20 against 12 of 60: a quarter of all, so the prior of 20 statements adds 5 and 15.
        # ln(13 / 27) - ln(17 / 63) = 0.57903; 1/13 + 1/27 + 1/17 + 1/63 = 0.18866.
        assert log_odds_z(8, 20, 12, 60, prior=20) == pytest.approx(
            0.57903 / math.sqrt(0.18866), 1e-4
        )

    def test_is_the_z_score_of_the_paper_for_words(self):
        # Monroe, Colaresi and Quinn (2008), equations 15, 20 and 22, worked by hand. A word is said
        # 9 times in 300 and 2 times in 500; the prior adds 1.1 to each count and 80 to each total:
        # ln(10.1 / 369.9) - ln(3.1 / 576.9) = 1.62546; 1 / 10.1 + 1 / 3.1 = 0.42159.
        assert log_odds_z(9, 300, 2, 500, prior=80, usual=1.1 / 80, is_rare=True) == pytest.approx(
            1.62546 / math.sqrt(0.42159), 1e-4
        )

    def test_nears_the_plain_log_odds_ratio_as_the_prior_vanishes(self):
        plain = math.log((8 / 12) / (12 / 48)) / math.sqrt(1 / 8 + 1 / 12 + 1 / 12 + 1 / 48)

        assert log_odds_z(8, 20, 12, 60, prior=1e-9) == pytest.approx(plain)

    def test_holds_a_small_group_nearer_to_nothing_than_a_large_one(self):
        assert 0 < log_odds_z(2, 3, 20, 100) < log_odds_z(66, 99, 20, 100)

    def test_finds_nothing_in_a_theme_that_all_or_none_name(self):
        assert log_odds_z(5, 5, 9, 9) == log_odds_z(0, 5, 0, 9) == log_odds_z(0, 0, 0, 0) == 0

    def test_refuses_a_prior_of_nothing(self):
        with pytest.raises(ValueError, match="give a number of statements above 0"):
            log_odds_z(8, 20, 12, 60, prior=0)


class TestExactP:
    def test_gives_the_published_value_of_the_criminal_twins(self):
        # Fisher (1935), Journal of the Royal Statistical Society 98: of 13 identical twins 10 were
        # convicted, of 17 others 2; the one-sided value is 0.000465, the two-sided 0.000537.
        assert exact_p(10, 13, 2, 17) == pytest.approx(0.000537, abs=5e-7)

    @unhurried
    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    def test_is_a_chance_and_the_same_from_either_side(self, own, without, others, elsewhere):
        p = exact_p(own, own + without, others, others + elsewhere)

        assert 0 <= p <= 1
        assert p == pytest.approx(exact_p(others, others + elsewhere, own, own + without))

    @unhurried
    @given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
    def test_agrees_with_scipy(self, own, without, others, elsewhere):
        from scipy.stats import fisher_exact

        expected = fisher_exact([[own, without], [others, elsewhere]]).pvalue

        assert exact_p(own, own + without, others, others + elsewhere) == pytest.approx(expected)


class TestFalseDiscoveryRates:
    def test_finds_the_four_discoveries_of_the_paper(self):
        # Benjamini and Hochberg (1995), section 3.2: the thrombolysis study, at a rate of 0.05.
        values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
        values += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

        rates = false_discovery_rates(values)

        assert [rate <= 0.05 for rate in rates] == [True] * 4 + [False] * 11
        assert rates[3] == pytest.approx(0.0095 * 15 / 4)

    def test_of_no_tests_are_none(self):
        assert false_discovery_rates([]) == []

    @unhurried
    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_are_between_the_value_itself_and_one(self, values):
        rates = false_discovery_rates(values)

        for value, rate in zip(values, rates, strict=True):
            assert value <= rate * (1 + 1e-12) + 1e-300
            assert rate <= 1


class TestCompare:
    def test_finds_what_a_group_says_more_and_what_the_others_say_more(self):
        comparison = compare(*spoken(buses=(30, 6), parks=(20, 20)))

        more, less = comparison.differences()

        assert {(cell.group, cell.theme) for cell in (more, less)} == {
            ("North", "buses"),
            ("South", "buses"),
        }
        assert more.z == -less.z
        assert max(more.q, less.q) < 0.001
        assert comparison.n == 80
        assert comparison.bases == {"North": 40, "South": 40}
        assert comparison.totals == {"buses": 36, "parks": 40}

    def test_finds_no_difference_where_all_speak_alike(self):
        comparison = compare(*spoken(buses=(20, 20), parks=(11, 10)))

        assert comparison.differences() == ()
        assert all(cell.q == 1 for cell in comparison.cells)

    def test_hides_a_small_count_with_its_neighbour_and_tests_neither(self):
        comparison = compare(*spoken(buses=(30, 2), parks=(20, 20)))

        buses = [cell for cell in comparison.cells if cell.theme == "buses"]

        assert [(cell.count, cell.base) for cell in buses] == [(None, 40), (None, 40)]
        assert {(cell.z, cell.p, cell.q) for cell in buses} == {(None, None, None)}
        assert comparison.totals["buses"] == 32

    def test_lets_hidden_counts_take_no_part_in_the_false_discovery_rate(self):
        shown = compare(*spoken(parks=(25, 10)))
        beside = compare(*spoken(parks=(25, 10), buses=(40, 1)))

        assert shown.cells == tuple(cell for cell in beside.cells if cell.theme == "parks")

    def test_hides_the_base_of_a_small_group_and_one_other(self):
        codings = [{"buses"}, set(), set()] * 21
        groups = ["North"] * 30 + ["South"] * 30 + ["East"] * 3

        comparison = compare(codings, groups)

        assert comparison.bases == {"East": None, "North": None, "South": 30}
        assert [cell.count for cell in comparison.cells] == [None, None, 10]

    def test_hides_nothing_at_a_threshold_of_nought(self):
        comparison = compare([{"buses"}, set()], ["North", "South"], threshold=0)

        assert [(cell.group, cell.count, cell.base) for cell in comparison.cells] == [
            ("North", 1, 1),
            ("South", 0, 1),
        ]

    def test_leaves_out_statements_without_a_group(self):
        codings, groups = spoken(buses=(30, 6))

        assert compare([*codings, {"buses"}], [*groups, ""]) == compare(codings, groups)

    @pytest.mark.parametrize(
        ("groups", "sentence"), [(["", ""], "no group"), (["North", ""], "one group, “North”")]
    )
    def test_refuses_fewer_than_two_groups(self, groups, sentence):
        with pytest.raises(TooFewGroups, match=sentence):
            compare([{"buses"}, {"parks"}], groups)

    def test_refuses_codings_and_groups_that_do_not_pair(self):
        with pytest.raises(ValueError, match="2 codings and 1 groups"):
            compare([{"buses"}, set()], ["North"])

    @unhurried
    @given(rows=ROWS, threshold=st.integers(3, 8))
    def test_never_shows_or_uses_a_small_count(self, rows, threshold):
        codings, groups = zip(*rows, strict=True)

        comparison = compare(codings, groups, threshold=threshold)

        counts = [cell.count for cell in comparison.cells]
        for shown in (*counts, *comparison.bases.values(), *comparison.totals.values()):
            assert shown is None or shown == 0 or shown >= threshold
        for cell in comparison.cells:
            rests_on = (cell.count, cell.base, comparison.totals[cell.theme], comparison.n)
            assert (cell.p is None) == (None in rests_on)

    @unhurried
    @given(rows=ROWS, threshold=st.integers(3, 8))
    def test_leaves_no_hidden_count_alone_in_a_line_that_adds_up(self, rows, threshold):
        codings, groups = zip(*rows, strict=True)

        comparison = compare(codings, groups, threshold=threshold)

        lines = [(list(comparison.bases.values()), comparison.n)]
        for theme, total in comparison.totals.items():
            lines.append(([c.count for c in comparison.cells if c.theme == theme], total))
        assert all(line.count(None) != 1 for line, total in lines if total is not None)

    @unhurried
    @given(rows=ROWS, data=st.data())
    def test_does_not_depend_on_the_order_of_rows(self, rows, data):
        shuffled = data.draw(st.permutations(rows))

        one, other = (compare(*zip(*order, strict=True)) for order in (rows, shuffled))

        assert one == other


class TestCompareColumns:
    def test_holds_the_false_discovery_rate_over_all_columns(self):
        codings, groups = spoken(buses=(26, 12))
        alone = compare_columns(codings, {"ward": groups})["ward"]

        beside = compare_columns(codings, {"ward": groups, "age": ["old", "young"] * 40})["ward"]

        assert [cell.p for cell in alone.cells] == [cell.p for cell in beside.cells]
        assert beside.cells[0].q > alone.cells[0].q

    def test_counts_those_who_give_no_group_as_a_group(self):
        codings, groups = spoken(buses=(30, 6))

        found = compare_columns([*codings, *[{"buses"}] * 9], {"ward": [*groups, *[""] * 9]})

        assert found["ward"].bases == {NOT_GIVEN: 9, "North": 40, "South": 40}
        assert found["ward"].totals == {"buses": 45}

    def test_hides_in_all_columns_the_theme_whose_total_one_column_hides(self):
        codings = [{"buses"}] * 4 + [set()] * 36
        columns = {"ward": ["North", "South"] * 20, "age": ["old"] * 20 + ["young"] * 20}

        found = compare_columns(codings, columns, threshold=5)

        for comparison in found.values():
            assert comparison.totals == {"buses": None}
            assert {cell.count for cell in comparison.cells} == {None}

    def test_names_the_column_with_too_few_groups(self):
        with pytest.raises(TooFewGroups, match=r"Column “age”: .* one group, “old”"):
            compare_columns([set(), set()], {"ward": ["a", "b"], "age": ["old", "old"]})

    def test_seldom_finds_a_difference_where_there_is_none(self):
        random = np.random.default_rng(11)
        false_alarms = 0
        for _ in range(200):
            codings = [
                {f"t{at}" for at in np.flatnonzero(random.random(8) < 0.2)} for _ in range(150)
            ]
            groups = [f"g{group}" for group in random.integers(0, 3, 150)]
            false_alarms += bool(compare_columns(codings, {"ward": groups})["ward"].differences())

        assert false_alarms <= 0.05 * 200 + 2 * math.sqrt(200 * 0.05 * 0.95)


class TestOverusedWords:
    def test_finds_what_one_group_says_and_writes_it_as_they_do(self):
        texts = ["The buses never come"] * 30 + ["More benches in the park"] * 30
        groups = ["North"] * 30 + ["South"] * 30

        found = overused_words(texts, {"ward": groups})["ward"]

        words = {(cell.group, cell.theme) for cell in found}
        assert {("North", "buses"), ("South", "benches"), ("South", "park")} <= words
        assert all(cell.z > 0 and cell.q < 0.05 for cell in found)

    def test_shows_no_word_of_fewer_speakers_than_the_threshold(self):
        texts = ["Something about canals"] * 4 + ["Nothing in particular"] * 60
        groups = ["North"] * 20 + ["South"] * 44

        assert overused_words(texts, {"ward": groups}, threshold=5) == {"ward": ()}

    def test_finds_nothing_in_nothing(self):
        assert overused_words(["", "?"], {"ward": ["a", "b"]}) == {"ward": ()}
