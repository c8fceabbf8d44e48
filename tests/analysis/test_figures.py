"""Figures: what they hold, and that nothing in them lies over anything else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from analysis import figures
from analysis.figures import Bubble, map_boxes
from analysis.layout import apart, overlapping, scaled

NAMES = [
    "Information and communication",
    "Transport",
    "Time, childcare and other hurdles to taking part",
    "Trust",
    "A very long theme name that nobody would ever give but that somebody will give one day",
]


def bubbles(number: int, seed: int) -> list[Bubble]:
    chance = np.random.default_rng(seed)
    places = chance.uniform(-1, 1, (number, 2)) * chance.choice([0.0, 0.05, 1.0])
    return [
        Bubble(NAMES[at % len(NAMES)], int(chance.integers(1, 400)), (float(x), float(y)))
        for at, (x, y) in enumerate(places)
    ]


class TestThemeMap:
    @pytest.mark.parametrize("number", [1, 2, 3, 9, 16, 24])
    @pytest.mark.parametrize("seed", range(5))
    def test_no_name_or_circle_lies_over_another(self, number, seed):
        centres, sizes, _ = map_boxes(bubbles(number, seed))

        assert overlapping(centres, sizes) == []

    def test_drawn_names_keep_within_their_boxes(self):
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextPath

        themes = bubbles(9, 1)
        _, sizes, radii = map_boxes(themes)
        font = FontProperties(family="DejaVu Sans", size=9)

        for theme, size, radius in zip(themes, sizes, radii, strict=True):
            longest = max(theme.name[:22].split("\n"), key=len)
            drawn = TextPath((0, 0), longest, prop=font).get_extents()
            assert size[0] >= min(drawn.width, 2 * radius)
            assert size[1] >= 2 * radius + drawn.height

    def test_puts_like_themes_near_each_other(self):
        alike = np.array([[1, 0.9, 0.1], [0.9, 1, 0.1], [0.1, 0.1, 1]])

        one, other, far = scaled(alike)

        assert np.linalg.norm(one - other) < np.linalg.norm(one - far)

    def test_is_the_same_picture_twice(self):
        drawn = [figures.theme_map(bubbles(6, 2), [(0, 1, 4), (2, 3, 9)]) for _ in range(2)]

        assert drawn[0] == drawn[1]


class TestApart:
    def test_moves_nothing_that_does_not_overlap(self):
        centres = np.array([[20.0, 20.0], [200.0, 20.0]])

        moved = apart(centres, np.full((2, 2), 20.0), 400)

        assert moved == pytest.approx(centres, abs=0.01)

    def test_keeps_within_the_width(self):
        sizes = np.full((12, 2), 100.0)

        moved = apart(np.zeros((12, 2)), sizes, 220)

        assert overlapping(moved, sizes) == []
        assert (moved[:, 0] - 50 >= -0.01).all()
        assert (moved[:, 0] + 50 <= 224).all()


DRAWINGS = {
    "bars": lambda: figures.bars(NAMES, [7, 0, 3, 2, 1], 40),
    "bars of nothing": lambda: figures.bars([], [], 0),
    "matrix": lambda: figures.matrix(NAMES[:2], ["North", "$outh & East"], [[9, None], [0, 7]]),
    "matrix of nothing": lambda: figures.matrix([], ["North", "South"], []),
    "dots": lambda: figures.dots(NAMES[:3], [0.2, None, 1.0], "stability"),
    "timeline": lambda: figures.timeline(["Jan", "Feb"], ["All", "Trust"], [[3, 4], [0, 2]]),
    "map": lambda: figures.theme_map(bubbles(5, 0), [(0, 1, 3)]),
}


class TestDrawings:
    @pytest.mark.parametrize("name", DRAWINGS)
    def test_are_svg_that_a_strict_policy_shows(self, name):
        svg = DRAWINGS[name]().decode()

        ET.fromstring(svg)  # noqa: S314 - our own drawing
        assert " style=" not in svg
        assert "<style" not in svg
        assert "<script" not in svg

    @pytest.mark.parametrize("name", DRAWINGS)
    def test_have_the_same_bytes_twice_and_no_date(self, name):
        one, other = DRAWINGS[name](), DRAWINGS[name]()

        assert one == other
        assert not re.search(rb"<dc:date>", one)

    def test_shades_stay_apart_from_the_ink_in_grey(self):
        svg = figures.matrix(["a"], ["b"], [[100]]).decode()
        shades = re.findall(r'fill="#([0-9a-f]{6})"', svg)

        darkest = min(
            sum(int(shade[at : at + 2], 16) * part for at, part in ((0, 0.3), (2, 0.59), (4, 0.11)))
            for shade in shades
            if shade != "1d2b34"
        )

        assert darkest > 130
