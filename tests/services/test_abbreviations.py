"""Short names, and what they stand for."""

from __future__ import annotations

import pytest

from consult.services import abbreviations
from consult.services.abbreviations import Directory
from consult.services.refusals import InvalidInput

NAMES = Directory({"HT": "Harbour Trust", "Fire": "Fire Authority", "Fire Service": "The service"})


class TestMarked:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("Club – HT", (("Club – ", ""), ("HT", "Harbour Trust"))),
            ("HT’s club", (("HT", "Harbour Trust"), ("’s club", ""))),
            ("Fire Service", (("Fire Service", "The service"),)),
            ("WHTS and ht", (("WHTS and ht", ""),)),
            ("", (("", ""),)),
        ],
    )
    def test_names_whole_words_only_the_longest_first(self, text, pieces):
        assert NAMES.marked(text) == pieces

    @pytest.mark.parametrize("text", ["Club – HT (HT)", "plain", "  HT  \n Fire"])
    def test_leaves_every_character_as_it_was(self, text):
        assert "".join(piece for piece, _ in NAMES.marked(text)) == text

    def test_without_any_name_is_the_text(self):
        assert Directory({}).marked("HT") == (("HT", ""),)

    def test_lists_what_is_used(self):
        assert NAMES.used_in(["Club – HT", "Fire, HT"]) == {
            "Fire": "Fire Authority",
            "HT": "Harbour Trust",
        }


class TestDirectory:
    def test_holds_partners_and_other_abbreviations(self, session, make):
        make.organisation("Harbour Trust", "HT", "trust")
        abbreviations.replace(session, "OM = Osier Meadows")

        # A plain word in small letters seldom is the partner.
        assert abbreviations.directory(session).meanings == {
            "HT": "Harbour Trust",
            "OM": "Osier Meadows",
        }


class TestReplace:
    def test_reads_what_it_writes(self, session):
        abbreviations.replace(session, "OM = Osier Meadows\n\nQT\tQuarry Top\na=b = c")

        lines = abbreviations.written(session)

        assert lines == "a = b = c\nOM = Osier Meadows\nQT = Quarry Top"
        assert abbreviations.replace(session, lines) == 3
        assert abbreviations.written(session) == lines

    def test_of_nothing_takes_all_away(self, session):
        abbreviations.replace(session, "OM = Osier Meadows")

        assert abbreviations.replace(session, " ") == 0
        assert abbreviations.listed(session) == []

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("OM", "Line 1, “OM”, says no meaning"),
            ("= Osier Meadows", "Line 1, “= Osier Meadows”, says no meaning"),
            ("OM = One\nom = Other", "“om” in line 2 names something already"),
            ("ht = Something", "“ht” in line 1 names something already"),
            ("x" * 61 + " = One", "Line 1 is too long"),
            ("OM = " + "x" * 201, "Line 1 is too long"),
            ("\n".join(f"A{n} = B" for n in range(501)), "These are 501 abbreviations"),
        ],
    )
    def test_refuses_what_cannot_be_told_apart(self, session, make, lines, sentence):
        make.organisation("Harbour Trust", "HT")

        with pytest.raises(InvalidInput) as refusal:
            abbreviations.replace(session, lines)

        assert sentence in str(refusal.value)
        assert abbreviations.listed(session) == []
