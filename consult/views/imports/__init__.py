"""Notes in: choose files or paste, look at what became what, add, correct, take back."""

from __future__ import annotations

from consult.views.imports import adding, choosing, previewing, records
from consult.views.imports.blueprint import answers_in, bp

__all__ = ["adding", "answers_in", "bp", "choosing", "previewing", "records"]
