"""The partner that a note names at its end: "Play schemes – GCH", "Advice line (City Council)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from consult.readers import vocabulary

_AFTER_DASH = re.compile(r".*\S(?:\s+[-–—]+\s*|[-–—]+\s+)(?P<names>[^-–—()]+?)[.;]?", re.DOTALL)
_IN_BRACKETS = re.compile(r".*\S\s*[(\[](?P<names>[^()\[\]]+)[)\]][.;]?", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:[,;/&+]|\band\b|\bwith\b)\s*")
_JOINERS = {"of", "and", "the", "for", "in", "&", "de", "on"}
_LONGEST = 5


def candidates(text: str) -> tuple[str, ...]:
    """Return the names at the end of a note that may be partners.

    >>> candidates("Providing training – GCH")
    ('GCH',)
    >>> candidates("Walkabouts (City Council, Police)")
    ('City Council', 'Police')
    >>> candidates("Education programme – with excluded children")
    ()
    """
    for pattern in (_IN_BRACKETS, _AFTER_DASH):
        found = pattern.fullmatch(text)
        if not found or _abbreviates(found["names"], text):
            continue
        whole = found["names"].strip()
        parts = [part for part in _BETWEEN.split(whole) if part]
        if parts and all(map(_is_name, parts)):
            return tuple(dict.fromkeys(parts))
        if _is_name(whole):
            return (whole,)
    return ()


def _is_name(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) <= _LONGEST or text[-1] in "?!…:":
        return False
    return words[0][0].isupper() and all(
        word[0].isupper() or word in _JOINERS or word[0].isdigit() for word in words
    )


def _abbreviates(name: str, text: str) -> bool:
    """Whether the letters in brackets only shorten the words before them: "bad behaviour (BB)"."""
    letters = name.strip().casefold()
    if not letters.isalpha() or not name.strip().isupper():
        return False
    before = re.findall(r"\w+", text[: text.rfind(name)].casefold())[-len(letters) :]
    return "".join(word[0] for word in before) == letters


def is_plain(name: str) -> bool:
    """Whether a name is one ordinary word, which may as well be a place.

    >>> is_plain("Moreton"), is_plain("GCH"), is_plain("City Council"), is_plain("Police")
    (True, False, False, False)
    """
    words = name.split()
    return (
        len(words) == 1
        and sum(letter.isupper() for letter in name) == 1
        and name.casefold() not in vocabulary.word_list("bodies")
    )


def likely(texts: Sequence[str]) -> Mapping[str, bool]:
    """Return every one-word name that ends a note, and whether it is likely to be a partner.

    A word that people also use inside their notes ("What is Moreton?") is more likely a place.
    """
    doubtful = {name for text in texts for name in candidates(text) if is_plain(name)}
    if not doubtful:
        return {}
    inside = _spoken_of(texts, doubtful)
    return {name: not inside[name] for name in sorted(doubtful)}


def _spoken_of(texts: Iterable[str], names: set[str]) -> Counter[str]:
    count: Counter[str] = Counter()
    for text in texts:
        body = text
        for name in candidates(text):
            body = body[: body.rfind(name)]
        count.update(word for word in re.findall(r"\w+", body) if word in names)
    return count


def in_column(text: str) -> tuple[str, ...]:
    """Return the partners in a cell of a column of partners.

    >>> in_column("GCH / City Council; Police")
    ('GCH', 'City Council', 'Police')
    """
    return tuple(dict.fromkeys(p.strip() for p in re.split(r"[,;/&+\n]", text) if p.strip()))
