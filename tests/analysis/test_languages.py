"""Telling languages apart."""

from __future__ import annotations

import csv
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.languages import UNDETERMINED, read_languages

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


def codes(texts, **options) -> list[str]:
    return [text.language for text in read_languages(texts, **options).texts]


class TestReadLanguages:
    def test_tells_four_languages_apart(self):
        texts = ENGLISH + WELSH + POLISH + GERMAN

        found = read_languages(texts)

        assert [text.language for text in found.texts] == (
            ["en"] * 4 + ["cy"] * 3 + ["pl"] * 3 + ["de"] * 3
        )
        assert found.main == "en"
        assert all(text.is_read and text.chance >= 0.8 for text in found.texts)

    def test_reads_a_short_text_among_the_languages_that_are_there(self):
        short = "Dim digon o arian"

        assert codes([*ENGLISH, *WELSH, short])[-1] == "cy"
        assert codes([*ENGLISH, short])[-1] == "en"

    @pytest.mark.parametrize("text", ["Buses", "No", "12345", "£3.50!!", "😀😀🎉", "", " \n", "\0"])
    def test_leaves_what_is_too_short_in_the_main_language(self, text):
        last = read_languages([*WELSH, *ENGLISH[:2], text]).texts[-1]

        assert (last.language, last.is_read) == ("cy", False)

    def test_reads_other_scripts(self):
        texts = [
            "نحتاج إلى المزيد من الحافلات في المساء",
            "ਸਾਨੂੰ ਸ਼ਾਮ ਨੂੰ ਹੋਰ ਬੱਸਾਂ ਦੀ ਲੋੜ ਹੈ",
            "我们需要更多的公共汽车",
        ]

        assert codes([*ENGLISH, *texts])[-3:] == ["ar", "pa", "zh"]

    def test_gives_a_text_of_two_scripts_one_language(self):
        mixed = f"{ENGLISH[0]}, {ENGLISH[1]} (наш центр)"

        assert codes([*ENGLISH, mixed])[-1] == "en"

    def test_does_not_take_one_stray_text_for_a_language_of_the_corpus(self):
        found = read_languages([*ENGLISH, WELSH[0], "Dim digon o arian"])

        assert found.texts[-1].language == "en"

    def test_takes_the_main_language_that_it_is_told(self):
        assert codes([*ENGLISH, "Ie"], main="cy") == ["en"] * 4 + ["cy"]

    def test_refuses_a_main_language_that_it_does_not_know(self):
        with pytest.raises(ValueError, match="“en-GB” is not a language"):
            read_languages(ENGLISH, main="en-GB")

    @pytest.mark.parametrize("texts", [[], ["😀", "12"], [""]])
    def test_says_undetermined_where_nothing_can_be_read(self, texts):
        found = read_languages(texts)

        assert found.main == UNDETERMINED
        assert [text.chance for text in found.texts] == [0.0] * len(texts)

    def test_reads_capitals_alike(self):
        assert codes([text.upper() for text in POLISH]) == ["pl"] * 3

    def test_costs_no_more_for_an_answer_of_a_megabyte(self):
        long = "We need more buses in the evening. " * 30_000
        read_languages(ENGLISH)

        started = time.process_time()
        found = codes([long, long + "!", *ENGLISH])

        assert found == ["en"] * 6
        assert time.process_time() - started < 1

    @unhurried
    @given(st.lists(st.text(max_size=60) | st.sampled_from(ENGLISH + GERMAN), max_size=8))
    def test_gives_every_text_one_language_whatever_it_is(self, texts):
        found = read_languages(texts)

        groups = found.groups()

        assert sorted(at for places in groups.values() for at in places) == list(range(len(texts)))
        assert all(0 <= text.chance <= 1 for text in found.texts)
        assert found == read_languages(texts)

    @pytest.mark.seeds
    def test_reads_a_german_consultation_as_german(self, shared):
        path = shared / "data" / "de_ottensen_thematic.tsv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts = [row["text"] for row in rows if row["text"]]
        openings = [" ".join(text.split()[:6]) for text in texts]

        whole = codes(texts)
        short = codes([*openings, *ENGLISH * 100])[: len(openings)]

        assert whole.count("de") >= 0.99 * len(texts)
        assert short.count("de") >= 0.95 * len(texts)


class TestGroups:
    def test_puts_the_main_language_first_and_then_the_largest(self):
        found = read_languages([*GERMAN[:2], *POLISH, *ENGLISH], main="de")

        assert list(found.groups().items()) == [
            ("de", (0, 1)),
            ("en", (5, 6, 7, 8)),
            ("pl", (2, 3, 4)),
        ]
