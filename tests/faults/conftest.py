"""What the fault protocols share: a survey that is open, and the deployed server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from consult.models.consultations import Stage
from consult.models.surveys import Survey
from consult.services import surveys
from tests.factories import Make
from tests.faults.serving import Server


@pytest.fixture
def survey(session: Session, make: Make) -> Survey:
    """Return an open survey of one outcome, with nothing that must be answered."""
    consultation = make.consultation(stage=Stage.DRAFT, strategy=make.strategy("1.1"))
    survey = surveys.create(session, consultation, outcomes=consultation.outcomes)
    consultation.stage = Stage.OPEN
    session.commit()
    return survey


@pytest.fixture
def server(database_url: str, tmp_path: Path, survey: Survey) -> Iterator[Server]:
    """Start the deployed server on the survey's database, and end all of it afterwards."""
    server = Server(database_url, tmp_path)
    server.start()
    yield server
    server.kill()
