"""What a draft of a survey asks that the version before it does not, for whoever publishes it."""

from __future__ import annotations

from dataclasses import dataclass

from consult.models.surveys import Condition, Question, Survey
from consult.services.surveys import conditions
from consult.services.surveys.wording import fingerprint


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of two versions, question by question.

    Attributes
    ----------
    changed
        Pairs of before and after; the words may be the same where answers, hint or limits are not.
    is_moved
        Whether what both ask stands in another order, or in another section.
    is_routed
        Whether somebody is asked something under other conditions than before.
    has_new_words
        Whether the survey's own texts or those of a section differ.
    """

    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    changed: tuple[tuple[Question, Question], ...]
    is_moved: bool
    is_routed: bool
    has_new_words: bool

    @property
    def is_any(self) -> bool:
        """Return whether anything differs at all."""
        listed = self.added or self.removed or self.changed
        return bool(listed) or self.is_moved or self.is_routed or self.has_new_words


def between(before: Survey, after: Survey) -> Changes:
    """Return how two versions differ; a question is the same one while it keeps its code."""
    old = {each.code: each for each in before.questions}
    new = {each.code: each for each in after.questions}
    both = [code for code in new if code in old]
    return Changes(
        added=tuple(each for code, each in new.items() if code not in old),
        removed=tuple(each for code, each in old.items() if code not in new),
        changed=tuple(
            (old[code], new[code])
            for code in both
            if fingerprint(old[code]) != fingerprint(new[code])
        ),
        is_moved=_order(before, both) != _order(after, both),
        is_routed=_routes(before) != _routes(after),
        has_new_words=_words(before) != _words(after),
    )


def _order(survey: Survey, codes: list[str]) -> list[tuple[int, str]]:
    return [
        (section.position, question.code)
        for section in survey.sections
        for question in section.questions
        if question.code in codes
    ]


def _routes(survey: Survey) -> set[tuple[str, str]]:
    return {(_target(each), conditions.in_words(each)) for each in survey.conditions}


def _target(condition: Condition) -> str:
    if condition.question is not None:
        return condition.question.code
    return f"section {condition.section.position}" if condition.section is not None else ""


def _words(survey: Survey) -> list[str]:
    sections = [(each.title, each.introduction) for each in survey.sections]
    return [survey.title, survey.introduction, *map(repr, sections)]
