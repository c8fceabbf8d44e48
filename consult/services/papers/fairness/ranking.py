"""What a paper puts first: whether any other of its sort is named as often."""

from __future__ import annotations

from collections.abc import Iterator

from consult.services.papers.fairness import Case, Fault, Weight, speech
from consult.services.papers.fairness.prose import Sentence
from consult.services.papers.menu import Entry

RANKED_BY = ("theme", "partner", "outcome")
"""What can be first of its sort: of a subject with two of these, the earlier one is meant."""


def firsts(case: Case) -> Iterator[Fault]:
    """Find what is called the most common beside a figure that is not the greatest of its sort."""
    for block, sentence in case.spoken():
        for found in case.scale.first.finditer(_without_ranks(case, sentence)):
            reference = speech.nearest_reference(case, block, sentence, found.start())
            ahead = _ahead(case, sentence, reference.subject) if reference is not None else None
            if ahead is not None:
                told = (
                    f"“{' '.join(found[0].split())}” puts something first, and something else is as"
                    f" common or more so. {ahead.label}: {ahead.figure.text}. Say so, or take the"
                    " words out."
                )
                yield case.fault("ranking", Weight.ERROR, block, sentence.text, told)


def firsts_without_figure(case: Case) -> Iterator[Fault]:
    """Ask about what is said to be the most common where no figure stands beside it."""
    for block, sentence in case.spoken():
        found = case.scale.is_first.search(_without_ranks(case, sentence))
        if found and speech.nearest_reference(case, block, sentence, found.start()) is None:
            told = (
                f"“{' '.join(found[0].split())}” puts something first, and no figure with a base"
                " stands in the sentence. Put its figure in from the menu."
            )
            yield case.fault("ranking", Weight.WARNING, block, sentence.text, told)


def ranks(case: Case) -> Iterator[Fault]:
    """Find what is called second, or third, beside a figure that has another rank of its sort."""
    for block, sentence in case.spoken():
        for found in case.scale.rank.finditer(sentence.masked):
            reference = speech.nearest_reference(case, block, sentence, found.start())
            own = case.desk.menu.find(reference.subject) if reference is not None else None
            if own is None or not _pairs(own).keys() & {*RANKED_BY}:
                continue
            said = case.scale.ranks.index((found["rank"] or found["place"]).lower()) + 2
            if said not in _places(case, own):
                told = (
                    f"“{' '.join(found[0].split())}” gives a rank that {own.label}"
                    f" ({own.figure.text}) does not have among figures of its sort. Say the right"
                    " one, or take it out."
                )
                yield case.fault("ranking", Weight.ERROR, block, sentence.text, told)


def _places(case: Case, own: Entry) -> range:
    """Return the ranks that a figure can be said to have: several, where others are as great."""
    counts = [other.figure.count for other in _others(case, own)]
    greater = sum(count > own.figure.count for count in counts)
    return range(greater + 1, greater + counts.count(own.figure.count) + 2)


def _without_ranks(case: Case, sentence: Sentence) -> str:
    """Return the words of a sentence without what puts something second, or third."""
    return case.scale.rank.sub(lambda found: " " * len(found[0]), sentence.masked)


def _ahead(case: Case, sentence: Sentence, subject: str) -> Entry | None:
    """Return another figure of the same sort that is greater, or as great and left unsaid."""
    own = case.desk.menu.find(subject)
    if own is None:
        return None
    most = max(_others(case, own), key=lambda other: other.figure.count, default=None)
    if most is None or most.figure.count < own.figure.count:
        return None
    is_tie = most.figure.count == own.figure.count
    return None if is_tie and _name(case, most) in sentence.text else most


def _name(case: Case, entry: Entry) -> str:
    """Return what a sentence would name a theme by; nothing for what is no theme."""
    key = _pairs(entry).get("theme")
    return next((theme.name for theme in case.desk.menu.facts.themes if theme.key == key), "")


def _others(case: Case, own: Entry) -> Iterator[Entry]:
    """Yield what differs from a figure in one thing only: another theme of the same outcome."""
    pairs = _pairs(own)
    axis = next((each for each in RANKED_BY if each in pairs), "")
    for other in case.desk.menu.entries.values():
        theirs = _pairs(other)
        is_alike = axis in theirs and {**theirs, axis: ""} == {**pairs, axis: ""}
        if is_alike and other is not own and theirs.get("theme") != "any":
            yield other


def _pairs(entry: Entry) -> dict[str, str]:
    return dict(pair.partition(":")[::2] for pair in entry.subject.split())
