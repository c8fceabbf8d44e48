"""Matching statements, on coded pairs that nothing was learned from."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from analysis.calibration import chances
from analysis.matching import EVIDENCE, USES, learned_weights, match
from tests.analysis.coded_pairs import SHOWN, coded, drawn, learned

ROOT = Path(__file__).resolve().parents[2]
# Area under the curve over all pairs, and how often the first match is one; by use.
LEAST = {"barriers": (0.9, 0.5), "work": (0.94, 0.5), "questions": (0.94, 0.48)}


def seeds() -> Path:
    places = (os.environ.get("CONSULT_SHARED"), ROOT.parent / "shared", ROOT.parents[1] / "shared")
    for place in places:
        if place and (Path(place) / "seeds").is_dir():
            return Path(place) / "seeds"
    pytest.skip("The founding documents are not beside the project.")


class TestCodedPairs:
    @pytest.mark.parametrize("use", USES)
    def test_there_are_hundreds_for_each_use(self, use):
        pairs = [coded(use, part) for part in ("learn", "held out")]

        sides = 2 if pairs[0].are_same else 1
        assert sum(int(each.same_topic.sum()) // sides for each in pairs) >= 300

    @pytest.mark.parametrize("use", USES)
    def test_the_shipped_weights_are_those_that_the_learned_half_gives(self, use):
        assert learned_weights()[use] == pytest.approx(learned(use), abs=0.02)


class TestMatch:
    @pytest.mark.parametrize("use", USES)
    def test_puts_what_matches_first(self, use):
        from sklearn.metrics import roc_auc_score

        pairs = coded(use, "held out")
        found = match(pairs.left, pairs.right, use=use, most=10, least=0.0, are_same=pairs.are_same)

        scores = np.zeros(pairs.matches.shape)
        for at, near in enumerate(found):
            for one in near:
                scores[at, one.right] = one.score
        has = np.flatnonzero(pairs.matches.any(axis=1))
        first = np.mean([pairs.matches[at, found[at][0].right] for at in has])
        area = roc_auc_score(pairs.matches.ravel(), scores.ravel())
        assert first >= LEAST[use][1]
        assert area >= LEAST[use][0] - 0.15, "only ten of each are scored at all"

    @pytest.mark.parametrize("use", USES)
    def test_gives_chances_that_mean_what_they_say(self, use):
        evidence, truth = drawn(use, "held out", seed=1)

        given = chances(evidence.reshape(-1, len(EVIDENCE)), learned_weights()[use])

        given = given.reshape(truth.shape)
        best = np.argsort(-given, axis=1)[:, :SHOWN]
        shown, right = (np.take_along_axis(each, best, axis=1) for each in (given, truth))
        assert abs(shown.mean() - right.mean()) < 0.06
        assert right[shown > 0.5].mean() > 0.4
        assert right[shown < 0.1].mean() < 0.1

    def test_is_certain_of_the_same_words(self):
        found = match(["Befriending visits"], ["Litter picks", "befriending visits!"], use="work")

        assert (found[0][0].right, found[0][0].score) == (1, 1.0)

    def test_never_matches_a_statement_of_one_list_with_itself(self):
        texts = ["Youth club on Fridays", "Friday youth club", "Litter picks"]

        found = match(texts, texts, use="work", are_same=True, least=0.0)

        assert all(near.right != at for at, row in enumerate(found) for near in row)
        assert found[0][0].right == 1

    @pytest.mark.parametrize(
        ("left", "right", "expected"), [([], ["a"], ()), (["a"], [], ((),)), (["", "😀"], ["b"], 2)]
    )
    def test_bears_nothing_and_next_to_nothing(self, left, right, expected):
        found = match(left, right)

        assert found == expected if isinstance(expected, tuple) else len(found) == expected

    def test_refuses_a_use_that_it_does_not_know(self):
        with pytest.raises(ValueError, match="“people” cannot be matched"):
            match(["a"], ["b"], use="people")


@pytest.mark.seeds
class TestFoundingNotes:
    def test_finds_work_that_answers_barriers_of_2008(self):
        notes = (seeds() / "2008-workshop-feedback-notes.txt").read_text("utf-8")
        work = ["Working with faith communities", "Fear of crime survey", "Fire prevention"]
        work += ["Education programme", "Neighbourhood partnerships"]
        assert all(each.lower() in notes.lower() for each in work)

        found = match(
            ["Churches and mosques are left out", "Excluded pupils have nothing to do"], work
        )

        assert [row[0].right for row in found] == [0, 3]
