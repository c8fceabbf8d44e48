"""The wall of a workshop: opened by the organiser, moderated by staff, seen by the room."""

from __future__ import annotations

from consult.services.walls.forming import JOB_KIND, ask, execute
from consult.services.walls.moderating import hold, let_go, rule
from consult.services.walls.opening import (
    CodeUnknown,
    NotForTables,
    allow_tables,
    code_of,
    end_code,
    find,
    get,
    of,
    open_wall,
    renew_code,
    takes_in,
)
from consult.services.walls.waiting import Show, counts, list_cards
from consult.services.walls.watching import View, mark, view

__all__ = [
    "JOB_KIND",
    "CodeUnknown",
    "NotForTables",
    "Show",
    "View",
    "allow_tables",
    "ask",
    "code_of",
    "counts",
    "end_code",
    "execute",
    "find",
    "get",
    "hold",
    "let_go",
    "list_cards",
    "mark",
    "of",
    "open_wall",
    "renew_code",
    "rule",
    "takes_in",
    "view",
]
