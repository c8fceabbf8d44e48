"""Tables that a survey tool wrote: a row a respondent, a column a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consult.readers import vocabulary
from consult.readers.layout import Table
from consult.readers.scribe import KIND_LABELS, Scribe

if TYPE_CHECKING:
    from consult.readers.columns import Column

_QUESTION_WORDS = 5
_TOOLS = {
    "Qualtrics": "startdate|enddate|ipaddress|finished|recordeddate|responseid|status",
    "SmartSurvey": "userid|userno|unique id|started|ended|tracking link",
    "SurveyMonkey": "respondent id|collector id|start date|end date|ip address|custom data 1",
    "Microsoft Forms": "id|start time|completion time|email|name",
    "LimeSurvey": "response id|date submitted|last page|start language|seed",
    "Polis": "comment id|author id|agrees|disagrees|moderated|comment body",
    "Google Forms": "timestamp",
}
_FEWEST = 3


def tool_of(labels: Sequence[str]) -> str:
    """Return the tool whose particulars stand among the headings, "" for none that we know.

    >>> tool_of(["StartDate", "EndDate", "Status", "Q1"]), tool_of(["Timestamp", "What helps?"])
    ('Qualtrics', 'Google Forms')
    """
    spoken = {vocabulary.words(part) for label in labels for part in label.split(" › ")}
    for tool, names in _TOOLS.items():
        marks = {vocabulary.words(name) for name in names.split("|")}
        if len(spoken & marks) >= min(_FEWEST, len(marks)):
            return tool
    return ""


def is_survey(labels: Sequence[str]) -> bool:
    """Whether a table is the export of a survey: by its tool, or by questions for headings."""
    asked = sum(label.endswith("?") and len(label.split()) >= _QUESTION_WORDS for label in labels)
    return bool(tool_of(labels)) or asked > 1


def ask_about(table: Table, columns: Sequence[Column], scribe: Scribe) -> None:
    """Ask once about all columns of an export, which are read by what stands in them."""
    tool = tool_of([column.label for column in columns])
    taken = [c.number for c in columns if c.meaning == "text" or c.meaning in KIND_LABELS]
    left = [c.number for c in columns if c.meaning == "skip"]
    opening = f"This looks like an export of {tool}." if tool else "This looks like a survey."
    scribe.ask(
        f"{table.name}.export", table.label,
        f"{opening} {_numbers(taken)} read as written answers, each under its question; "
        f"{_numbers(left, lower=True)} left out as choices or particulars. Is that right?",
        "yes", {"yes": "Yes, but for single columns, which are set below"},
    )  # fmt: skip


def _numbers(columns: Sequence[int], *, lower: bool = False) -> str:
    """Return columns in words: “Column 3 was”, “columns 1, 2 and 4 were”, “no column was”."""
    if len(columns) < 2:
        words = f"Column {columns[0]} was" if columns else "No column was"
    else:
        *first, last = map(str, columns)
        words = f"Columns {', '.join(first)} and {last} were"
    return words[0].lower() + words[1:] if lower else words
