"""The content of a barrier summary and its JSON form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from consult.writers.barrier_summary import (
    BarrierSummary,
    LedgerDoesNotAddUp,
    Matrix,
    MatrixDoesNotFit,
    MatrixRow,
    Outcome,
    Quote,
)
from consult.writers.plain import NotAReport
from tests.writers.sample import bare, empty, ledger, rich
from tests.writers.strategies import summaries


class TestJson:
    @pytest.mark.parametrize("make", [rich, empty])
    def test_gives_back_an_equal_report(self, make):
        plain = json.loads(json.dumps(make().to_dict()))

        assert BarrierSummary.from_dict(plain) == make()

    @settings(max_examples=50, deadline=None)
    @given(summaries())
    def test_gives_back_any_report(self, summary):
        plain = json.loads(json.dumps(summary.to_dict()))

        assert BarrierSummary.from_dict(plain) == summary

    def test_refuses_another_kind_of_report(self):
        with pytest.raises(NotAReport, match="“kind” must be “barrier-summary”"):
            BarrierSummary.from_dict({**rich().to_dict(), "kind": "council-paper"})

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"author": "A"}, "report has a field “author”"),
            ({"title": 7}, "report.title must be text, not a whole number"),
            ({"generated_on": "5 March"}, "report.generated_on must be a day"),
            ({"generated_on": 5}, "report.generated_on must be a day"),
            ({"sections": {}}, "report.sections must be a list, not an object"),
            ({"sections": ["x"]}, r"report.sections\[1\] must be an object, not text"),
            ({"base": {}}, "report.base has no “statements”"),
            (
                {"matrix": {"themes": ["Trust"], "totals": []}},
                "report.matrix: The matrix has 1 theme",
            ),
        ],
    )
    def test_refuses_what_does_not_fit_and_says_where(self, change, words):
        with pytest.raises(NotAReport, match=words):
            BarrierSummary.from_dict({**rich().to_dict(), **change})

    def test_refuses_a_decimal_count(self):
        plain = empty().to_dict()
        plain["base"]["barriers"]["count"] = 1.5

        with pytest.raises(
            NotAReport, match=r"barriers\.count must be a whole number, not a decimal"
        ):
            BarrierSummary.from_dict(plain)

    def test_refuses_a_version_without_its_number(self):
        plain = rich().to_dict()
        plain["method"]["run"]["versions"] = [["nltk"]]

        with pytest.raises(NotAReport, match=r"versions\[1\] must have 2 items, not 1"):
            BarrierSummary.from_dict(plain)

    def test_refuses_a_report_without_its_title(self):
        plain = rich().to_dict()
        del plain["title"]

        with pytest.raises(NotAReport, match="report has no “title”; add it"):
            BarrierSummary.from_dict(plain)


class TestLedger:
    def test_refuses_to_lose_a_statement(self):
        plain = empty().to_dict()
        plain["ledger"]["received"]["count"] = 1

        with pytest.raises(
            NotAReport, match="1 statements were received, but the ledger accounts for 0"
        ):
            BarrierSummary.from_dict(plain)

    def test_refusal_is_a_fact_of_its_own(self):
        whole = ledger(1, 2, 3, 4, 5, 6)

        with pytest.raises(LedgerDoesNotAddUp):
            type(whole)(bare(20, "ledger:received"), *whole.parts)


class TestMatrix:
    def test_refuses_a_row_with_too_few_counts(self):
        row = MatrixRow(Outcome("2.1", "Safe evenings"), (), bare(0, "matrix:2.1"))

        with pytest.raises(MatrixDoesNotFit, match=r"“2\.1 Safe evenings” has 0 counts"):
            Matrix(themes=("Trust",), rows=(row,), totals=(bare(0, "matrix:/trust"),))


class TestQuote:
    def test_source_says_where_it_was_said(self):
        quote = Quote("S-17", "No bus", "Workshop", "2.1", "Table 3", ("HT", "TC"))

        assert quote.source == "Statement S-17 · outcome 2.1 · Workshop · Table 3 · HT, TC"

    def test_source_leaves_out_what_is_not_known(self):
        assert Quote("S-17", "No bus", "Survey").source == "Statement S-17 · Survey"
