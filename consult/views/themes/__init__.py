"""The theme workbench: the codebook, analysis runs, and people's decisions."""

from __future__ import annotations

from consult.views.themes import (
    book,
    candidates,
    changes,
    codebook,
    decisions,
    double_coding,
    learning,
    remarks,
    repeats,
    reshaping,
    runs,
    signing,
    taking_in,
    workbench,
)
from consult.views.themes.blueprint import bp

__all__ = [
    "book",
    "bp",
    "candidates",
    "changes",
    "codebook",
    "decisions",
    "double_coding",
    "learning",
    "remarks",
    "repeats",
    "reshaping",
    "runs",
    "signing",
    "taking_in",
    "workbench",
]
