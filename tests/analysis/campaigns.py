"""Campaigns made up over other people's answers, to measure how well they are found.

Each copy of a letter is changed as people change one: a greeting or a name, words swapped, dropped
or misspelt, a sentence of their own before or behind, a sentence left out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

LETTERS = (Path(__file__).parent / "data" / "campaign-letters.txt").read_text("utf-8").split("\n\n")
GREETINGS = ("Dear Sir or Madam,", "Hello,", "Dear councillors,", "To whom it may concern:", "Hi")
ENDINGS = ("Kind regards, {name}", "Thank you. {name}", "Yours faithfully {name}", "{name}, BS{n}")
NAMES = ("Jo Marsh", "A. Okafor", "Priya", "Mrs T Hughes", "Dan and Sue", "W Kowalski", "Huw Bevan")
SWAPS = {
    "please": "kindly",
    "children": "kids",
    "everyone": "everybody",
    "closure": "closing",
    "support": "back",
    "object": "say no",
    "strongly": "firmly",
    "oppose": "reject",
    "older": "elderly",
    "think": "look",
    "many": "lots",
    "streets": "roads",
    "families": "households",
    "residents": "people",
    "plan": "scheme",
    "believe": "feel",
    "must": "should",
    "clean": "tidy",
    "agree": "am happy",
    "every": "each",
}


def simulated(
    answers: Sequence[str], *, seed: int, sizes: tuple[int, int] = (5, 40)
) -> tuple[list[str], list[int]]:
    """Return answers with campaigns among them, and the campaign of each: -1 where none."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    rows = [(text, -1) for text in answers]
    for number, letter in enumerate(LETTERS):
        for _ in range(chance.randint(*sizes)):
            rows.append((_copy(letter.strip(), answers, chance), number))
    chance.shuffle(rows)
    return [text for text, _ in rows], [number for _, number in rows]


def pairwise_scores(truth: Sequence[int], groups: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Return precision and recall over pairs of statements of one campaign."""

    def pairs(sizes: Sequence[int]) -> int:
        return sum(size * (size - 1) // 2 for size in sizes)

    found = right = 0
    for members in groups:
        found += pairs([len(members)])
        kinds = [truth[at] for at in members if truth[at] >= 0]
        right += pairs([kinds.count(kind) for kind in set(kinds)])
    given = pairs([list(truth).count(kind) for kind in set(truth) if kind >= 0])
    return (right / found if found else 1.0), right / given


def _copy(letter: str, answers: Sequence[str], chance: random.Random) -> str:
    if chance.random() < 0.35:
        return letter
    text = " ".join(_word(word, chance) for word in letter.split())
    sentences = text.split(". ")
    if len(sentences) > 2 and chance.random() < 0.15:
        sentences.pop(chance.randrange(len(sentences)))
    text = ". ".join(sentences)
    if chance.random() < 0.3:
        text = f"{text} {_remark(answers, chance)}"
    if chance.random() < 0.15:
        text = f"{_remark(answers, chance)} {text}"
    if chance.random() < 0.3:
        text = f"{chance.choice(GREETINGS)} {text}"
    if chance.random() < 0.4:
        name, number = chance.choice(NAMES), chance.randint(1, 40)
        text = f"{text} {chance.choice(ENDINGS).format(name=name, n=number)}"
    return text.upper() if chance.random() < 0.03 else text


def _remark(answers: Sequence[str], chance: random.Random) -> str:
    """Return the first words of somebody else's answer: what a person might add."""
    return " ".join(chance.choice(answers).split()[:25])


def _word(word: str, chance: random.Random) -> str:
    bare = word.lower().strip(".,!")
    if bare in SWAPS and chance.random() < 0.25:
        return word.lower().replace(bare, SWAPS[bare])
    draw = chance.random()
    if draw < 0.01:
        return ""
    if draw < 0.02 and len(bare) > 4:
        at = chance.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word
