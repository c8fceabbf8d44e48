"""A note that says its own kind at its beginning: "Barrier: no bus after six", "W – choir"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.readers import partners, vocabulary

_LONGEST = 7
_LABELLED = re.compile(
    r"(?P<label>[^:\n]{1,60}?)(?P<mark>\s*:|\s+[–—-]+(?=\s))\s*(?P<rest>\S.*)", re.DOTALL
)
LETTERS = {"W": "work", "B": "barrier", "S": "solution"}


@dataclass(frozen=True, slots=True)
class Label:
    """The label, the kind that it names, and the note after it."""

    text: str
    kind: str
    rest: str
    is_letter: bool = False


def split(text: str, *, under_kind: bool = False) -> Label | None:
    """Return the label that opens a note, or None.

    Under a heading that gives the kind, a dash after a word of work more likely opens the name
    of a partner, and a single letter counts.

    >>> split("Barrier: no bus after six").rest
    'no bus after six'
    >>> split("Work - street party").kind, split("Work - street party", under_kind=True)
    ('work', None)
    >>> split("B – waiting lists").kind
    'barrier'
    """
    found = _LABELLED.fullmatch(text)
    if not found or len(found["label"].split()) > _LONGEST:
        return None
    has_dash = ":" not in found["mark"]
    if under_kind and (has_dash or found["label"] in LETTERS):
        return None
    if found["label"] in LETTERS:
        return Label(found["label"], LETTERS[found["label"]], found["rest"].strip(), True)
    meaning = vocabulary.meaning(found["label"])
    if not (meaning and meaning.share == 1 and meaning.is_certain):
        return None
    if has_dash and any(not partners.is_plain(name) for name in partners.candidates(text)):
        return None
    return Label(found["label"], meaning.kind, found["rest"].strip())


def opens(text: str) -> bool:
    """Whether a line is a note with its kind before it, rather than a heading.

    >>> opens("Barriers - cuts"), opens("Barriers:"), opens("Definition of a place: yours")
    (True, False, False)
    """
    label = split(text)
    return bool(label and label.kind in vocabulary.CORE_KINDS)
