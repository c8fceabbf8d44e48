"""Short names of partners, spelt out for matching only: “GCH” is read as “Gloucester City Homes”.

What is quoted stays in the speaker's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.codebook import Codebook

# The list of a lexicon that names organisations; a partner is one of them.
_BODIES = "body"
_WORD = re.compile(r"\w+")
_SHORTEST, _SHOUTED = 2, 5
_MOST_WORDS = 400


class Abbreviations:
    """A directory's short names, each with the name that it stands for.

    One of up to five capitals is only found in capitals, so that “WAS” is a partner and “was” is
    not; any other is found however it is written.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        spelt = {short.strip(): name.strip() for short, name in names.items()}
        self._names = {
            short: name
            for short, name in sorted(spelt.items())
            if len(short) >= _SHORTEST and name and short.casefold() != name.casefold()
        }
        self._loose = {short.casefold(): name for short, name in self._names.items()}
        # A whole name is found first, so that its own words are never spelt out again.
        found = sorted({*self._names, *self._names.values()}, key=lambda one: (-len(one), one))
        self._any = re.compile(
            "|".join(rf"(?<!\w){_pattern(each)}(?!\w)" for each in found) or r"(?!)"
        )

    def __bool__(self) -> bool:
        return bool(self._names)

    def spelt_out(self, text: str) -> str:
        """Return the text with every short name in full.

        Examples
        --------
        >>> Abbreviations({"GCH": "Gloucester City Homes"}).spelt_out("GCH won’t talk")
        'Gloucester City Homes won’t talk'
        """
        return self._any.sub(lambda found: self._name(found[0]) or found[0], text)

    def own_words(self, said: Sequence[str], text: str) -> tuple[str, ...]:
        """Return words of the text spelt out as the speaker has them.

        Examples
        --------
        >>> short = Abbreviations({"GCH": "Gloucester City Homes"})
        >>> short.own_words(["Homes won’t talk"], "GCH won’t talk")
        ('GCH won’t talk',)
        """
        verbatim = " ".join(text.split())
        kept = (words if words in verbatim else self._shortened(words, verbatim) for words in said)
        return tuple(dict.fromkeys(words for words in kept if words))

    def _shortened(self, words: str, text: str) -> str:
        """Return the stretch of the text that reads as these words when it is spelt out."""
        marks = list(_WORD.finditer(text))[:_MOST_WORDS]
        wanted = _WORD.findall(words.casefold())
        for length in range(1, len(wanted) + 1):
            for at in range(len(marks) - length + 1):
                stretch = text[marks[at].start() : marks[at + length - 1].end()]
                if _holds(_WORD.findall(self.spelt_out(stretch).casefold()), wanted):
                    return stretch
        return ""

    def _name(self, found: str) -> str | None:
        return self._names.get(found) or (
            None if _is_shouted(found) else self._loose.get(found.casefold())
        )


def _pattern(short: str) -> str:
    words = re.escape(short)
    return words if _is_shouted(short) else f"(?i:{words})"


def _is_shouted(short: str) -> bool:
    return len(short) <= _SHOUTED and short.isupper()


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))


def with_bodies(codebook: Codebook, names: Mapping[str, str]) -> Codebook:
    """Return the codebook whose lexicon knows the partners as organisations."""
    lists = dict(codebook.lists)
    if not names or _BODIES not in lists:
        return codebook
    lists[_BODIES] = tuple(dict.fromkeys([*lists[_BODIES], *sorted(set(names.values()))]))
    return replace(codebook, lists=tuple(lists.items()))
