"""Telling languages apart."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.languages import UNDETERMINED, chance_among, likeliest

# The first example pays for loading the library.
unhurried = settings(deadline=None)

ENGLISH = [
    "We need more buses in the evening",
    "The community centre is closed at weekends",
    "Nobody asked us what we wanted before they built it",
    "There is nowhere for young people to go after school",
]
WELSH = [
    "Mae angen mwy o fysiau gyda'r nos",
    "Does dim lle i bobl ifanc fynd ar ôl yr ysgol",
    "Mae'r ganolfan gymunedol ar gau ar benwythnosau",
]
POLISH = [
    "Potrzebujemy więcej autobusów wieczorem",
    "Nikt nas nie zapytał, czego chcemy",
    "Nie ma gdzie zaparkować przy szkole",
]
GERMAN = [
    "Wir brauchen abends mehr Busse",
    "Für Jugendliche gibt es nach der Schule nichts",
    "Die Räder stehen überall auf dem Bürgersteig",
]


class TestLikeliest:
    @pytest.mark.parametrize(
        ("texts", "language"), [(ENGLISH, "en"), (WELSH, "cy"), (POLISH, "pl"), (GERMAN, "de")]
    )
    def test_tells_four_languages_apart(self, texts, language):
        found = [likeliest(text) for text in texts]

        assert {code for code, _ in found} == {language}
        assert all(chance >= 0.8 for _, chance in found)

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("نحتاج إلى المزيد من الحافلات في المساء", "ar"),
            ("ਸਾਨੂੰ ਸ਼ਾਮ ਨੂੰ ਹੋਰ ਬੱਸਾਂ ਦੀ ਲੋੜ ਹੈ", "pa"),
            ("我们需要更多的公共汽车", "zh"),
            (f"{ENGLISH[0]}, {ENGLISH[1]} (наш центр)", "en"),
            (POLISH[0].upper(), "pl"),
        ],
    )
    def test_reads_other_scripts_and_capitals(self, text, language):
        assert likeliest(text)[0] == language

    # What grows faster than the answer does would take hours, not minutes.
    @pytest.mark.timeout(120)
    def test_reads_an_answer_of_a_megabyte(self):
        assert likeliest("We need more buses in the evening. " * 30_000)[0] == "en"

    @pytest.mark.seeds
    def test_reads_a_german_consultation_as_german(self, shared):
        path = shared / "data" / "de_ottensen_thematic.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts = [row["text"] for row in rows if row["text"]]

        found = [likeliest(text)[0] for text in texts]

        assert found.count("de") >= 0.98 * len(texts)


class TestChanceAmong:
    def test_reads_a_short_text_among_the_languages_that_it_may_be_in(self):
        assert chance_among("Dim digon o arian", {"cy", "en"})[0] == "cy"
        assert chance_among("Not enough money", {"cy", "en"})[0] == "en"

    @pytest.mark.parametrize("text", ["12345", "£3.50!!", "😀😀🎉", "", " \n", "\0"])
    def test_says_undetermined_where_nothing_can_be_read(self, text):
        assert chance_among(text, {"cy", "en"}) == (UNDETERMINED, 0.0)

    @unhurried
    @given(st.text(max_size=60) | st.sampled_from(ENGLISH + GERMAN))
    def test_gives_one_of_them_and_its_chance_whatever_the_text(self, text):
        code, chance = chance_among(text, {"de", "en"})

        assert code in {"de", "en", UNDETERMINED}
        assert 0 <= chance <= 1
