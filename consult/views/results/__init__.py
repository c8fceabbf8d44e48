"""What came back to a survey, for staff: counts, each response, and what staff bring in."""

from __future__ import annotations

from consult.views.results import crossing, entering, files, listing, pages, quotas
from consult.views.results.blueprint import bp

__all__ = ["bp", "crossing", "entering", "files", "listing", "pages", "quotas"]
