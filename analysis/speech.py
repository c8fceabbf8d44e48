"""Statements as clauses of words, and what a word does in the phrases it stands in.

Whether a phrase is whole shows in what stands around it: "public transport" is followed by a full
stop or "in", while "public" is followed by what it belongs to. No grammar is shipped: the corpus
itself is counted.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from analysis.stems import stem
from analysis.stopwords import STOP_WORDS

_CLAUSE = re.compile(r"[.!?;:,()\[\]\n/\"“”…|•*]+|\s[-–—]+\s?|--+")
_WORD = re.compile(r"[^\W_]+(?:['’.&-](?=[^\W_])[^\W_]+)*", re.UNICODE)
# Words of praise, blame and wish: they say how people feel, not what about.
WEAK = frozenset((files("analysis") / "data" / "weak-words.txt").read_text("utf-8").split())
# What is put in place of a name that was taken out.
_STANDS_FOR_NOTHING = re.compile(r"x{2,}|redacted|removed|anonymi[sz]ed")
# Under this share of the commonest English words, texts are in another language.
_ENGLISH_SHARE, _LEAST_WORDS = 0.08, 12
_FUNCTION_SHARE, _FUNCTION_MOST = 0.02, 250
# Where so many words inside a sentence have a capital, nouns have it: German.
_CAPITALISING = 0.15
_STRENGTH = 2.0
# From so many texts on, a name that this share of them has is taken for that of the place.
_FEW, _GREAT_PART, _MOSTLY = 60, 0.1, 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, in lower case, and its stem."""

    written: str
    lower: str
    stem: str


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = (files("analysis") / "data" / "name-words.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def words_for(purpose: str) -> frozenset[str]:
    """Return one list of name-words.toml: openers, links, closers, holders, numbers or bare."""
    return _lists()[purpose]


Clause = tuple[Word, ...]


class Speech:
    """What was said: the clauses of each text, and how each word stands in them.

    Attributes
    ----------
    clauses : tuple of tuples of Clause
        Of each text, in order.
    is_english : bool
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.clauses = tuple(clauses_of(text) for text in texts)
        self._cased: defaultdict[str, Counter[str]] = defaultdict(Counter)
        # The same few words are asked about again and again.
        self._content: dict[str, bool] = {}
        self._as_written: dict[str, str] = {}
        self._whole: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        self.is_english = is_english(clause for clauses in self.clauses for clause in clauses)
        self._function: frozenset[str] = STOP_WORDS
        if not self.is_english:
            self._function = self._commonest()
        # Before these a phrase may end.
        closers = words_for("closers") - words_for("holders") if self.is_english else self._function
        self._closers = closers | {""}
        for text, clauses in zip(texts, self.clauses, strict=True):
            shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))
            for clause in clauses:
                self._count(clause, shouted=shouted)
        inside = sum(forms.total() for forms in self._cased.values())
        capital = sum(
            sum(count for form, count in forms.items() if form[0].isupper())
            for forms in self._cased.values()
        )
        self._capitalises = not self.is_english and capital > _CAPITALISING * inside

    def _commonest(self) -> frozenset[str]:
        """Return the words that so many texts have that they cannot tell one from another."""
        spread: Counter[str] = Counter()
        for clauses in self.clauses:
            spread.update({word.written for clause in clauses for word in clause})
        least = max(3, _FUNCTION_SHARE * len(self.clauses))
        common = [word for word, count in spread.most_common(_FUNCTION_MOST) if count >= least]
        return frozenset(word for word in common if word.islower()) | {
            word for word in spread if len(word) < 3
        }

    def may_be_noun(self, word: Word) -> bool:
        """Return whether a word may name a thing, as far as can be told."""
        if self._capitalises:
            forms = self._cased[word.lower]
            return 2 * sum(forms[form] for form in forms if form[0].isupper()) > forms.total()
        return word.lower not in words_for("bare")

    def _count(self, clause: Clause, *, shouted: bool) -> None:
        last = len(clause) - 1
        nominal = words_for("nominal")
        for at, word in enumerate(clause):
            if at and not shouted:
                self._cased[word.lower][word.written] += 1
            after = clause[at + 1].lower if at < last else ""
            before = clause[at - 1].lower if at else ""
            counts = self._whole[word.lower]
            counts[0] += after in self._closers
            counts[1] += 1
            counts[2] += not before or before in self._function
            counts[3] += 1
            counts[4] += before in nominal or (last == 0)

    def is_function(self, word: Word) -> bool:
        """Return whether a word only holds others together."""
        lower = word.lower
        return (
            lower.replace("'", "") in self._function
            or lower.removesuffix("'s") in self._function
            or not lower[0].isalpha()
            or _STANDS_FOR_NOTHING.fullmatch(lower) is not None
        )

    def is_content(self, word: Word) -> bool:
        """Return whether a word says what is spoken about."""
        known = self._content.get(word.lower)
        if known is None:
            known = self._content[word.lower] = self._says_something(word)
        return known

    def _says_something(self, word: Word) -> bool:
        return not (
            len(word.lower) < 2
            or self.is_function(word)
            or word.lower in WEAK
            or word.lower in words_for("numbers")
            or (self.is_english and word.lower in words_for("links"))
            or "n't" in word.lower
        )

    def closes(self, word: Word) -> float:
        """Return how likely a phrase is whole that ends on a word, in 0..1."""
        whole, seen, *_ = self._whole[word.lower]
        return (whole + _STRENGTH * 0.5) / (seen + _STRENGTH)

    def opens(self, word: Word) -> float:
        """Return how likely a phrase is whole that begins with a word, in 0..1."""
        _, _, whole, seen, _ = self._whole[word.lower]
        return (whole + _STRENGTH * 0.5) / (seen + _STRENGTH)

    def is_named(self, word: Word) -> float:
        """Return how likely a word names a thing, by what stands before it, in 0..1."""
        _, _, _, seen, named = self._whole[word.lower]
        return min(1.0, 2 * (named + _STRENGTH * 0.25) / (seen + _STRENGTH))

    def capitalised(self) -> frozenset[str]:
        """Return the stems of the words that people write with a capital: names, mostly."""
        if self._capitalises:
            return frozenset()
        return frozenset(
            word.stem
            for clauses in self.clauses
            for clause in clauses
            for word in clause
            if word.written[0].isupper() and self.as_written(word)[0].isupper()
        )

    def common_names(self) -> frozenset[str]:
        """Return the proper names that a great part of the texts has, in lower case.

        Where one in ten names the town, two statements are not alike for naming it.
        """
        if self._capitalises or len(self.clauses) < _FEW:
            return frozenset()
        having: Counter[str] = Counter()
        for clauses in self.clauses:
            having.update({word.lower for clause in clauses for word in clause})
        often = [word for word, n in having.items() if n >= _GREAT_PART * len(self.clauses)]
        return frozenset(word for word in often if self._has_capital(word))

    def _has_capital(self, word: str) -> bool:
        forms = self._cased[word]
        capital = sum(count for form, count in forms.items() if form[0].isupper())
        return capital > _MOSTLY * forms.total() and len(word) > 1 and word not in STOP_WORDS

    def as_written(self, word: Word) -> str:
        """Return a word as people write it inside a sentence: names keep their capitals."""
        known = self._as_written.get(word.written)
        if known is None:
            known = self._as_written[word.written] = self._usual_form(word)
        return known

    def _usual_form(self, word: Word) -> str:
        forms = self._cased[word.lower]
        if word.lower in STOP_WORDS and self.is_english:
            return word.lower
        if not forms:
            return (
                word.written if word.written.isupper() and 1 < len(word.written) < 5 else word.lower
            )
        capital = {form: count for form, count in forms.items() if form[0].isupper()}
        if 2 * sum(capital.values()) <= forms.total():
            return word.lower
        return min(capital, key=lambda form: (-capital[form], form))


def without(texts: Sequence[str], names: Collection[str]) -> list[str]:
    """Return the texts without some names, but whole where nothing else is said."""
    if not names:
        return list(texts)
    listed = "|".join(sorted(map(re.escape, names)))
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
    left = [pattern.sub(" ", text) for text in texts]
    return [rest if _WORD.search(rest) else text for rest, text in zip(left, texts, strict=True)]


def clauses_of(text: str) -> tuple[Clause, ...]:
    """Return the words of each clause of a text; a clause without words is left out."""
    found = []
    for piece in _CLAUSE.split(text):
        words = tuple(_word(written) for written in _WORD.findall(piece))
        if words:
            found.append(words)
    return tuple(found)


@lru_cache(1 << 15)
def _word(written: str) -> Word:
    written = written.replace("’", "'")
    lower = written.lower()
    return Word(written, lower, stem(lower.removesuffix("'s")))


def is_english(clauses: Iterable[Clause]) -> bool:
    """Return whether most of what was said is English; a few words are taken for English."""
    words = [word.lower for clause in clauses for word in clause]
    telltale = words_for("telltale")
    english = sum(word in telltale for word in words)
    return len(words) < _LEAST_WORDS or english >= _ENGLISH_SHARE * len(words)
