"""Whether a quote could tell who spoke, or of whom."""

from __future__ import annotations

from collections.abc import Iterator

from consult.readers import identifying
from consult.services.papers.fairness import Case, Fault, Weight
from consult.writers.figures import joined


def quotes_that_identify(case: Case) -> Iterator[Fault]:
    """Find quotes by which a person could be known; once a quote."""
    for block in case.desk.paper.blocks:
        found = identifying.find(block.text) if block.statement_id is not None else ()
        if found:
            told = (
                "A person could be known by this quote:"
                f" {joined([f'{what} (“{words}”)' for what, words in found])}. Take those words out"
                " of what may be quoted, shorten the quote, or say why nobody can be known."
            )
            yield case.fault("identifying-quote", Weight.WARNING, block, block.text, told)
