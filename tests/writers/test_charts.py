"""Charts: stable, legible, and nothing on top of anything else."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from consult.writers import charts, palette
from tests.writers.sample import empty, rich
from tests.writers.strategies import HOSTILE


def with_names(names):
    section = rich().sections[0]
    return replace(rich(), sections=tuple(replace(section, name=name) for name in names))


def boxes(axes):
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    labels = [*axes.get_yticklabels(), *axes.texts]
    return [label.get_window_extent(renderer) for label in labels if label.get_text()]


class TestThemeBars:
    @pytest.mark.parametrize("count", [1, 10, 20, 40])
    @pytest.mark.parametrize(
        "name", ["Trust", "A theme whose name goes on for so long that it wraps", "W" * 90]
    )
    def test_no_label_covers_another_or_leaves_the_picture(self, count, name):
        figures = charts.theme_pictures(with_names([name] * count)).values()

        for figure in figures:
            found = boxes(figure.axes[0])
            assert not [
                pair for pair in itertools.combinations(found, 2) if pair[0].overlaps(pair[1])
            ]
            assert min(box.x0 for box in found) >= 0
            assert max(box.x1 for box in found) <= figure.bbox.width

    def test_says_count_and_share_beside_each_bar(self):
        axes = charts.theme_pictures(rich())["themes-1"].axes[0]

        assert [text.get_text() for text in axes.texts][:2] == ["74 (26%)", "61 (21%)"]
        assert axes.get_xlabel() == "Number of barriers (base: 289 barriers)"

    @pytest.mark.parametrize("name", ["Trust", "Places without a step, a bus or a light " * 5])
    def test_narrow_ones_have_each_name_above_its_bar_within_the_picture(self, name):
        (figure,) = charts.theme_pictures(with_names([name] * 6), is_narrow=True).values()
        (axes,) = figure.axes
        FigureCanvasAgg(figure).draw()

        drawn = [each.get_window_extent() for each in axes.texts]
        assert figure.get_figwidth() == charts.NARROW
        assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in drawn)
        assert not any(a.overlaps(b) for a, b in itertools.combinations(drawn, 2))
        bars = [each.get_window_extent() for each in axes.patches]
        assert not any(bar.overlaps(box) for bar in bars for box in drawn)

    def test_many_themes_come_in_parts(self):
        assert list(charts.theme_pictures(with_names(["Trust"] * 40))) == [
            "themes-1",
            "themes-2",
            "themes-3",
        ]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_draws_any_name(self, text):
        figure = charts.theme_pictures(with_names([text]))["themes-1"]

        assert b"<script" not in charts.svg(figure)

    def test_empty_report_has_no_chart(self):
        assert charts.theme_pictures(empty()) == charts.matrix_pictures(empty()) == {}


class TestHeatMap:
    def test_writes_every_count_into_its_cell(self):
        axes = charts.matrix_pictures(rich())["matrix-1"].axes[0]

        shown = [text.get_text() for text in axes.texts]
        counts = [figure.count for row in rich().matrix.rows for figure in row.counts]
        assert shown == [str(count) if count else "–" for count in counts]


class TestZip:
    def test_holds_each_chart_as_svg_and_png_and_is_stable(self):
        content = charts.write(rich())

        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            svg = archive.read("themes-1.svg")
        assert names == ["themes-1.svg", "themes-1.png", "matrix-1.svg", "matrix-1.png"]
        assert b"<text" not in svg
        assert b"dc:date" not in svg
        assert content == charts.write(rich())


class TestPalette:
    @pytest.mark.parametrize("colour", palette.SHADES)
    def test_numbers_stand_out_from_every_shade(self, colour):
        assert palette.contrast(colour, palette.on(colour)) >= 4.5

    def test_shades_grow_darker_step_by_step_also_in_grey(self):
        greys = [palette.luminance(colour) for colour in palette.SHADES]

        assert all(lighter - darker > 0.05 for lighter, darker in itertools.pairwise(greys))

    @pytest.mark.parametrize("colour", [palette.TEAL, palette.ACCENT, palette.INK, palette.QUIET])
    @pytest.mark.parametrize("paper", [palette.PAPER, palette.WASH])
    def test_text_colours_can_be_read(self, colour, paper):
        assert palette.contrast(colour, paper) >= 4.5
