"""Lists of records (.json, .jsonl), as other tools export answers, to the neutral layout."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from consult.readers import encodings
from consult.readers.layout import MAX_COLUMNS, MAX_ROWS, Layout, Paragraph, tidy
from consult.readers.refusals import UnreadableFile
from consult.readers.separated import as_table, check_grid
from consult.readers.sheets import as_text

Record = Mapping[str, Any]


def read(content: bytes, filename: str, answers: Mapping[str, str]) -> Layout:
    """Return the layout of a list of records: one table with their names as its header.

    Raises
    ------
    UnreadableFile
        When it is no list of records, or a longer one than notes can have.
    """
    found = encodings.decode(content, filename, answers)
    records, beside = _records(_parsed(found.text, filename), filename)
    names = list(dict.fromkeys(name for record in records for name in record))
    if len(records) >= MAX_ROWS or len(names) > MAX_COLUMNS:
        raise UnreadableFile(
            f"“{filename}” has {len(records):,} records of {len(names):,} fields; split it into "
            f"files of fewer than {MAX_ROWS:,} records and at most {MAX_COLUMNS} fields."
        )
    check_grid(len(records), len(names), filename)
    rows = [[_text(record.get(name)) for name in names] for record in records]
    return Layout("records", (as_table([names, *rows]),), beside, found.doubts)


def _parsed(text: str, filename: str) -> object:
    try:
        if not filename.lower().endswith(".jsonl"):
            return json.loads(text)
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        raise UnreadableFile(
            f"“{filename}” is not whole JSON; export it again, or save the records as .csv."
        ) from None


def _records(data: object, filename: str) -> tuple[list[Record], tuple[Paragraph, ...]]:
    """Return the list of records, and the texts that stand beside it at the top of the file."""
    beside: list[Paragraph] = []
    if isinstance(data, dict):
        lists = [name for name, value in data.items() if _is_list_of_records(value)]
        if len(lists) == 1:
            others = {name: value for name, value in data.items() if name != lists[0]}
            beside = [
                Paragraph(tidy(f"{name}: {_text(value)}"), {}, aside="beside the records")
                for name, value in others.items()
            ]
            beside.append(Paragraph(lists[0], {}, aside="the name of the list of records"))
            data = data[lists[0]]
    if not _is_list_of_records(data):
        raise UnreadableFile(
            f"“{filename}” holds no list of records with the same fields; "
            "save the answers as .csv or .xlsx."
        )
    return data, tuple(beside)  # type: ignore[return-value]


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str | bool | float):
        return as_text(value)
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False)
