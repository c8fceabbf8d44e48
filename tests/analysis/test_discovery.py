"""Discovery: what is found, what is set aside, and that odd inputs get small, sensible results."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.codebook import standard_barriers
from analysis.coding import code
from analysis.discovery import discover
from analysis.other import discover_other

ROOT = Path(__file__).resolve().parents[2]
BUSES = tuple(
    f"{start} {end}"
    for start in ("Buses stop after six", "No buses after six", "The last bus leaves at six")
    for end in ("in Matson", "in Tuffley", "from the hospital", "on Sundays", "in the villages")
)
PARKING = tuple(
    f"{start} {end}"
    for start in ("Parking near the station", "Nowhere to park near the station")
    for end in ("is full by nine", "costs too much", "is gone on match days", "needs permits")
)
LIBRARY = tuple(
    f"{start} {end}"
    for start in ("The library", "Our library")
    for end in ("should open on Saturday", "has no study space", "needs new books", "is cold")
)
TEXTS = (*BUSES, *PARKING, *LIBRARY)


def homes(found, count):
    """Return the theme of each statement, None for other."""
    given = [coded.themes[0].theme if coded.themes else None for coded in found.codings]
    assert len(given) == count
    return given


class TestDiscover:
    def test_keeps_apart_what_people_would_keep_apart(self):
        found = discover(TEXTS)

        given = homes(found, len(TEXTS))
        kinds = [given[: len(BUSES)], given[len(BUSES) : -len(LIBRARY)], given[-len(LIBRARY) :]]
        for at, kind in enumerate(kinds):
            others = {theme for other in kinds[:at] + kinds[at + 1 :] for theme in other}
            assert not set(kind) & others

    def test_makes_as_many_as_it_is_told(self):
        assert len(discover(TEXTS, k=5).themes) == 5

    def test_never_makes_more_than_there_are_statements(self):
        assert len(discover(TEXTS[:4], k=9).themes) == 4

    def test_every_part_of_the_ledger_adds_up(self):
        texts = (*TEXTS, "n/a", "No comment.", "see above", "-", TEXTS[0].upper())

        ledger = discover(texts).ledger

        assert ledger.received == len(texts)
        assert ledger.empty == 4
        assert ledger.duplicate == 1
        assert ledger.themed + ledger.other == len(TEXTS)

    def test_a_copy_counts_in_the_size_of_its_theme(self):
        once, twice = discover(TEXTS), discover((*TEXTS, TEXTS[0]))

        theme = homes(once, len(TEXTS))[0]
        sizes = [next(t.size for t in found.themes if t.id == theme) for found in (once, twice)]
        assert sizes[1] == sizes[0] + 1

    def test_themes_come_largest_first(self):
        copies = [f"{TEXTS[-1]}{'!' * n}" for n in range(1, 20)]

        themes = discover((*TEXTS, *copies)).themes

        sizes = [theme.size for theme in themes]
        assert sizes == sorted(sizes, reverse=True)
        assert len(TEXTS) - 1 in themes[0].members

    def test_shows_what_other_numbers_would_be_like(self):
        curve = discover(TEXTS).curve

        ks = [point.k for point in curve]
        assert ks == sorted(set(ks))
        assert len(ks) > 5
        assert all(0 <= point.quality <= 1 and 0 <= point.stability <= 1 for point in curve)

    def test_quotes_nobody_twice_for_a_theme(self):
        speakers = ["Ann" if at % 2 else "Ben" for at in range(len(TEXTS))]

        for theme in discover(TEXTS, speakers=speakers).themes:
            for quotes in (theme.quotes, theme.typical, theme.untypical):
                said = [speakers[index] for index in quotes]
                assert len(said) == len(set(said))


class TestSubThemes:
    def test_together_hold_all_of_their_theme(self):
        found = discover(TEXTS, k=2)

        parted = [theme for theme in found.themes if theme.subthemes]
        assert parted
        for theme in parted:
            members = [index for part in theme.subthemes for index in part.members]
            assert sorted(members) == list(theme.members)
            assert theme.size == sum(part.size for part in theme.subthemes)

    def test_have_names_unlike_their_theme_and_each_other(self):
        for theme in discover(TEXTS, k=2).themes:
            names = [theme.name, *(part.name for part in theme.subthemes)]
            assert len(names) == len({name.casefold() for name in names})

    def test_a_small_theme_has_none(self):
        assert all(not theme.subthemes for theme in discover(TEXTS, k=5).themes if theme.size < 15)


class TestOther:
    def test_themes_are_found_only_in_what_the_codebook_leaves(self):
        texts = ("Not enough money", "No funding", "n/a", *TEXTS)
        coded = code(texts, standard_barriers()).codings

        found = discover_other(texts, coded)

        explained = {at for at, one in enumerate(coded) if one.themes}
        members = {index for theme in found.themes for index in theme.members}
        assert explained
        assert not members & explained
        assert [found.codings[at] for at in sorted(explained)] == [
            coded[at] for at in sorted(explained)
        ]

    def test_the_ledger_is_of_all_statements(self):
        texts = ("Not enough money", "n/a", *TEXTS, TEXTS[0])
        coded = code(texts, standard_barriers()).codings

        ledger = discover_other(texts, coded).ledger

        parts = ledger.themed + ledger.other + ledger.empty + ledger.duplicate
        assert ledger.received == len(texts) == parts
        assert ledger.empty == ledger.duplicate == 1

    def test_quotes_are_what_was_said_in_the_theme(self):
        texts = ("Not enough money", *TEXTS)
        coded = code(texts, standard_barriers()).codings

        for theme in discover_other(texts, coded).themes:
            assert set(theme.quotes) <= set(theme.members)


class TestOddInput:
    @pytest.mark.parametrize(
        "texts",
        [
            pytest.param([], id="nothing"),
            pytest.param(["", " ", "\n"], id="all empty"),
            pytest.param(["🎉", "👍👍", "🚌", "…"], id="emoji only"),
            pytest.param(["12", "7.5", "2026", "£3"], id="all numbers"),
            pytest.param(["n/a", "none", "Don't know", "nothing to add"], id="nothing said"),
        ],
    )
    def test_without_words_there_are_no_themes(self, texts):
        found = discover(texts)

        assert found.themes == ()
        assert found.ledger.empty == found.ledger.received == len(texts)

    def test_one_statement_is_one_theme(self):
        (theme,) = discover(["Buses stop after six"]).themes

        assert (theme.size, theme.quotes) == (1, (0,))
        assert "uses" in theme.name

    def test_two_statements_are_one_theme(self):
        (theme,) = discover(["Buses stop after six", "No bus after six"]).themes

        assert theme.members == (0, 1)

    def test_all_the_same_is_one_theme_with_its_copies(self):
        found = discover(["Buses stop after six"] * 9)

        assert [theme.size for theme in found.themes] == [9]
        assert found.ledger.duplicate == 8

    def test_mixed_scripts_are_all_accounted_for(self):
        texts = [
            *("Parking is dear", "Parking is full", "Parken ist teuer", "Parkplätze fehlen"),
            *("停车很贵", "没有公交车", "وقوف السيارات غالي", "Автобусы не ходят", "ਬੱਸਾਂ ਨਹੀਂ ਹਨ"),
        ]

        found = discover(texts)

        assert found.ledger.themed + found.ledger.other == len(texts)
        assert all(theme.name for theme in found.themes)

    def test_a_very_long_answer_is_read(self):
        texts = [*TEXTS, "The museum café and its cakes. " * 3_000]

        assert discover(texts).ledger.received == len(texts)

    def test_half_a_character_and_nul_do_no_harm(self):
        texts = [*TEXTS, "Buses \ud83d stop\0 early", "a\0b"]

        assert discover(texts).ledger.received == len(texts)


class TestSameBytes:
    def test_whatever_the_hash_seed_and_the_run(self, tmp_path):
        file = tmp_path / "statements.csv"
        file.write_text("text\n" + "\n".join(TEXTS) + "\n", "utf-8")

        found = {
            subprocess.run(
                [sys.executable, "-m", "analysis", "themes", str(file), "--json", "-"],
                capture_output=True,
                check=True,
                cwd=ROOT,
                env=os.environ | {"PYTHONHASHSEED": seed},
            ).stdout
            for seed in ("1", "1", "77")
        }

        assert len(found) == 1
