"""Files of many answers are put together in a process of their own.

Tens of thousands of answers take seconds to read, and whoever fills in the survey meanwhile would
wait for each turn of the same interpreter.
"""

from __future__ import annotations

import os
import subprocess
import sys

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consult.models.responses import Response
from consult.services.responses import exporting
from consult.services.responses.exporting import NotExported
from consult.services.responses.scopes import Scope, is_counted

# Fewer are read in less time than it takes to start a process.
MOST_HERE = 500
LONGEST_WAIT = 300.0


def write(session: Session, scope: Scope, kind: str, *, most_here: int = MOST_HERE) -> bytes:
    """Return all answers as a file.

    Parameters
    ----------
    kind
        One of `exporting.WRITERS`.

    Raises
    ------
    NotExported
        When the work failed, or took longer than anybody waits.
    """
    counted = select(func.count()).select_from(Response).where(is_counted(scope))
    if (session.scalar(counted) or 0) <= most_here:
        return exporting.WRITERS[kind](session, scope)
    return _written_apart(session.connection().engine, scope, kind)


def _written_apart(engine: Engine, scope: Scope, kind: str) -> bytes:
    command = [sys.executable, "-m", "consult.cli", "responses", "export"]
    asked = ["--survey", scope.survey.consultation.slug, "--version", scope.name]
    address = engine.url.render_as_string(hide_password=False)
    try:
        child = subprocess.run(  # noqa: S603 (our own command; the values are of our own store)
            [*command, *asked, "--format", kind, "--output", "-"],
            env={**os.environ, "CONSULT_DATABASE_URL": address},
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as overrun:
        raise NotExported(
            f"The file was not ready within {LONGEST_WAIT / 60:g} minutes. Try again when fewer "
            "people are answering."
        ) from overrun
    if child.returncode:
        raise NotExported("The file could not be written. Try again in a few minutes.")
    return child.stdout
