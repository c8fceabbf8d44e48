"""What an analysis run reads from the store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.models.themes import AnalysisRun
from consult.services import analysis_inputs, analysis_runs, starting_codebooks


@pytest.fixture
def run(session, make):
    consultation = make.consultation()
    starting_codebooks.start_standard(session, consultation)
    table = make.table(make.workshop(consultation))
    make.statement("GCH and the school never speak to each other", table=table)
    job = analysis_runs.start(session, consultation)
    return session.get(AnalysisRun, job.subject_id)


def test_reads_the_partners_short_names(session, make, run):
    make.organisation("Gloucester City Homes", "GCH", "City Homes")

    inputs = analysis_inputs.read(session, run)

    assert inputs.abbreviations == {
        "City Homes": "Gloucester City Homes",
        "GCH": "Gloucester City Homes",
    }


def test_another_directory_gives_another_digest(session, make, run):
    before = analysis_inputs.read(session, run).digest()
    make.organisation("Gloucester City Homes", "GCH")

    after = analysis_inputs.read(session, run).digest()

    assert before != after


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "other",
    [
        {"proposal": "Close the hall"},
        {"positions": {1: "against"}},
        {"drawn": frozenset({1})},
        {"seed": 5},
        {"item": {"speaker": ("table", 99)}},
        {"item": {"is_settled": True}},
        {"item": {"text": "Nobody speaks"}},
    ],
    ids=str,
)
def test_whatever_the_result_depends_on_is_in_the_digest(session, run, other):
    inputs = analysis_inputs.read(session, run)
    [item] = inputs.items

    changed = {"items": (replace(item, **other["item"]),)} if "item" in other else other

    assert replace(inputs, **changed).digest() != inputs.digest()
