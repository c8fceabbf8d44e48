"""All rules of the fairness check, in the order in which people read what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from consult.services.papers.fairness import Case, Fault, evidence, identity, ranking, shape, speech

RULES: tuple[Callable[[Case], Iterable[Fault]], ...] = (
    evidence.unknown_references,
    evidence.quotes_not_verbatim,
    evidence.quotes_in_text,
    identity.quotes_that_identify,
    speech.typed_numbers,
    speech.quantities,
    ranking.firsts,
    ranking.firsts_without_figure,
    ranking.ranks,
    speech.speaks_for_everybody,
    speech.causes,
    speech.loaded_words,
    speech.people_for_statements,
    evidence.percentages,
    evidence.small_groups,
    evidence.changed_groups,
    evidence.contested,
    evidence.small_numbers,
    evidence.stale,
    shape.alt_texts,
    shape.prompts,
    shape.do_nothing,
    shape.readable,
    shape.length,
)
