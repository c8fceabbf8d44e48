"""What sentences say of how many: words of quantity, numbers that somebody typed, large words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.models.papers import PaperBlock
from consult.services.papers.binding import Reference
from consult.services.papers.fairness import Case, Fault, Weight, prose
from consult.services.papers.fairness.prose import Sentence
from consult.services.papers.fairness.scale import Quantity
from consult.services.papers.menu import ANSWERED
from consult.services.reports import evidence
from consult.writers.figures import Figure

_BOUND = re.compile(
    r"\b(?:(?P<over>more than|over|above|at least)|(?:fewer|less) than|under|below)\s+$",
    re.IGNORECASE,
)

PEOPLE = frozenset({ANSWERED, "responses", "attendance"})
"""What the evidence of a figure names that counts people."""

NEAR = 40
"""Letters after a number within which a noun tells what it counts."""

_BEFORE_OTHER_MEANING = re.compile(
    r"(?:\bhow|\bas|\bat|\bthe very"
    # What officers did with each statement says nothing of how many said something.
    r"|\b(?:read|reads|coded|codes|recorded|kept|checked|considered|reviewed|analysed|published)"
    r"(?: through)?)\s+$",
    re.IGNORECASE,
)


def quantities(case: Case) -> Iterator[Fault]:
    """Hold words such as “most” against the figure in their sentence."""
    for block, sentence in case.spoken():
        for quantity, found in _quantities(case, sentence):
            fault = _quantity(case, block, sentence, quantity, found)
            if fault is not None:
                yield fault


def _quantities(case: Case, sentence: Sentence) -> Iterator[tuple[Quantity, re.Match[str]]]:
    """Yield each word of quantity once: a longer one hides the shorter one in it.

    “Most common” puts something first, and is no word of quantity.
    """
    words = case.scale.first.sub(lambda found: " " * len(found[0]), sentence.masked)
    for quantity in case.scale.quantities:
        for found in list(quantity.pattern.finditer(words)):
            if _BEFORE_OTHER_MEANING.search(words[: found.start()]):
                continue
            yield quantity, found
            blank = " " * len(found[0])
            words = words[: found.start()] + blank + words[found.end() :]


def _quantity(
    case: Case, block: PaperBlock, sentence: Sentence, quantity: Quantity, found: re.Match[str]
) -> Fault | None:
    said = " ".join(found[0].split())
    figure = nearest(case, block, sentence, found.start())
    if figure is None and _claims_nothing(case, sentence, quantity):
        return None
    if figure is None:
        told = (
            f"“{said}” speaks of how many, and no figure with a base stands in the sentence. Put"
            " one in from the menu, or take the word out."
        )
    elif quantity.fits(figure.count, figure.base or 0):
        return None
    else:
        told = (
            f"“{said}” stands for {quantity.says}, and the figure is {figure.text}. Choose another"
            " word, or none."
        )
    return case.fault("quantity", Weight.ERROR, block, sentence.text, told)


def _claims_nothing(case: Case, sentence: Sentence, quantity: Quantity) -> bool:
    return quantity.name in case.scale.claimless and not case.scale.claim.search(sentence.masked)


def nearest(case: Case, block: PaperBlock, sentence: Sentence, place: int) -> Figure | None:
    """Return the figure with a base that stands nearest to a word, one after it first."""
    found = nearest_reference(case, block, sentence, place)
    return case.figure(block, found.subject) if found is not None else None


def nearest_reference(
    case: Case, block: PaperBlock, sentence: Sentence, place: int
) -> Reference | None:
    """Return the reference to the figure with a base that stands nearest to a word."""
    known = [
        (spoken.start < place, abs(spoken.start - place), spoken.reference)
        for spoken in sentence.figures
        if (figure := case.figure(block, spoken.reference.subject)) and figure.base
    ]
    return min(known, key=lambda each: each[:2])[2] if known else None


def typed_numbers(case: Case) -> Iterator[Fault]:
    """Find numbers that somebody typed: one that counts what people said is an error."""
    for block, sentence in case.spoken():
        for found in prose.typed_numbers(sentence):
            number = found[0].strip()
            if _is_fair_fraction(case, block, sentence, found):
                continue
            after = sentence.masked[found.end() : found.end() + NEAR]
            counts = "%" in number or " " in number or "-" in number or _counts(case, after)
            told = (
                f"“{number}” is typed, and matches no figure. Choose the figure from the menu, so"
                " that it stays right."
                if counts
                else f"“{number}” is typed. If it counts what people said, choose it from the menu."
            )
            weight = Weight.ERROR if counts else Weight.WARNING
            yield case.fault("typed-number", weight, block, sentence.text, told)


def _is_fair_fraction(
    case: Case, block: PaperBlock, sentence: Sentence, found: re.Match[str]
) -> bool:
    """Return whether a fraction in words says what the figure beside it says."""
    share = prose.fraction(found[0])
    figure = nearest(case, block, sentence, found.start()) if share is not None else None
    if share is None or figure is None or not figure.base:
        return False
    above = 100 * figure.count / figure.base - share
    bound = _BOUND.search(sentence.masked[: found.start()])
    if bound is None:
        return abs(above) <= case.scale.leeway
    # “Fewer than one in five” is fair of a tenth, and says too little of one in a hundred.
    return 0 < (above if bound["over"] else -above) <= case.scale.leeway_of_bounds


def _counts(case: Case, after: str) -> bool:
    """Return whether words after a number say that it counts people or what they said."""
    clause = re.split(r"[.;:(,]", after)[0]
    return case.scale.noun.search(clause) is not None or "per cent" in clause


def speaks_for_everybody(case: Case) -> Iterator[Fault]:
    """Stop at sentences that say of everybody what nobody counted."""
    for block, sentence in case.spoken():
        found = case.scale.everybody.search(sentence.masked)
        if found and not sentence.figures:
            told = (
                f"“{' '.join(found[0].split())}” speaks for everybody, and no figure stands in the"
                " sentence. Say how many, from the menu, or who."
            )
            yield case.fault("speaks-for-everybody", Weight.WARNING, block, sentence.text, told)


def causes(case: Case) -> Iterator[Fault]:
    """Stop at sentences that say why a figure is what it is: statements are counted, not causes."""
    for block, sentence in case.spoken():
        found = case.scale.cause.search(sentence.masked)
        if found and sentence.figures:
            told = (
                f"“{found[0]}” gives a cause for a figure, and figures of statements show none. Say"
                " the two apart, or quote somebody who says so."
            )
            yield case.fault("cause", Weight.WARNING, block, sentence.text, told)


def loaded_words(case: Case) -> Iterator[Fault]:
    """Stop at words that say more than a figure can."""
    for block, sentence in case.spoken():
        for loaded in case.scale.loaded:
            found = loaded.pattern.search(sentence.masked)
            if found and not _is_denied(case, sentence, found):
                told = f"“{found[0]}”: {loaded.why}. Say only what the figures say."
                yield case.fault("loaded", Weight.WARNING, block, sentence.text, told)


def _is_denied(case: Case, sentence: Sentence, found: re.Match[str]) -> bool:
    """Return whether the sentence says, before large words, that nothing can be said of them."""
    clause = re.split(r"[;:,–—]| but | yet ", sentence.masked[: found.end()])[-1]
    return case.scale.denial.search(clause) is not None


def people_for_statements(case: Case) -> Iterator[Fault]:
    """Stop at counts of statements that are told as counts of people."""
    for block, sentence in case.spoken():
        for start, end in _counted(case, sentence):
            words = sentence.masked[end : end + NEAR]
            person = case.scale.person.match(
                re.sub(r"^ (?:of )?(?:the |our |all |these |those )?", "", words)
            )
            reference = nearest_reference(case, block, sentence, start) if person else None
            if person is None or reference is None or _is_of_people(block, reference):
                continue
            told = (
                f"“{person[0]}” is said of a figure that counts statements, and one person can make"
                " several. Say “statements” or “barriers”, or choose a figure of respondents."
            )
            yield case.fault("unit", Weight.WARNING, block, sentence.text, told)


def _counted(case: Case, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield where figures and fractions stand that may count what comes after them."""
    for found in prose.typed_numbers(sentence):
        yield found.span()
    for spoken in sentence.figures:
        yield spoken.start, spoken.start + len(spoken.reference.written)
    for quantity, found in _quantities(case, sentence):
        if quantity.least and not case.scale.noun.search(found[0]):
            yield found.span()


def _is_of_people(block: PaperBlock, reference: Reference) -> bool:
    kept = block.snapshot["figures"][reference.subject]
    return bool(PEOPLE & evidence.parts_of(kept["evidence"]).keys())
