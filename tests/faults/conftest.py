"""What the fault protocols share: a survey that is open, and the deployed server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from consult.models.surveys import Survey
from tests.factories import Make
from tests.faults.serving import Server, open_survey


def may_mount() -> bool:
    """Return whether a test may mount a small disk of its own."""
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    return os.geteuid() == 0 and tried.returncode == 0


# What a quota shows is tested everywhere; a real disk only where there may be one.
collect_ignore = [] if sys.platform == "linux" and may_mount() else ["test_full_mount.py"]


@pytest.fixture
def survey(session: Session, make: Make) -> Survey:
    """Return an open survey of one outcome, with nothing that must be answered."""
    return open_survey(session, make)


@pytest.fixture
def server(database_url: str, tmp_path: Path, survey: Survey) -> Iterator[Server]:
    """Start the deployed server on the survey's database, and end all of it afterwards."""
    server = Server(database_url, tmp_path)
    server.start()
    yield server
    server.kill()
