"""The theme workbench: the codebook, analysis runs, and people's decisions."""

from __future__ import annotations

from consult.views.themes import candidates, codebook, decisions, runs, workbench
from consult.views.themes.blueprint import bp

__all__ = ["bp", "candidates", "codebook", "decisions", "runs", "workbench"]
