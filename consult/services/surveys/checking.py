"""What to look at before a survey opens: what nobody can reach, leads, confuses or takes long."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consult.models.surveys import (
    CHOICES,
    UNANSWERED,
    Comparison,
    Condition,
    Question,
    QuestionType,
    Section,
    Survey,
)
from consult.services.responses import piping
from consult.services.surveys import conditions, hindrances

# Plain English for the public: what a child of so many years reads with ease.
READING_AGE = 13
WORDS_A_MINUTE = 200
LONGEST_SENTENCE = 25
TOO_LONG = 15
# How long an answer takes beside the reading, in seconds.
SECONDS = {
    QuestionType.TEXT: 45,
    QuestionType.SHORT_TEXT: 15,
    QuestionType.RANKING: 30,
    QuestionType.PLACE: 30,
    QuestionType.FILE: 40,
    QuestionType.CONTACT: 30,
    QuestionType.DATE: 10,
    QuestionType.POSTCODE: 8,
    QuestionType.NUMBER: 8,
    QuestionType.SEVERAL_CHOICES: 10,
}
_LEADING = re.compile(
    r"(?:do|would) you (?:not )?(?:agree|accept) that|don[’']t you|isn[’']t it|aren[’']t we"
    r"|surely|obviously|clearly|of course|as (?:we|you) (?:all )?know|how (?:good|great|excellent"
    r"|bad|poor|terrible) (?:is|are|was|were)|much[- ]needed|common[- ]sense|everyone knows",
    re.IGNORECASE,
)
_NEGATIVES = re.compile(
    r"\b(?:not|never|no|none|n[’']t|without|un\w{5,})\b|n[’']t\b", re.IGNORECASE
)
_JOINED = re.compile(r"\b(?:and|or)\b|/", re.IGNORECASE)
_JARGON = re.compile(
    r"\b(?:stakeholders?|leverage|synergy|utili[sz]e|facilitate|holistic|going forward"
    r"|pursuant|aforementioned|paradigm|signpost(?:ing)?|co-?production|placemaking)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z’']+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes
    ----------
    where
        The place in the survey's page, such as “question-12”; "" for the survey as a whole.
    about
        The words that it is about, short.
    what, todo
        What was found and what to do about it, a sentence each.
    """

    where: str
    about: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found.

    Attributes
    ----------
    must
        What hinders opening, a sentence each.
    findings
        What an officer should look at and may leave.
    minutes
        How long a respondent who is asked everything takes, from and to.
    age
        The reading age of all that is asked.
    """

    must: tuple[str, ...]
    findings: tuple[Finding, ...]
    minutes: tuple[int, int]
    age: int


def check(survey: Survey) -> Checked:
    """Look through a survey."""
    findings = [*_routes(survey), *_wordings(survey), *_length(survey)]
    text = " ".join(f"{each.text} {each.hint}" for each in survey.questions)
    return Checked(tuple(hindrances(survey)), tuple(findings), minutes(survey), reading_age(text))


def _routes(survey: Survey) -> Iterator[Finding]:
    for condition in survey.conditions:
        target = condition.section or condition.question
        if target is None:
            continue
        fault = _dead(survey, condition, target)
        if fault:
            yield _at(target, fault, "Change the condition, or take it away.")
    for target in _never_asked(survey):
        yield _at(
            target,
            "Nobody is ever asked this: its conditions cannot hold together.",
            "Take one of the conditions away.",
        )
    yield from _piped(survey)


def _dead(survey: Survey, condition: Condition, target: Section | Question) -> str:
    if condition.source not in conditions.sources(survey, target):
        return f"It depends on {condition.source.code}, which is asked later or not at all."
    if condition.comparison in conditions.BY_OPTIONS and not condition.options:
        return f"It depends on answers of {condition.source.code} that are no longer there."
    if condition.comparison is Comparison.NOT_ANSWERED and condition.source.is_required:
        return f"It is asked only where {condition.source.code} stays empty, which it may not."
    return ""


def _never_asked(survey: Survey) -> Iterator[Section | Question]:
    targets: list[Section | Question] = [*survey.sections, *survey.questions]
    for target in targets:
        own = conditions.of(survey, target)
        if any(_contradict(a, b) for a in own for b in own if a is not b):
            yield target


def _contradict(one: Condition, other: Condition) -> bool:
    """Return whether two conditions on the same answer can never both hold."""
    if one.source_id != other.source_id:
        return False
    pair = (one.comparison, other.comparison)
    first, second = set(one.options), set(other.options)
    if pair == (Comparison.ANY_OF, Comparison.NONE_OF):
        return first <= second
    if pair == (Comparison.ANY_OF, Comparison.ANY_OF):
        is_one = one.source.question_type is not QuestionType.SEVERAL_CHOICES
        return is_one and not first & second
    if pair == (Comparison.AT_LEAST, Comparison.AT_MOST):
        return (one.value or 0) > (other.value or 0)
    return pair in {
        (Comparison.ANSWERED, Comparison.NOT_ANSWERED),
        (Comparison.ANY_OF, Comparison.NOT_ANSWERED),
    }


def _piped(survey: Survey) -> Iterator[Finding]:
    known: set[str] = set()
    for section in survey.sections:
        targets: list[Section | Question] = [section, *section.questions]
        for target in targets:
            words = target.introduction if isinstance(target, Section) else target.text
            unknown = [code for code in piping.codes(words) if code not in known]
            if unknown:
                yield _at(
                    target,
                    f"It repeats the answer to {unknown[0]}, which nobody has given by then.",
                    "Repeat an answer to a question that comes before.",
                )
            if isinstance(target, Question):
                known.add(target.code)


def _wordings(survey: Survey) -> Iterator[Finding]:
    for question in survey.questions:
        if question.question_type is QuestionType.INFORMATION:
            continue
        in_equality = question.section.is_equality
        for looks, todo in () if in_equality else _CHECKS:
            what = looks(question)
            if what:
                yield _at(question, what, todo)


def _leading(question: Question) -> str:
    found = _LEADING.search(question.text)
    return f"“{found[0]}” tells people what to answer." if found else ""


def _double(question: Question) -> str:
    is_judged = question.question_type in CHOICES | {QuestionType.MATRIX}
    joined = _JOINED.search(question.text)
    if not is_judged or joined is None or question.question_type is QuestionType.SEVERAL_CHOICES:
        return ""
    return f"“{joined[0]}” may ask two things at once, to which people can give only one answer."


def _negative(question: Question) -> str:
    count = len(_NEGATIVES.findall(question.text))
    if count >= 2 or (count and question.question_type is QuestionType.SCALE):
        return "To disagree with a “not” is hard to think through."
    return ""


def _hard(question: Question) -> str:
    found = _JARGON.search(f"{question.text} {question.hint}")
    if found:
        return f"“{found[0]}” is not a word that people use at home."
    if len(question.text) > 60 and reading_age(question.text) > READING_AGE + 3:
        return f"It reads as for {reading_age(question.text)}-year-olds."
    return ""


def _long(question: Question) -> str:
    longest = max((len(words.split()) for words in re.split(r"[.!?]", question.text)), default=0)
    return f"It has a sentence of {longest} words." if longest > LONGEST_SENTENCE else ""


_CHECKS: tuple[tuple[Callable[[Question], str], str], ...] = (
    (_leading, "Ask so that either answer is as easy to give."),
    (_double, "Ask one thing, or make two questions of it."),
    (_negative, "Say it without the “not”."),
    (_hard, "Say it in the words of somebody who was never in the town hall."),
    (_long, "Cut it in two, or put the explanation in the hint."),
)


def _length(survey: Survey) -> Iterator[Finding]:
    _, longest = minutes(survey)
    if longest > TOO_LONG:
        yield Finding(
            "",
            survey.title,
            f"It may take {longest} minutes; many people stop after {TOO_LONG}.",
            "Leave out what you will not use, or ask it only of those whom it concerns.",
        )


def minutes(survey: Survey) -> tuple[int, int]:
    """Return how many minutes it takes, from who skips what may be left out to who answers all."""
    words = len(f"{survey.introduction}".split())
    least = most = 60 * words / WORDS_A_MINUTE
    for section in survey.sections:
        least += 60 * len(section.introduction.split()) / WORDS_A_MINUTE
        for question in section.questions:
            labels = " ".join(option.label for option in question.options)
            read = len(f"{question.text} {question.hint} {labels}".split())
            taken = 60 * read / WORDS_A_MINUTE
            if question.question_type not in UNANSWERED:
                taken += SECONDS.get(question.question_type, 5)
            most += taken
            if not conditions.of(survey, question) and not conditions.of(survey, section):
                least += taken if question.is_required else taken / 2
    return max(1, round(least / 60)), max(1, math.ceil(most / 60))


def reading_age(text: str) -> int:
    """Return the age at which a text is read with ease, by its sentences and syllables.

    References
    ----------
    Kincaid et al. (1975), Derivation of New Readability Formulas, for the grade; an age is five
    years more.

    >>> reading_age("Do you feel safe in the park?"), reading_age("")
    (5, 5)
    """
    words = _WORD.findall(text)
    if not words:
        return 5
    sentences = max(1, len(re.findall(r"[.!?]+", text)))
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(5, round(grade) + 5)


def _syllables(word: str) -> int:
    bare = word.lower().strip("’'")
    count = len(re.findall(r"[aeiouy]+", bare))
    if bare.endswith("e") and not bare.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def _at(target: Section | Question, what: str, todo: str) -> Finding:
    if isinstance(target, Section):
        return Finding(f"section-{target.id}", f"Section {target.title}", what, todo)
    return Finding(f"question-{target.id}", f"{target.code}. {target.text}", what, todo)
