"""Questionnaires drawn at random: every type of question, each with what somebody answers.

What must be stored is worked out here, beside the product, so that the two check each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Answer
from consult.models.surveys import Comparison, Question, QuestionType, Survey
from consult.services import surveys
from consult.services.responses import uploads
from consult.services.surveys import conditions, structure
from consult.services.surveys.wording import Wording
from tests.factories import Make

TYPE = QuestionType
HOSTILE = "  =1+1 <script>alert('x')</script>\t–\n\n“{{ 7*7 }}” 🐢 ’; DROP TABLE answer; -- ż\u202e"
PDF = b"%PDF-1.7 a letter"
# What a keyboard can bring and a document can hold; line ends and edges have tests of their own.
KEYBOARD = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | (
    st.sampled_from("\n\t=+-@\"'<>&;,:1.|_x")
)
TEXTS = st.text(KEYBOARD, max_size=80) | st.just(HOSTILE)
LINES = st.text(KEYBOARD, max_size=60).map(lambda text: " ".join(text.split()))
WORDS = LINES.filter(bool) | st.sampled_from(
    ["=1+1", "'quoted", "Square A1", "1. First", "Other: this", "a; b", "A, b", "2026-03-05"]
)
LABELS = st.lists(WORDS.map(lambda label: label[:30].strip()), min_size=2, max_size=6).map(
    lambda labels: list({each.casefold(): each for each in labels}.values())
)


@dataclass
class Item:
    """A question, what is typed to answer it, and what must be stored of that.

    Attributes
    ----------
    rows
        What is chosen in each row of a matrix: places of its options, None for none.
    typed
        What the page sends, once the question has its ids.
    kept
        A text, the labels in their order, and what neither says; None where nothing is kept.
    """

    wording: Wording
    typed: Callable[[Session, Question], list[str]] = lambda *_: []
    kept: tuple[str, list[str], Any] | None = ("", [], None)
    rows: list[int | None] = field(default_factory=list)


def _written(draw: Any, wording: Wording) -> Item:
    kind = draw(st.none() | st.sampled_from(list(StatementKind)))
    text = draw(TEXTS)
    return Item(replace(wording, statement_kind=kind), lambda *_: [text], (text.strip(), [], None))


def _choice(draw: Any, wording: Wording) -> Item:
    options, kind = draw(LABELS), wording.question_type
    offered = list(options)
    if draw(st.booleans()):
        wording = replace(wording, other=_apart(draw, offered))
    if kind is TYPE.SEVERAL_CHOICES and draw(st.booleans()):
        wording = replace(wording, exclusive=_apart(draw, offered))
    most = len(options) if kind is TYPE.SEVERAL_CHOICES else 1
    chosen = sorted(draw(st.sets(st.integers(0, len(offered) - 1), max_size=most)))
    if wording.exclusive and len(offered) - 1 in chosen:
        chosen = [len(offered) - 1]
    labels = [offered[at] for at in chosen]
    other = draw(WORDS) if wording.other in labels and wording.other else ""
    said = [f"other={other}"] if other else []
    return Item(
        replace(wording, options=options),
        lambda _, question: [*(str(question.options[at].id) for at in chosen), *said],
        (other, labels, None),
    )


def _apart(draw: Any, offered: list[str]) -> str:
    """Return one more label, unlike all that are offered, and offer it."""
    taken = {each.casefold() for each in offered}
    label = draw(WORDS.filter(lambda each: each.casefold() not in taken))
    offered.append(label)
    return str(label)


def _matrix(draw: Any, wording: Wording) -> Item:
    rows, options = draw(LABELS), draw(LABELS)
    places = st.none() | st.integers(0, len(options) - 1)
    chosen = [draw(places) for _ in rows]
    return Item(replace(wording, rows=rows, options=options), kept=None, rows=chosen)


def _ranking(draw: Any, wording: Wording) -> Item:
    options = draw(LABELS)
    order = draw(st.permutations(range(len(options))))[: draw(st.integers(0, len(options)))]
    ranked = [options[at] for at in order]
    return Item(
        replace(wording, options=options),
        lambda _, question: [
            f"{question.options[at].id}={place}" for place, at in enumerate(order, 1)
        ],
        ("", [options[at] for at in sorted(order)], ranked or None),
    )


def _number(draw: Any, wording: Wording) -> Item:
    number = draw(st.none() | st.decimals(-5_000, 5_000, places=2))
    text = "" if number is None else f"{number:f}"
    unit = draw(st.sampled_from(["", "times", "%"]))
    typed = f"{text} {unit}" if text and draw(st.booleans()) else text
    return Item(replace(wording, unit=unit), lambda *_: [typed], (text, [], None))


def _date(draw: Any, wording: Wording) -> Item:
    day = draw(st.none() | st.dates(min_value=date(1000, 1, 1)))
    if day is None:
        return Item(wording)
    typed = [f"day={day.day}", f"month={day:%B}", f"year={day.year}"]
    return Item(wording, lambda *_: typed, (day.isoformat(), [], None))


def _postcode(draw: Any, wording: Wording) -> Item:
    options = draw(LABELS)
    wording = replace(wording, options=options)
    way = draw(st.sampled_from(["ward", "postcode", "nothing"]))
    if way == "ward":
        at = draw(st.integers(0, len(options) - 1))
        return Item(wording, lambda _, q: [f"ward={q.options[at].id}"], ("", [options[at]], None))
    if way == "postcode":
        return Item(wording, lambda *_: ["gl1 1aa"], ("GL1", [], None))
    return Item(wording)


def _place(draw: Any, wording: Wording) -> Item:
    words = draw(TEXTS)
    square = draw(st.none() | st.sampled_from(["A1", "C4", "H8"]))
    typed = [f"words={words}", *([f"square={square}"] if square else [])]
    landmarks = ["Town hall @ 50, 40"]
    return Item(replace(wording, options=landmarks), lambda *_: typed, (words.strip(), [], square))


def _file(draw: Any, wording: Wording) -> Item:
    name = draw(st.sampled_from(["", "../=plan.exe", "a<b>.pdf"]))
    if not name:
        return Item(wording)

    def typed(session: Session, question: Question) -> list[str]:
        sent = uploads.keep(session, question, filename=name, content=PDF)
        return [f"file={sent.token} {name}"]

    stored = {"../=plan.exe": "plan.pdf", "a<b>.pdf": "a-b.pdf"}[name]
    return Item(wording, typed, (stored, [], None))


def _contact(draw: Any, wording: Wording) -> Item:
    name = draw(LINES)
    return Item(
        replace(wording, options=["Send me the results"]),
        lambda _, q: [f"name={name}", "email=ada@example.org", f"agree={q.options[0].id}"],
        None,
    )


def _information(draw: Any, wording: Wording) -> Item:
    return Item(wording, kept=None)


DRAWN: dict[QuestionType, Callable[[Any, Wording], Item]] = {
    TYPE.TEXT: _written,
    TYPE.SHORT_TEXT: _written,
    TYPE.ONE_CHOICE: _choice,
    TYPE.SEVERAL_CHOICES: _choice,
    TYPE.SCALE: _choice,
    TYPE.MATRIX: _matrix,
    TYPE.RANKING: _ranking,
    TYPE.NUMBER: _number,
    TYPE.DATE: _date,
    TYPE.POSTCODE: _postcode,
    TYPE.PLACE: _place,
    TYPE.FILE: _file,
    TYPE.CONTACT: _contact,
    TYPE.INFORMATION: _information,
}


@st.composite
def questionnaires(draw: Any) -> list[list[Item]]:
    """Return two sections, in which every type is asked at least once, in any order."""
    kinds = draw(st.permutations(list(DRAWN)))
    # Of two questions in the same words, or one in another's answer's, a heading cannot tell which.
    items = [
        DRAWN[kind](draw, Wording(kind, f"{draw(WORDS)} q{number}"))
        for number, kind in enumerate(kinds, 1)
    ]
    half = draw(st.integers(1, len(items) - 1))
    return [items[:half], items[half:]]


def built(session: Session, make: Make, sections: list[list[Item]]) -> tuple[Survey, list[Any]]:
    """Return an open survey of the sections, and its questions beside their items.

    The second section is asked only of those who chose the first answer of a choice before it.
    """
    consultation = make.consultation(stage=Stage.DRAFT)
    survey = surveys.create(session, consultation, outcomes=[])
    asked = []
    for number, items in enumerate(sections, 1):
        section = structure.add_section(session, survey, title=f"Section {number}")
        for item in items:
            asked.append((structure.add_question(session, section, item.wording), item))
    source = _source(sections)
    if source is not None:
        question = next(question for question, item in asked if item is source)
        conditions.add(
            session,
            survey.sections[-1],
            source=question,
            comparison=Comparison.ANY_OF,
            options=question.options[:1],
        )
    consultation.stage = Stage.OPEN
    session.commit()
    return survey, asked


def _source(sections: list[list[Item]]) -> Item | None:
    choices = {TYPE.ONE_CHOICE, TYPE.SEVERAL_CHOICES}
    return next((each for each in sections[0] if each.wording.question_type in choices), None)


def leads_on(sections: list[list[Item]]) -> bool:
    """Return whether these answers lead to the second section."""
    source = _source(sections)
    if source is None:
        return True
    assert source.kept is not None
    return source.wording.options[0] in source.kept[1]


def typed_and_kept(
    session: Session, sections: list[list[Item]], asked: list[Any]
) -> tuple[dict[int, list[str]], dict[int, Any]]:
    """Return what the page sends, and what must be stored of it, by the questions' ids."""
    is_led, first = leads_on(sections), {id(each) for each in sections[0]}
    typed: dict[int, list[str]] = {}
    kept: dict[int, Any] = {}
    for question, item in asked:
        typed[question.id] = item.typed(session, question)
        found = {question.id: item.kept} if item.kept is not None else {}
        for row, chosen in zip(question.rows, item.rows, strict=True):
            typed[row.id] = [] if chosen is None else [str(row.options[chosen].id)]
            labels = [] if chosen is None else [item.wording.options[chosen]]
            found[row.id] = ("", labels, None)
        if is_led or id(item) in first:
            kept |= found
    return typed, kept


def as_kept(answer: Answer) -> tuple[str, list[str], Any]:
    """Return a stored answer as `Item.kept` says it."""
    labels = {option.id: option.label for option in answer.options}
    detail: Any = None
    if answer.detail:
        order = answer.detail.get("order")
        detail = [labels[each] for each in order] if order else answer.detail["square"]
    return answer.text, list(labels.values()), detail
