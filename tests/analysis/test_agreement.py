"""Agreement, against published worked examples."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import TooFewStatements, agree, krippendorff_alpha, masi


def sets(values: str) -> list[frozenset[str] | None]:
    return [None if value == "." else frozenset({value}) for value in values.split()]


class TestKrippendorffAlpha:
    def test_gives_the_published_value_of_the_nominal_example(self):
        # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C: four observers,
        # twelve units, missing data; nominal alpha is 0.743.
        coders = [
            sets("1 2 3 3 2 1 4 1 2 . . ."),
            sets("1 2 3 3 2 2 4 1 2 5 . 3"),
            sets(". 3 3 3 2 3 4 2 2 5 1 ."),
            sets("1 2 3 3 2 4 4 1 2 5 1 ."),
        ]
        units = [
            [value for value in unit if value is not None] for unit in zip(*coders, strict=True)
        ]

        alpha = krippendorff_alpha(units)

        assert alpha == pytest.approx(0.743, abs=0.0005)

    def test_agrees_with_nltk_on_sets(self):
        from nltk.metrics.agreement import AnnotationTask
        from nltk.metrics.distance import masi_distance

        pairs = [("a", "a"), ("ab", "a"), ("b", "c"), ("ac", "ac"), ("b", "b"), ("abc", "bc")]
        units = [(frozenset(one), frozenset(other)) for one, other in pairs]
        data = [(coder, unit, units[unit][coder]) for unit in range(len(units)) for coder in (0, 1)]

        expected = AnnotationTask(data, distance=masi_distance).alpha()

        assert krippendorff_alpha(units) == pytest.approx(expected, abs=1e-9)

    def test_is_one_when_all_agree(self):
        assert krippendorff_alpha([(frozenset("a"), frozenset("a"))] * 3) == 1

    def test_refuses_statements_with_one_coder_each(self):
        with pytest.raises(TooFewStatements, match="two coders"):
            krippendorff_alpha([(frozenset("a"),), (frozenset("b"),)])


class TestMasi:
    @pytest.mark.parametrize(
        ("one", "other", "distance"),
        [("a", "a", 0), ("a", "b", 1), ("a", "ab", 2 / 3), ("ab", "bc", 8 / 9)],
    )
    def test_weighs_nested_sets_more_than_crossing_ones(self, one, other, distance):
        assert masi(frozenset(one), frozenset(other)) == pytest.approx(distance)


class TestAgree:
    def test_counts_only_what_both_coded(self):
        agreement = agree({"1": ["a"], "2": ["b"], "3": []}, {"1": ["a", "b"], "3": [], "9": ["a"]})

        assert agreement.n == 2
        assert agreement.f1_micro == pytest.approx(2 / 3)
        assert agreement.f1_sample == pytest.approx((2 / 3 + 1) / 2)
        assert agreement.identical == 0.5
        assert [(theme.theme, theme.left, theme.right) for theme in agreement.per_theme] == [
            ("a", 1, 1),
            ("b", 0, 1),
        ]

    def test_refuses_codings_that_share_no_statement(self):
        with pytest.raises(TooFewStatements, match="no statement id in common"):
            agree({"1": ["a"]}, {"2": ["a"]})

    def test_gives_precision_and_recall_of_the_right_against_the_left(self):
        agreement = agree({"1": ["a"], "2": ["a"], "3": ["b"]}, {"1": ["a"], "2": [], "3": ["a"]})

        first, second = agreement.per_theme
        assert (first.precision, first.recall, first.f1) == (0.5, 0.5, 0.5)
        assert (second.precision, second.recall, second.f1) == (None, 0, 0)

    def test_counts_what_one_coder_alone_has(self):
        agreement = agree({"1": ["a"], "2": ["a"], "3": ["b"]}, {"1": ["a"], "9": []})

        assert (agreement.left_only, agreement.right_only) == (2, 1)

    def test_calls_two_coders_who_find_no_theme_anywhere_agreed(self):
        agreement = agree({"1": [], "2": []}, {"1": [], "2": []})

        assert (agreement.alpha, agreement.f1_micro, agreement.identical) == (1, 1, 1)
        assert agreement.per_theme == ()


def coded(size: int, wrong: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return two codings of two themes that differ on every `wrong`th statement."""
    left = {str(at): ["a" if at % 3 else "b"] for at in range(size)}
    right = {
        unit: themes if int(unit) % wrong else ["b", "a"][: int(unit) % 2 + 1]
        for unit, themes in left.items()
    }
    return left, right


class TestIntervals:
    def test_are_hidden_below_thirty_statements(self):
        assert agree(*coded(29, 5)).intervals is None
        assert agree(*coded(30, 5)).intervals is not None

    def test_are_hidden_for_a_theme_that_fewer_than_thirty_statements_have(self):
        themes = {theme.theme: theme for theme in agree(*coded(60, 5)).per_theme}

        assert themes["a"].f1_interval is not None
        assert themes["b"].f1_interval is None

    def test_enclose_the_figure_and_narrow_with_more_statements(self):
        few, many = (agree(*coded(size, 7)) for size in (60, 6000))

        for agreement in (few, many):
            for name in ("alpha", "f1_micro", "f1_sample", "identical"):
                low, high = getattr(agreement.intervals, name)
                assert low < getattr(agreement, name) < high
        width = [high - low for low, high in (few.intervals.alpha, many.intervals.alpha)]
        assert width[1] < width[0] / 5

    def test_hold_the_true_share_nineteen_times_in_twenty(self):
        random = np.random.default_rng(5)
        held = 0
        for _ in range(200):
            same = random.random(120) < 0.8
            left = {str(at): ["a"] for at in range(120)}
            right = {str(at): ["a"] if same[at] else ["b"] for at in range(120)}
            low, high = agree(left, right, resamples=300).intervals.identical
            held += low <= 0.8 <= high

        assert 180 <= held <= 199

    def test_hang_on_the_seed_and_not_on_the_order_of_statements(self):
        left, right = coded(90, 4)
        turned = {unit: left[unit] for unit in reversed(left)}

        assert agree(left, right) == agree(turned, right)
        assert agree(left, right).intervals != agree(left, right, seed=1).intervals
