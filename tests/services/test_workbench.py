"""What the workbench shows: numbers, lists in order, marked words; and statements' own pages."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.models.statements import StatementPartner, StatementState
from consult.models.themes import CodingState
from consult.services import (
    codings,
    merging,
    statement_lists,
    statement_pages,
    statements,
    theme_cards,
    workbench,
)
from consult.services.marking import marked
from consult.services.statement_lists import Filters, Sort
from consult.services.workbench import Queue, View

PROPOSED, ACCEPTED = CodingState.PROPOSED, CodingState.ACCEPTED


@pytest.fixture
def consultation(make):
    return make.consultation()


@pytest.fixture
def themes(make, consultation):
    return make.codebook(consultation, "resources", "apathy").themes


@pytest.fixture
def listed(make, consultation, themes):
    """Three statements with scores .6, .9 and .7 for the first theme; the last has a second one."""
    listed = [make.statement(text, consultation=consultation) for text in ("six", "nine", "seven")]
    make.statement("unexplained", consultation=consultation)
    run = make.run(consultation)
    for statement, score in zip(listed, (0.6, 0.9, 0.7), strict=True):
        make.coding(statement, themes[0], run=run, score=score)
    make.coding(listed[2], themes[1], run=run, score=0.95)
    return listed


def texts(cards):
    return [card.statement.text for card in cards]


class TestCards:
    @pytest.mark.parametrize(
        ("queue", "order"),
        [
            (Queue.TO_REVIEW, ["seven", "nine", "six"]),
            (Queue.LEAST_SURE, ["six", "nine", "seven"]),
            (Queue.OTHER, ["unexplained"]),
        ],
    )
    def test_each_queue_has_its_order(self, session, consultation, listed, queue, order):
        cards, total = workbench.cards(session, consultation, View(queue=queue))

        assert texts(cards) == order
        assert total == len(order)

    def test_a_themes_statements_come_surest_first(self, session, consultation, themes, listed):
        cards, _ = workbench.cards(session, consultation, View(theme=themes[0]))

        assert texts(cards) == ["nine", "seven", "six"]
        assert {card.current.theme for card in cards} == {themes[0]}

    def test_the_keys_decide_on_what_waits(self, session, consultation, themes, listed, officer):
        [second] = (each for each in _codings(session, listed[2]) if each.theme == themes[1])
        codings.accept(session, second, seen=PROPOSED)

        cards, _ = workbench.cards(session, consultation, View())

        [card] = (card for card in cards if card.statement is listed[2])
        assert (card.current.theme, card.current.state) == (themes[0], PROPOSED)

    def test_is_narrowed_by_outcome_and_words(self, session, make, consultation, themes):
        outcome = consultation.outcomes[1]
        for text in ("late bus", "late train"):
            statement = make.statement(text, consultation=consultation, outcome=outcome)
            make.coding(statement, themes[0])

        cards, total = workbench.cards(
            session, consultation, View(outcome_id=outcome.id, words="BUS")
        )

        assert texts(cards) == ["late bus"]
        assert total == 1

    def test_withheld_statements_are_not_shown(self, session, consultation, listed):
        statements.set_state(session, listed[0], StatementState.WITHHELD, reason="a name in it")

        _, total = workbench.cards(session, consultation, View())

        assert total == 2

    def test_pages_follow_each_other_without_gaps(self, session, consultation, listed):
        pages = [
            texts(workbench.cards(session, consultation, View(), page=page, per_page=2)[0])
            for page in (1, 2)
        ]

        assert pages == [["seven", "nine"], ["six"]]
        beyond = workbench.cards(session, consultation, View(words="i"), page=9, per_page=2)
        assert beyond == ([], 2)


def _codings(session, statement):
    return statement_pages.codings_of(session, statement)


class TestCounts:
    def test_follow_each_decision(self, session, consultation, themes, listed, officer):
        coding = _codings(session, listed[0])[0]
        codings.accept(session, coding, seen=PROPOSED)

        counts = workbench.counts(session, consultation)

        row = counts.row_of(themes[0])
        assert (row.accepted, row.to_review, row.rejected) == (1, 2, 0)
        assert (counts.decided, counts.waiting) == (1, 2)
        assert counts.queues[Queue.OTHER] == 1
        assert counts.ledger.adds_up

    def test_quotes_are_accepted_before_suggested(
        self, session, consultation, themes, listed, officer
    ):
        codings.accept(session, _codings(session, listed[0])[0], seen=PROPOSED)

        quotes = theme_cards.quotes(session, consultation, themes[0])

        assert [each.text for each in quotes] == ["six", "nine"]

    def test_a_merged_theme_is_named_by_its_heir(self, session, themes):
        merging.merge(session, themes[0], themes[1], seen_version=1)

        assert theme_cards.merged_into(session, themes[1]) == [themes[0]]


class TestMarked:
    def test_marks_whole_words_whatever_their_case(self):
        parts = marked("Bus, busy and the BUS", ["bus"])

        assert [part for part, is_match in parts if is_match] == ["Bus", "BUS"]

    def test_finds_a_phrase_across_a_line_break(self):
        parts = marked("no\n  money", ["no money"])

        assert parts == (("no\n  money", True),)

    @given(st.text(), st.lists(st.text(max_size=8), max_size=4))
    def test_never_changes_the_text(self, text, phrases):
        assert "".join(part for part, _ in marked(text, phrases)) == text


class TestStatementLists:
    @pytest.mark.parametrize("sort", Sort)
    def test_can_be_sorted_both_ways(self, session, consultation, listed, sort):
        up, _ = statements.find(session, consultation, sort=sort)
        down, _ = statements.find(session, consultation, sort=sort, descending=True)

        assert len(up) == len(down) == 4

    def test_sorts_by_text(self, session, consultation, listed):
        found, _ = statements.find(session, consultation, sort=Sort.TEXT, descending=True)

        assert [each.text for each in found] == ["unexplained", "six", "seven", "nine"]


class TestDownload:
    def test_gives_every_statement_and_no_formula(self, session, make, consultation, themes):
        statement = make.statement(
            "=HYPERLINK(1)",
            consultation=consultation,
            outcome=consultation.outcomes[0],
            partners=[StatementPartner(label="GCH")],
        )
        make.coding(statement, themes[0], state=ACCEPTED, decided_at=statement.recorded_at)
        make.statement("Two\nlines, “quoted”", consultation=consultation)

        written = "".join(statement_pages.csv_lines(session, consultation, Filters()))

        assert written.startswith("\ufeffid,text,")
        first, second = csv.DictReader(io.StringIO(written.removeprefix("\ufeff")))
        assert first["text"] == "'=HYPERLINK(1)"
        assert (first["outcome"], first["partners"]) == ("1.1", "GCH")
        assert (first["themes_accepted"], first["themes_suggested"]) == ("Resources", "")
        assert second["text"] == "Two\nlines, “quoted”"

    def test_reads_every_statement_once_batch_by_batch(self, session, consultation, listed):
        batches = list(statement_lists.each(session, consultation, Filters(), batch=3))

        assert [len(batch) for batch in batches] == [3, 1]
        assert len({statement.id for batch in batches for statement in batch}) == 4


class TestFacts:
    def test_says_where_in_its_file_a_statement_stood(self, make, consultation):
        statement = make.statement(
            consultation=consultation, place={"table": 1, "row": 5, "column": 4, "odd": "x"}
        )

        told = {fact["key"]: fact["value"] for fact in statement_pages.facts(statement)}

        assert told["Place"] == "table 1, row 5, column 4"
        assert "Under the heading" not in told
