"""Names: whole phrases that people said, in their case, and never a number or a scrap."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.encoder import default_encoder, unit
from analysis.naming import Namer
from analysis.phrases import spans
from analysis.speech import Speech, clauses_of, without

BUSES = (
    "There should be buses after six",
    "No buses after six in Matson",
    "We need buses after six o'clock",
    "I cannot get home: no buses after six",
)
PARKING = (
    "Parking near the station is impossible",
    "Sort out the parking near the station",
    "PARKING NEAR THE STATION!",
    "There is no parking near the station at all",
)
TRUST = ("I love the library", "Libraries matter", "Our library is cold", "Keep libraries open")


def names(*groups, taken=()):
    texts = [text for group in groups for text in group]
    encoder = default_encoder()
    places = np.split(np.arange(len(texts)), np.cumsum([len(group) for group in groups])[:-1])
    vectors = encoder.encode(texts)
    centres = unit(np.array([vectors[members].mean(axis=0) for members in places]))
    labels = Namer(Speech(texts), encoder).labels(
        [members.tolist() for members in places], centres, taken=taken
    )
    return [label.name for label in labels]


class TestNames:
    def test_are_phrases_as_people_said_them(self):
        buses, parking, _ = names(BUSES, PARKING, TRUST)

        assert buses in ("Buses after six", "No buses after six")
        assert parking == "Parking near the station"

    def test_a_single_word_speaks_of_many_where_people_do(self):
        assert names(BUSES, PARKING, TRUST)[2] == "Libraries"

    def test_keep_the_capitals_of_places(self):
        group = (
            "The lights in Barton Street are broken",
            "No lights in Barton Street",
            "I fell, there are no lights in Barton Street",
        )

        assert names(group, PARKING)[0].endswith("in Barton Street")

    def test_begin_with_what_is_lacking(self):
        group = ("Lack of manpower", "A lack of manpower again", "There is a lack of manpower")

        assert names(group, PARKING)[0] == "Lack of manpower"

    @pytest.mark.parametrize("number", ["Eleven", "11", "2026", "Twenty"])
    def test_are_never_a_number(self, number):
        group = (f"{number} of them", f"{number} benches gone", f"all {number} benches")

        assert number.casefold() != names(group, PARKING)[0].casefold()

    def test_are_never_used_twice(self):
        found = names(BUSES, BUSES[:2], PARKING, taken=["Parking near the station"])

        assert len(set(found)) == len(found)
        assert "Parking near the station" not in found

    def test_do_without_the_words_that_only_hold_others_together(self):
        group = ("się i nie ma parku", "się i nie ma ławki", "nie ma się gdzie bawić w parku")
        others = ("autobus się spóźnia i nie jedzie", "autobus nie jeździ i się psuje") * 3

        for name in names(group, others):
            assert not set(name.casefold().split()) <= {"się", "i", "nie", "ma"}

    def test_of_german_are_nouns_in_their_capitals(self):
        group = (
            "Auf der Straße fehlt ein Radweg, der sicher ist",
            "Der Radweg an der Schule ist in einem schlechten Zustand",
            "Ich wünsche mir, dass der Radweg an der Hauptstraße breiter wird",
        )
        others = (
            "Die Bäume im Park sollten im Sommer gegossen werden",
            "Im Park gibt es nicht genug Bänke und Bäume",
            "Der Park am Fluss braucht mehr Licht am Abend",
        )

        found = names(group, others)

        assert "Radweg" in found[0]
        assert "Park" in found[1]

    def test_what_nothing_can_be_made_of_is_still_called_something(self):
        assert all(names(("so it is", "it is so"), ("and then", "or not")))

    def test_leave_out_what_stands_for_a_removed_name(self):
        group = ("XXXX was rude on ward XXXX", "XXXX was rude to me", "the rude XXXX again")

        assert "xxxx" not in names(group, PARKING)[0].casefold()


class TestSpans:
    def test_begin_and_end_on_words_that_say_something(self):
        speech = Speech(["the parking near the station of the town is full"])

        found = {
            " ".join(word.lower for word in phrase)
            for phrase in spans(speech.clauses[0][0], speech)
        }

        assert {"parking", "station", "parking near the station"} <= found
        assert not {"near the station", "parking near", "the parking"} & found

    def test_do_not_cross_a_comma_or_a_full_stop(self):
        clauses = clauses_of("Buses are late, trains too. Trams never (not once)")

        assert [clause[0].lower for clause in clauses] == ["buses", "trains", "trams", "not"]


class TestSpeech:
    TEXTS = (
        *(f"In Matson the {thing} is broken" for thing in ("lift", "gate", "slide", "lamp")),
        *(f"We like {thing} in Matson" for thing in ("parks", "trees", "birds", "ducks")),
        *(f"The {thing} is dirty" for thing in ("bus", "lake", "road", "wall") * 15),
    )

    def test_a_name_that_a_great_part_has_is_the_place(self):
        assert Speech(self.TEXTS).common_names() == {"matson"}

    def test_few_texts_have_no_place_in_common(self):
        assert Speech(self.TEXTS[:20]).common_names() == frozenset()

    def test_what_is_left_without_names_says_the_rest(self):
        assert without(["The lift in Matson", "Matson", "MATSONIAN"], {"matson"}) == [
            "The lift in  ",
            "Matson",
            "MATSONIAN",
        ]

    def test_where_nouns_have_capitals_none_is_taken_for_a_place(self):
        german = ["Auf der Straße fehlt ein Radweg und der Baum ist krank"] * 70

        assert Speech(german).common_names() == frozenset()

    def test_praise_is_called_what_one_person_says(self):
        praise = (
            *("It was all good", "It was all lovely", "You were all great", "Very happy thanks"),
            *(
                "All perfect thank you",
                "I was very pleased",
                "Nothing but praise",
                "All fine really",
            ),
            *("It could not be better", "They were all so kind"),
        )

        name = names(praise, PARKING)[0]

        assert name.casefold() in {text.casefold() for text in praise}
