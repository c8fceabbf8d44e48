"""The kinds of statement, one word each, the same everywhere."""

from __future__ import annotations

import enum


class StatementKind(enum.StrEnum):
    """What a statement is."""

    WORK = "work"
    BARRIER = "barrier"
    SOLUTION = "solution"
    ASPIRATION = "aspiration"
    DEFINITION = "definition"
    DISCUSSION = "discussion"
    COMMENT = "comment"
