"""The fairness check: forty sentences written before its rules, and each rule by itself."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from consult.db.engine import make_engine, make_sessions
from consult.models.kinds import StatementKind
from consult.models.papers import BlockKind, Paper, PaperBlock, PaperKind
from consult.models.statements import Statement
from consult.models.surveys import Option, Question, QuestionType, Section, Survey
from consult.services import papers
from consult.services.papers import fairness
from consult.services.papers.fairness.scale import scale
from tests.factories import Make
from tests.services.fair_sentences import (
    FAIR,
    HELD_OUT_FAIR,
    HELD_OUT_MISLEADING,
    LATER_FAIR,
    LATER_MISLEADING,
    MISLEADING,
    QUOTE,
)
from tests.services.reporting import Material

# A number that counts nothing people said, but looks as if it might: a warning, to be answered.
FALSE_ALARMS = {"The bus company has run three services since 2019."}

NEVER_SEEN_ALARMS: set[str] = {
    "Some people said that the hall is too cold.",
    "The notes of two tables could not be read and are not counted.",
    "Those who took part chose to, so this does not tell what all residents think.",
}
# Three tell one side of parking, which is contested; one has a number that counts nobody's words.
UNSEEN_ALARMS = {
    "Parking appears less often than money among the barriers: {theme:parking.of} as against"
    " {theme:money.of}.",
    "Cost was raised in {theme:money.of} barriers and parking in {theme:parking.of}.",
    "These {theme:parking.of} barriers on parking come from those who chose to reply and may not"
    " reflect the views of others in the district.",
    "Replies were read by two officers, who settled any difference in coding between them.",
}


class Place:
    """The consultation of the forty sentences, and a paper of one sentence in it."""

    def __init__(self, session, make: Make) -> None:
        self.session = session
        themes = ("transport", "money", "parking", "safety")
        self.material = Material(session, make, themes)
        consultation = self.material.consultation
        for number in range(40):
            outcome = "2.1" if 22 <= number < 28 else "1.1"
            words = QUOTE if number == 0 else f"What gets in the way, number {number}"
            self.material.say(words, *themes_of(number), outcome=outcome)
        for number in range(7):
            self.material.say(f"Better kerbs {number}", "parking", kind=StatementKind.WORK)
        for number in range(17):
            self.material.say(f"Other things {number}", kind=StatementKind.COMMENT)
        self.answers(make)
        self.desk = papers.desk(session, consultation, Paper(kind=PaperKind.FINDINGS))

    def answers(self, make: Make) -> None:
        labels = {"Ropewalk": 17, "Quarry Top": 2, "Saltmarsh": 3}
        question = Question(position=0, question_type=QuestionType.ONE_CHOICE, text="Where?")
        question.options = [Option(position=p, label=label) for p, label in enumerate(labels)]
        section = Section(position=0, title="One", questions=[question])
        survey = Survey(consultation=self.material.consultation, title="Ask", sections=[section])
        self.session.add(survey)
        self.session.commit()
        for option, count in zip(question.options, labels.values(), strict=True):
            for _ in range(count):
                answer = self.material.answer()
                answer.text, answer.options = "", [option]
        self.session.commit()

    def check(self, text: str, kind=BlockKind.FINDING, **fields) -> fairness.Verdict:
        paper = Paper(
            consultation_id=self.material.consultation.id,
            kind=fields.pop("paper_kind", PaperKind.FINDINGS),
            title="A paper",
            particulars={},
        )
        block = PaperBlock(
            section=fields.pop("section", "findings"),
            position=0,
            kind=kind,
            text=text,
            prompt=fields.pop("prompt", ""),
            shows=fields.pop("shows", ""),
            alt=fields.pop("alt", ""),
            statement_id=fields.pop("statement_id", None),
        )
        paper.blocks = [block]
        desk = papers.Desk(
            self.session, self.material.consultation, paper, self.desk.menu, self.desk.quoter
        )
        desk.snapshot(block)
        block.snapshot = {**block.snapshot, **fields}
        return fairness.check(desk)


def themes_of(number: int) -> list[str]:
    held = {"transport": range(26), "money": range(26, 38), "parking": range(10, 19)}
    held["safety"] = range(36, 40)
    return [key for key, numbers in held.items() if number in numbers]


@pytest.fixture(scope="module")
def place(sqlite_template, tmp_path_factory):
    """Yield one consultation for all tests here: none of them changes it."""
    path = tmp_path_factory.mktemp("fairness") / "consult.db"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with make_sessions(engine)() as session:
        yield Place(session, Make(session))
    engine.dispose()


class TestFortySentences:
    def test_lets_fair_sentences_pass(self, place):
        stopped = {each: rules(place.check(each)) for each in FAIR}

        assert [each for each, found in stopped.items() if found] == [], stopped

    def test_stops_misleading_sentences(self, place):
        stopped = {each: rules(place.check(each)) for each in MISLEADING}

        assert [each for each, found in stopped.items() if not found] == [], stopped


class TestSentencesOfTheLists:
    """What the check makes of sentences that others wrote, and what it misses.

    None of those who wrote them had read the check, but for `later_sentences.csv`. As it stood
    then, it missed five of twenty misleading ones in `new_sentences.csv`, seven of ten in
    `later_sentences.csv` and eleven of twenty in `unseen_sentences.csv`, where it also stopped four
    fair ones of twenty. In `heldout_sentences.csv` it missed six of twenty and stopped four fair
    ones. Mended with those, it missed four of ten in `fresh_sentences.csv`, where it had missed
    five before, and stopped one fair one of ten. It was mended with each list in turn, so what it
    makes of them now is no measure of what it would miss of others: count on two in five.
    """

    @pytest.mark.parametrize(
        ("name", "count", "expected"),
        [
            ("new_sentences", 40, (set(), NEVER_SEEN_ALARMS)),
            ("later_sentences", 20, (set(), set())),
            ("unseen_sentences", 40, (set(), UNSEEN_ALARMS)),
            ("heldout_sentences", 40, (set(), set())),
            ("fresh_sentences", 20, (set(), set())),
        ],
    )
    def test_are_sorted_but_for_those_known(self, place, name, count, expected):
        with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        misleads = {row["sentence"]: row["is_misleading"] == "yes" for row in rows}

        stopped = {each for each in misleads if rules(place.check(each))}

        missed = {each for each in misleads if misleads[each] and each not in stopped}
        alarms = {each for each in stopped if not misleads[each]}
        assert len(misleads) == count
        assert (missed, alarms) == expected


class TestSentencesWrittenLater:
    def test_lets_fair_sentences_pass(self, place):
        stopped = {each: rules(place.check(each)) for each in LATER_FAIR}

        assert {each for each, found in stopped.items() if found} == FALSE_ALARMS, stopped

    def test_stops_misleading_sentences(self, place):
        stopped = {each: rules(place.check(each)) for each in LATER_MISLEADING}

        assert [each for each, found in stopped.items() if not found] == [], stopped


class TestSentencesByAnother:
    """Forty by somebody who had not read the rules.

    Unmended, the check let 19 of the 20 fair ones pass and stopped 10 of the 20 misleading ones.
    The rules were then mended in general terms, and it now sorts all: 20 and 20. That second figure
    is no measure of what it would do with others; the first one is.
    """

    def test_are_sorted(self, place):
        stopped = {each: rules(place.check(each)) for each in HELD_OUT_FAIR + HELD_OUT_MISLEADING}

        assert [each for each in HELD_OUT_FAIR if stopped[each]] == [], stopped
        assert [each for each in HELD_OUT_MISLEADING if not stopped[each]] == [], stopped


class TestRules:
    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("The last bus […] so nobody under thirty comes", ""),
            ("The last bus goes at seven", "quote"),
            ("he last bus goes at six", "quote"),
            ("comes to the hall […] The last bus", "quote"),
        ],
    )
    def test_quotes_are_whole_words_of_their_statement_in_order(self, place, words, rule):
        said = place.material.session.query(Statement).filter_by(text=QUOTE).one()

        found = rules(place.check(words, BlockKind.QUOTE, statement_id=said.id))

        assert found == ([rule] if rule else [])

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("A large proportion of the barriers, {theme:transport.of}, name transport.", ""),
            ("A large proportion of barriers, {theme:parking.of}, name parking.", "quantity"),
            ("A large proportion of the hall’s income is from hire.", ""),
            ("Almost no barriers, {theme:safety.of}, are about safety.", "quantity"),
            ("There was almost no time for questions.", ""),
            ("The vast bulk of the barriers, {theme:transport.of}, name transport.", "quantity"),
            ("The vast bulk of the budget is for buses.", ""),
            ("There was little opposition: {theme:safety.of}.", ""),
            ("There was little opposition: {theme:money.of}.", "quantity"),
            ("There was little support for the plan.", "quantity"),
            ("There is little support for carers at night.", ""),
        ],
    )
    def test_words_of_quantity_stand_for_shares_of_what_people_said(self, place, words, rule):
        found = [each for each in rules(place.check(words)) if each != "contested"]

        assert found == ([rule] if rule else [])

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("Transport was the most common barrier: {theme:transport.of}.", ""),
            ("Money was the most common barrier: {theme:money.of}.", "ranking"),
            ("Money was the barrier most often named.", "ranking"),
            ("Money and Transport are the barriers named most often.", "ranking"),
            ("The plan answers the barriers named most often.", ""),
            ("Transport was most commonly raised, in {kind:work theme:parking} cases.", "ranking"),
            ("Under 2.1 the most frequent theme was money: {outcome:2.1 theme:money}.", "ranking"),
            ("Under 2.1 the most frequent theme: {outcome:2.1 theme:transport}.", ""),
            ("The most common barriers of all: {outcome:2.1}.", "ranking"),
            ("The most common barriers of all: {outcome:1.1}.", ""),
            ("The most common answers, all in all: {base:reviewed.of}.", ""),
            ("The hall is the most common place for meetings.", ""),
        ],
    )
    def test_what_is_called_the_most_common_is_so(self, place, words, rule):
        assert rules(place.check(words)) == ([rule] if rule else [])

    def test_says_what_is_more_common_than_the_most_common(self, place):
        verdict = place.check("Most often named under 2.1: {outcome:2.1 theme:safety.of}.")

        (told,) = [fault.sentence for fault in verdict.faults if fault.rule == "ranking"]
        assert "Barriers under outcome 2.1 and “Transport”: 4 of 6" in told

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("Money came second, with {theme:money.of}.", []),
            ("Money is the second most common theme: {theme:money.of}.", []),
            ("Money is the third most common theme: {theme:money.of}.", ["ranking"]),
            ("Money was a close third, with {theme:money.of}.", ["ranking"]),
        ],
    )
    def test_a_rank_is_the_rank_of_its_figure(self, place, words, rule):
        assert rules(place.check(words)) == rule

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("{theme:transport.count} barriers are about transport.", []),
            ("{theme:transport.count} people find transport hard.", ["unit"]),
            ("Two in three of the residents ({theme:transport.of}) find it hard.", ["unit"]),
            ("A majority of citizens named transport ({theme:transport.of}).", ["unit"]),
            ("{base:respondents.count} people answered the survey.", []),
        ],
    )
    def test_statements_are_not_told_as_people(self, place, words, rule):
        assert rules(place.check(words)) == rule

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("The replies are representative of the district.", ["loaded"]),
            ("The replies are not representative of the district.", []),
            ("The replies are not only representative of the district.", ["loaded"]),
            ("We cannot say that the public mood has grown darker.", []),
            ("We cannot say why, but the average resident is tired.", ["loaded"]),
            ("The tone of the replies was friendly.", ["loaded"]),
        ],
    )
    def test_large_words_are_stopped_unless_they_are_denied(self, place, words, rule):
        assert rules(place.check(words)) == rule

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("Fewer than a third of the barriers ({theme:money.of}) are about money.", []),
            ("More than half of the barriers ({theme:transport.of}) are about transport.", []),
            (
                "More than a third of the barriers ({theme:money.of}) are about it.",
                ["typed-number"],
            ),
            ("Fewer than two thirds of the barriers ({theme:money.of}) are.", ["typed-number"]),
        ],
    )
    def test_a_bound_is_true_and_near(self, place, words, rule):
        assert rules(place.check(words)) == rule

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("Money is the barrier named most often: {theme:money.of}.", "ranking"),
            ("Money and Transport are named most often: each {theme:money.of}.", ""),
        ],
    )
    def test_two_that_are_as_common_are_named_together(self, place, monkeypatch, words, rule):
        money = place.desk.menu.entries["theme:money"]
        as_many = replace(money, figure=replace(money.figure, count=26))
        monkeypatch.setitem(place.desk.menu.entries, "theme:money", as_many)

        assert rules(place.check(words)) == ([rule] if rule else [])

    def test_a_quote_that_leaves_out_a_not_is_asked_about(self, place):
        said = place.material.session.query(Statement).filter_by(text=QUOTE).one()
        words = "The last bus goes at six, so […] comes to the hall after work."

        found = place.check(words, BlockKind.QUOTE, statement_id=said.id)

        assert rules(found) == []
        said.text = QUOTE.replace("nobody under thirty", "not a soul")
        try:
            asked = place.check(words, BlockKind.QUOTE, statement_id=said.id)
        finally:
            place.session.rollback()
        assert rules(asked) == ["quote-shortened"]

    @pytest.mark.parametrize(
        ("kind", "fields", "rule"),
        [
            (BlockKind.CHART, {"shows": "themes"}, "alt-text"),
            (BlockKind.CHART, {"shows": "themes", "alt": "Bars: {theme:money.count}."}, ""),
            (BlockKind.FIGURE, {"shows": "{theme:none.count}"}, "unknown-figure"),
            (BlockKind.TEXT, {"prompt": "Say why."}, "to-write"),
        ],
    )
    def test_charts_figures_and_prompts(self, place, kind, fields, rule):
        assert rules(place.check("", kind, **fields)) == ([rule] if rule else [])

    def test_a_long_hard_text_is_asked_about(self, place):
        text = (
            "Notwithstanding considerable organisational complexity, multidisciplinary"
            " implementation necessitates unprecedented interorganisational collaboration,"
            " methodologically underpinned by comprehensive evaluative instrumentation and"
            " continuous recalibration of institutional responsibilities, accountabilities,"
            " dependencies and communications"
        )

        assert "readability" in rules(place.check(f"{text}.", BlockKind.TEXT))
        assert "long-sentence" in rules(place.check(f"{text} " + "and so on " * 12, BlockKind.TEXT))

    def test_a_small_count_is_asked_about(self, place):
        verdict = place.check("Safety: {theme:safety.count}.")

        assert [fault.rule for fault in verdict.open_warnings] == ["small-number"]

    def test_a_council_paper_weighs_doing_nothing(self, place):
        bare = place.check("x", paper_kind=PaperKind.COUNCIL_PAPER, section="options")
        weighed = place.check(
            "Do nothing", BlockKind.HEADING, paper_kind=PaperKind.COUNCIL_PAPER, section="options"
        )

        assert "do-nothing" in rules(bare)
        assert "do-nothing" not in rules(weighed)

    def test_a_paper_of_many_words_is_asked_about(self, place):
        assert "length" in rules(place.check("We met. " * 2_600, BlockKind.TEXT))

    def test_every_word_of_the_scale_has_a_share_and_says_it(self):
        for quantity in scale().quantities:
            assert 0 <= quantity.least <= quantity.most <= 100
            assert quantity.says


def rules(verdict: fairness.Verdict) -> list[str]:
    """Return what was found; a count under five is the matter of another rule."""
    return [fault.rule for fault in verdict.faults if fault.rule != "small-number"]
