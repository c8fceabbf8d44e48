"""How a paper is made: what is still to be written, charts in words, and how hard it is to read."""

from __future__ import annotations

from collections.abc import Iterator

from consult.models.papers import BlockKind, PaperKind
from consult.services.papers import binding, sections
from consult.services.papers.fairness import Case, Fault, Weight, prose

FEWEST_WORDS = 25
"""A text with fewer words has no reading age worth the name."""


def alt_texts(case: Case) -> Iterator[Fault]:
    """Find charts that say nothing to those who cannot see them."""
    for block in case.desk.paper.blocks:
        if block.kind is BlockKind.CHART and not block.alt.strip():
            told = "The chart has no words for those who cannot see it. Write what it shows."
            yield case.fault("alt-text", Weight.ERROR, block, block.shows, told)


def prompts(case: Case) -> Iterator[Fault]:
    """Find what a person has still to write."""
    paper = case.desk.paper
    if paper.kind is PaperKind.COUNCIL_PAPER:
        for name, label in sections.PARTICULARS.items():
            if name in {"appendices", "background_documents"} or paper.particulars.get(name):
                continue
            told = f"“{label}” is empty. Write it under the report’s particulars."
            yield case.fault("to-write", Weight.MISSING, None, label, told)
        if paper.meeting_on is None:
            told = "The day of the meeting is empty. Write it under the report’s particulars."
            yield case.fault("to-write", Weight.MISSING, None, "Date", told)
    for block in paper.blocks:
        if block.is_prompt:
            told = f"Still to be written: {block.prompt}"
            yield case.fault("to-write", Weight.MISSING, block, block.prompt, told)


def do_nothing(case: Case) -> Iterator[Fault]:
    """Find a council paper that does not weigh what would happen if nothing changed."""
    paper = case.desk.paper
    if paper.kind is not PaperKind.COUNCIL_PAPER:
        return
    options = " ".join(block.text for block in paper.blocks if block.section == "options")
    if "do nothing" not in options.casefold():
        told = "No option is “Do nothing”. Add it under the alternative options considered."
        yield case.fault("do-nothing", Weight.MISSING, None, "Do nothing", told)


def readable(case: Case) -> Iterator[Fault]:
    """Find texts that few people can read, and sentences without an end."""
    limits = case.scale
    for block in case.desk.paper.blocks:
        if block.kind not in {BlockKind.TEXT, BlockKind.FINDING}:
            continue
        text = binding.shown(block.text, block.snapshot.get("figures", {}))
        words = len(text.split())
        age = prose.reading_age(text)
        if words >= FEWEST_WORDS and age > limits.oldest_reading_age:
            told = (
                f"Reads as for age {age}; {limits.oldest_reading_age} is the oldest. Shorten the"
                " sentences, or use plainer words."
            )
            yield case.fault("readability", Weight.WARNING, block, block.text, told)
        longest = max((len(each.text.split()) for each in prose.sentences(text)), default=0)
        if longest > limits.longest_sentence:
            told = f"One sentence has {longest} words. Part it: {limits.longest_sentence} are many."
            yield case.fault("long-sentence", Weight.WARNING, block, block.text, told)


def length(case: Case) -> Iterator[Fault]:
    """Find papers that nobody will read to the end."""
    words = sum(len(block.text.split()) for block in case.desk.paper.blocks)
    if words > case.scale.longest_paper:
        told = (
            f"The report has {words:,} words; {case.scale.longest_paper:,} are many. Move what the"
            " meeting does not need for its decision to an appendix."
        )
        yield case.fault("length", Weight.WARNING, None, f"{words // 500 * 500:,}", told)
