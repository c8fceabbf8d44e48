"""Workshops: their set-up, their tables with a join code each, and who came."""

from __future__ import annotations

from consult.services.workshops.codes import (
    CodeEnded,
    CodeUnknown,
    code_of,
    end_code,
    find_table,
    renew_code,
    spoken,
    takes_in,
)
from consult.services.workshops.columns import HEADINGS, WORK_AND_BARRIERS, Column
from consult.services.workshops.lists import (
    earlier,
    get,
    get_table,
    list_tables,
    list_workshops,
    table_by_number,
)
from consult.services.workshops.setting_up import (
    MOST_TABLES,
    add_table,
    change,
    create,
    set_facilitator,
)

__all__ = [
    "HEADINGS",
    "MOST_TABLES",
    "WORK_AND_BARRIERS",
    "CodeEnded",
    "CodeUnknown",
    "Column",
    "add_table",
    "change",
    "code_of",
    "create",
    "earlier",
    "end_code",
    "find_table",
    "get",
    "get_table",
    "list_tables",
    "list_workshops",
    "renew_code",
    "set_facilitator",
    "spoken",
    "table_by_number",
    "takes_in",
]
