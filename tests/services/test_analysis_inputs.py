"""What an analysis run reads from the store."""

from __future__ import annotations

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
