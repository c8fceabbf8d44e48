"""Partners' short names, spelt out for matching."""

from __future__ import annotations

import pytest

from analysis.abbreviations import Abbreviations
from analysis.codebook import parse_codebook
from analysis.coding import code

NAMES = {
    "GCH": "Gloucester City Homes",
    "City Council": "Gloucester City Council",
    "WAS": "Women’s Aid Service",
}
LANDLORDS = parse_codebook(
    """
    [[theme]]
    id = "landlords"
    name = "Landlords"
    definition = "Whoever lets homes, and how they treat tenants."
    seeds = ["city homes", "landlord"]
    [[theme]]
    id = "roads"
    name = "Roads"
    definition = "Streets, pavements and crossings."
    include = "potholes; speeding cars; kerbs"
    seeds = ["pavement"]
    [[theme]]
    id = "shops"
    name = "Shops"
    definition = "Shopping, markets and what is sold."
    include = "empty shops; a market on Saturdays"
    seeds = ["shop"]
    """
)


class TestSpeltOut:
    @pytest.mark.parametrize(
        ("text", "full"),
        [
            ("GCH won’t answer", "Gloucester City Homes won’t answer"),
            ("the city council is slow", "the Gloucester City Council is slow"),
            ("Gloucester City Council is slow", "Gloucester City Council is slow"),
            ("WAS is full", "Women’s Aid Service is full"),
            ("It was full", "It was full"),
            ("GCHQ", "GCHQ"),
        ],
    )
    def test_is_what_a_partner_is_called(self, text, full):
        assert Abbreviations(NAMES).spelt_out(text) == full

    def test_changes_nothing_without_a_directory(self):
        assert Abbreviations({}).spelt_out("GCH") == "GCH"


class TestCode:
    def test_finds_the_theme_that_the_whole_name_says(self):
        without, with_names = (
            code(["GCH never rings back"], LANDLORDS, abbreviations=names).codings[0]
            for names in ({}, NAMES)
        )

        assert "landlords" not in {applied.theme for applied in without.themes}
        assert [applied.theme for applied in with_names.themes] == ["landlords"]

    def test_gives_the_reason_in_the_speakers_own_words(self):
        (coded,) = code(["GCH never rings back"], LANDLORDS, abbreviations=NAMES).codings

        assert coded.themes[0].why == ("GCH",)
