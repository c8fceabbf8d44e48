"""Phrases that could name what people talk about, by the words that may begin, join and end one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from analysis.speech import WEAK, Clause, Speech, Word, words_for

_LONGEST, _MOST_CONTENT = 6, 4
# Words that end so are seldom the name of a thing.
_NO_NOUN = ("ed", "ly", "ful", "able", "ible", "n't")
_DOING, _SHORT_DOING = 0.6, 5
# From this share of plurals on, a thing is spoken of in general.
_OFTEN_MANY = 0.25


def spans(clause: Clause, speech: Speech) -> Iterator[Clause]:
    """Yield every run of words in a clause that could be a name, such as "parking at night"."""
    for start, first in enumerate(clause):
        after = clause[start + 1].lower if start + 1 < len(clause) else ""
        if not (_may_begin(first, speech) or _may_open(first, after, speech)):
            continue
        content = 0
        for end in range(start, min(start + _LONGEST, len(clause))):
            word = clause[end]
            is_content = speech.is_content(word)
            content += is_content
            if content > _MOST_CONTENT or not (is_content or _may_join(word, speech)):
                break
            if content and _may_end(word, end - start, is_content=is_content):
                yield clause[start : end + 1]


def _may_begin(word: Word, speech: Speech) -> bool:
    """Return whether a name may begin with a word: a noun, where those are written so."""
    return speech.is_content(word) and (speech.is_english or speech.may_be_noun(word))


def _may_open(word: Word, after: str, speech: Speech) -> bool:
    """Return whether a word that says nothing alone may begin a name: "No bins"."""
    if word.lower in ("not", "too"):
        return after in words_for("amounts")
    if after in words_for("links") and after != "of":
        return False
    return speech.is_english and word.lower in words_for("openers")


def _may_join(word: Word, speech: Speech) -> bool:
    if not speech.is_english:
        return True
    if word.lower in words_for("wishes"):
        return False
    purposes = ("links", "numbers", "amounts")
    return word.lower in WEAK or any(word.lower in words_for(purpose) for purpose in purposes)


def _may_end(word: Word, before: int, *, is_content: bool) -> bool:
    if word.lower in words_for("numbers"):
        return before > 1
    return is_content and not word.lower.endswith("ly")


def wholeness(phrase: Clause, speech: Speech) -> float:
    """Return how much a phrase reads as a name that lacks nothing, 0..1."""
    first, last = phrase[0], phrase[-1]
    is_noun = _is_noun(last, speech)
    if len(phrase) == 1:
        is_doing = last.lower.endswith("ing") and len(last.lower) > _SHORT_DOING
        named = 0.2 + 0.8 * speech.is_named(last)
        if last.lower in words_for("general"):
            return 0.0
        return is_noun * math.sqrt(speech.closes(last)) * named * (_DOING if is_doing else 1)
    whole = speech.closes(last) * (0.3 + 0.7 * speech.opens(first))
    if not is_noun:
        whole *= 0.3
    is_held = phrase[1].lower in words_for("links")
    if is_held and (first.lower in words_for("bare") or first.lower.endswith(_NO_NOUN)):
        whole *= 0.4
    return whole


def _is_noun(word: Word, speech: Speech) -> bool:
    return speech.may_be_noun(word) and not word.lower.endswith(_NO_NOUN)


def most_general(forms: Counter[Clause]) -> Clause:
    """Return how to write a single word as a heading: the many, where people speak of many."""
    several = {form: n for form, n in forms.items() if _is_plural(form[0])}
    if several and sum(several.values()) >= _OFTEN_MANY * forms.total():
        return commonest(Counter(several))
    return commonest(forms)


def _is_plural(word: Word) -> bool:
    return word.lower.endswith("s") and word.lower != word.stem


def commonest(forms: Counter[Clause]) -> Clause:
    """Return the commonest way in which a phrase was said, the shortest of those."""
    if len(forms) == 1:
        return next(iter(forms))
    return min(
        forms,
        key=lambda phrase: (
            -forms[phrase],
            len(phrase),
            [word.lower for word in phrase],
            [word.written for word in phrase],
        ),
    )
