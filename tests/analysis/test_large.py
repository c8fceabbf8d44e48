"""Discovery among more statements than are compared with each other."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from analysis.checkpoints import Checkpoints
from analysis.chunks import AnalysisCancelled
from analysis.discovery import discover
from analysis.large import marks_of
from analysis.statements import first_seen
from tests.analysis.many import statements

SIZES = {"sample": 120, "chunk": 50}


@pytest.fixture(scope="module")
def texts():
    return statements(400)[0]


@pytest.fixture(scope="module")
def found(texts):
    return discover(texts, k=4, **SIZES)


def given(discovery) -> list[tuple[tuple[str, float], ...]]:
    return [tuple((one.theme, one.score) for one in coded.themes) for coded in discovery.codings]


class TestDiscoverLarge:
    def test_puts_nearly_all_where_they_were_made(self, found):
        truth = statements(400)[1]

        for theme in found.themes:
            made = [truth[member] for member in theme.members]
            assert max(made.count(name) for name in set(made)) >= 0.95 * len(made)

        assert found.ledger.themed >= 390

    def test_members_codings_and_sizes_tell_the_same(self, found):
        for theme in found.themes:
            coded = [
                at
                for at, coding in enumerate(found.codings)
                if theme.id in [applied.theme for applied in coding.themes]
            ]
            assert list(theme.members) == coded
            assert theme.size == len(coded)

    def test_the_largest_comes_first(self, found):
        sizes = [theme.size for theme in found.themes]

        assert sizes == sorted(sizes, reverse=True)
        assert [theme.id for theme in found.themes] == [f"t{at + 1}" for at in range(len(sizes))]

    def test_parts_make_up_their_theme(self):
        whole = discover(statements(1_500)[0], k=2, sample=700, chunk=200)

        parted = [theme for theme in whole.themes if theme.subthemes]
        assert parted
        for theme in parted:
            parts = [member for part in theme.subthemes for member in part.members]
            assert sorted(parts) == list(theme.members)
            sizes = [part.size for part in theme.subthemes]
            assert sizes == sorted(sizes, reverse=True)
            assert [part.id for part in theme.subthemes] == [
                f"{theme.id}.{at + 1}" for at in range(len(sizes))
            ]

    def test_nobody_is_quoted_twice_for_a_theme(self, texts):
        speakers = [at % 3 for at in range(len(texts))]

        found = discover(texts, k=4, speakers=speakers, **SIZES)

        for theme in found.themes:
            said = [speakers[quote] for quote in theme.quotes]
            assert len(set(said)) == len(said)

    def test_quotes_are_members(self, found):
        for theme in found.themes:
            assert theme.quotes
            assert set(theme.quotes) <= set(theme.members)

    def test_copies_follow_the_first_and_empty_ones_are_set_aside(self, texts):
        mixed = [*texts, texts[3].upper(), "n/a", "", "—"]

        found = discover(mixed, k=4, **SIZES)

        assert found.codings[400].copy_of == 3
        assert found.codings[400].themes == found.codings[3].themes
        assert all(coded.is_empty for coded in found.codings[-3:])
        assert (found.ledger.duplicate, found.ledger.empty) == (1, 3)
        assert found.ledger.received == 404

    def test_nothing_but_empty_answers_makes_no_theme(self):
        found = discover(["n/a"] * 200, **SIZES)

        assert found.themes == ()
        assert found.ledger.empty == 200

    def test_one_text_many_times_is_one_statement(self):
        found = discover(["No bus after six"] * 200, **SIZES)

        assert (found.ledger.received, found.ledger.duplicate) == (200, 199)

    def test_what_resembles_nothing_is_other(self, texts):
        found = discover([*texts, "zxqv wjk"], k=4, sample=120, chunk=50)

        assert found.codings[-1].themes == ()
        assert found.ledger.other >= 1

    def test_codings_can_be_asked_for_one_by_one(self, found):
        assert found.codings[-1] == list(found.codings)[-1]
        assert found.codings[2:4] == list(found.codings)[2:4]
        with pytest.raises(IndexError):
            found.codings[400]


class TestExecutor:
    def test_threads_come_to_the_same_numbers(self, texts, found):
        with ThreadPoolExecutor(3) as executor:
            again = discover(texts, k=4, executor=executor, **SIZES)

        assert given(again) == given(found)
        assert again.themes == found.themes

    def test_processes_come_to_the_same_numbers(self, texts, found):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(2, mp_context=context) as executor:
            again = discover(texts, k=4, executor=executor, **SIZES)

        assert given(again) == given(found)


class TestProgress:
    def test_rises_to_one_in_many_steps(self, texts):
        shares: list[float] = []

        discover(texts, k=4, progress=shares.append, **SIZES)

        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        assert len(set(shares)) > 2 * len(texts) / SIZES["chunk"]

    @pytest.mark.parametrize("after", [0, 3, 12])
    def test_stops_where_it_is_asked_to(self, texts, after):
        asked: list[None] = []

        def cancelled() -> bool:
            asked.append(None)
            return len(asked) > after

        with pytest.raises(AnalysisCancelled, match="stopped before it was finished"):
            discover(texts, k=4, cancelled=cancelled, **SIZES)

        assert len(asked) == after + 1


class TestCheckpoints:
    def test_a_second_run_makes_nothing_anew(self, texts, found, tmp_path):
        kept = Checkpoints(tmp_path, {"input": "these"})
        discover(texts, k=4, checkpoints=kept, **SIZES)
        before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

        again = discover(texts, k=4, checkpoints=kept, **SIZES)

        after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
        assert after == before
        assert {"sample.json", "marks-00007.npz", "homes-00007.npz"} <= set(after)
        assert (given(again), again.themes) == (given(found), found.themes)

    def test_what_was_finished_before_a_stop_is_not_made_again(self, texts, found, tmp_path):
        kept = Checkpoints(tmp_path, {"input": "these"})
        asked: list[None] = []

        def cancelled() -> bool:
            asked.append(None)
            return len(asked) > 5

        with pytest.raises(AnalysisCancelled):
            discover(texts, k=4, checkpoints=kept, cancelled=cancelled, **SIZES)
        before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

        again = discover(texts, k=4, checkpoints=kept, **SIZES)

        after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
        assert 3 < len(before) < len(after)
        assert before.items() <= after.items()
        assert (given(again), again.themes) == (given(found), found.themes)


class TestMarks:
    def test_are_equal_where_texts_read_alike(self):
        texts = [
            "No bus!",
            "no  BUS",
            "No buses",
            "n/a",
            "",
            "Kein Bus für Ömer",
            "KEIN BUS FÜR ÖMER",
        ]

        marks = marks_of(texts)["marks"].tolist()

        seen = {}
        mine = [None if not mark else seen.setdefault(mark, at) for at, mark in enumerate(marks)]
        assert mine == first_seen(texts)
