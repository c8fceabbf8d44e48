"""The statement store for staff: lists, a statement's page, splitting, tying and positions."""

from __future__ import annotations

from consult.views.statements import pages, positioning, splitting, tying
from consult.views.statements.blueprint import bp

__all__ = ["bp", "pages", "positioning", "splitting", "tying"]
