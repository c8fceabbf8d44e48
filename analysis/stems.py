"""Words to their stems, for matching only: what an officer reads is never stemmed.

Only inflections are taken off (plural, -ed, -ing), so that "community" and "communication" stay
apart, which Porter's stemmer does not promise. American spellings become British ones first.
"""

from __future__ import annotations

import re
from functools import lru_cache

_AMERICAN = re.compile(r"(?<=[a-z]{3})iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)")
_SPELLING = {
    "behavior": "behaviour",
    "center": "centre",
    "centers": "centre",
    "color": "colour",
    "labor": "labour",
    "neighbor": "neighbour",
    "neighborhood": "neighbourhood",
    "neighborhoods": "neighbourhood",
    "neighbors": "neighbour",
    "program": "programme",
    "programs": "programme",
}
_IRREGULAR = {
    "buses": "bus",
    "children": "child",
    "does": "do",
    "did": "do",
    "done": "do",
    "doing": "do",
    "during": "during",
    "evening": "evening",
    "felt": "feel",
    "found": "find",
    "gave": "give",
    "given": "give",
    "giving": "give",
    "going": "go",
    "goes": "go",
    "gone": "go",
    "went": "go",
    "got": "get",
    "getting": "get",
    "gotten": "get",
    "had": "have",
    "has": "have",
    "having": "have",
    "heard": "hear",
    "housing": "housing",
    "kept": "keep",
    "knew": "know",
    "known": "know",
    "led": "lead",
    "left": "leave",
    "lost": "lose",
    "made": "make",
    "met": "meet",
    "men": "man",
    "news": "news",
    "paid": "pay",
    "parking": "parking",
    "people": "people",
    "planning": "planning",
    "peoples": "people",
    "ran": "run",
    "said": "say",
    "saw": "see",
    "seen": "see",
    "sent": "send",
    "spent": "spend",
    "this": "this",
    "training": "training",
    "told": "tell",
    "taken": "take",
    "took": "take",
    "thing": "thing",
    "things": "thing",
    "thought": "think",
    "was": "be",
    "were": "be",
    "is": "be",
    "are": "be",
    "am": "be",
    "always": "always",
    "women": "woman",
    "written": "write",
    "wrote": "write",
}
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = frozenset({"bb", "dd", "gg", "mm", "nn", "pp", "rr", "tt"})


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one lower-case word.

    Examples
    --------
    >>> [stem(word) for word in ("meetings", "organizing", "bodies", "staffed", "stopped")]
    ['meet', 'organis', 'body', 'staff', 'stop']
    """
    word = _SPELLING.get(word, word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _AMERICAN.sub("is", word)
    return word if len(word) <= 3 else _without_final_e(_without_ending(_singular(word)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root) and not root.endswith("e"):
            return root[:-1] if root[-2:] in _DOUBLED and len(root) > 3 else root
    return word


def _without_final_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
