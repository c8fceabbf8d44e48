"""What the words in a heading say of the notes under it; the words are in `vocabulary.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

KINDS = ("work", "barrier", "solution", "aspiration", "definition", "discussion", "comment")
CORE_KINDS = ("work", "barrier", "solution")

# A heading may name several kinds ("Discussion around barriers and solutions"). The one that says
# most of the notes under it comes first: barriers are talked of when solutions are sought.
_PRECEDENCE = ("solution", "aspiration", "definition", "barrier", "work", "discussion", "comment")
_ROLES = (
    "kind", "outcome_title", "outcome", "partner", "heading", "id", "date", "ward", "skip", "text",
)  # fmt: skip
_EXACT = 0.5
_BEGINNING = 60


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says: a kind, how much of the heading says it, and how surely."""

    kind: str
    share: float
    is_certain: bool
    kinds: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the heading is about this kind and little else."""
        return self.share >= _EXACT and len(self.kinds) == 1


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, lower-cased and without a plural "s".

    >>> words("What’s getting in the way?")
    ('what', 'i', 'getting', 'in', 'the', 'way')
    """
    plain = text.casefold().replace("’", "'")
    plain = re.sub(r"\b(what|it|that|who)'s\b", r"\1 is", plain).replace("'", "")
    return tuple(_singular(word) for word in re.findall(r"[^\W_]+", plain))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@cache
def _data() -> dict[str, Any]:
    source = resources.files("consult.readers").joinpath("vocabulary.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of single words."""
    return frozenset(_data()["words"][name].split())


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str, bool], ...]:
    """Return every phrase with its kind and whether it is sure, the longest first."""
    found = [
        (words(phrase), kind, certain)
        for kind, entry in _data()["kinds"].items()
        for certain, key in ((True, "phrases"), (False, "nearest"))
        for phrase in entry[key]
    ]
    return tuple(sorted(found, key=lambda phrase: -len(phrase[0])))


@cache
def _exactly(group: str, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words(phrase) for phrase in _data()[group][name])


@lru_cache(maxsize=8192)
def meaning(text: str) -> Meaning | None:
    """Return the kind of note that a heading names, or None.

    >>> meaning("What gets in the way").kind
    'barrier'
    >>> meaning("Possible solutions to the barriers").kinds
    ('solution', 'barrier')
    >>> meaning("Funding") is None
    True
    """
    if len(text) > 200:
        return None
    spoken = list(words(text))
    fillers = word_list("fillers")
    content = sum(word not in fillers for word in spoken)
    hits = _hits(spoken, fillers)
    kinds = tuple(kind for kind in _PRECEDENCE if kind in hits)
    if not kinds:
        return None
    share = min(1.0, sum(told for told, _ in hits.values()) / max(1, content))
    if share < 1 and not any(sure for _, sure in hits.values()):
        # "Change" alone heads ideas; "Confidence that change is possible" is somebody's point.
        return None
    return Meaning(kinds[0], share, hits[kinds[0]][1] and len(kinds) == 1, kinds)


def _hits(spoken: list[str], fillers: frozenset[str]) -> dict[str, tuple[int, bool]]:
    """Return for each kind named how many words name it, and whether any of them is sure."""
    hits: dict[str, tuple[int, bool]] = {}
    said = set(spoken)
    for phrase, kind, certain in _phrases():
        if phrase[0] not in said:
            continue
        at = _find(spoken, phrase)
        if at < 0:
            continue
        told = max(1, sum(word not in fillers for word in phrase))
        before, sure = hits.get(kind, (0, False))
        hits[kind] = (before + told, sure or certain)
        spoken[at : at + len(phrase)] = ["\0"] * len(phrase)
    return hits


def _find(spoken: list[str], phrase: tuple[str, ...]) -> int:
    size = len(phrase)
    for at in range(len(spoken) - size + 1):
        if tuple(spoken[at : at + size]) == phrase:
            return at
    return -1


@lru_cache(maxsize=8192)
def column_role(text: str) -> str:
    """Return what a column of that heading holds ("" where the words do not say).

    >>> column_role("Outcome ref."), column_role("Organisation"), column_role("Barriers")
    ('outcome', 'partner', '')
    """
    spoken = words(text)
    for role in _ROLES:
        if spoken in _exactly("columns", role):
            return role
    return ""


def is_instruction(text: str) -> bool:
    """Whether a paragraph tells people how to use the sheet rather than noting a point."""
    if re.fullmatch(r"[(\[{][^()\[\]]*[)\]}]\.?", text):
        return True
    return _begins(text, "instructions")


def is_about_the_event(text: str) -> bool:
    """Whether a line tells of the event itself: its date, place, or who was there."""
    label, colon, _rest = text.partition(":")
    return bool(colon) and words(label) in _exactly("passages", "about_the_event")


def is_greeting(text: str) -> bool:
    """Whether a line only greets its reader: "Hi Pat,"."""
    return len(text.split()) <= 5 and text.endswith((",", "!")) and _begins(text, "greetings")


def is_closing(text: str) -> bool:
    """Whether a line ends a letter: "Best wishes,"."""
    return words(text) in _exactly("passages", "closings")


def is_total(texts: Sequence[str]) -> bool:
    """Whether the cells of a row only add up those above.

    >>> is_total(["Total", "12", "7"]), is_total(["Total: 3", "Total: 4"]), is_total(["12", "7"])
    (True, True, False)
    """
    total = re.compile(r"(?:grand |sub-?)?totals?\b[\W\d]*", re.IGNORECASE)
    is_word = [bool(total.fullmatch(text)) for text in texts]
    return any(is_word) and all(
        word or not any(map(str.isalpha, text)) for word, text in zip(is_word, texts, strict=True)
    )


def is_choice(text: str) -> bool:
    """Whether a text is a usual answer to a closed question.

    >>> is_choice("Strongly agree"), is_choice("Strongly agree, but only at night")
    (True, False)
    """
    return len(text) < _BEGINNING and words(text) in _exactly("passages", "choices")


def asks_for_choice(label: str) -> bool:
    """Whether the heading of a column puts a closed question.

    >>> asks_for_choice("Q3 - To what extent do you agree?"), asks_for_choice("Why?")
    (True, False)
    """
    spoken = list(words(label))
    return any(_find(spoken, phrase) >= 0 for phrase in _exactly("passages", "choice_questions"))


def says_nothing(text: str) -> bool:
    """Whether a cell only says that there was nothing to note.

    >>> says_nothing("N/A"), says_nothing("–"), says_nothing("12"), says_nothing("None of us drive")
    (True, True, True, False)
    """
    if not any(character.isalpha() for character in text):
        return True
    return len(text) < _BEGINNING and words(text) in _exactly("passages", "nothing")


def _begins(text: str, group: str) -> bool:
    spoken = words(text[:_BEGINNING])
    phrases = _exactly("passages", group)
    return any(spoken[:size] in phrases for size in range(1, len(spoken) + 1))
