"""What a paper rests on: figures that exist, quotes that were said, groups, sides, and its age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from consult.models.papers import PaperBlock
from consult.models.statements import Statement, StatementState
from consult.services.papers import binding, building, quoting
from consult.services.papers.fairness import Case, Fault, Weight, prose
from consult.services.papers.menu import ANSWERED
from consult.services.papers.sides import OTHER_SIDES
from consult.services.publishing import answers
from consult.services.reports import evidence
from consult.writers.figures import Figure

SHORTEST_QUOTE = 4
"""Words: fewer in quotation marks are a name or a manner of speaking."""

SHORTEST_NAME = 5
HELD = frozenset({ANSWERED, answers.EVIDENCE, "responses", "partner", "consultation"})
"""What the evidence of a count names that is held against what left before."""
OF_PEOPLE = frozenset({ANSWERED, answers.EVIDENCE})
"""Those of them whose base counts people, and so is held as well."""


def unknown_references(case: Case) -> Iterator[Fault]:
    """Find references for which there was never a figure, or is none any longer."""
    for block in case.desk.paper.blocks:
        figures = block.snapshot.get("figures", {})
        for text in building.texts_of(block):
            for written in binding.unknown(text, figures):
                told = f"There is no figure {written}. Choose one from the menu of figures."
                yield case.fault("unknown-figure", Weight.ERROR, block, written, told)


def quotes_not_verbatim(case: Case) -> Iterator[Fault]:
    """Find quotes that are not the words of their statement, or that turn what it meant."""
    for block in case.desk.paper.blocks:
        if block.statement_id is None:
            continue
        statement = case.desk.session.get(Statement, block.statement_id)
        if statement is None or not statement.is_live:
            told = (
                f"Statement {block.statement_id} no longer counts. Take the quote out, or choose"
                " another."
            )
            yield case.fault("quote", Weight.ERROR, block, block.text, told)
        else:
            yield from _quote(case, block, statement.quotable)


def _quote(case: Case, block: PaperBlock, said: str) -> Iterator[Fault]:
    about = f"statement {block.statement_id}"
    if not quoting.is_verbatim(block.text, said):
        told = f"These are not the words of {about}. Quote it as it is; mark what is left out […]."
        yield case.fault("quote", Weight.ERROR, block, block.text, told)
    elif quoting.begins_or_ends_within_a_word(block.text, said):
        told = f"The quote cuts a word of {about} in two. Begin and end it with whole words."
        yield case.fault("quote", Weight.ERROR, block, block.text, told)
    elif prose.turns_meaning(quoting.left_out(block.text, said)):
        told = (
            f"What the quote leaves out of {about} may turn its meaning (“not”, “but” and the"
            " like). Quote those words too, or say why they may go."
        )
        yield case.fault("quote-shortened", Weight.WARNING, block, block.text, told)


def quotes_in_text(case: Case) -> Iterator[Fault]:
    """Find quotation marks around words that nobody said."""
    names = _names(case)
    for block, sentence in case.spoken():
        for quoted in sentence.quotes:
            words = " ".join(quoted.split())
            is_name = words.casefold().rstrip(".,") in names
            if len(words.split()) >= SHORTEST_QUOTE and not is_name and not _was_said(case, words):
                told = (
                    f"Nobody said “{words[:80]}” in these words. Add a quote of a statement, or"
                    " take the quotation marks away."
                )
                yield case.fault("quote", Weight.ERROR, block, sentence.text, told)


def _names(case: Case) -> set[str]:
    facts = case.desk.menu.facts
    return {
        name.casefold()
        for name in (
            case.desk.consultation.title,
            case.desk.paper.title,
            *(theme.name for theme in facts.themes),
            *facts.unused_themes,
            *(outcome.title for outcome in facts.outcomes.values()),
        )
    }


def _was_said(case: Case, words: str) -> bool:
    first = max(quoting.pieces(words), key=len, default="")
    texts = case.desk.session.scalars(
        select(Statement.quotable).where(
            Statement.consultation_id == case.desk.consultation.id,
            Statement.state == StatementState.LIVE,
            Statement.quotable.contains(first.split()[0] if first else "", autoescape=True),
        )
    )
    return any(quoting.is_verbatim(words, text) for text in texts)


def percentages(case: Case) -> Iterator[Fault]:
    """Find percentages that stand without their base, or on too small a one."""
    for block, sentence in case.spoken():
        named = [spoken.reference for spoken in sentence.figures]
        based = {each.subject for each in named if each.measure in {"base", "of"}}
        for reference in named:
            if reference.measure == "share":
                figure = case.figure(block, reference.subject)
                told = _share(case, figure, is_based=reference.subject in based)
                if told:
                    words = f"{reference.written} {told}."
                    yield case.fault("percentage", Weight.ERROR, block, sentence.text, words)


def _share(case: Case, figure: Figure | None, *, is_based: bool) -> str:
    """Return what is wrong with a percentage, or nothing."""
    if figure is None:
        return ""
    if not figure.base:
        return "is a share of nothing: choose its count instead"
    if figure.base < case.scale.smallest_base:
        return f"is a share of fewer than {case.scale.smallest_base}: choose its count instead"
    return "" if is_based else "is a percentage without its base: add “of how many” from the menu"


def small_groups(case: Case) -> Iterator[Fault]:
    """Find groups that are spoken of though too few of them answered to show anything."""
    for block, sentence in case.spoken():
        for group in case.desk.menu.small_groups:
            is_name = len(group.name) >= SHORTEST_NAME and group.name[0].isupper()
            if is_name and re.search(rf"\b{re.escape(group.name)}\b", sentence.masked):
                claims = case.scale.claim.search(sentence.masked)
                told = (
                    f"Too few people chose “{group.name}”, or its count would give away another"
                    " group’s, to say what they think. Leave it out, or say that too few answered."
                )
                weight = Weight.ERROR if claims else Weight.WARNING
                yield case.fault("small-group", weight, block, sentence.text, told)


def changed_groups(case: Case) -> Iterator[Fault]:
    """Find counts of people and of partners that may not be shown as they were taken over.

    What leaves is remembered, and held against the next release: so it must be what may leave now.
    """
    for block in case.desk.paper.blocks:
        for subject, kept in block.snapshot.get("figures", {}).items():
            held = HELD & evidence.parts_of(kept["evidence"]).keys()
            entry = case.desk.menu.find(subject)
            if held and not (
                entry and _is_as_kept(entry.figure, kept, has_base=bool(OF_PEOPLE & held))
            ):
                told = (
                    f"“{kept['label']}” may no longer be shown as {kept['count']:,}: beside what"
                    " may be shown now, a small group could be worked out. Take the new figures"
                    " over, or take the figure out."
                )
                yield case.fault("changed-group", Weight.ERROR, block, subject, told)


def _is_as_kept(figure: Figure, kept: dict[str, Any], *, has_base: bool) -> bool:
    """Return whether a figure is told as it was; a base that counts statements may be another."""
    return figure.count == kept["count"] and (not has_base or figure.base == kept["base"])


def contested(case: Case) -> Iterator[Fault]:
    """Find themes with two sides of which the paper tells one."""
    texts = [text for block in case.desk.paper.blocks for text in building.texts_of(block)]
    named = {each.subject for text in texts for each in binding.references(text)}
    for block, sentence in case.spoken():
        subjects = {spoken.reference.subject for spoken in sentence.figures}
        for key, sides in case.desk.menu.sides.items():
            others = {f"kind:{kind} theme:{key}" for kind in OTHER_SIDES}
            if sides.is_contested and f"theme:{key}" in subjects and not others & named:
                theme = next((t.name for t in case.desk.menu.facts.themes if t.key == key), key)
                counts = ", ".join(f"{kind} {n}" for kind, n in sides.by_kind.items())
                told = (
                    f"“{theme}” has two sides ({counts}), and the report tells one. Add the other"
                    f" side from the menu, or say why it is left out."
                )
                yield case.fault("contested", Weight.WARNING, block, sentence.text, told)


def small_numbers(case: Case) -> Iterator[Fault]:
    """Find counts so small that a person could be known; once a block."""
    fewest = max(case.scale.smallest_count, case.desk.consultation.fewest_shown)
    for block in case.desk.paper.blocks:
        small = sorted({kept["count"] for kept in _shown(block) if 0 < kept["count"] < fewest})
        if small:
            counts = ", ".join(str(count) for count in small)
            told = (
                f"Shows counts under {fewest} ({counts}), by which a person"
                " could be known. Leave them out, or say why nobody can be."
            )
            words = block.text or block.shows
            yield case.fault("small-number", Weight.WARNING, block, words, told)


def _shown(block: PaperBlock) -> list[dict[str, int]]:
    figures = block.snapshot.get("figures", {})
    texts = building.texts_of(block)
    named = {each.subject for text in texts for each in binding.references(text)}
    return [figures[subject] for subject in named if subject in figures]


def stale(case: Case) -> Iterator[Fault]:
    """Say that figures have changed since they were taken over; once a block."""
    changed: dict[int, list[str]] = {}
    blocks: dict[int, PaperBlock] = {}
    for each in case.desk.differences():
        blocks[id(each.block)] = each.block
        changed.setdefault(id(each.block), []).append(f"{each.what}: {each.was}, now {each.now}")
    for key, block in blocks.items():
        told = (
            f"Has changed since it was written: {'; '.join(changed[key][:5])}. Take the new figures"
            " over, or keep the report as it stood and say why."
        )
        words = block.text or block.shows
        yield case.fault("stale", Weight.WARNING, block, words, told)
