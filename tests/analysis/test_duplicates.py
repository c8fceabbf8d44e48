"""Finding repeats: what is one text, and what only looks like it."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import pytest

from analysis.duplicates import find_duplicates
from tests.analysis.campaigns import LETTERS, pairwise_scores, simulated
from tests.analysis.many import statements

LETTER = (
    "I object to the plan for the old mill because the road cannot carry the traffic it brings, "
    "the school is full, and nobody asked the people who live beside it"
)
ANSWERS = Path(__file__).parent / "heldout-barriers.csv"


@pytest.fixture(scope="module")
def answers() -> list[str]:
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))


def kinds(*texts: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(group.kind, group.members) for group in find_duplicates(texts)]


class TestShortAnswers:
    @pytest.mark.parametrize(
        "texts",
        [
            ("no buses", "more buses"),
            ("more buses to the hospital", "more buses to the library"),
            ("Buses at night", "No buses at night"),
            ("Listen to me", "Listen to us"),
            ("Too much parking", "Too little parking"),
            ("Smoking should be banned in parks", "Smoking should be banned in pubs"),
            ("Open the park in the evening", "Open the park in the morning", "Close the park"),
        ],
    )
    def test_that_say_different_things_are_no_group(self, texts):
        assert kinds(*texts) == []

    def test_that_differ_in_courtesies_only_are_near(self):
        assert kinds("More buses please!", "We need more parks", "more buses") == [("near", (0, 2))]

    def test_that_read_alike_are_exact(self):
        assert kinds("No cash!", "Trees", "no cash") == [("exact", (0, 2))]

    @pytest.mark.parametrize("texts", [(), ("",), ("n/a", "n/a"), ("😀", "😀"), ("one statement",)])
    def test_that_say_nothing_or_stand_alone_are_no_group(self, texts):
        assert kinds(*texts) == []

    def test_do_not_make_distinct_barriers_campaigns(self, answers):
        found = find_duplicates(answers)

        assert len(answers) > 250
        assert [group.kind for group in found if group.kind == "campaign"] == []


class TestCampaigns:
    def test_of_one_sentence_by_five_are_found(self):
        letter = LETTERS[5].strip()

        assert kinds(*[letter] * 5) == [("campaign", (0, 1, 2, 3, 4))]
        assert kinds(*[letter] * 4) == [("exact", (0, 1, 2, 3))]

    def test_are_found_behind_greetings_and_sentences_of_one_s_own(self):
        letter = LETTERS[2].strip()
        texts = [
            letter,
            f"Dear councillors, {letter} Kind regards, Jo Marsh",
            f"My mother is ninety and goes to the eye clinic each month. {letter}",
            f"{letter} I have written about this before and nobody answered me.",
            letter.replace("council", "leader").replace("hospital", "clinic"),
        ]

        assert kinds(*texts, "The 47 bus is late") == [("campaign", (0, 1, 2, 3, 4))]

    @pytest.mark.parametrize("sizes", [(5, 8), (5, 40), (60, 120)])
    def test_are_found_whole_among_other_answers(self, answers, sizes):
        scores = []
        for seed in range(5):
            texts, truth = simulated(answers, seed=seed, sizes=sizes)
            groups = [g.members for g in find_duplicates(texts) if g.kind == "campaign"]
            scores.append((*pairwise_scores(truth, groups), len(groups)))

        precision, recall, number = (sum(each) / 5 for each in zip(*scores, strict=True))
        assert precision >= 0.98
        assert recall >= 0.96
        assert number == pytest.approx(len(LETTERS), abs=0.5)

    def test_do_not_hang_on_the_order_of_statements(self, answers):
        texts, _ = simulated(answers[:100], seed=1, sizes=(5, 9))

        def grouped(order: list[int]) -> set[tuple[str, frozenset[int]]]:
            found = find_duplicates([texts[at] for at in order])
            return {(g.kind, frozenset(order[at] for at in g.members)) for g in found}

        assert grouped(list(range(len(texts)))) == grouped(list(range(len(texts)))[::-1])


class TestFindDuplicates:
    def test_the_same_words_are_exact_whatever_the_marks(self):
        assert kinds(*["No bus!", "A park", "no  BUS", "n/a", "n/a"]) == [("exact", (0, 2))]

    def test_a_changed_word_is_near(self):
        texts = [LETTER, LETTER.replace("old", "new"), "The road is full of holes"]

        assert kinds(*texts) == [("near", (0, 1))]

    def test_five_long_copies_are_a_campaign(self):
        texts = [f"{LETTER}. Signed, {name}" for name in ("Ann", "Bob", "Cy", "Di", "Ed")]

        assert kinds(*texts) == [("campaign", (0, 1, 2, 3, 4))]

    @pytest.mark.parametrize("texts", [[], ["No bus"], ["", "", "n/a"]])
    def test_too_little_has_no_groups(self, texts):
        assert kinds(*texts) == []

    def test_many_statements_take_little_memory(self):
        texts = statements(6_000)[0]

        tracemalloc.start()
        find_duplicates(texts)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert peak < 120_000_000
