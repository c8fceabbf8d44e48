"""Dot-voting: set up by the organiser, opened to the room, counted with its ties and turnout."""

from __future__ import annotations

from consult.services.votes.casting import (
    CodeUnknown,
    NoDotsLeft,
    VoteNotOpen,
    dots_of,
    find,
    give,
    new_token,
)
from consult.services.votes.choosing import (
    MOST_OPTIONS,
    add_statement,
    add_theme,
    cards_to_add,
    remove_option,
    themes_to_add,
)
from consult.services.votes.counting import (
    Result,
    Turnout,
    as_csv,
    current,
    label_of,
    mark,
    results,
    turnout,
)
from consult.services.votes.setting_up import (
    close,
    code_of,
    create,
    get,
    is_news,
    list_votes,
    open_vote,
    takes_dots,
)

__all__ = [
    "MOST_OPTIONS",
    "CodeUnknown",
    "NoDotsLeft",
    "Result",
    "Turnout",
    "VoteNotOpen",
    "add_statement",
    "add_theme",
    "as_csv",
    "cards_to_add",
    "close",
    "code_of",
    "create",
    "current",
    "dots_of",
    "find",
    "get",
    "give",
    "is_news",
    "label_of",
    "list_votes",
    "mark",
    "new_token",
    "open_vote",
    "remove_option",
    "results",
    "takes_dots",
    "themes_to_add",
    "turnout",
]
