"""Agreement, against published worked examples."""

from __future__ import annotations

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
