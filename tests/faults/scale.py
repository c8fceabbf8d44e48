"""How much of each protocol is run: a little in every test run, all of it when asked."""

from __future__ import annotations

import os

SCALE = float(os.environ.get("CONSULT_FAULTS_SCALE", "1"))


def scaled(number: int) -> int:
    """Return a number of repetitions times CONSULT_FAULTS_SCALE, and at least one."""
    return max(1, round(number * SCALE))
