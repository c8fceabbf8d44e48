"""Statements in another language than the codebook's."""

from __future__ import annotations

import pytest

from analysis.codebook import parse_codebook, standard_barriers
from analysis.coding import code
from analysis.foreign import foreign

POLISH = "Nikt nas nie zapytał, czego potrzebujemy na osiedlu"
WELSH = "Does dim bws adref ar ôl chwech o'r gloch"
PARKS = """
version = "1"
language = "{language}"
[[theme]]
id = "play"
name = "{play}"
definition = "{definition}"
seeds = {seeds}
"""
ENGLISH_PARK = parse_codebook(
    PARKS.format(
        language="en-GB",
        play="Play",
        definition="Swings, slides and places for children to play.",
        seeds='["swing", "slide"]',
    )
)
WELSH_PARK = parse_codebook(
    PARKS.format(
        language="cy",
        play="Chwarae",
        definition="Siglenni, llithrennau a lleoedd i blant chwarae.",
        seeds='["siglen", "siglenni", "llithren"]',
    )
)


class TestForeign:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (POLISH, "pl"),
            (WELSH, "cy"),
            ("Keine Busse nach sechs Uhr abends", "de"),
            ("نحتاج إلى حافلات", "ar"),
            ("没有钱", "zh"),
            ("нет денег", "ru"),
        ],
    )
    def test_tells_another_language(self, text, language):
        assert foreign([text], "en-GB") == [language]

    @pytest.mark.parametrize(
        "text",
        [
            "no dosh",
            "nae interest, simple as",
            "fait accompli",
            "Aberystwyth",
            "Llanelli Road Surgery",
            "Jean-Pierre Dubois",
            "RFCT / MCC",
            "Vols ageing, none coming up",
            "insufficient pitches",
            "12345",
            "😀😀",
            "",
            "\0",
        ],
    )
    def test_takes_short_notes_and_names_for_english(self, text):
        assert foreign([text], "en-GB") == [None]

    def test_takes_every_shipped_example_for_english(self):
        texts = [example.text for example in standard_barriers().examples]

        assert set(foreign(texts, "en-GB")) == {None}

    def test_reads_a_short_text_between_the_languages_of_the_codebooks(self):
        assert foreign(["Dim digon o arian"], "en") == [None]
        assert foreign(["Dim digon o arian"], "en", ["cy"]) == ["cy"]

    def test_takes_english_for_foreign_where_the_codebook_is_welsh(self):
        assert foreign(["The swings are broken and nobody mends them", WELSH], "cy") == ["en", None]

    def test_tells_nothing_apart_in_a_language_that_it_does_not_know(self):
        assert foreign([POLISH], "tlh") == [None]


class TestCode:
    def test_keeps_another_language_apart_with_the_reason(self):
        result = code(["Nobody asked us", POLISH, "no cash"], standard_barriers())

        assert [coded.language for coded in result.codings] == [None, "pl", None]
        assert result.codings[1].themes == ()
        assert result.languages() == {"pl": 1}
        assert (result.ledger.themed, result.ledger.other) == (2, 1)

    def test_codes_it_by_the_codebook_of_its_language(self):
        result = code(
            ["The swings are broken", "Mae'r siglenni wedi torri ers misoedd"],
            ENGLISH_PARK,
            others=[WELSH_PARK],
        )

        assert [[a.theme for a in coded.themes] for coded in result.codings] == [["play"]] * 2
        assert result.languages() == {"cy": 1}
        assert result.codings[1].themes[0].why == ("siglenni",)
